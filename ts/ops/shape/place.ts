/** The reverse of a slice: a tensor put into one of a constant. */

import { type Shape, type Spec, stridesOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { apply } from '../apply.ts';
import { copyRegion } from '../copy.ts';
import { fillInstruction } from '../creation/full.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { sliceOperation } from './slice.ts';

/** The shape and value around it, and for each axis the first index and how far apart. */
export interface PlaceAttributes {
  readonly shape: Shape;
  readonly value: number;
  readonly start: readonly number[];
  readonly step: readonly number[];
}

export const placeOperation: Operation<PlaceAttributes> = operation<PlaceAttributes>({
  name: 'place',
  infer: ([x], { shape }) => [{ shape, dtype: (x as Spec).dtype }],
  encode(words, { inputs: [x], outputs: [y], attributes: { start, step, value } }) {
    const [from, to] = [x as Placed, y as Placed];
    const strides = stridesOf(to.shape);
    fillInstruction(words, to, value);
    copyRegion(
      'place',
      words,
      from.shape,
      { tensor: from, start: 0, strides: stridesOf(from.shape) },
      {
        tensor: to,
        start: start.reduce((sum, index, axis) => sum + index * (strides[axis] as number), 0),
        strides: step.map((stride, axis) => stride * (strides[axis] as number)),
      },
    );
  },
  gradient: ({ inputs: [x], upstream: [dy], attributes: { start, step } }) => [
    apply(sliceOperation, [dy as Tensor], { start, step, size: (x as Tensor).shape }),
  ],
});

/** A tensor of `value` (default 0) with `x` from the indices `start`, `step` apart. */
export function place(
  x: Tensor,
  shape: Shape,
  start: readonly number[],
  step: readonly number[],
  value = 0,
): Tensor {
  return apply(placeOperation, [x], { shape, start, step, value });
}

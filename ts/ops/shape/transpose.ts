/** Axes in another order (keras.ops.transpose). */

import { show, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxis, type Spec, stridesOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { apply } from '../apply.ts';
import { copyRegion } from '../copy.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { argumentOf, type OrOption } from './or-option.ts';

/** The order of axes, counted from the front. */
export interface TransposeAttributes {
  readonly axes: readonly number[];
}

export const transposeOperation: Operation<TransposeAttributes> = operation<TransposeAttributes>({
  name: 'transpose',
  infer([x], { axes }) {
    const { shape, dtype } = x as Spec;
    return [{ shape: axes.map((axis) => shape[axis] as number), dtype }];
  },
  encode(words, { inputs: [x], outputs: [y], attributes: { axes } }) {
    const [from, to] = [x as Placed, y as Placed];
    const strides = stridesOf(from.shape);
    copyRegion(
      'transpose',
      words,
      to.shape,
      { tensor: from, start: 0, strides: axes.map((axis) => strides[axis] as number) },
      { tensor: to, start: 0, strides: stridesOf(to.shape) },
    );
  },
  gradient: ({ upstream: [dy], attributes: { axes } }) => [
    transpose(
      dy as Tensor,
      axes.map((_, position) => axes.indexOf(position)),
    ),
  ],
});

/**
 * `x` with its axes in the order given; default: reversed. Throws a {@link ValueError} unless every axis is
 * named once.
 */
export function transpose(
  x: TensorLike,
  given?: OrOption<'axes', readonly number[] | null | undefined>,
): Tensor {
  const axes = argumentOf('transpose', 'axes', given);
  const tensor = asTensor(x, 'transpose');
  const { rank } = tensor;
  const order =
    axes === undefined || axes === null
      ? tensor.shape.map((_, i) => rank - 1 - i)
      : [axes].flat().map((axis) => normalizeAxis('transpose', axis, rank));
  if (order.length !== rank || new Set(order).size !== rank)
    throw new ValueError('transpose', `each of ${rank} axes once`, `axes ${show(axes)}`);
  if (order.every((axis, position) => axis === position)) return tensor;
  return apply(transposeOperation, [tensor], { axes: order });
}

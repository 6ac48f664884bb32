/** A tensor with a block replaced (keras.ops.slice_update). */

import { checkList, DTypeError, ShapeError, show, showShape } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { type Spec, stridesOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { apply } from '../apply.ts';
import { copyRegion } from '../copy.ts';
import { zerosLike } from '../creation/full.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { cast } from './cast.ts';
import { copyInstruction } from './identity.ts';
import { slice } from './slice.ts';

/** The first index of the block on each axis. */
export interface SliceUpdateAttributes {
  readonly start: readonly number[];
}

export const sliceUpdateOperation: Operation<SliceUpdateAttributes> = operation<SliceUpdateAttributes>({
  name: 'sliceUpdate',
  infer([x, updates], { start }) {
    const { shape, dtype } = x as Spec;
    const block = updates as Spec;
    if (block.dtype !== dtype) throw new DTypeError('sliceUpdate', `updates of dtype ${dtype}`, block.dtype);
    const fits =
      start.length === shape.length &&
      block.shape.length === shape.length &&
      start.every(
        (first, axis) =>
          Number.isInteger(first) &&
          first >= 0 &&
          first + (block.shape[axis] as number) <= (shape[axis] as number),
      );
    if (!fits)
      throw new ShapeError(
        'sliceUpdate',
        `a block within shape ${showShape(shape)}`,
        `start ${show(start)} and updates of shape ${showShape(block.shape)}`,
      );
    return [{ shape, dtype }];
  },
  inPlace: [[0, 0]],
  encode(words, { inputs: [x, updates], outputs: [y], attributes: { start } }) {
    const [from, block, to] = [x as Placed, updates as Placed, y as Placed];
    if (from.slot !== to.slot || from.offset !== to.offset) copyInstruction(words, from, to);
    const strides = stridesOf(to.shape);
    copyRegion(
      'sliceUpdate',
      words,
      block.shape,
      { tensor: block, start: 0, strides: stridesOf(block.shape) },
      {
        tensor: to,
        start: start.reduce((sum, first, axis) => sum + first * (strides[axis] as number), 0),
        strides,
      },
    );
  },
  gradient: ({ inputs: [, updates], upstream: [dy], attributes: { start }, wanted }) => [
    wanted[0] ? sliceUpdate(dy as Tensor, start, zerosLike(updates as Tensor)) : undefined,
    wanted[1] ? slice(dy as Tensor, start, (updates as Tensor).shape) : undefined,
  ],
});

/**
 * A copy of `x` with the block that starts at the indices `start` replaced by `updates`, in the dtype of `x`.
 * Throws a {@link ShapeError} where the block does not lie within `x`.
 */
export function sliceUpdate(x: TensorLike, start: readonly number[], updates: TensorLike): Tensor {
  const tensor = asTensor(x, 'sliceUpdate');
  checkList('sliceUpdate', 'start', start);
  return apply(sliceUpdateOperation, [tensor, cast(updates, tensor.dtype)], { start: [...start] });
}

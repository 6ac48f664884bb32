/** Tensors one after the other along an axis (keras.ops.concatenate): one copy an input. */

import { checkKeys } from '../../closest.ts';
import { checkList, DTypeError, ShapeError, showShape, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { promote } from '../../tensor/dtype.ts';
import { normalizeAxis, type Spec, stridesOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { apply } from '../apply.ts';
import { copyRegion } from '../copy.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { cast } from './cast.ts';
import { slice } from './slice.ts';

/** Along which axis, counted from the front. */
export interface ConcatenateAttributes {
  readonly axis: number;
}

export const concatenateOperation: Operation<ConcatenateAttributes> = operation<ConcatenateAttributes>({
  name: 'concatenate',
  infer(inputs, { axis }) {
    const first = inputs[0] as Spec;
    let total = 0;
    for (const { shape, dtype } of inputs) {
      if (dtype !== first.dtype)
        throw new DTypeError('concatenate', 'tensors of one dtype', `${first.dtype} and ${dtype}`);
      if (
        shape.length !== first.shape.length ||
        shape.some((size, i) => i !== axis && size !== first.shape[i])
      )
        throw new ShapeError(
          'concatenate',
          `shapes that are equal but for axis ${axis}`,
          inputs.map((input) => showShape(input.shape)).join(' and '),
        );
      total += shape[axis] as number;
    }
    return [{ shape: first.shape.map((size, i) => (i === axis ? total : size)), dtype: first.dtype }];
  },
  encode(words, { inputs, outputs: [y], attributes: { axis } }) {
    const to = y as Placed;
    const strides = stridesOf(to.shape);
    let start = 0;
    for (const from of inputs) {
      const target = { tensor: to, start: start * (strides[axis] as number), strides };
      copyRegion(
        'concatenate',
        words,
        from.shape,
        { tensor: from, start: 0, strides: stridesOf(from.shape) },
        target,
      );
      start += from.shape[axis] as number;
    }
  },
  gradient({ inputs, upstream: [dy], attributes: { axis }, wanted }) {
    let start = 0;
    return inputs.map(({ shape, rank }, index) => {
      const from = new Array<number>(rank).fill(0);
      from[axis] = start;
      start += shape[axis] as number;
      return wanted[index] ? slice(dy as Tensor, from, shape) : undefined;
    });
  },
});

/**
 * The tensors one after the other along `axis` (default -1); dtypes meet as in Keras. Throws a
 * {@link ShapeError} where the other axes differ, a {@link ValueError} for no tensors.
 */
export function concatenate(xs: readonly TensorLike[], options: { readonly axis?: number } = {}): Tensor {
  checkKeys('concatenate', options, 'axis');
  const { axis = -1 } = options;
  const tensors = checkList('concatenate', 'tensors', xs).map((x) => asTensor(x, 'concatenate'));
  const first = tensors[0];
  if (first === undefined) throw new ValueError('concatenate', 'at least one tensor', 'none');
  const dtype = tensors.map((tensor) => tensor.dtype).reduce(promote);
  const attributes = { axis: normalizeAxis('concatenate', axis, first.rank) };
  return apply(
    concatenateOperation,
    tensors.map((tensor) => cast(tensor, dtype)),
    attributes,
  );
}

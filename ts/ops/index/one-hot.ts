/** Integers as rows of zeros with a one (keras.ops.one_hot). */

import { checkKeys } from '../../closest.ts';
import { DTypeError, show, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { DType } from '../../tensor/dtype.ts';
import { normalizeAxis, type Spec, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeOneHot } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { cast } from '../shape/cast.ts';

/** How many classes, and at which axis of the result, counted from the front. */
export interface OneHotAttributes {
  readonly classes: number;
  readonly axis: number;
}

export const oneHotOperation: Operation<OneHotAttributes> = operation<OneHotAttributes>({
  name: 'oneHot',
  infer([indices], { classes, axis }) {
    const { shape, dtype } = indices as Spec;
    if (dtype !== 'int32') throw new DTypeError('oneHot', 'int32 indices', dtype);
    return [{ shape: [...shape.slice(0, axis), classes, ...shape.slice(axis)], dtype: 'float32' }];
  },
  encode(words, { inputs: [indices], outputs: [y], attributes: { classes, axis } }) {
    const { shape } = indices as Placed;
    const [outer, inner] = [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis))];
    encodeOneHot(words, { indices, y, outer, classes, inner });
  },
});

/** Options of {@link oneHot}. */
export interface OneHotOptions {
  /** The axis of the classes in the result. Default -1. */
  readonly axis?: number;
  /** Default `'float32'`. */
  readonly dtype?: DType;
}

/**
 * Zeros with a 1 at each index, on a new axis of `numClasses`. An index outside 0…numClasses - 1 gives zeros, as
 * in JAX. Throws a {@link DTypeError} for floats.
 */
export function oneHot(indices: TensorLike, numClasses: number, options: OneHotOptions = {}): Tensor {
  const { axis = -1, dtype = 'float32' } = checkKeys('oneHot', options, 'axis dtype');
  const tensor = integers(indices, 'oneHot');
  if (!Number.isInteger(numClasses) || numClasses < 0)
    throw new ValueError('oneHot', 'a whole number of classes ≥ 0', show(numClasses));
  const attributes = { classes: numClasses, axis: normalizeAxis('oneHot', axis, tensor.rank + 1) };
  return cast(apply(oneHotOperation, [tensor], attributes), dtype);
}

/** Indices as int32: numbers of JavaScript must be whole, tensors of an integer dtype. */
export function integers(indices: TensorLike, where: string): Tensor {
  const tensor = asTensor(
    indices,
    where,
    Array.isArray(indices) || typeof indices === 'number' ? 'int32' : undefined,
  );
  if (tensor.dtype === 'float32')
    throw new DTypeError(where, 'indices of an integer dtype', 'float32', 'Use cast(x, "int32").');
  return cast(tensor, 'int32');
}

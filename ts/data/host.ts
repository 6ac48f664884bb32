// The step between tensors and plain arrays, in both directions.
import type { HostArray } from '../io/array.ts';
import { borrowTensor, fromArray, type TensorLike } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** The elements of anything tensor-like. Not copied: read them before the next operation. */
export function toHost(values: TensorLike, where: string): HostArray {
  const tensor = borrowTensor(values, where);
  return { data: tensor.storage(where).peek(where), shape: tensor.shape, dtype: tensor.dtype };
}

/** A tensor over the elements, which nobody may change any more. */
export function toTensor(array: HostArray): Tensor {
  return fromArray(array.data, array.shape, array.dtype);
}

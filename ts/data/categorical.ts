// Class numbers to one-hot rows (https://keras.io/api/utils/python_utils/#to_categorical-function).
import { checkWhole, ShapeError, showShape, ValueError } from '../errors.ts';
import type { HostArray } from '../io/array.ts';
import type { TensorLike } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { toHost, toTensor } from './host.ts';

/**
 * One-hot rows: shape (…) of class numbers becomes (…, numClasses), float32, 1 at the class and 0 elsewhere.
 * A last axis of size 1 is dropped first, as Keras does.
 *
 * @param numClasses Default: the largest class plus one.
 * @throws ValueError for a value that is no whole number from 0 to numClasses − 1; ShapeError when there are no
 *   values to count classes from.
 */
export function toCategorical(values: TensorLike, numClasses?: number): Tensor {
  return toTensor(oneHotRows(toHost(values, 'toCategorical'), numClasses, 'toCategorical'));
}

/** {@link toCategorical} on plain arrays. */
export function oneHotRows(values: HostArray, numClasses: number | undefined, where: string): HostArray {
  const { data, shape } = values;
  const count = numClasses ?? countClasses(values, where);
  checkWhole(where, 'numClasses', count, 1, Math.floor((2 ** 31 - 1) / Math.max(1, data.length)));
  const outer = shape.length > 1 && shape[shape.length - 1] === 1 ? shape.slice(0, -1) : shape;
  const result = new Float32Array(data.length * count);
  for (let i = 0; i < data.length; i++) {
    const label = data[i] as number;
    if (!Number.isInteger(label) || label < 0 || label >= count) {
      const remedy = numClasses === undefined ? undefined : 'Check the labels, or raise numClasses.';
      throw new ValueError(
        where,
        `whole numbers from 0 to ${count - 1}`,
        `${label} at position ${i}`,
        remedy,
      );
    }
    result[i * count + label] = 1;
  }
  return { data: result, shape: [...outer, count], dtype: 'float32' };
}

function countClasses({ data, shape }: HostArray, where: string): number {
  if (data.length === 0) {
    throw new ShapeError(where, 'at least one value', `shape ${showShape(shape)}`, 'Give numClasses.');
  }
  let largest = 0;
  for (let i = 0; i < data.length; i++) if ((data[i] as number) > largest) largest = data[i] as number;
  return Math.floor(largest) + 1;
}

/** Reading and writing lists of weights, all or nothing. */

import { checkList, DTypeError, ShapeError, showShape, ValueError } from '../errors.ts';
import { borrowTensor, fromArray, type TensorLike } from '../tensor/create.ts';
import { arrayConstructor } from '../tensor/dtype.ts';
import { sameShape } from '../tensor/shape.ts';
import { Tensor } from '../tensor/tensor.ts';
import { Variable } from '../tensor/variable.ts';

/** Copies of weights. */
export function readWeights(weights: readonly Variable[]): Tensor[] {
  return weights.map((weight) => fromArray(weight.data(), weight.shape, weight.dtype));
}

/** Sets weights; nothing changes unless every value fits. A typed array without a shape needs the right length. */
export function writeWeights(
  where: string,
  weights: readonly Variable[],
  values: readonly TensorLike[],
): void {
  if (checkList(`${where}.setWeights`, 'values', values).length !== weights.length)
    throw new ValueError(
      `${where}.setWeights`,
      `${weights.length} arrays (${weights.map((weight) => `'${weight.name}' ${showShape(weight.shape)}`).join(', ') || 'it has no weights'})`,
      `${values.length}`,
    );
  const fitted = weights.map((weight, index) => fit(where, weight, values[index] as TensorLike, index));
  weights.forEach((weight, index) => {
    weight.assign(fitted[index] as Tensor);
  });
}

function fit(where: string, weight: Variable, value: TensorLike, index: number): Tensor {
  const place = `${where}.setWeights, array ${index}`;
  const given = borrowTensor(value, place);
  const flat = ArrayBuffer.isView(value) && given.size === weight.size;
  if (!flat && !sameShape(given.shape, weight.shape))
    throw new ShapeError(
      place,
      `shape ${showShape(weight.shape)} of '${weight.name}'`,
      `shape ${showShape(given.shape)}`,
    );
  const keepsDType = value instanceof Tensor || value instanceof Variable;
  if (keepsDType && given.dtype !== weight.dtype)
    throw new DTypeError(
      place,
      `dtype ${weight.dtype} of '${weight.name}'`,
      given.dtype,
      'Use cast(x, dtype).',
    );
  const data = given.storage(place).copy(place);
  const array = given.dtype === weight.dtype ? data : new (arrayConstructor(weight.dtype))(data.length);
  if (array !== data) array.set(data);
  return fromArray(array, weight.shape, weight.dtype);
}

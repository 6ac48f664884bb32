/** Tensors of one value (keras.ops.full, zeros, ones and their -like forms). */

import { checkKeys } from '../../closest.ts';
import { show, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { arrayConstructor, bytesPerElement, checkDType, type DType } from '../../tensor/dtype.ts';
import { checkShape, type Shape, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeFill } from '../../wasm/generated/encoder.ts';
import type { Words } from '../../wasm/words.ts';
import { apply } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';

/** Shape, value and dtype. */
export interface FullAttributes {
  readonly shape: Shape;
  readonly value: number;
  readonly dtype: DType;
}

export const fullOperation: Operation<FullAttributes> = operation<FullAttributes>({
  name: 'full',
  infer: (_, { shape, dtype }) => [{ shape, dtype }],
  encode: (words, { outputs: [y], attributes: { value } }) => fillInstruction(words, y as Placed, value),
});

/** Fills a tensor with one value. */
export function fillInstruction(words: Words, y: Placed, value: number): void {
  const { shape, dtype } = y;
  encodeFill(words, {
    elementSize: bytesPerElement(dtype),
    bits: bitsOf(value, dtype),
    y,
    count: sizeOf(shape),
  });
}

function bitsOf(value: number, dtype: DType): number {
  const array = new (arrayConstructor(dtype))(1);
  array[0] = dtype === 'bool' ? Number(value !== 0) : value;
  return bytesPerElement(dtype) === 4
    ? (new Uint32Array(array.buffer)[0] ?? 0)
    : (new Uint8Array(array.buffer)[0] ?? 0);
}

/** A tensor of `shape`, every element `value`. */
export function full(shape: Shape, value: number, options: { readonly dtype?: DType } = {}): Tensor {
  const dtype = checkDType('full', checkKeys('full', options, 'dtype').dtype ?? 'float32');
  if (typeof value !== 'number' && typeof value !== 'boolean')
    throw new ValueError('full', 'a number', show(value));
  return apply(fullOperation, [], { shape: checkShape('full', shape), value, dtype });
}

/** A tensor of zeros. */
export function zeros(shape: Shape, options: { readonly dtype?: DType } = {}): Tensor {
  return full(shape, 0, options);
}

/** A tensor of ones. */
export function ones(shape: Shape, options: { readonly dtype?: DType } = {}): Tensor {
  return full(shape, 1, options);
}

/** Zeros of the shape and dtype of `x`. */
export function zerosLike(x: TensorLike): Tensor {
  const { shape, dtype } = asTensor(x, 'zerosLike');
  return full(shape, 0, { dtype });
}

/** Ones of the shape and dtype of `x`. */
export function onesLike(x: TensorLike): Tensor {
  const { shape, dtype } = asTensor(x, 'onesLike');
  return full(shape, 1, { dtype });
}

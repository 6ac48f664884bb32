/** Numbers that a file stores in fewer bits. */

import { DTypeError, ShapeError, showShape } from '../../errors.ts';
import { type Shape, type Spec, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeDecode } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';

/** Signed integers of 4 or 3 bits, decoded to int8; half precision, decoded to float32. */
export type Codec = 'int4' | 'int3' | 'float16';

/** The codes in the instruction. */
const codes: Readonly<Record<Codec, number>> = { int4: 0, int3: 1, float16: 2 };

/** Bytes that `count` numbers take. */
export function storedBytes(codec: Codec, count: number): number {
  if (codec === 'float16') return 2 * count;
  return codec === 'int4' ? Math.ceil(count / 2) : 3 * Math.ceil(count / 8);
}

/** What is stored, and the shape of what it becomes. */
export interface DecodeAttributes {
  readonly codec: Codec;
  readonly shape: Shape;
}

/** Input: the bytes, as uint8 (n,). */
export const decodeOperation: Operation<DecodeAttributes> = operation<DecodeAttributes>({
  name: 'decode',
  infer([x], { codec, shape }) {
    const { dtype, shape: given } = x as Spec;
    if (dtype !== 'uint8') throw new DTypeError('decode', 'uint8', dtype);
    const bytes = storedBytes(codec, sizeOf(shape));
    if (given.length !== 1 || given[0] !== bytes)
      throw new ShapeError(
        'decode',
        `${bytes} bytes for ${codec} of shape ${showShape(shape)}`,
        showShape(given),
      );
    return [{ shape, dtype: codec === 'float16' ? 'float32' : 'int8' }];
  },
  encode(words, { inputs: [x], outputs: [y], attributes: { codec } }) {
    encodeDecode(words, { codec: codes[codec], x, y, count: sizeOf((y as Placed).shape) });
  },
});

/** The numbers of `shape` that bytes (n,) of a codec stand for. */
export function decode(bytes: Tensor, codec: Codec, shape: Shape): Tensor {
  return apply(decodeOperation, [bytes], { codec, shape });
}

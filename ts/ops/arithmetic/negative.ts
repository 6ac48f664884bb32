/** `-x` (keras.ops.negative). */

import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { type Spec, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { DTypeError } from '../../errors.ts';
import { encodeUnary, encodeUnaryInteger, IntegerUnaryFunction, UnaryFunction } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';

export const negativeOperation: Operation<undefined> = operation<undefined>({
  name: 'negative',
  infer([x]) {
    const { shape, dtype } = x as Spec;
    if (dtype !== 'float32' && dtype !== 'int32')
      throw new DTypeError('negative', 'float32 or int32', dtype, 'Use cast(x, dtype).');
    return [{ shape, dtype }];
  },
  inPlace: [[0, 0]],
  encode(words, { inputs: [x], outputs: [y] }) {
    const { shape, dtype } = y as Placed;
    const count = sizeOf(shape);
    if (dtype === 'float32') encodeUnary(words, { function: UnaryFunction.Neg, x, y, count, alpha: 0, beta: 0 });
    else encodeUnaryInteger(words, { function: IntegerUnaryFunction.Neg, x, y, count });
  },
  gradient: ({ upstream: [dy] }) => [negative(dy as Tensor)],
});

/** The negation of a float32 or int32 tensor. */
export function negative(x: TensorLike): Tensor {
  return apply(negativeOperation, [asTensor(x, 'negative')], undefined);
}

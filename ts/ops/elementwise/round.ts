/** The nearest number of some decimals (keras.ops.round). */

import { show, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_ROUND } from '../../wasm/generated/encoder.ts';
import { divide } from '../arithmetic/divide.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { zerosLike } from '../creation/full.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

export const roundOperation: Operation<undefined> = unaryOperation({
  name: 'round',
  function: UNARY_ROUND,
  gradient: ({ dy }) => zerosLike(dy),
});

/**
 * Each element rounded to `decimals` places (default 0), halves to even; integers stay as they are. Its gradient
 * is 0. Throws a {@link ValueError} for decimals that are not a whole number from 0 to 9.
 */
export function round(x: TensorLike, decimals = 0): Tensor {
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > 9)
    throw new ValueError('round', 'a whole number of decimals from 0 to 9', show(decimals));
  const tensor = asTensor(x, 'round');
  if (tensor.dtype !== 'float32') return tensor;
  if (decimals === 0) return applyUnary(roundOperation, tensor, undefined);
  const power = 10 ** decimals;
  return divide(applyUnary(roundOperation, multiply(tensor, power), undefined), power);
}

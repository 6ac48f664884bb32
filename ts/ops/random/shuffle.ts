/** Rows in random order (keras.random.shuffle), and the order alone. */

import { checkKeys } from '../../closest.ts';
import { show, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxis } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { argsort } from '../index/sort.ts';
import { take } from '../index/take.ts';
import { randint } from './randint.ts';
import type { Seed } from './seed.ts';

/** The int32 numbers 0 to n - 1 in random order: that which sorts n random keys of 32 bits. */
export function permutation(n: number, options: { readonly seed?: Seed } = {}): Tensor {
  const { seed } = checkKeys('permutation', options, 'seed');
  if (!Number.isInteger(n) || n < 0) throw new ValueError('permutation', 'a whole n ≥ 0', show(n));
  return argsort(randint([n], -0x80000000, 0x7fffffff, seed === undefined ? {} : { seed }));
}

/** `x` with what lies along an axis (default 0) in random order. */
export function shuffle(
  x: TensorLike,
  options: { readonly axis?: number; readonly seed?: Seed } = {},
): Tensor {
  const { axis = 0, seed } = checkKeys('shuffle', options, 'axis seed');
  const tensor = asTensor(x, 'shuffle');
  const along = normalizeAxis('shuffle', axis, tensor.rank);
  return take(tensor, permutation(tensor.shape[along] as number, seed === undefined ? {} : { seed }), {
    axis: along,
  });
}

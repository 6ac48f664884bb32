/** Random bools that are true with a probability; the noise of dropout with a noise shape. */

import { checkKeys } from '../../closest.ts';
import { isWithin, show, ValueError } from '../../errors.ts';
import { checkShape, type Shape, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeRandomBernoulli } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { type Seed, stateOf } from './seed.ts';

/** Shape and probability. */
export interface BernoulliAttributes {
  readonly shape: Shape;
  readonly probability: number;
}

export const bernoulliOperation: Operation<BernoulliAttributes> = operation<BernoulliAttributes>({
  name: 'bernoulli',
  infer: (_, { shape }) => [{ shape, dtype: 'bool' }],
  encode(words, { inputs: [state], outputs: [y], attributes: { probability } }) {
    encodeRandomBernoulli(words, { state, y, count: sizeOf((y as Placed).shape), probability });
  },
});

/** A bool tensor, each element true with this probability. Throws a {@link ValueError} outside [0, 1]. */
export function bernoulli(shape: Shape, probability: number, options: { readonly seed?: Seed } = {}): Tensor {
  const { seed } = checkKeys('bernoulli', options, 'seed');
  if (!isWithin(probability, 0, 1))
    throw new ValueError('bernoulli', 'a probability from 0 to 1', show(probability));
  checkShape('bernoulli', shape);
  return apply(bernoulliOperation, [stateOf(seed, sizeOf(shape))], { shape, probability });
}

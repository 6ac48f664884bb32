/** Normal random numbers within two deviations (keras.random.truncated_normal). */

import { checkKeys } from '../../closest.ts';
import { isWithin, show, ValueError } from '../../errors.ts';
import { checkShape, type Shape, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeRandomTruncatedNormal } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { type Seed, stateOf } from './seed.ts';

/** Shape and distribution. */
export interface TruncatedNormalAttributes {
  readonly shape: Shape;
  readonly mean: number;
  readonly deviation: number;
}

export const truncatedNormalOperation: Operation<TruncatedNormalAttributes> =
  operation<TruncatedNormalAttributes>({
    name: 'truncatedNormal',
    infer: (_, { shape }) => [{ shape, dtype: 'float32' }],
    encode(words, { inputs: [state], outputs: [y], attributes: { mean, deviation } }) {
      encodeRandomTruncatedNormal(words, { state, y, count: sizeOf((y as Placed).shape), mean, deviation });
    },
  });

/** Options of {@link truncatedNormal}. */
export interface TruncatedNormalOptions {
  /** Default 0. */
  readonly mean?: number;
  /** The standard deviation, ≥ 0, of the whole normal distribution. Default 1. */
  readonly stddev?: number;
  readonly seed?: Seed;
}

/** A float32 tensor of numbers drawn from a normal distribution cut at two standard deviations from the mean. */
export function truncatedNormal(shape: Shape, options: TruncatedNormalOptions = {}): Tensor {
  const { mean = 0, stddev = 1, seed } = checkKeys('truncatedNormal', options, 'mean stddev seed');
  if (!isWithin(stddev, 0)) throw new ValueError('truncatedNormal', 'a standard deviation ≥ 0', show(stddev));
  checkShape('truncatedNormal', shape);
  return apply(truncatedNormalOperation, [stateOf(seed, sizeOf(shape))], { shape, mean, deviation: stddev });
}

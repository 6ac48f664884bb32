/** Normal random numbers (keras.random.normal). */

import { checkKeys } from '../../closest.ts';
import { isWithin, show, ValueError } from '../../errors.ts';
import { checkShape, type Shape, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeRandomNormal } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { type Seed, stateOf } from './seed.ts';

/** Shape and distribution. */
export interface NormalAttributes {
  readonly shape: Shape;
  readonly mean: number;
  readonly deviation: number;
}

export const normalOperation: Operation<NormalAttributes> = operation<NormalAttributes>({
  name: 'normal',
  infer: (_, { shape }) => [{ shape, dtype: 'float32' }],
  encode(words, { inputs: [state], outputs: [y], attributes: { mean, deviation } }) {
    encodeRandomNormal(words, { state, y, count: sizeOf((y as Placed).shape), mean, deviation });
  },
});

/** Options of {@link normal}. */
export interface NormalOptions {
  /** Default 0. */
  readonly mean?: number;
  /** The standard deviation, ≥ 0, of the whole normal distribution. Default 1. */
  readonly stddev?: number;
  readonly seed?: Seed;
}

/** A float32 tensor of numbers drawn from a normal distribution. */
export function normal(shape: Shape, options: NormalOptions = {}): Tensor {
  const { mean = 0, stddev = 1, seed } = checkKeys('normal', options, 'mean stddev seed');
  if (!isWithin(stddev, 0)) throw new ValueError('normal', 'a standard deviation ≥ 0', show(stddev));
  checkShape('normal', shape);
  return apply(normalOperation, [stateOf(seed, sizeOf(shape))], { shape, mean, deviation: stddev });
}

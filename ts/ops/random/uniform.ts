/** Uniform random numbers (keras.random.uniform). */

import { checkKeys } from '../../closest.ts';
import { isWithin, show, ValueError } from '../../errors.ts';
import { checkShape, type Shape, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeRandomUniform } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { type Seed, stateOf } from './seed.ts';

/** Shape and range. */
export interface UniformAttributes {
  readonly shape: Shape;
  readonly minval: number;
  readonly maxval: number;
}

export const uniformOperation: Operation<UniformAttributes> = operation<UniformAttributes>({
  name: 'uniform',
  infer: (_, { shape }) => [{ shape, dtype: 'float32' }],
  encode(words, { inputs: [state], outputs: [y], attributes: { minval, maxval } }) {
    encodeRandomUniform(words, { state, y, count: sizeOf((y as Placed).shape), low: minval, high: maxval });
  },
});

/** Options of {@link uniform}. */
export interface UniformOptions {
  /** Smallest value, included. Default 0. */
  readonly minval?: number;
  /** Largest value, excluded. Default 1. */
  readonly maxval?: number;
  readonly seed?: Seed;
}

/** A float32 tensor of numbers drawn evenly from [minval, maxval). */
export function uniform(shape: Shape, options: UniformOptions = {}): Tensor {
  const { minval = 0, maxval = 1, seed } = checkKeys('uniform', options, 'minval maxval seed');
  if (!isWithin(minval, Number.NEGATIVE_INFINITY, maxval))
    throw new ValueError('uniform', 'minval ≤ maxval', `${show(minval)} and ${show(maxval)}`);
  checkShape('uniform', shape);
  return apply(uniformOperation, [stateOf(seed, sizeOf(shape))], { shape, minval, maxval });
}

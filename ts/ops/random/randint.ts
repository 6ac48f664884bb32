/** Random whole numbers (keras.random.randint). */

import { checkKeys } from '../../closest.ts';
import { isWithin, show, ValueError } from '../../errors.ts';
import { checkShape, type Shape, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeRandomIntegers } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { type Seed, stateOf } from './seed.ts';

/** Shape and range. */
export interface RandintAttributes {
  readonly shape: Shape;
  readonly minval: number;
  readonly maxval: number;
}

export const randintOperation: Operation<RandintAttributes> = operation<RandintAttributes>({
  name: 'randint',
  infer: (_, { shape }) => [{ shape, dtype: 'int32' }],
  encode(words, { inputs: [state], outputs: [y], attributes: { minval, maxval } }) {
    encodeRandomIntegers(words, { state, y, count: sizeOf((y as Placed).shape), low: minval, high: maxval });
  },
});

/** An int32 tensor of numbers drawn evenly from `minval` (included) to `maxval` (excluded). */
export function randint(
  shape: Shape,
  minval: number,
  maxval: number,
  options: { readonly seed?: Seed } = {},
): Tensor {
  const { seed } = checkKeys('randint', options, 'seed');
  const int32 = (value: number): boolean => isWithin(value, -(2 ** 31), 2 ** 31 - 1) && (value | 0) === value;
  if (!int32(minval) || !int32(maxval) || minval >= maxval)
    throw new ValueError(
      'randint',
      'whole numbers minval < maxval of 32 bits',
      `${show(minval)} and ${show(maxval)}`,
    );
  checkShape('randint', shape);
  return apply(randintOperation, [stateOf(seed, sizeOf(shape))], { shape, minval, maxval });
}

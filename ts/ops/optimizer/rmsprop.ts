/** A step of RMSprop (keras.optimizers.RMSprop). */

import { encodeRmsprop } from '../../wasm/generated/encoder.ts';
import type { Operation } from '../operation.ts';
import { type UpdateAttributes, updateOperation } from './update.ts';

/** The numbers of a step that do not change. */
export interface RmspropAttributes extends UpdateAttributes {
  readonly rho: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly centered: boolean;
}

/**
 * A variable's slots: velocity, with momentum the moment, and where centered the average gradient. Scalar: the
 * learning rate.
 */
export const rmspropOperation: Operation<RmspropAttributes> = updateOperation<RmspropAttributes>({
  name: 'rmsprop',
  places: ({ momentum, centered }) => [0, 1, ...(momentum > 0 ? [2] : []), ...(centered ? [3] : [])],
  scalars: 1,
  encode(words, fields, [learningRate], { rho, momentum, epsilon, centered }) {
    encodeRmsprop(words, {
      ...fields,
      learningRate,
      rho,
      // In double precision, as Keras computes it: from the float32 of rho it would be off by 6e-8/(1 - rho).
      oneMinusRho: 1 - rho,
      momentum,
      centered: Number(centered),
      epsilon,
    });
  },
});

/** A step of Adam, AdamW or AMSGrad (keras.optimizers.Adam). */

import { encodeAdam } from '../../wasm/generated/encoder.ts';
import type { Operation } from '../operation.ts';
import { type UpdateAttributes, updateOperation } from './update.ts';

/** The numbers of a step that do not change. */
export interface AdamAttributes extends UpdateAttributes {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly amsgrad: boolean;
}

/**
 * A variable's slots: momentum, velocity, and with AMSGrad the largest velocity. Scalars: α (the rate with the bias
 * correction), and the learning rate for the weight decay.
 */
export const adamOperation: Operation<AdamAttributes> = updateOperation<AdamAttributes>({
  name: 'adam',
  places: ({ amsgrad }) => (amsgrad ? [0, 1, 2, 3] : [0, 1, 2]),
  scalars: 2,
  encode(words, fields, [alpha, learningRate], { beta1, beta2, epsilon, amsgrad }) {
    encodeAdam(words, {
      ...fields,
      alpha,
      learningRate,
      // In double precision, as Keras computes them: from the float32 of 0.999 it would be off by 5e-5.
      oneMinusBeta1: 1 - beta1,
      oneMinusBeta2: 1 - beta2,
      amsgrad: Number(amsgrad),
      epsilon,
    });
  },
});

/** A step of Adam, AdamW or AMSGrad in one pass (keras.optimizers.Adam). */

import { type Spec, sizeOf } from '../../tensor/shape.ts';
import { encodeAdam } from '../../wasm/generated/encoder.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { inferUpdate } from './slots.ts';

/** The numbers of a step that do not change. */
export interface AdamAttributes {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/**
 * Inputs: variable, gradient, α (the rate with the bias correction, a scalar), learning rate (a scalar, for the
 * weight decay), momentum, velocity, and with AMSGrad the largest velocity. Outputs: the new variable and slots.
 */
export const adamOperation: Operation<AdamAttributes> = operation<AdamAttributes>({
  name: 'adam',
  infer: ([variable, gradient, , , ...slots]) =>
    inferUpdate('adam', [variable as Spec, gradient as Spec, ...slots]),
  inPlace: [
    [0, 0],
    [1, 4],
    [2, 5],
    [3, 6],
  ],
  encode(words, { inputs, outputs, attributes: { beta1, beta2, epsilon, weightDecay } }) {
    const [variable, gradient, alpha, learningRate, moment, velocity, largest] = inputs;
    const [newVariable, newMoment, newVelocity, newLargest] = outputs;
    encodeAdam(words, {
      variable,
      moment,
      velocity,
      largest,
      gradient,
      alpha,
      learningRate,
      newVariable,
      newMoment,
      newVelocity,
      newLargest,
      count: sizeOf((variable as Placed).shape),
      // In double precision, as Keras computes them: from the float32 of 0.999 it would be off by 5e-5.
      oneMinusBeta1: 1 - beta1,
      oneMinusBeta2: 1 - beta2,
      epsilon,
      weightDecay,
    });
  },
});

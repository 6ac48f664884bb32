/** A step of RMSprop in one pass (keras.optimizers.RMSprop). */

import { type Spec, sizeOf } from '../../tensor/shape.ts';
import { encodeRmsprop } from '../../wasm/generated/encoder.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { inferUpdate } from './slots.ts';

/** The numbers of a step that do not change. */
export interface RmspropAttributes {
  readonly rho: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly centered: boolean;
  readonly weightDecay: number;
}

/**
 * Inputs: variable, gradient, learning rate (a scalar), velocity, with momentum the moment, and where centered the
 * average gradient. Outputs: the new variable and slots.
 */
export const rmspropOperation: Operation<RmspropAttributes> = operation<RmspropAttributes>({
  name: 'rmsprop',
  infer: ([variable, gradient, , ...slots]) =>
    inferUpdate('rmsprop', [variable as Spec, gradient as Spec, ...slots]),
  inPlace: [
    [0, 0],
    [1, 3],
    [2, 4],
    [3, 5],
  ],
  encode(words, { inputs, outputs, attributes: { rho, momentum, epsilon, centered, weightDecay } }) {
    const [variable, gradient, learningRate, velocity, ...others] = inputs;
    const [newVariable, newVelocity, ...newOthers] = outputs;
    const average = centered ? Number(momentum > 0) : -1;
    encodeRmsprop(words, {
      variable,
      velocity,
      moment: momentum > 0 ? others[0] : undefined,
      average: others[average],
      gradient,
      learningRate,
      newVariable,
      newVelocity,
      newMoment: momentum > 0 ? newOthers[0] : undefined,
      newAverage: newOthers[average],
      count: sizeOf((variable as Placed).shape),
      rho,
      // In double precision, as Keras computes it: from the float32 of rho it would be off by 6e-8/(1 - rho).
      oneMinusRho: 1 - rho,
      momentum,
      epsilon,
      weightDecay,
    });
  },
});

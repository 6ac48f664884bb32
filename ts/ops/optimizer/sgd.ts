/** A step of gradient descent in one pass (keras.optimizers.SGD). */

import { type Spec, sizeOf } from '../../tensor/shape.ts';
import { encodeSgd } from '../../wasm/generated/encoder.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { inferUpdate } from './slots.ts';

/** The numbers of a step that do not change. */
export interface SgdAttributes {
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
}

/**
 * Inputs: variable, gradient, learning rate (a scalar), and with momentum the velocity. Outputs: the new variable
 * and velocity.
 */
export const sgdOperation: Operation<SgdAttributes> = operation<SgdAttributes>({
  name: 'sgd',
  infer: ([variable, gradient, , ...slots]) =>
    inferUpdate('sgd', [variable as Spec, gradient as Spec, ...slots]),
  inPlace: [
    [0, 0],
    [1, 3],
  ],
  encode(words, { inputs, outputs, attributes: { momentum, nesterov, weightDecay } }) {
    const [variable, gradient, learningRate, velocity] = inputs;
    const [newVariable, newVelocity] = outputs;
    encodeSgd(words, {
      variable,
      velocity,
      gradient,
      learningRate,
      newVariable,
      newVelocity,
      count: sizeOf((variable as Placed).shape),
      momentum,
      nesterov: Number(nesterov),
      weightDecay,
    });
  },
});

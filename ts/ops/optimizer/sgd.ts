/** A step of gradient descent (keras.optimizers.SGD). */

import { encodeSgd } from '../../wasm/generated/encoder.ts';
import type { Operation } from '../operation.ts';
import { type UpdateAttributes, updateOperation } from './update.ts';

/** The numbers of a step that do not change. */
export interface SgdAttributes extends UpdateAttributes {
  readonly momentum: number;
  readonly nesterov: boolean;
}

/** A variable's slot: with momentum the velocity. Scalar: the learning rate. */
export const sgdOperation: Operation<SgdAttributes> = updateOperation<SgdAttributes>({
  name: 'sgd',
  places: ({ momentum }) => (momentum > 0 ? [0, 1] : [0]),
  scalars: 1,
  encode(words, fields, [learningRate], { momentum, nesterov }) {
    encodeSgd(words, { ...fields, learningRate, momentum, nesterov: Number(nesterov) });
  },
});

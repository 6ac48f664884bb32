/** The names that layers of the full entry know. */

import { activationName, getActivation } from '../activations/names.ts';
import { getConstraint } from '../constraints/names.ts';
import { getInitializer } from '../initializers/names.ts';
import { getRegularizer } from '../regularizers/names.ts';
import type { NameTables } from './names.ts';

/** Those of layers that have weights and no activation. */
export const weightNames: Partial<NameTables> = {
  initializer: getInitializer,
  regularizer: getRegularizer,
  constraint: getConstraint,
};

/** Those of layers that have both. */
export const layerNames: Partial<NameTables> = {
  activation: getActivation,
  activationName,
  initializer: getInitializer,
  regularizer: getRegularizer,
  constraint: getConstraint,
};

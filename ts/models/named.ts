/** The readers of models as the full entry has them: they know all names. */

import { activationName, getActivation } from '../activations/names.ts';
import { getConstraint } from '../constraints/names.ts';
import { getInitializer } from '../initializers/names.ts';
import { named } from '../layers/names.ts';
import { getLoss } from '../losses/names.ts';
import { getMetric } from '../metrics/names.ts';
import { getOptimizer } from '../optimizers/names.ts';
import { getRegularizer } from '../regularizers/names.ts';
import { loadModel as leanLoadModel, modelFromConfig as leanModelFromConfig } from './load.ts';

/** All names that the config of a model has. */
const everyName = {
  activation: getActivation,
  activationName,
  initializer: getInitializer,
  regularizer: getRegularizer,
  constraint: getConstraint,
  loss: getLoss,
  metric: getMetric,
  optimizer: getOptimizer,
};

/** A model from what `getConfig` or `toJSON` returned, here or in Keras; knows all names. */
export const modelFromConfig: typeof leanModelFromConfig = /* @__PURE__ */ named(
  leanModelFromConfig,
  everyName,
);

/** The model of a file of `model.save()`; knows all names. */
export const loadModel: typeof leanLoadModel = /* @__PURE__ */ named(leanLoadModel, everyName);

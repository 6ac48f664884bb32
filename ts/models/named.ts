/** The readers of models as the full entry has them: they know all names. */

import { named } from '../layers/names.ts';
import { layerNames } from '../layers/tables.ts';
import { loadModel as leanLoadModel, modelFromConfig as leanModelFromConfig } from './load.ts';
import { trainingNames } from './tables.ts';

/** All names that the config of a model has. */
const everyName = { ...layerNames, ...trainingNames };

/** A model from what `getConfig` or `toJSON` returned, here or in Keras; knows all names. */
export const modelFromConfig: typeof leanModelFromConfig = /* @__PURE__ */ named(
  leanModelFromConfig,
  everyName,
);

/** The model of a file of `model.save()`; knows all names. */
export const loadModel: typeof leanLoadModel = /* @__PURE__ */ named(leanLoadModel, everyName);

/** Copies of a model, with its weights and what it was compiled with: nothing here changes the model that was given. */

import { modelFromConfig } from '../models/load.ts';
import type { Variable } from '../tensor/variable.ts';
import type { AnyModel } from './inference.ts';

/** The config of a model, to be changed. */
export interface EditableConfig {
  config: { layers: { config: Record<string, unknown>; build_config?: unknown }[] };
}

/** A model of the same config, as `edit` changes it, with new weights. */
export function remade(model: AnyModel, edit: (config: EditableConfig) => void = () => {}): AnyModel {
  const config = JSON.parse(JSON.stringify(model.toJSON())) as EditableConfig;
  edit(config);
  return modelFromConfig(JSON.stringify(config)) as AnyModel;
}

/** A copy with the same weights. */
export function copied(model: AnyModel): AnyModel {
  const copy = remade(model);
  copy.weights.forEach((variable, index) => {
    variable.assign((model.weights[index] as Variable).value);
  });
  return copy;
}

/** Copies of a model, with its weights and what it was compiled with: nothing here changes the model that was given. */

import type { AnyLayer } from '../layers/layer.ts';
import { Bidirectional } from '../layers/recurrent/bidirectional.ts';
import { TimeDistributed } from '../layers/recurrent/time-distributed.ts';
import { modelFromConfig } from '../models/load.ts';
import { Model } from '../models/model.ts';
import type { Variable } from '../tensor/variable.ts';
import type { AnyModel } from './inference.ts';

/** The config of one layer, to be changed. */
export type LayerConfig = Record<string, unknown>;

/** A layer as a config has it. */
interface Serialized {
  config: LayerConfig;
  /** The shape it was built for: no longer the one it will be given. */
  build_config?: unknown;
}

/** A model of the same config, as `edit` changes that of its layers and theirs, with new weights. */
export function remade(
  model: AnyModel,
  edit: (layer: AnyLayer, config: LayerConfig) => void = () => {},
): AnyModel {
  const config = JSON.parse(JSON.stringify(model.toJSON())) as Serialized;
  const visit = (layer: AnyLayer, own: Serialized): void => {
    delete own.build_config;
    delete own.config['build_config'];
    edit(layer, own.config);
    for (const [inner, one] of innerLayers(layer, own.config)) visit(inner, one);
  };
  visit(model as AnyLayer, config);
  return modelFromConfig(JSON.stringify(config)) as AnyModel;
}

/** The layers inside of one, with their configs. */
function innerLayers(layer: AnyLayer, config: LayerConfig): [AnyLayer, Serialized][] {
  const inner = (one: AnyLayer, key: string): [AnyLayer, Serialized] => [one, config[key] as Serialized];
  if (layer instanceof Bidirectional)
    return [
      inner(layer.forwardLayer as AnyLayer, 'layer'),
      inner(layer.backwardLayer as AnyLayer, 'backward_layer'),
    ];
  if (layer instanceof TimeDistributed) return [inner(layer.layer, 'layer')];
  if (!(layer instanceof Model)) return [];
  const byName = new Map(layer.layers.map((one) => [one.name, one]));
  return (config['layers'] as Serialized[]).flatMap((own): [AnyLayer, Serialized][] => {
    const one = byName.get(own.config['name'] as string);
    return one === undefined ? [] : [[one, own]];
  });
}

/** A copy with the same weights. */
export function copied(model: AnyModel): AnyModel {
  const copy = remade(model);
  copy.weights.forEach((variable, index) => {
    variable.assign((model.weights[index] as Variable).value);
  });
  return copy;
}

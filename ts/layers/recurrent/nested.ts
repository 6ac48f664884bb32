/** Layers inside of layers, as configs have them. */

import { type Config, serialize } from '../../config/config.ts';
import type { AnyLayer } from '../layer.ts';

/** A layer as Keras writes it, with the shape it was built for. */
export function serializeNested(layer: AnyLayer): Config {
  return {
    ...(serialize(layer, 'keras.layers') as Config),
    ...(layer._builtShape === undefined ? {} : { build_config: layer.getBuildConfig() }),
  };
}

/** Layers inside of layers, as configs have them. */

import { DataError, show, ValueError } from '../../errors.ts';
import { type Config, isObject, serialize } from '../config.ts';
import type { AnyLayer, FromConfigOptions, LayerClass } from '../layer.ts';

/** A layer as Keras writes it, with the shape it was built for. */
export function serializeNested(layer: AnyLayer): Config {
  return {
    ...(serialize(layer, 'keras.layers') as Config),
    ...(layer.builtShape === undefined ? {} : { build_config: layer.getBuildConfig() }),
  };
}

/** A layer from what {@link serializeNested} gives; its class is found among `customObjects`. */
export function nestedLayer(
  value: unknown,
  { customObjects = {} }: FromConfigOptions,
  where: string,
): AnyLayer {
  if (!isObject(value) || typeof value['class_name'] !== 'string' || !isObject(value['config']))
    throw new DataError(where, 'a layer as { class_name, config }', show(value));
  const name = value['class_name'];
  const found = Object.hasOwn(customObjects, name) ? customObjects[name] : undefined;
  if (typeof found !== 'function' || !('fromConfig' in found))
    throw new ValueError(
      where,
      `a class for '${name}' among customObjects`,
      Object.keys(customObjects).join(', ') || 'none',
      "Pass { customObjects: layers }, with `import { layers } from 'oxigrad'`.",
    );
  return (found as unknown as LayerClass).fromConfig(value['config'] as Config, { customObjects });
}

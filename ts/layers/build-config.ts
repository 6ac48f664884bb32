/** The build config of layers whose inputs are arguments of their own in Keras. */

import type { Config } from './config.ts';
import { type AnyLayer, shapesOf } from './layer.ts';

/** `{ shapes_dict: { query_shape: … } }`, as Keras writes it; `undefined` where there is one input or no shape yet. */
export function namedBuildConfig(layer: AnyLayer): Config | undefined {
  const { builtShape } = layer;
  if (builtShape === undefined) return undefined;
  const shapes = layer.callArguments?.(shapesOf(builtShape));
  if (shapes === undefined) return undefined;
  const entries = Object.entries(shapes).map(([name, shape]) => [`${name}_shape`, shape]);
  return { shapes_dict: Object.fromEntries(entries) as Config };
}

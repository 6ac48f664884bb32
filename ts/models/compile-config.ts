/** What a model was compiled with, as Keras writes it. */

import { type Config, type ConfigValue, isObject, serialize } from '../config/config.ts';
import { customObject, serializeFunction } from '../config/objects.ts';
import { isPlainObject } from '../tensor/plain.ts';
import type { CompiledModel } from './compiled.ts';
import type { CompileModelOptions } from './options.ts';

/** The options of `compile` in Keras's spelling; functions of the user's own by their names. */
export function compileConfig({ options, optimizer }: CompiledModel): Config {
  const { loss, lossWeights, metrics, weightedMetrics, runEagerly = false } = options;
  return {
    optimizer: serialize(optimizer, 'keras.optimizers'),
    loss: written(loss, 'keras.losses'),
    loss_weights: (lossWeights ?? null) as ConfigValue,
    metrics: written(metrics, 'keras.metrics'),
    weighted_metrics: written(weightedMetrics, 'keras.metrics'),
    run_eagerly: runEagerly,
    steps_per_execution: 1,
    jit_compile: true,
  };
}

function written(value: unknown, module: string): ConfigValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'function') return serializeFunction(value);
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((item) => written(item, module));
  if (isPlainObject(value) && !('class_name' in value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, written(item, module)]));
  return isPlainObject(value) ? (value as Config) : serialize(value, module);
}

/** The options of `compile` from a config; the names resolve as in `compile`, what is the user's own at once. */
export function compileOptionsFrom(config: Config): CompileModelOptions | undefined {
  const { optimizer, loss, metrics, weighted_metrics: weighted, ...rest } = config;
  if (!isObject(optimizer)) return undefined;
  const options: Record<string, unknown> = {
    optimizer: read(optimizer),
    loss: read(loss),
    lossWeights: rest['loss_weights'],
    metrics: read(metrics),
    weightedMetrics: read(weighted),
    runEagerly: rest['run_eagerly'],
  };
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== null && value !== undefined),
  ) as CompileModelOptions;
}

/** Losses, metrics and optimizers of a config, alone, in lists and by output. */
function read(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(read);
  if (isObject(value) && !('class_name' in value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, read(item)]));
  return customObject(value) ?? value;
}

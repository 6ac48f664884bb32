/** Models of any class from configs and files: knows all layers of oxigrad (keras.models.load_model). */

import { DataError } from '../errors.ts';
import type { Config } from '../layers/config.ts';
import { isObject } from '../layers/config.ts';
import * as layers from '../layers/index.ts';
import type { FromConfigOptions } from '../layers/layer.ts';
import { compileOptionsFrom } from './compile-config.ts';
import { innerConfig, layerFrom } from './functional-config.ts';
import { Model } from './model.ts';
import { readModelFile, restoreState } from './saving.ts';
import { Sequential } from './sequential.ts';

/**
 * A model from what `getConfig` or `toJSON` returned, here or in Keras. Its weights are new. Classes of your own
 * come from `customObjects`, by the names in the config.
 */
export function modelFromConfig(config: Config | string, options: FromConfigOptions = {}): Model {
  const where = 'modelFromConfig';
  const parsed = typeof config === 'string' ? parse(config, where) : config;
  const className =
    parsed['class_name'] ?? ('output_layers' in innerConfig(parsed, where) ? 'Functional' : 'Sequential');
  const known = { customObjects: { ...layers, Sequential, Functional: Model, ...options.customObjects } };
  const value = isObject(parsed['config']) ? parsed : { class_name: className, config: parsed };
  const model = layerFrom(value, known, where);
  if (!(model instanceof Model))
    throw new DataError(where, 'the config of a model', `one of a ${String(className)}`);
  const compileConfig = parsed['compile_config'];
  const compileOptions = isObject(compileConfig) ? compileOptionsFrom(compileConfig as Config) : undefined;
  if (compileOptions !== undefined) model.compile(compileOptions);
  return model;
}

/**
 * The model of a file of `model.save()`: with its weights, compiled as it was, and with the optimizer's state.
 * Throws a {@link DataError} for a file that is none.
 */
export function loadModel(bytes: Uint8Array | ArrayBuffer, options: FromConfigOptions = {}): Model {
  if (typeof bytes === 'string')
    throw new DataError('loadModel', 'the bytes of a file', `'${bytes}'`, 'Read or fetch the file first.');
  const file = readModelFile(bytes, 'loadModel');
  const model = modelFromConfig(file.config, options);
  restoreState(model, file, 'loadModel');
  return model;
}

function parse(text: string, where: string): Config {
  try {
    return JSON.parse(text) as Config;
  } catch (cause) {
    throw new DataError(where, 'JSON', cause instanceof Error ? cause.message : String(cause));
  }
}

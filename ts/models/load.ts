/** Models of any class from configs and files: knows all layers of oxigrad (keras.models.load_model). */

import type { Config } from '../config/config.ts';
import { isObject } from '../config/config.ts';
import { checked } from '../config/kinds.ts';
import { checkDepth, whileReading } from '../config/reading.ts';
import { checkOptions, DataError, show } from '../errors.ts';
import { allOrNothing } from '../layers/building.ts';
import { layerFrom } from '../layers/deserialize.ts';
import * as layers from '../layers/index.ts';
import type { FromConfigOptions } from '../layers/layer.ts';
import { compileOptionsFrom } from './compile-config.ts';
import { bytesFrom, type FileSource } from './files.ts';
import { innerConfig } from './functional-config.ts';
import { Model } from './model.ts';
import { readModelFile, restoreState } from './saving.ts';
import { Sequential } from './sequential.ts';

/** Options of {@link modelFromConfig} and {@link loadModel}. */
export interface LoadOptions extends FromConfigOptions {
  /** Whether the model is compiled as it was. Default `true`. */
  readonly compile?: boolean;
}

const known = { ...layers, Sequential, Functional: Model };
const REMEDY = 'Give classes and functions of your own as { customObjects: { Name } }';

/**
 * A model from what `getConfig` or `toJSON` returned, here or in Keras. Its weights are new. Classes and functions of
 * your own (layers, losses, metrics, optimizers, initializers, activations, …) come from `customObjects`, by the names
 * in the config.
 */
export function modelFromConfig(config: Config | string, options: LoadOptions = {}): Model {
  return fromConfig('modelFromConfig', config, options, false);
}

function fromConfig(
  where: string,
  config: Config | string,
  options: LoadOptions,
  hasWeights: boolean,
): Model {
  const { customObjects = {}, compile = true } = checkOptions(where, options);
  const parsed = typeof config === 'string' ? parse(config, where) : config;
  if (!isObject(parsed)) throw new DataError(where, 'the config of a model', show(parsed));
  checkDepth(where, parsed);
  const read = <Result>(remedy: string, body: () => Result): Result =>
    whileReading({ own: customObjects, known, remedy, checked, hasWeights }, body);
  // Of a config that fails, nobody has the layers: what they hold is freed at once.
  return allOrNothing(() => {
    const model = read(`${REMEDY}.`, () => modelOf(parsed, where));
    const compileConfig = parsed['compile_config'];
    if (compile && isObject(compileConfig))
      read(`${REMEDY}, or leave the training out with { compile: false }.`, () => {
        const compileOptions = compileOptionsFrom(compileConfig as Config);
        if (compileOptions !== undefined) model.compile(compileOptions);
      });
    return model;
  });
}

function modelOf(parsed: Config, where: string): Model {
  const className =
    parsed['class_name'] ?? ('output_layers' in innerConfig(parsed, where) ? 'Functional' : 'Sequential');
  const value = isObject(parsed['config']) ? parsed : { class_name: className, config: parsed };
  const model = layerFrom(value, {}, where);
  if (model instanceof Model) return model;
  throw new DataError(where, 'the config of a model', `one of a ${show(className)}`);
}

/**
 * The model of a file of `model.save()`, its bytes or its path: with its weights, compiled as it was, and with the optimizer's state.
 * Throws a {@link DataError} for a file that is none.
 */
export function loadModel(source: FileSource, options: LoadOptions = {}): Model {
  const file = readModelFile(bytesFrom('loadModel', source), 'loadModel');
  const model = fromConfig('loadModel', file.config, options, true);
  try {
    restoreState(model, file, 'loadModel');
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
}

function parse(text: string, where: string): Config {
  try {
    return JSON.parse(text) as Config;
  } catch (cause) {
    throw new DataError(where, 'JSON', cause instanceof Error ? cause.message : String(cause));
  }
}

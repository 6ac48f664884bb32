/** Weights and whole models as safetensors files. */

import { DataError, ShapeError, showShape } from '../errors.ts';
import type { HostArray } from '../io/array.ts';
import { decodeSafetensors, encodeSafetensors, type Safetensors } from '../io/safetensors.ts';
import type { Config } from '../layers/config.ts';
import type { AnyLayer } from '../layers/layer.ts';
import { fromArray } from '../tensor/create.ts';
import { sameShape } from '../tensor/shape.ts';
import type { Variable } from '../tensor/variable.ts';
import { serializeLayer } from './functional-config.ts';
import type { Model } from './model.ts';

const MODEL_KEY = 'model';
const OPTIMIZER_PREFIX = 'optimizer/';

/** All weights by name: the names of the layers that hold them, then that of the weight. */
function namedWeights(root: Model): Map<string, Variable> {
  const found = new Map<string, Variable>();
  const seen = new Set<Variable>();
  const add = (name: string, variable: Variable): void => {
    if (seen.has(variable)) return;
    seen.add(variable);
    let free = name;
    for (let count = 1; found.has(free); count++) free = `${name}_${count}`;
    found.set(free, variable);
  };
  const visit = (layer: AnyLayer, path: string): void => {
    for (const { name, variable } of layer.ownWeights) add(path + name, variable);
    for (const inner of layer.sublayers) visit(inner, `${path}${inner.name}/`);
  };
  visit(root as AnyLayer, '');
  return found;
}

function hostArray(variable: Variable): HostArray {
  return { data: variable.data(), shape: variable.shape, dtype: variable.dtype };
}

function arrays(variables: ReadonlyMap<string, Variable>): Map<string, HostArray> {
  return new Map(Array.from(variables, ([name, variable]) => [name, hostArray(variable)]));
}

/** The weights of a model. */
export function weightBytes(model: Model): Uint8Array {
  return encodeSafetensors(arrays(namedWeights(model)));
}

/** Sets the weights of a model, all or nothing. */
export function loadWeightBytes(model: Model, bytes: Uint8Array | ArrayBuffer): void {
  const where = `${model.where}.loadWeights`;
  const { tensors } = decodeSafetensors(bytes, where);
  const weights = namedWeights(model);
  const isOther = [...tensors.keys()].some((name) => !weights.has(name));
  assignAll(where, isOther ? renumbered(weights) : weights, isOther ? renumbered(tensors) : tensors);
}

/**
 * The names with the numbers of layers counted anew: a model that is made a second time has `dense_2` and `dense_3`
 * for `dense` and `dense_1`, and takes the same file.
 */
function renumbered<T>(named: ReadonlyMap<string, T>): Map<string, T> {
  const parse = (word: string): string[] => /^(.+?)(?:_(\d+))?$/.exec(word)?.slice(1) ?? [];
  const words = [...new Set([...named.keys()].flatMap((name) => name.split('/')))].map(parse);
  const rank = (word: string): string => {
    const [base, number = 0] = parse(word);
    return `${base} ${words.filter(([other, of = 0]) => other === base && +of < +number).length}`;
  };
  return new Map(Array.from(named, ([name, value]) => [name.replace(/[^/]+(?=\/)/g, rank), value]));
}

/** Assigns every variable from the tensor of its name; throws before anything changed. */
function assignAll(
  where: string,
  variables: ReadonlyMap<string, Variable>,
  tensors: ReadonlyMap<string, HostArray>,
): void {
  const missing = [...variables.keys()].filter((name) => !tensors.has(name));
  const unknown = [...tensors.keys()].filter((name) => !variables.has(name));
  if (missing.length > 0 || unknown.length > 0) {
    const parts = [
      ...(missing.length > 0 ? [`none for ${missing.join(', ')}`] : []),
      ...(unknown.length > 0 ? [`unknown ${unknown.join(', ')}`] : []),
    ];
    throw new DataError(
      where,
      `tensors named ${[...variables.keys()].join(', ') || '(none)'}`,
      parts.join('; '),
      'Is it the file of another model, or is the model not built?',
    );
  }
  const values = Array.from(variables, ([name, variable]) => {
    const array = tensors.get(name) as HostArray;
    if (!sameShape(array.shape, variable.shape) || array.dtype !== variable.dtype)
      throw new ShapeError(
        where,
        `shape ${showShape(variable.shape)} of ${variable.dtype} for '${name}'`,
        `shape ${showShape(array.shape)} of ${array.dtype}`,
      );
    return [variable, fromArray(array.data, array.shape, array.dtype)] as const;
  });
  for (const [variable, value] of values) variable.assign(value);
}

/** The optimizer's state by position, as Keras's files have it. */
function optimizerState(model: Model): Map<string, Variable> {
  const optimizer = model.training?.optimizer;
  if (optimizer === undefined || !optimizer.built) return new Map();
  return new Map(optimizer.variables.map((variable, index) => [`${OPTIMIZER_PREFIX}${index}`, variable]));
}

/** A model with everything that is needed to go on training. */
export function saveModelBytes(model: Model): Uint8Array {
  const variables = new Map([...namedWeights(model), ...optimizerState(model)]);
  return encodeSafetensors(arrays(variables), {
    format: 'oxigrad',
    [MODEL_KEY]: JSON.stringify(serializeLayer(model as AnyLayer)),
  });
}

/** A model's file, read but not built. */
export interface ModelFile extends Safetensors {
  readonly config: Config;
}

/** Reads the file of a model. */
export function readModelFile(bytes: Uint8Array | ArrayBuffer, where: string): ModelFile {
  const file = decodeSafetensors(bytes, where);
  const text = file.metadata[MODEL_KEY];
  if (text === undefined)
    throw new DataError(
      where,
      `a file of model.save(), with "${MODEL_KEY}" in its metadata`,
      Object.keys(file.metadata).join(', ') || 'no metadata',
      'Weights alone are read by model.loadWeights(bytes).',
    );
  try {
    return { ...file, config: JSON.parse(text) as Config };
  } catch (cause) {
    throw new DataError(where, 'a config in JSON', cause instanceof Error ? cause.message : String(cause));
  }
}

/** Gives a model the weights and the optimizer's state of its file. */
export function restoreState(model: Model, { tensors }: ModelFile, where: string): void {
  const state = new Map([...tensors].filter(([name]) => name.startsWith(OPTIMIZER_PREFIX)));
  const weights = new Map([...tensors].filter(([name]) => !state.has(name)));
  if (state.size > 0) model.training?.optimizer.build(model.trainableWeights);
  const slots = optimizerState(model);
  // Layers were frozen, or thawed, since the optimizer was built: as in Keras, it begins anew.
  const fits = slots.size === state.size;
  if (!fits && model.compiled)
    console.warn(
      `${where}: left the optimizer's state out: ${state.size} variables in the file, ${slots.size} in the model.`,
    );
  assignAll(
    where,
    new Map([...namedWeights(model), ...(fits ? slots : [])]),
    new Map([...weights, ...(fits ? state : [])]),
  );
}

/** Weights and whole models as safetensors files. */

import type { Config } from '../config/config.ts';
import { DataError, ShapeError, show, showNames, showShape } from '../errors.ts';
import type { HostArray } from '../io/array.ts';
import { decodeSafetensors, encodeSafetensors, type Safetensors } from '../io/safetensors.ts';
import type { AnyLayer } from '../layers/layer.ts';
import { fromArray } from '../tensor/create.ts';
import { sameShape } from '../tensor/shape.ts';
import type { Variable } from '../tensor/variable.ts';
import { serializeLayer } from './functional-config.ts';
import { internalsOf } from './internals.ts';
import type { Model } from './model.ts';

const MODEL_KEY = 'model';
const OPTIMIZER_PREFIX = 'optimizer/';

/** All weights by name: the names of the layers that hold them, then that of the weight. */
export function namedWeights(root: Model): Map<string, Variable> {
  const found = new Map<string, Variable>();
  const seen = new Set<Variable>();
  const add = (name: string, variable: Variable): void => {
    if (seen.has(variable)) return;
    seen.add(variable);
    let free = name;
    for (let count = 1; found.has(free); count++) free = `${name}_${count}`;
    found.set(free, variable);
  };
  const visited = new Set<AnyLayer>();
  const visit = (layer: AnyLayer, path: string): void => {
    if (visited.has(layer)) return;
    visited.add(layer);
    for (const { name, variable } of layer._ownWeights) add(path + name, variable);
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
  assignAll(matched(where, namedWeights(model), tensors));
}

/** A variable and what it is to become. */
type Pair = readonly [variable: Variable, array: HostArray];

/**
 * The variables with the tensors of their names, all of one shape and dtype; throws before any memory is taken. Where
 * names differ in the numbers of layers only, which count on in every process, those are counted anew.
 */
function matched(
  where: string,
  variables: ReadonlyMap<string, Variable>,
  tensors: ReadonlyMap<string, HostArray>,
): Pair[] {
  const differ = (a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): string[] =>
    [...a.keys()].filter((name) => !b.has(name));
  const missing = differ(variables, tensors);
  const unknown = differ(tensors, variables);
  const isOther = missing.length > 0 || unknown.length > 0;
  const [wanted, given] =
    isOther && variables.size === tensors.size
      ? [renumbered(variables), renumbered(tensors)]
      : [variables, tensors];
  if (isOther && (wanted === variables || differ(wanted, given).length > 0)) {
    const parts = [
      ...(missing.length > 0 ? [`none for ${showNames(missing)}`] : []),
      ...(unknown.length > 0 ? [`unknown ${showNames(unknown)}`] : []),
    ];
    throw new DataError(
      where,
      `tensors named ${showNames([...variables.keys()])}`,
      parts.join('; '),
      'Is it the file of another model, or is the model not built?',
    );
  }
  return Array.from(wanted, ([name, variable]) => {
    const array = given.get(name) as HostArray;
    if (!sameShape(array.shape, variable.shape) || array.dtype !== variable.dtype)
      throw new ShapeError(
        where,
        `shape ${showShape(variable.shape)} of ${variable.dtype} for ${show(name)}`,
        `shape ${showShape(array.shape)} of ${array.dtype}`,
      );
    return [variable, array];
  });
}

function assignAll(pairs: readonly Pair[]): void {
  for (const [variable, { data, shape, dtype }] of pairs) variable.assign(fromArray(data, shape, dtype));
}

/** The layers at one place of the tree that the names make. */
interface Place {
  readonly inner: Map<string, Place>;
}

/**
 * The names with the numbers of layers counted anew, among those of one place: a model that is made a second time has
 * `dense_2` and `dense_3` for `dense` and `dense_1`, and takes the same file.
 */
function renumbered<T>(named: ReadonlyMap<string, T>): Map<string, T> {
  const root: Place = { inner: new Map() };
  const paths = Array.from(named.keys(), (name) => name.split('/'));
  for (const path of paths) {
    let place = root;
    for (const word of path.slice(0, -1)) {
      const next = place.inner.get(word) ?? { inner: new Map<string, Place>() };
      place.inner.set(word, next);
      place = next;
    }
  }
  const ranks = new Map<Place, ReadonlyMap<string, string>>();
  const ranked = (place: Place): ReadonlyMap<string, string> => {
    const found = ranks.get(place) ?? rank([...place.inner.keys()]);
    ranks.set(place, found);
    return found;
  };
  return new Map(
    Array.from(named.values(), (value, index) => {
      const path = paths[index] as string[];
      let place = root;
      const words = path.slice(0, -1).map((word) => {
        const name = ranked(place).get(word);
        place = place.inner.get(word) as Place;
        return name;
      });
      return [[...words, path.at(-1)].join('/'), value];
    }),
  );
}

/** Each word as its base and the rank of its number among those of that base. */
function rank(words: readonly string[]): Map<string, string> {
  const counts = new Map<string, number>();
  const parts = words.map((word) => {
    const [, base = word, number = '0'] = /^(.+)_(\d{1,9})$/s.exec(word) ?? [];
    return { word, base, number: Number(number) };
  });
  parts.sort((a, b) => a.number - b.number);
  return new Map(
    parts.map(({ word, base }) => {
      const count = counts.get(base) ?? 0;
      counts.set(base, count + 1);
      return [word, `${base} ${count}`];
    }),
  );
}

/** The optimizer's state by position, as Keras's files have it. */
function optimizerState(model: Model): Map<string, Variable> {
  const optimizer = internalsOf(model).compiled?.optimizer;
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
      Object.keys(file.metadata).length === 0 ? 'no metadata' : showNames(Object.keys(file.metadata)),
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
  const pairs = matched(where, namedWeights(model), weights);
  if (state.size > 0) internalsOf(model).compiled?.optimizer.build(model.trainableWeights);
  const slots = optimizerState(model);
  // Layers were frozen, or thawed, since the optimizer was built: as in Keras, it begins anew.
  const fits = slots.size === state.size;
  if (!fits && model.compiled)
    console.warn(
      `${where}: left the optimizer's state out: ${state.size} variables in the file, ${slots.size} in the model.`,
    );
  assignAll([...pairs, ...(fits ? matched(where, slots, state) : [])]);
}

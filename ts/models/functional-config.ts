/** Models as configs in Keras's form, and back (keras.src.models.functional, keras.saving). */

import {
  type Config,
  type ConfigValue,
  camelCase,
  isObject,
  serialize,
  snakeCase,
} from '../config/config.ts';
import { DataError, show, UnsupportedError } from '../errors.ts';
import { InputLayer } from '../layers/core/input-layer.ts';
import { layerFrom } from '../layers/deserialize.ts';
import { type CallNode, type KerasTensor, nodeOf } from '../layers/keras-tensor.ts';
import type { AnyLayer, FromConfigOptions } from '../layers/layer.ts';
import { compileConfig } from './compile-config.ts';
import { internalsOf, isModel } from './internals.ts';
import type { Model, ModelOptions } from './model.ts';

/** Where Keras has a class. */
function moduleOf(layer: AnyLayer): string {
  if (layer.className === 'Functional') return 'keras.src.models.functional';
  return layer.className === 'Sequential' || layer.className === 'Model' ? 'keras' : 'keras.layers';
}

/** A layer as Keras writes it, with the shape it was built for. */
export function serializeLayer(layer: AnyLayer): Config {
  const built = layer._builtShape;
  const compiled = isModel(layer) ? internalsOf(layer).compiled : undefined;
  const isDrawn = layer.className === 'Functional';
  return {
    ...(serialize(layer, moduleOf(layer)) as Config),
    ...(isDrawn ? { registered_name: 'Functional' } : {}),
    ...(built !== undefined || isDrawn ? { build_config: layer.getBuildConfig() } : {}),
    ...(isModel(layer) ? { compile_config: compiled === undefined ? {} : compileConfig(compiled) } : {}),
  };
}

/** The config of a drawn model. */
export function functionalConfig(model: Model): Config {
  const { graph, takesList, givesList } = internalsOf(model);
  if (graph === undefined)
    throw new UnsupportedError(
      `${model.where}.getConfig`,
      'a drawn model, a Sequential, or a class with getConfig',
      'a subclass without',
      'Override getConfig and fromConfig.',
    );
  const numbers = numberNodes(graph.layers, graph.nodes);
  const history = (tensor: KerasTensor, first = 0): [string, number, number] => [
    tensor.history.layer.name,
    first + (numbers.get(nodeOf(tensor)) as number),
    tensor.history.tensorIndex,
  ];
  const end = (tensor: KerasTensor): ConfigValue => history(tensor, firstEnd(tensor.history.layer));
  const layers = graph.layers.map(
    (layer): Config => ({
      ...serializeLayer(layer),
      name: layer.name,
      inbound_nodes: layer._inboundNodes
        .filter((node) => graph.nodes.has(node) && node.inputs.length > 0)
        .map((node) => serializeNode(node, history)),
    }),
  );
  const ends = (tensors: readonly KerasTensor[], isList: boolean): ConfigValue =>
    isList ? tensors.map(end) : end(tensors[0] as KerasTensor);
  return {
    name: model.name,
    trainable: model.trainable,
    layers,
    input_layers: ends(model.inputs, takesList),
    output_layers: ends(model.outputs, givesList),
  };
}

/** The number of a layer's first call among the ends of a model: a nested model's begin at 1 there, as in Keras. */
function firstEnd(layer: AnyLayer | undefined): number {
  return layer?.className === 'Functional' ? 1 : 0;
}

/** The number of each call among those of its layer in this model. */
function numberNodes(layers: readonly AnyLayer[], nodes: ReadonlySet<CallNode>): Map<CallNode, number> {
  const numbers = new Map<CallNode, number>();
  for (const layer of layers) {
    let next = 0;
    for (const node of layer._inboundNodes) if (nodes.has(node)) numbers.set(node, next++);
  }
  return numbers;
}

function serializeNode(node: CallNode, history: (tensor: KerasTensor) => [string, number, number]): Config {
  const inputs = node.inputs.map(
    (tensor): Config => ({
      class_name: '__keras_tensor__',
      config: { shape: tensor.shape, dtype: tensor.dtype, keras_history: history(tensor) },
    }),
  );
  const { layer, isList } = node;
  const kwargs = {
    // Keras passes the mask to a model that is part of another.
    ...(isModel(layer) ? { mask: null } : {}),
    ...renamed(layer, node.options, snakeCase),
  };
  const named = layer._callArguments?.(inputs);
  return named ? { args: [], kwargs: { ...kwargs, ...named } } : { args: isList ? [inputs] : inputs, kwargs };
}

/** Arguments by which Keras gives inputs, in the order of our lists. */
const inputArguments = ['query', 'value', 'key', 'sequences', 'initial_state'];

/** What a call is told beside its inputs, under other names. */
function renamed(layer: AnyLayer, given: object, rename: (name: string) => string): Config {
  const result: Record<string, ConfigValue> = {};
  for (const [name, value] of Object.entries(given)) {
    if (isNothing(value) || inputArguments.includes(name)) continue;
    if (typeof value === 'object')
      throw new UnsupportedError(
        layer.where,
        'numbers and switches in the config of a call',
        `an object as '${name}'`,
      );
    result[rename(name)] = value;
  }
  return result;
}

/** No value, also for each of several inputs: the masks that Keras writes where there are none. */
function isNothing(value: unknown): boolean {
  const list = Array.isArray(value) ? value : [value];
  return list.every((one) => one === null || one === undefined);
}

/** The config itself, without what `toJSON` and files put around it. */
export function innerConfig(given: Config, where: string): Config {
  const config = isObject(given?.['config']) ? (given['config'] as Config) : given;
  if (!Array.isArray(config?.['layers']))
    throw new DataError(where, 'a config with a list of "layers"', show(config));
  return config;
}

/** Which output of which call of which layer. */
type History = readonly [layer: string, node: number, tensor: number];

/** A call that is to be made. */
interface PendingNode {
  readonly layer: AnyLayer;
  readonly isList: boolean;
  readonly inputs: readonly History[];
  readonly options: Config;
}

/** The ends of a drawn model, its layers made and applied as its config says. */
export function functionalOptions(
  given: Config,
  options: FromConfigOptions,
  where: string,
): ModelOptions<KerasTensor | KerasTensor[]> {
  const config = innerConfig(given, where);
  const { layers, name } = config;
  if (!('output_layers' in config))
    throw new DataError(
      where,
      'the config of a drawn model',
      'one without "output_layers"',
      'Use Sequential.fromConfig or modelFromConfig.',
    );
  const made = new Map<string, AnyLayer>();
  /** The symbolic outputs of each layer's calls in this model. */
  const calls = new Map<string, (readonly KerasTensor[])[]>();
  let pending: PendingNode[] = [];
  for (const data of layers as readonly unknown[]) {
    const layer = layerFrom(data, options, where);
    made.set(layer.name, layer);
    calls.set(layer.name, layer instanceof InputLayer ? [[layer.output as KerasTensor]] : []);
    const nodes = (data as { inbound_nodes?: unknown }).inbound_nodes;
    for (const node of Array.isArray(nodes) ? nodes : []) pending.push(pendingNode(layer, node, where));
  }
  const find = ([name, node, index]: History): KerasTensor | undefined => calls.get(name)?.[node]?.[index];
  while (pending.length > 0) {
    const blocked = new Set<AnyLayer>();
    const left = pending.filter((node) => {
      // The calls of one layer keep their order.
      if (!blocked.has(node.layer) && applyNode(node, find, calls)) return false;
      blocked.add(node.layer);
      return true;
    });
    if (left.length === pending.length) {
      const [{ layer, inputs }] = left as [PendingNode];
      const missing = inputs.find((history) => find(history) === undefined);
      throw new DataError(
        where,
        'a graph without loops, of calls that exist',
        `layer ${show(layer.name)} applied to ${show(missing)} as [layer, call, output], which nobody makes`,
      );
    }
    pending = left;
  }
  const end = (value: unknown): KerasTensor => {
    const history = historyOf(value);
    const tensor = history && find([history[0], history[1] - firstEnd(made.get(history[0])), history[2]]);
    if (tensor !== undefined) return tensor;
    throw new DataError(
      where,
      'input_layers and output_layers as [layer, call, output] that exist',
      show(value),
    );
  };
  const ends = (value: unknown): KerasTensor | KerasTensor[] =>
    Array.isArray(value) && Array.isArray(value[0]) ? value.map(end) : end(value);
  return {
    inputs: ends(config['input_layers']),
    outputs: ends(config['output_layers']),
    trainable: config['trainable'] !== false,
    ...(typeof name === 'string' ? { name } : {}),
  };
}

function historyOf(value: unknown): History | undefined {
  const [name, node, index] = Array.isArray(value) ? (value as unknown[]) : [];
  const isHistory = typeof name === 'string' && typeof node === 'number' && typeof index === 'number';
  return isHistory ? [name, node, index] : undefined;
}

/** A call as its config says it, or an error that names the layer and what it is applied to. */
function pendingNode(layer: AnyLayer, data: unknown, where: string): PendingNode {
  const place = `${where}, a call of layer ${show(layer.name)}`;
  const { args = [], kwargs = {} } = isObject(data) ? data : { args: undefined, kwargs: undefined };
  if (!isObject(data) || !Array.isArray(args) || !isObject(kwargs))
    throw new DataError(place, '{ args: [ … ], kwargs: { … } }', show(data));
  const isList = Array.isArray(args[0]);
  const given = isList
    ? (args[0] as unknown[])
    : [...args, ...inputArguments.flatMap((name) => kwargs[name] ?? [])];
  const inputs = given.map((value) => {
    const config = isObject(value) ? value['config'] : undefined;
    const history = historyOf(isObject(config) ? config['keras_history'] : undefined);
    if (history !== undefined) return history;
    throw new DataError(place, 'outputs of layers as its inputs', show(value));
  });
  if (inputs.length === 0) throw new DataError(place, 'an input', 'none');
  return { layer, isList: isList || inputs.length > 1, inputs, options: renamed(layer, kwargs, camelCase) };
}

/** Makes one call; `false` if an input does not exist yet. */
function applyNode(
  { layer, isList, inputs, options }: PendingNode,
  find: (history: History) => KerasTensor | undefined,
  calls: ReadonlyMap<string, (readonly KerasTensor[])[]>,
): boolean {
  const tensors: KerasTensor[] = [];
  for (const history of inputs) {
    const tensor = find(history);
    if (tensor === undefined) return false;
    tensors.push(tensor);
  }
  const result = isList ? layer.apply(tensors, options) : layer.apply(tensors[0] as KerasTensor, options);
  calls.get(layer.name)?.push([result].flat() as KerasTensor[]);
  return true;
}

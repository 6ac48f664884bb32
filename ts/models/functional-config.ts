/** Models as configs in Keras's form, and back (keras.src.models.functional, keras.saving). */

import { camelCase, snakeCase } from '../config/config.ts';
import { DataError, show, UnsupportedError } from '../errors.ts';
import { type Config, type ConfigValue, isObject, serialize } from '../layers/config.ts';
import { InputLayer } from '../layers/core/input-layer.ts';
import { layerFrom } from '../layers/deserialize.ts';
import { type CallNode, type KerasTensor, nodeOf } from '../layers/keras-tensor.ts';
import type { AnyLayer, FromConfigOptions } from '../layers/layer.ts';
import { compileConfig } from './compile-config.ts';
import type { Model, ModelOptions } from './model.ts';

/** Where Keras has a class. */
function moduleOf(layer: AnyLayer): string {
  if (layer.className === 'Functional') return 'keras.src.models.functional';
  return layer.className === 'Sequential' || layer.className === 'Model' ? 'keras' : 'keras.layers';
}

/** A layer as Keras writes it, with the shape it was built for. */
export function serializeLayer(layer: AnyLayer): Config {
  const built = layer.builtShape;
  const isDrawn = layer.className === 'Functional';
  return {
    ...(serialize(layer, moduleOf(layer)) as Config),
    ...(isDrawn ? { registered_name: 'Functional' } : {}),
    ...(built !== undefined || isDrawn ? { build_config: layer.getBuildConfig() } : {}),
    ...(isModel(layer)
      ? { compile_config: layer.training === undefined ? {} : compileConfig(layer.training) }
      : {}),
  };
}

/** Models are told apart by what they have: this file is part of their class. */
function isModel(layer: object): layer is Model {
  return 'compile' in layer && 'training' in layer;
}

/** The config of a drawn model. */
export function functionalConfig(model: Model): Config {
  const { graph } = model;
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
      inbound_nodes: layer.inboundNodes
        .filter((node) => graph.nodes.has(node) && node.inputs.length > 0)
        .map((node) => serializeNode(node, history)),
    }),
  );
  const { takesList, givesList } = model.structure;
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
    for (const node of layer.inboundNodes) if (nodes.has(node)) numbers.set(node, next++);
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
  const named = layer.callArguments?.(inputs);
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
  const config = isObject(given['config']) ? (given['config'] as Config) : given;
  if (!Array.isArray(config['layers']))
    throw new DataError(where, 'a config with "layers"', Object.keys(config).join(', '));
  return config;
}

interface PendingNode {
  readonly layer: AnyLayer;
  readonly data: unknown;
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
    for (const node of Array.isArray(nodes) ? nodes : []) pending.push({ layer, data: node });
  }
  const find = ([name, node, index]: [string, number, number]): KerasTensor | undefined =>
    calls.get(name)?.[node]?.[index];
  while (pending.length > 0) {
    const blocked = new Set<AnyLayer>();
    const left = pending.filter(({ layer, data }) => {
      // The calls of one layer keep their order.
      if (!blocked.has(layer) && applyNode(layer, data, find, calls)) return false;
      blocked.add(layer);
      return true;
    });
    if (left.length === pending.length)
      throw new DataError(
        where,
        'a graph without loops or missing layers',
        left.map(({ layer }) => layer.name).join(', '),
      );
    pending = left;
  }
  const ends = (value: unknown): KerasTensor | KerasTensor[] => {
    if (!Array.isArray(value)) throw new DataError(where, 'input_layers and output_layers', show(value));
    if (typeof value[0] !== 'string') return value.map((part) => ends(part) as KerasTensor);
    const [name, node, index] = value as [string, number, number];
    const tensor = find([name, node - firstEnd(made.get(name)), index]);
    if (tensor === undefined) throw new DataError(where, 'layers that exist', show(value));
    return tensor;
  };
  return {
    inputs: ends(config['input_layers']),
    outputs: ends(config['output_layers']),
    trainable: config['trainable'] !== false,
    ...(typeof name === 'string' ? { name } : {}),
  };
}

/** Makes one call; `false` if an input does not exist yet. */
function applyNode(
  layer: AnyLayer,
  data: unknown,
  find: (history: [string, number, number]) => KerasTensor | undefined,
  calls: ReadonlyMap<string, (readonly KerasTensor[])[]>,
): boolean {
  const { args = [], kwargs = {} } = data as Partial<{ args: unknown[]; kwargs: Record<string, unknown> }>;
  const isList = Array.isArray(args[0]);
  const given = isList
    ? (args[0] as unknown[])
    : [...args, ...inputArguments.flatMap((name) => kwargs[name] ?? [])];
  const inputs = given.map((value) => {
    const history =
      isObject(value) && isObject(value['config']) ? value['config']['keras_history'] : undefined;
    return Array.isArray(history) ? find(history as [string, number, number]) : undefined;
  });
  if (inputs.includes(undefined)) return false;
  const tensors = inputs as KerasTensor[];
  const options = renamed(layer, kwargs, camelCase);
  const result =
    isList || tensors.length > 1
      ? layer.apply(tensors, options)
      : layer.apply(tensors[0] as KerasTensor, options);
  calls.get(layer.name)?.push([result].flat() as KerasTensor[]);
  return true;
}

/** The graph of a model's predictions, traced for a batch size: what every deployment pass starts from. */

import { StateError, show, UnsupportedError, ValueError } from '../errors.ts';
import type { KerasTensor } from '../layers/keras-tensor.ts';
import type { AnyLayer } from '../layers/layer.ts';
import type { Model } from '../models/model.ts';
import type { Graph, GraphBuilder, Value } from '../plan/graph.ts';
import { Trace } from '../plan/trace.ts';
import type { Port } from '../runtime/format.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** A traced graph, and what makes more nodes of it. */
export interface Inference {
  readonly graph: Graph;
  readonly builder: GraphBuilder;
}

/** Any model, whatever its inputs and outputs. */
// biome-ignore lint/suspicious/noExplicitAny: a model of any inputs and outputs.
export type AnyModel = Model<any>;

/** The inputs of a model with a batch axis of any size. Throws a typed error where a size is not known. */
export function inputsOf(model: AnyModel, where: string): Port[] {
  if (!model.built)
    throw new StateError(
      where,
      'a model that is built',
      `${show(model.name)} without weights`,
      'Call build(inputShape), or fit it.',
    );
  if (model.inputs.length === 0)
    throw new UnsupportedError(
      where,
      'a Sequential or functional model, whose inputs are known',
      `the subclassed model ${show(model.name)}`,
      'Wrap it: new Model({ inputs, outputs: own.apply(inputs) }).',
    );
  return model.inputs.map((input) => portOf(input, input.name, where));
}

function portOf({ shape, dtype }: KerasTensor, name: string, where: string): Port {
  const open = shape.findIndex((size, axis) => axis > 0 && size === null);
  if (open > 0)
    throw new ValueError(
      where,
      `sizes of input ${show(name)} that are known but for the batch`,
      show(shape),
      'Build the model with Input({ shape: [whole numbers] }).',
    );
  return { name, shape: [null, ...shape.slice(1)], dtype };
}

/** What the calls of a layer were given and gave, while a model was traced. */
export interface LayerCall {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/**
 * Traces the predictions of a model for `size` rows; `watched` are layers whose calls are noted down. Throws an
 * {@link UnsupportedError} where predictions change its state.
 */
export function traceInference(
  model: AnyModel,
  size: number,
  where: string,
  watched: ReadonlyMap<AnyLayer, LayerCall[]> = new Map(),
): Inference {
  const tracer = new Trace();
  const inputs = inputsOf(model, where).map(({ shape, dtype }) =>
    tracer.input({ shape: shape.map((own) => own ?? size), dtype }),
  );
  const graph = tracer.run(() => {
    const given = model.inputs.length === 1 ? (inputs[0] as Tensor) : inputs;
    return watching(watched, () => {
      const outputs = (model as AnyLayer).apply(given as Tensor, { training: false });
      return [outputs].flat() as Tensor[];
    });
  });
  if (graph.commits.length > 0)
    throw new UnsupportedError(
      where,
      'predictions that leave the model as it is',
      `a model that changes ${graph.commits.map(({ variable }) => show(variable.name)).join(', ')}`,
      'Export it without stateful layers.',
    );
  if (graph.hosts.length > 0)
    throw new UnsupportedError(where, 'predictions that ask the host for nothing', 'a model that does');
  return { graph, builder: tracer.builder };
}

/** Notes down the calls of layers while `body` runs. */
function watching<Result>(layers: ReadonlyMap<AnyLayer, LayerCall[]>, body: () => Result): Result {
  const values = (tensors: unknown): Value[] =>
    [tensors].flat().map((tensor) => (tensor as Tensor).source as Value);
  for (const [layer, calls] of layers) {
    const { call } = layer as { call(...args: unknown[]): unknown };
    const noting = (...args: unknown[]): unknown => {
      const outputs = call.apply(layer, args);
      calls.push({ inputs: values(args[0]), outputs: values(outputs) });
      return outputs;
    };
    Object.defineProperty(layer, 'call', { value: noting, configurable: true });
  }
  try {
    return body();
  } finally {
    for (const layer of layers.keys()) Reflect.deleteProperty(layer, 'call');
  }
}

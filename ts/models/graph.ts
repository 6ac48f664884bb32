/** The graph of a functional model: which calls of which layers lead from its inputs to its outputs. */

import { ShapeError, showShape, ValueError } from '../errors.ts';
import { type CallNode, type KerasTensor, nodeOf } from '../layers/keras-tensor.ts';
import type { AnyLayer, CallOptions } from '../layers/layer.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** The calls and layers between inputs and outputs. */
export interface ModelGraph {
  /** In the order of Keras: from the inputs on, by their distance from the outputs. */
  readonly layers: readonly AnyLayer[];
  /** By distance from the outputs, farthest first. */
  readonly nodesByDepth: readonly (readonly CallNode[])[];
  readonly nodes: ReadonlySet<CallNode>;
}

/**
 * Finds the graph (keras.src.ops.function.map_graph). Throws a {@link ValueError} for an output that does not
 * depend on the inputs alone, and for two layers of one name.
 */
export function mapGraph(
  where: string,
  inputs: readonly KerasTensor[],
  outputs: readonly KerasTensor[],
): ModelGraph {
  const { ordered, indices } = traverse(where, inputs, outputs);
  const inGraph = new Set(ordered);
  const nodeDepths = new Map<CallNode, number>();
  const layerDepths = new Map<AnyLayer, number>();
  for (const node of [...ordered].reverse()) {
    // A shared layer counts at its greatest depth.
    const depth = Math.max(nodeDepths.get(node) ?? 0, layerDepths.get(node.layer) ?? 0);
    layerDepths.set(node.layer, depth);
    nodeDepths.set(node, depth);
    for (const parent of node.inputs.map(nodeOf))
      if (inGraph.has(parent)) nodeDepths.set(parent, Math.max(depth + 1, nodeDepths.get(parent) ?? 0));
  }
  for (const input of inputs) {
    const node = nodeOf(input);
    if (layerDepths.has(node.layer)) continue;
    layerDepths.set(node.layer, 0);
    indices.set(node.layer, -1);
    nodeDepths.set(node, 0);
  }
  const layers = [...layerDepths.keys()].sort(
    (a, b) =>
      (layerDepths.get(b) as number) - (layerDepths.get(a) as number) ||
      (indices.get(a) as number) - (indices.get(b) as number),
  );
  checkNames(where, layers);
  return { layers, nodesByDepth: byDepth(nodeDepths), nodes: new Set(nodeDepths.keys()) };
}

function byDepth(depths: ReadonlyMap<CallNode, number>): CallNode[][] {
  const levels = new Map<number, CallNode[]>();
  for (const [node, depth] of depths) levels.set(depth, [...(levels.get(depth) ?? []), node]);
  return [...levels].sort(([a], [b]) => b - a).map(([, nodes]) => nodes);
}

/** Depth-first from the outputs: nodes in an order in which they can run, layers as they are first met. */
function traverse(
  where: string,
  inputs: readonly KerasTensor[],
  outputs: readonly KerasTensor[],
): { ordered: CallNode[]; indices: Map<AnyLayer, number> } {
  const given = new Set(inputs);
  const indices = new Map<AnyLayer, number>();
  const ordered: CallNode[] = [];
  const finished = new Set<CallNode>();
  const visit = (tensor: KerasTensor): void => {
    const node = nodeOf(tensor);
    if (finished.has(node)) return;
    if (node.inputs.length === 0 && !given.has(tensor))
      throw new ValueError(
        where,
        'outputs that depend on the inputs given alone',
        `a graph that also needs '${tensor.name}'`,
        'Add it to inputs.',
      );
    finished.add(node);
    if (!indices.has(node.layer)) indices.set(node.layer, indices.size);
    if (!given.has(tensor)) node.inputs.forEach(visit);
    ordered.push(node);
  };
  outputs.forEach(visit);
  return { ordered, indices };
}

/** Throws a {@link ValueError} where two layers share a name, by which files and configs find them. */
export function checkNames(where: string, layers: readonly AnyLayer[]): void {
  const seen = new Set<string>();
  for (const { name } of layers) {
    if (seen.has(name))
      throw new ValueError(
        where,
        'layers of different names',
        `two named '${name}'`,
        'Set the name option of one of them.',
      );
    seen.add(name);
  }
}

/** Runs the calls of a graph on tensors. */
export function runGraph(
  graph: ModelGraph,
  inputs: readonly KerasTensor[],
  outputs: readonly KerasTensor[],
  values: readonly Tensor[],
  options: CallOptions,
): Tensor[] {
  const known = new Map<KerasTensor, Tensor>();
  inputs.forEach((input, index) => {
    known.set(input, values[index] as Tensor);
  });
  for (const node of graph.nodesByDepth.flat()) {
    if (node.outputs.every((output) => known.has(output))) continue;
    const given = node.inputs.map((input) => known.get(input) as Tensor);
    // What the model is told counts before what was said when it was drawn: Keras writes `training: false` on
    // every call of a layer that drops.
    const result = node.layer.apply(node.isList ? given : (given[0] as Tensor), {
      ...node.options,
      ...(options.training === undefined ? {} : { training: options.training }),
    });
    const list = Array.isArray(result) ? result : [result];
    node.outputs.forEach((output, index) => {
      known.set(output, list[index] as Tensor);
    });
  }
  return outputs.map((output) => known.get(output) as Tensor);
}

/** Throws a {@link ShapeError} unless a tensor fits an input; `null` fits every size. */
export function checkModelInput(where: string, input: KerasTensor, shape: readonly (number | null)[]): void {
  const fits =
    shape.length === input.shape.length &&
    shape.every((size, axis) => size === null || input.shape[axis] === null || size === input.shape[axis]);
  if (!fits)
    throw new ShapeError(
      where,
      `input '${input.name}' of shape ${showShape(input.shape)}`,
      `shape ${showShape(shape)}`,
      shape.length === input.shape.length - 1
        ? 'The first axis counts samples: one sample has shape (1, …).'
        : undefined,
    );
}

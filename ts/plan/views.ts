/**
 * Moves a reshape behind the bias and the activation that follow it, so that they can run in the product before
 * it: Dense on sequences is one product over all rows, (B·T, n), and its bias is added to (B, T, units).
 */

import { reluOperation } from '../ops/activation/relu.ts';
import { addOperation } from '../ops/arithmetic/add.ts';
import { type ReshapeAttributes, reshapeOperation } from '../ops/shape/reshape.ts';
import { sameShape } from '../tensor/shape.ts';
import { countUses, type Graph, type GraphBuilder, type Node, substitute, type Value } from './graph.ts';

/** Reorders views of products; leaves dead nodes behind. */
export function moveViews(graph: Graph, builder: GraphBuilder): Graph {
  const uses = countUses(graph);
  const replaced = new Map<Value, Value>();
  /** What products made, with a bias or not: an epilogue may follow. */
  const products = new Set<Value>();
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    node.inputs = node.inputs.map((input) => replaced.get(input) ?? input);
    const output = node.outputs[0] as Value;
    if (node.operation.epilogue === true) products.add(output);
    const viewed = node.inputs.findIndex((input) => uses.get(input) === 1 && products.has(viewOf(input)));
    if (viewed < 0 || !movable(node, viewed)) {
      nodes.push(node);
      continue;
    }
    const inputs = node.inputs.map((input, index) => (index === viewed ? viewOf(input) : input));
    const inner = builder.node(node.operation, inputs, node.attributes);
    const attributes: ReshapeAttributes = { shape: output.shape };
    const view = builder.node(reshapeOperation, [inner.outputs[0] as Value], attributes);
    nodes.push(inner, view);
    products.add(inner.outputs[0] as Value);
    replaced.set(output, view.outputs[0] as Value);
    uses.set(view.outputs[0] as Value, uses.get(output) ?? 0);
  }
  return substitute({ ...graph, nodes }, replaced);
}

/** What a value is a view of with the same last size; the value itself where it is none. */
function viewOf(value: Value): Value {
  const { origin } = value;
  if (origin.kind !== 'node' || origin.node.operation !== reshapeOperation) return value;
  const from = origin.node.inputs[0] as Value;
  return from.shape.at(-1) === value.shape.at(-1) ? from : value;
}

/** Whether a node does the same to an input (a view) and to what that is a view of. */
function movable({ operation, inputs, outputs }: Node, viewed: number): boolean {
  const input = inputs[viewed] as Value;
  if (viewOf(input) === input || !sameShape(input.shape, outputs[0]?.shape ?? [])) return false;
  if (operation === reluOperation) return true;
  const bias = inputs[1 - viewed];
  return operation === addOperation && bias?.shape.length === 1 && bias.shape[0] === input.shape.at(-1);
}

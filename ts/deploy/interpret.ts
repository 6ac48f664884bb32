/** Runs a traced graph on tensors, node by node, for passes that look at what comes out on the way. */

import { applyAll } from '../ops/apply.ts';
import type { Graph, Node, Value } from '../plan/graph.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Computes a graph; `visit` sees, and may change, the inputs of each node. What nobody reads any more is forgotten. */
export function runNodes(
  graph: Graph,
  samples: readonly Tensor[],
  visit: (inputs: Tensor[], node: Node) => void,
): void {
  const values = new Map<Value, Tensor>();
  graph.inputs.forEach((input, index) => {
    values.set(input, samples[index] as Tensor);
  });
  const read = (value: Value): Tensor => {
    const { origin } = value;
    if (origin.kind === 'variable') return origin.variable.value;
    if (origin.kind === 'constant') return origin.tensor;
    return values.get(value) as Tensor;
  };
  const last = new Map<Value, number>();
  graph.nodes.forEach((node, position) => {
    for (const input of node.inputs) last.set(input, position);
  });
  graph.nodes.forEach((node, position) => {
    const inputs = node.inputs.map(read);
    visit(inputs, node);
    applyAll(node.operation, inputs, node.attributes).forEach((output, index) => {
      values.set(node.outputs[index] as Value, output);
    });
    for (const input of new Set(node.inputs)) if (last.get(input) === position) values.delete(input);
  });
}

/**
 * The gradient of `relu` behind that of max pooling: where a pixel is its window's largest, it is positive if the
 * window's result is. So the small gradient of the result is cut instead of the large one of the image: the same
 * bits, and one pass less over the largest tensors of a convolutional network.
 */

import { reluGradientOperation } from '../ops/activation/relu.ts';
import { countUses, type Graph, type GraphBuilder, type Node, substitute, type Value } from './graph.ts';

/** Cuts gradients before they are scattered; leaves dead nodes behind. */
export function rectifyPooled(graph: Graph, builder: GraphBuilder): Graph {
  const uses = countUses(graph);
  const replaced = new Map<Value, Value>();
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const scatter = scatterBefore(node, uses);
    if (scatter === undefined) {
      nodes.push(node);
      continue;
    }
    const [x, y, dy] = scatter.inputs as [Value, Value, Value];
    const cut = builder.node(reluGradientOperation, [dy, y], undefined);
    const scattered = builder.node(scatter.operation, [x, y, cut.outputs[0] as Value], scatter.attributes);
    nodes.push(cut, scattered);
    replaced.set(node.outputs[0] as Value, scattered.outputs[0] as Value);
  }
  return substitute({ ...graph, nodes }, replaced);
}

/** The pooling's gradient that a gradient of `relu` cuts, if nobody else reads it and both speak of the same x. */
function scatterBefore(
  { operation, inputs: [gradient, x] }: Node,
  uses: ReadonlyMap<Value, number>,
): Node | undefined {
  if (operation !== reluGradientOperation || gradient?.origin.kind !== 'node') return undefined;
  const { node } = gradient.origin;
  // By its name: an app without pooling should not carry the operation.
  const same = node.operation.name === 'maxPoolGradient' && node.inputs[0] === x;
  return same && uses.get(gradient) === 1 ? node : undefined;
}

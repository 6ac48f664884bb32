/**
 * Fusion around products and convolutions: a transpose that feeds a product is absorbed by its packing; a bias and
 * an activation that follow run in registers. Each keeps the rounding of the separate operations.
 */

import { reluOperation } from '../ops/activation/relu.ts';
import { addOperation } from '../ops/arithmetic/add.ts';
import { type MatmulAttributes, matmulOperation } from '../ops/linear/matmul.ts';
import type { AnyOperation } from '../ops/operation.ts';
import { type TransposeAttributes, transposeOperation } from '../ops/shape/transpose.ts';
import { sameShape } from '../tensor/shape.ts';
import { countUses, type Graph, type GraphBuilder, type Node, substitute, type Value } from './graph.ts';

/** Activations that the product's instruction can apply. */
const fusedActivations = new Map<AnyOperation, MatmulAttributes['activation']>([[reluOperation, 'Relu']]);

/** Replaces products and what surrounds them by products that do it all; leaves dead nodes behind. */
export function fuseProducts(graph: Graph, builder: GraphBuilder): Graph {
  const uses = countUses(graph);
  const replaced = new Map<Value, Value>();
  const nodes: Node[] = [];
  for (const original of graph.nodes) {
    original.inputs = original.inputs.map((input) => replaced.get(input) ?? input);
    const node = fuse(original, uses, builder);
    nodes.push(node);
    if (node === original) continue;
    const [from, to] = [original.outputs[0] as Value, node.outputs[0] as Value];
    replaced.set(from, to);
    uses.set(to, uses.get(from) ?? 0);
  }
  return substitute({ ...graph, nodes }, replaced);
}

function fuse(node: Node, uses: ReadonlyMap<Value, number>, builder: GraphBuilder): Node {
  if (node.operation === matmulOperation) return absorbTransposes(node, builder);
  if (node.operation === addOperation) return absorbBias(node, uses, builder);
  const activation = fusedActivations.get(node.operation);
  if (activation === undefined) return node;
  const product = productOf(node.inputs[0] as Value, uses);
  if (product === undefined) return node;
  return builder.node(product.operation, product.inputs, { ...attributesOf(product), activation });
}

function absorbTransposes(node: Node, builder: GraphBuilder): Node {
  const attributes = attributesOf(node);
  const [a, b] = [lastTwoSwapped(node.inputs[0] as Value), lastTwoSwapped(node.inputs[1] as Value)];
  if (a === undefined && b === undefined) return node;
  return builder.node(
    matmulOperation,
    [a ?? (node.inputs[0] as Value), b ?? (node.inputs[1] as Value), ...node.inputs.slice(2)],
    {
      ...attributes,
      transposeA: attributes.transposeA !== (a !== undefined),
      transposeB: attributes.transposeB !== (b !== undefined),
    },
  );
}

/** What a value was before its last two axes were swapped, if that is what made it. */
function lastTwoSwapped({ origin }: Value): Value | undefined {
  if (origin.kind !== 'node' || origin.node.operation !== transposeOperation) return undefined;
  const { axes } = origin.node.attributes as TransposeAttributes;
  const rank = axes.length;
  const swapped = axes.every((axis, position) =>
    position < rank - 2 ? axis === position : axis === 2 * rank - 3 - position,
  );
  return swapped ? origin.node.inputs[0] : undefined;
}

function absorbBias(node: Node, uses: ReadonlyMap<Value, number>, builder: GraphBuilder): Node {
  const [a, b] = node.inputs as [Value, Value];
  for (const [sum, bias] of [
    [a, b],
    [b, a],
  ] as const) {
    const product = productOf(sum, uses);
    const columns = sum.shape.at(-1);
    if (
      product === undefined ||
      product.inputs.length > 2 ||
      bias.shape.length !== 1 ||
      bias.shape[0] !== columns
    )
      continue;
    if (!sameShape(sum.shape, node.outputs[0]?.shape ?? [])) continue;
    return builder.node(product.operation, [...product.inputs, bias], attributesOf(product));
  }
  return node;
}

/** The product that made a value, if nobody else reads the value and nothing is applied to it yet. */
function productOf(value: Value, uses: ReadonlyMap<Value, number>): Node | undefined {
  const { origin } = value;
  if (origin.kind !== 'node' || origin.node.operation.epilogue !== true || uses.get(value) !== 1)
    return undefined;
  if (attributesOf(origin.node).activation !== 'None') return undefined;
  return origin.node;
}

function attributesOf(node: Node): MatmulAttributes {
  return node.attributes as MatmulAttributes;
}

/**
 * Folding: a batch normalisation behind a product or convolution becomes part of its weights (Jacob et al., "Quantization and
 * training of neural networks for efficient integer-arithmetic-only inference", 2018, section 3.2):
 * `γ·(x·W + b − μ)/√(σ² + ε) + β = x·(W·s) + ((b − μ)·s + β)` with `s = γ/√(σ² + ε)`.
 */

import { addOperation } from '../ops/arithmetic/add.ts';
import { multiplyOperation } from '../ops/arithmetic/multiply.ts';
import { subtractOperation } from '../ops/arithmetic/subtract.ts';
import {
  type ConvolutionAttributes,
  convolutionInputGradientOperation,
  convolutionOperation,
} from '../ops/convolution/convolution.ts';
import { rsqrtOperation } from '../ops/elementwise/rsqrt.ts';
import { type MatmulAttributes, matmulOperation } from '../ops/linear/matmul.ts';
import { batchNormalizationOperation } from '../ops/normalization/batch-normalization.ts';
import { type WeightAttributes, weightsOf } from '../ops/normalization/weights.ts';
import type { AnyOperation } from '../ops/operation.ts';
import { type ReshapeAttributes, reshapeOperation } from '../ops/shape/reshape.ts';
import {
  countUses,
  type Graph,
  type GraphBuilder,
  type Node,
  substitute,
  type Value,
} from '../plan/graph.ts';
import { removeDead } from '../plan/optimize.ts';
import { fromArray } from '../tensor/create.ts';

/** A product, with a bias behind it perhaps, whose weights scale its output channels. */
interface Foldable {
  readonly product: Node;
  readonly bias: Value | undefined;
  /** The shape in which a scale per channel multiplies the weights. */
  readonly scaleShape: readonly number[];
}

/** Folds every batch normalisation that follows a product of constants; says how many. */
export function foldBatchNormalization(
  graph: Graph,
  builder: GraphBuilder,
): { graph: Graph; folded: number } {
  const uses = countUses(graph);
  const replaced = new Map<Value, Value>();
  const nodes: Node[] = [];
  let folded = 0;
  const make = (operation: AnyOperation, inputs: readonly Value[], attributes?: unknown): Value => {
    const node = builder.node(operation, inputs, attributes);
    nodes.push(node);
    return node.outputs[0] as Value;
  };
  for (const node of graph.nodes) {
    node.inputs = node.inputs.map((input) => replaced.get(input) ?? input);
    const found =
      node.operation === batchNormalizationOperation ? foldableOf(node.inputs[0] as Value, uses) : undefined;
    const output = node.outputs[0] as Value;
    if (found === undefined || !isConstant(node.inputs.slice(1))) {
      nodes.push(node);
      continue;
    }
    const [, mean, variance] = node.inputs as [Value, Value, Value];
    const attributes = node.attributes as WeightAttributes;
    const { gamma, beta } = weightsOf(node.inputs, 3, attributes);
    const { product, bias, scaleShape } = found;
    const epsilon = builder.value(
      { shape: [], dtype: 'float32' },
      { kind: 'constant', tensor: fromArray(new Float32Array([attributes.epsilon]), [], 'float32') },
    );
    const factor = make(rsqrtOperation, [make(addOperation, [variance, epsilon])]);
    const scale = gamma === undefined ? factor : make(multiplyOperation, [factor, gamma]);
    const reshape: ReshapeAttributes = { shape: scaleShape };
    const kernel = make(multiplyOperation, [
      product.inputs[1] as Value,
      make(reshapeOperation, [scale], reshape),
    ]);
    const shifted = make(multiplyOperation, [
      bias === undefined
        ? make(multiplyOperation, [mean, minusOne(builder)])
        : make(subtractOperation, [bias, mean]),
      scale,
    ]);
    const offset = beta === undefined ? shifted : make(addOperation, [shifted, beta]);
    const sums = make(product.operation, [product.inputs[0] as Value, kernel], product.attributes);
    const now = make(addOperation, [sums, offset]);
    replaced.set(output, now);
    uses.set(now, uses.get(output) ?? 0);
    folded++;
  }
  return { graph: removeDead(substitute({ ...graph, nodes }, replaced)), folded };
}

function minusOne(builder: GraphBuilder): Value {
  return builder.value(
    { shape: [], dtype: 'float32' },
    { kind: 'constant', tensor: fromArray(new Float32Array([-1]), [], 'float32') },
  );
}

/** The product that made a value, which nothing else reads, with the bias that was added to it. */
function foldableOf(value: Value, uses: ReadonlyMap<Value, number>): Foldable | undefined {
  const { origin } = value;
  if (origin.kind !== 'node' || uses.get(value) !== 1) return undefined;
  if (origin.node.operation === addOperation) {
    const [a, b] = origin.node.inputs as [Value, Value];
    const channels = value.shape.at(-1);
    for (const [sums, bias] of [
      [a, b],
      [b, a],
    ] as const)
      if (isConstant([bias]) && bias.shape.length === 1 && bias.shape[0] === channels) {
        const found = foldableOf(sums, uses);
        if (found !== undefined && found.bias === undefined) return { ...found, bias };
      }
    return undefined;
  }
  const { node } = origin;
  const kernel = node.inputs[1];
  if (kernel === undefined || node.inputs.length !== 2 || !isConstant([kernel])) return undefined;
  const channels = value.shape.at(-1) as number;
  if (node.operation === matmulOperation) {
    const { transposeB, activation } = node.attributes as MatmulAttributes;
    if (activation !== 'None' || kernel.shape.length !== 2) return undefined;
    return { product: node, bias: undefined, scaleShape: transposeB ? [channels, 1] : [channels] };
  }
  if (node.operation === convolutionOperation) {
    if ((node.attributes as ConvolutionAttributes).activation !== 'None') return undefined;
    return { product: node, bias: undefined, scaleShape: [channels] };
  }
  if (node.operation === convolutionInputGradientOperation) {
    const { activation, groups } = node.attributes as ConvolutionAttributes;
    if (activation !== 'None' || groups !== 1) return undefined;
    return { product: node, bias: undefined, scaleShape: [channels, 1] };
  }
  return undefined;
}

/** Whether values depend on no input: then they are computed once. */
function isConstant(values: readonly Value[]): boolean {
  return values.every(({ origin }) =>
    origin.kind === 'node'
      ? isConstant(origin.node.inputs) && origin.node.inputs.length > 0
      : origin.kind === 'variable' || origin.kind === 'constant',
  );
}

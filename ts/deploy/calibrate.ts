/**
 * Rounding weights by samples, without labels: layer by layer, each on what comes out of the layers before it as they are
 * already rounded (Frantar et al., "GPTQ", 2022).
 */

import { applyAll } from '../ops/apply.ts';
import { add } from '../ops/arithmetic/add.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { type ConvolutionAttributes, convolutionOperation } from '../ops/convolution/convolution.ts';
import { eye } from '../ops/creation/eye.ts';
import { matmul } from '../ops/linear/matmul.ts';
import { gptq } from '../ops/quantized/gptq.ts';
import { sum } from '../ops/reduction/sum.ts';
import { cast } from '../ops/shape/cast.ts';
import { reshape } from '../ops/shape/reshape.ts';
import { transpose } from '../ops/shape/transpose.ts';
import type { Graph, Node } from '../plan/graph.ts';
import { scope } from '../tensor/scope.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { runNodes } from './interpret.ts';
import {
  isIntegral,
  matrixOf,
  mostOf,
  type Product,
  productOf,
  type Rounded,
  roundToNearest,
  scalesOf,
} from './quantize.ts';

/** Longest sums whose curvature is computed: it takes the cube of them. */
const LONGEST = 4608;

/**
 * Rounds the weights of products of a graph by samples of its inputs, to as many bits as `bitsOf` says of each; by the number
 * of their variable.
 */
export function calibrate(
  graph: Graph,
  samples: readonly Tensor[],
  bitsOf: (product: Product) => number,
): Map<number, Rounded> {
  const rounded = new Map<number, Rounded>();
  runNodes(graph, samples, (inputs, node) => {
    const product = productOf(node);
    if (product === undefined || product.reason !== undefined) return;
    const bits = bitsOf(product);
    if (!isIntegral(bits)) return;
    const { variable } = product;
    const own = rounded.get(variable.id) ?? roundOne(product, inputs[0] as Tensor, bits);
    rounded.set(variable.id, own);
    inputs[1] = reshape(multiply(cast(own.integers, 'float32'), own.scales), [...variable.shape]);
  });
  return rounded;
}

/** Rounds one product's weights on its inputs; never to more error in its outputs than to nearest. */
function roundOne(product: Product, x: Tensor, bits: 8 | 4 | 3): Rounded {
  return scope(() => {
    const weights = matrixOf(product);
    const plain = roundToNearest(weights, bits);
    if (product.k > LONGEST) return { ...plain, nearest: `sums of ${product.k} terms, more than ${LONGEST}` };
    const rows = rowsOf(product.node, x, product.k);
    const hessian = matmul(transpose(rows), rows);
    const most = mostOf(bits);
    const scales = scalesOf(weights, most);
    const { quantized, nearest } = gptq(weights, hessian, scales, { most });
    if (nearest) return { ...plain, nearest: 'the curvature of its inputs is singular' };
    const own: Rounded = { integers: quantized, scales };
    const [ours, theirs] = [own, plain].map((one) => errorOf(weights, one, hessian)) as [number, number];
    return ours <= theirs ? own : { ...plain, nearest: 'it errs less' };
  });
}

/** The squared error of the outputs: the sum over columns of dᵀ·H·d. */
function errorOf(weights: Tensor, { integers, scales }: Rounded, hessian: Tensor): number {
  const off = subtract(weights, multiply(cast(integers, 'float32'), scales));
  return sum(multiply(off, matmul(hessian, off))).item();
}

/** What a product multiplies with its weights, as rows (…, k): of a convolution the patches. */
function rowsOf(node: Node, x: Tensor, k: number): Tensor {
  if (node.operation !== convolutionOperation) return reshape(x, [-1, k]);
  const attributes: ConvolutionAttributes = {
    ...(node.attributes as ConvolutionAttributes),
    activation: 'None',
  };
  const channels = x.shape.at(-1) as number;
  // Each tap of each channel is a filter of its own.
  const taps = reshape(eye(k), [...attributes.kernel, channels, k]);
  const [patches] = applyAll(convolutionOperation, [x, taps], attributes);
  return reshape(add(patches as Tensor, 0), [-1, k]);
}

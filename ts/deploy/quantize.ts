/**
 * Products and convolutions of constants become those of 8-bit weights: a scale per output channel, rounded to nearest, and
 * activations quantised on the fly. What has no such kernel, or would lose by it, stays as it is, with the reason.
 */

import { divide } from '../ops/arithmetic/divide.ts';
import { equal } from '../ops/compare/equal.ts';
import { type ConvolutionAttributes, convolutionOperation } from '../ops/convolution/convolution.ts';
import { abs } from '../ops/elementwise/abs.ts';
import { clip } from '../ops/elementwise/clip.ts';
import { round } from '../ops/elementwise/round.ts';
import { where } from '../ops/index/where.ts';
import { type MatmulAttributes, matmulOperation } from '../ops/linear/matmul.ts';
import { convolutionInt8Operation } from '../ops/quantized/conv-int8.ts';
import { matmulInt8Operation } from '../ops/quantized/matmul-int8.ts';
import { packInt8Operation } from '../ops/quantized/pack-int8.ts';
import { type ActivationBits, longestSum } from '../ops/quantized/precision.ts';
import { max } from '../ops/reduction/max.ts';
import { cast } from '../ops/shape/cast.ts';
import { type Graph, type GraphBuilder, type Node, substitute, type Value } from '../plan/graph.ts';
import { removeDead } from '../plan/optimize.ts';
import { sizeOf } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Variable } from '../tensor/variable.ts';
import type { Weights } from './freeze.ts';

/** What to quantise, and how. */
export interface Quantization {
  /** Bits of activations: 7, the fastest (default); 12, about as accurate as float32. */
  readonly activationBits?: ActivationBits;
  /** Whether the weights of a name are quantised. Default: all that have kernels. */
  readonly filter?: (weight: string) => boolean;
}

/** What became of a product or convolution. */
export interface QuantizedWeight {
  /** The name of its weights in the file. */
  readonly name: string;
  readonly quantized: boolean;
  /** Why it was not. */
  readonly reason?: string;
}

/** Sums shorter than this cost more to quantise than they save. */
const SHORTEST = 16;

/** Quantises a frozen graph. */
export function quantizeGraph(
  graph: Graph,
  builder: GraphBuilder,
  weights: Weights,
  { activationBits = 7, filter = () => true }: Quantization,
  report: Map<string, QuantizedWeight>,
): Graph {
  const replaced = new Map<Value, Value>();
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    node.inputs = node.inputs.map((input) => replaced.get(input) ?? input);
    const product =
      node.operation === matmulOperation
        ? productOf(node)
        : node.operation === convolutionOperation
          ? convolutionOf(node)
          : undefined;
    const kernel = node.inputs[1];
    if (product === undefined || kernel?.origin.kind !== 'variable') {
      nodes.push(node);
      continue;
    }
    const { variable } = kernel.origin;
    const name = weights.nameOf(variable);
    const reason =
      product.reason ??
      reasonAgainst(product, activationBits) ??
      (filter(name) ? undefined : 'left out by the filter');
    report.set(name, reason === undefined ? { name, quantized: true } : { name, quantized: false, reason });
    if (reason !== undefined) {
      nodes.push(node);
      continue;
    }
    const key = variable.id;
    const part = (kind: string, make: () => Tensor): Value => {
      const own = weights.get(
        `${kind}:${key}`,
        `${name}/${kind}`,
        () => new Variable(make(), { name: `${name}/${kind}` }),
      );
      return builder.value(own, { kind: 'variable', variable: own });
    };
    const scales = part('scale', () => scalesOf(variable, product.columnAxis));
    const integers = part('int8', () => roundedTo(variable, product.columnAxis));
    const pack = builder.node(packInt8Operation, [integers, scales], { activationBits });
    const rest = node.inputs.slice(2);
    const now = product.node(
      builder,
      node.inputs[0] as Value,
      pack.outputs[0] as Value,
      rest,
      activationBits,
    );
    nodes.push(pack, now);
    replaced.set(node.outputs[0] as Value, now.outputs[0] as Value);
  }
  return removeDead(substitute({ ...graph, nodes }, replaced));
}

/** A product that could be quantised. */
interface Product {
  readonly reason?: string;
  /** The axis of the weights that are output channels. */
  readonly columnAxis: number;
  readonly k: number;
  node(builder: GraphBuilder, x: Value, packed: Value, rest: readonly Value[], bits: ActivationBits): Node;
}

function reasonAgainst({ k }: Product, bits: ActivationBits): string | undefined {
  if (k > longestSum(bits)) return `sums of ${k} terms do not fit into 32 bits`;
  if (k < SHORTEST) return `sums of ${k} terms cost more to quantise than they save`;
  return undefined;
}

function productOf(node: Node): Product | undefined {
  const { transposeA, transposeB, activation } = node.attributes as MatmulAttributes;
  const b = node.inputs[1] as Value;
  if (b.shape.length !== 2) return undefined;
  const [rows = 0, columns = 0] = b.shape;
  const [k, units] = transposeB ? [columns, rows] : [rows, columns];
  return {
    ...(transposeA ? { reason: 'the left operand is transposed' } : {}),
    ...(transposeB ? { reason: 'the weights are transposed' } : {}),
    columnAxis: transposeB ? 0 : 1,
    k,
    node: (builder, x, packed, rest, activationBits) =>
      builder.node(matmulInt8Operation, [x, packed, ...rest], { units, activationBits, activation }),
  };
}

function convolutionOf(node: Node): Product {
  const { groups, ...attributes } = node.attributes as ConvolutionAttributes;
  const kernel = node.inputs[1] as Value;
  const filters = kernel.shape.at(-1) as number;
  return {
    ...(groups === 1 ? {} : { reason: 'grouped and depthwise convolutions have no 8-bit kernel' }),
    columnAxis: kernel.shape.length - 1,
    k: sizeOf(kernel.shape.slice(0, -1)),
    node: (builder, x, packed, rest, activationBits) => {
      const { input, kernel: taps, output, strides, dilation, padding, activation } = attributes;
      const window = { input, kernel: taps, output, strides, dilation, padding };
      return builder.node(convolutionInt8Operation, [x, packed, ...rest], {
        ...window,
        filters,
        activationBits,
        activation,
      });
    },
  };
}

/** The scale of each output channel: its largest weight is 127 of them. */
function scalesOf(variable: Variable, columnAxis: number): Tensor {
  const axes = variable.shape.map((_, axis) => axis).filter((axis) => axis !== columnAxis);
  return divide(max(abs(variable.value), { axis: axes }), 127);
}

/** The weights in whole scales, as bytes. */
function roundedTo(variable: Variable, columnAxis: number): Tensor {
  const axes = variable.shape.map((_, axis) => axis).filter((axis) => axis !== columnAxis);
  const scales = divide(max(abs(variable.value), { axis: axes, keepDims: true }), 127);
  const divisors = where(equal(scales, 0), 1, scales);
  return cast(clip(round(divide(variable.value, divisors)), -127, 127), 'int8');
}

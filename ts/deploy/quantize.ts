/**
 * Weights in fewer bits: the constants of products and convolutions become integers with a scale per output channel, or
 * halves, and what is computed with them may be 8-bit products with activations quantised on the fly. What has no such
 * kernel, or would lose by it, stays as it is, with the reason.
 */

import { checkKeys } from '../closest.ts';
import { checkFunction, show, ValueError } from '../errors.ts';
import { encodeHalf, packIntegers } from '../io/few-bits.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiplyOperation } from '../ops/arithmetic/multiply.ts';
import { equal } from '../ops/compare/equal.ts';
import { type ConvolutionAttributes, convolutionOperation } from '../ops/convolution/convolution.ts';
import { abs } from '../ops/elementwise/abs.ts';
import { clip } from '../ops/elementwise/clip.ts';
import { round } from '../ops/elementwise/round.ts';
import { where } from '../ops/index/where.ts';
import { type MatmulAttributes, matmulOperation } from '../ops/linear/matmul.ts';
import type { AnyOperation } from '../ops/operation.ts';
import { convolutionInt8Operation } from '../ops/quantized/conv-int8.ts';
import { decodeOperation } from '../ops/quantized/decode.ts';
import { matmulInt8Operation } from '../ops/quantized/matmul-int8.ts';
import { packInt8Operation } from '../ops/quantized/pack-int8.ts';
import { type ActivationBits, longestSum } from '../ops/quantized/precision.ts';
import { max } from '../ops/reduction/max.ts';
import { cast, castOperation } from '../ops/shape/cast.ts';
import { reshape, reshapeOperation } from '../ops/shape/reshape.ts';
import { transpose, transposeOperation } from '../ops/shape/transpose.ts';
import { type Graph, type GraphBuilder, type Node, substitute, type Value } from '../plan/graph.ts';
import { removeDead } from '../plan/optimize.ts';
import { fromArray } from '../tensor/create.ts';
import { sizeOf } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';
import type { Weights } from './freeze.ts';

/** Bits of a stored weight: integers of 8, 4 or 3 with a scale per output channel, or halves. */
export type WeightBits = 8 | 4 | 3 | 16;

/** One value for all weights, or one for each by its name. */
export type PerWeight<Value> = Value | ((weight: string) => Value);

/** What to quantise, and how. */
export interface Quantization {
  /** Bits of stored weights; those of 32 stay float32. Default 8. */
  readonly bits?: PerWeight<WeightBits | 32>;
  /**
   * Bits of activations in products of integer weights: 7, the fastest (default); 12, about as accurate as float32; or 32,
   * with which weights become float32 when the file is loaded.
   */
  readonly activationBits?: PerWeight<ActivationBits | 32>;
  /** Whether the weights of a name are quantised. Default: all that have kernels. */
  readonly filter?: (weight: string) => boolean;
}

/** What became of the weights of a product or convolution. */
export interface QuantizedWeight {
  /** Their name in the file of the model. */
  readonly name: string;
  readonly quantized: boolean;
  /** Why they were not. */
  readonly reason?: string;
  /** Why they were rounded to nearest, where samples were given. */
  readonly nearest?: string;
}

/** Weights (k, n) as integers with a scale per column. */
export interface Rounded {
  readonly integers: Tensor;
  readonly scales: Tensor;
  /** Why they were rounded to nearest, where something better was tried. */
  readonly nearest?: string;
}

/** A product or convolution by constants. */
export interface Product {
  readonly node: Node;
  readonly variable: Variable;
  /** Length of the sums, and output channels: the weights are (k, n). */
  readonly k: number;
  readonly n: number;
  /** Why it has no 8-bit kernel, where it has none. */
  readonly reason?: string;
}

/** How one weight is quantised. */
export interface WeightQuantization {
  readonly bits: WeightBits | 32;
  readonly activationBits: ActivationBits | 32;
}

const weightBits: readonly unknown[] = [32, 16, 8, 4, 3];
const activationSizes: readonly unknown[] = [7, 12, 32];

/** Throws a {@link ValueError} for bits that there are none of. */
export function checkQuantization(where: string, options: Quantization): void {
  const { filter } = checkKeys(where, options, 'bits activationBits filter');
  if (filter !== undefined) checkFunction(`${where}, filter`, filter);
  const { bits, activationBits } = options;
  if (typeof bits !== 'function') checkBits(where, 'bits', bits ?? 8, weightBits);
  if (typeof activationBits !== 'function')
    checkBits(where, 'activationBits', activationBits ?? 7, activationSizes);
}

function checkBits(where: string, name: string, value: unknown, known: readonly unknown[]): void {
  if (!known.includes(value))
    throw new ValueError(where, `${name} to be one of ${known.join(', ')}`, show(value));
}

/** How the weight of a name is quantised. */
export function quantizationOf(
  where: string,
  { bits = 8, activationBits = 7, filter = () => true }: Quantization,
  name: string,
): WeightQuantization {
  const own = <Value>(value: PerWeight<Value>): Value =>
    typeof value === 'function' ? (value as (weight: string) => Value)(name) : value;
  const found = { bits: filter(name) ? own(bits) : 32, activationBits: own(activationBits) } as const;
  checkBits(`${where}, ${name}`, 'bits', found.bits, weightBits);
  checkBits(`${where}, ${name}`, 'activationBits', found.activationBits, activationSizes);
  return found;
}

/** Sums shorter than this cost more to quantise than they save. */
const SHORTEST = 16;

/** The product or convolution by a variable that a node is. */
export function productOf(node: Node): Product | undefined {
  const kernel = node.inputs[1];
  if (kernel?.origin.kind !== 'variable') return undefined;
  const { variable } = kernel.origin;
  const [k, n] = [sizeOf(kernel.shape.slice(0, -1)), kernel.shape.at(-1) ?? 0];
  if (node.operation === matmulOperation && kernel.shape.length === 2) {
    const { transposeA, transposeB } = node.attributes as MatmulAttributes;
    const reason = transposeA || transposeB ? { reason: 'an operand is transposed' } : {};
    return { node, variable, k, n, ...reason };
  }
  if (node.operation !== convolutionOperation) return undefined;
  const { groups } = node.attributes as ConvolutionAttributes;
  return {
    node,
    variable,
    k,
    n,
    ...(groups === 1 ? {} : { reason: 'grouped convolutions have no 8-bit kernel' }),
  };
}

/** Whether weights of so many bits are integers. */
export function isIntegral(bits: number): bits is 8 | 4 | 3 {
  return bits <= 8;
}

/** The largest integer of a number of bits. */
export const mostOf = (bits: 8 | 4 | 3): number => 2 ** (bits - 1) - 1;

/** A scale per column of weights (k, n): the largest of each is `most` of them. */
export function scalesOf(weights: Tensor, most: number): Tensor {
  return divide(max(abs(weights), { axis: 0 }), most);
}

/** Weights (k, n) rounded to nearest. */
export function roundToNearest(weights: Tensor, bits: 8 | 4 | 3): Rounded {
  const most = mostOf(bits);
  const scales = scalesOf(weights, most);
  const divisors = where(equal(scales, 0), 1, scales);
  return { integers: cast(clip(round(divide(weights, divisors)), -most, most), 'int8'), scales };
}

/** A variable's elements as weights (k, n). */
export function matrixOf({ variable, k, n }: Product): Tensor {
  return reshape(variable.value, [k, n]);
}

/** Quantises a frozen graph; `rounded` has weights that were rounded with care, by the number of their variable. */
export function quantizeGraph(
  graph: Graph,
  builder: GraphBuilder,
  weights: Weights,
  quantize: Quantization,
  rounded: ReadonlyMap<number, Rounded>,
  report: Map<string, QuantizedWeight>,
): Graph {
  const replaced = new Map<Value, Value>();
  const nodes: Node[] = [];
  const make = (operation: AnyOperation, inputs: readonly Value[], attributes?: unknown): Value => {
    const node = builder.node(operation, inputs, attributes);
    nodes.push(node);
    return node.outputs[0] as Value;
  };
  for (const node of graph.nodes) {
    node.inputs = node.inputs.map((input) => replaced.get(input) ?? input);
    const product = productOf(node);
    if (product === undefined) {
      nodes.push(node);
      continue;
    }
    const { variable, k, n } = product;
    const name = weights.nameOf(variable);
    const { bits, activationBits } = quantizationOf('exportArtifact', quantize, weights.sourceOf(variable));
    const reason = reasonAgainst(product, bits, activationBits);
    const nearest = rounded.get(variable.id)?.nearest;
    report.set(name, {
      ...{ name, quantized: reason === undefined },
      ...(reason === undefined ? {} : { reason }),
      ...(nearest === undefined ? {} : { nearest }),
    });
    if (reason !== undefined || bits === 32) {
      nodes.push(node);
      continue;
    }
    const part = (kind: string, value: () => Tensor): Value => {
      const own = weights.get(`${kind}:${variable.id}`, `${name}/${kind}`, value);
      return builder.value(own, { kind: 'variable', variable: own });
    };
    const shape = (node.inputs[1] as Value).shape;
    const output = node.outputs[0] as Value;
    if (bits === 16) {
      const bytes = part('float16', () => bytesOf(encodeHalf(variable.value.data() as Float32Array)));
      const kernel = make(decodeOperation, [bytes], { codec: 'float16', shape });
      replaced.set(
        output,
        make(node.operation, [node.inputs[0] as Value, kernel, ...node.inputs.slice(2)], node.attributes),
      );
      continue;
    }
    let now: Rounded | undefined;
    const own = (): Rounded => {
      now ??= rounded.get(variable.id) ?? roundToNearest(matrixOf(product), bits);
      return now;
    };
    const scales = part('scale', () => own().scales);
    let integers: Value;
    if (bits === 8) integers = part('int8', () => own().integers);
    else {
      // By output channels: what is alike then lies together, which compresses better.
      const bytes = part(`int${bits}`, () =>
        bytesOf(packIntegers(transpose(own().integers).data() as Int8Array, bits)),
      );
      const columns = make(decodeOperation, [bytes], { codec: `int${bits}`, shape: [n, k] });
      integers = make(transposeOperation, [columns], { axes: [1, 0] });
    }
    const [x, rest] = [node.inputs[0] as Value, node.inputs.slice(2)];
    if (activationBits === 32) {
      const floats = make(multiplyOperation, [make(castOperation, [integers], { dtype: 'float32' }), scales]);
      replaced.set(
        output,
        make(node.operation, [x, make(reshapeOperation, [floats], { shape }), ...rest], node.attributes),
      );
      continue;
    }
    const packed = make(packInt8Operation, [integers, scales], { activationBits });
    replaced.set(output, int8Product(product, make, [x, packed, ...rest], activationBits));
  }
  return removeDead(substitute({ ...graph, nodes }, replaced));
}

function reasonAgainst(
  product: Product,
  bits: WeightBits | 32,
  activationBits: ActivationBits | 32,
): string | undefined {
  if (bits === 32) return 'left as float32 by bits or filter';
  if (bits === 16) return undefined;
  if (product.reason !== undefined) return product.reason;
  if (activationBits === 32) return undefined;
  if (product.k > longestSum(activationBits)) return `sums of ${product.k} terms do not fit into 32 bits`;
  if (product.k < SHORTEST) return `sums of ${product.k} terms cost more to quantise than they save`;
  return undefined;
}

function int8Product(
  { node, n }: Product,
  make: (operation: AnyOperation, inputs: readonly Value[], attributes: unknown) => Value,
  inputs: readonly Value[],
  activationBits: ActivationBits,
): Value {
  if (node.operation === matmulOperation) {
    const { activation } = node.attributes as MatmulAttributes;
    return make(matmulInt8Operation, inputs, { units: n, activationBits, activation });
  }
  const { input, kernel, output, strides, dilation, padding, activation } =
    node.attributes as ConvolutionAttributes;
  const window = { input, kernel, output, strides, dilation, padding };
  return make(convolutionInt8Operation, inputs, { ...window, filters: n, activationBits, activation });
}

function bytesOf(bytes: Uint8Array): Tensor {
  return fromArray(bytes, [bytes.length], 'uint8');
}

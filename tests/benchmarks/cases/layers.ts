/** Forward functions of layers and elementwise functions. */

import { type Input, store, uniform } from '../inputs.ts';
import { largestError } from '../statistics.ts';
import { type CaseMaker, CEILINGS, COPY, type Contest, faster, share, type Target } from './case.ts';
import { depthwise, erf, type Images, moments, normalise, pool, softmax } from './layers-reference.ts';
import { productRows } from './product-reference.ts';

const FLOAT = 4;
const ELEMENTS: number = 2 ** 20;
const ROWS = 2048;
const COLUMNS = 512;

interface Plan {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly parameters?: Readonly<Record<string, number>>;
  /** Shapes by the order in which the function takes them. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly reference: (inputs: Readonly<Record<string, Float32Array>>) => ArrayLike<number>;
  /** Arithmetic that is counted, for convolutions; else the bytes that are read and written are. */
  readonly operations?: number;
  readonly outputs: number;
  readonly targets?: readonly Target[];
  readonly tolerance?: number;
}

const product = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);
const peers = [faster('tfjs-wasm', 1.5), faster('onnxruntime-web', 1)];
/** Within 1.3 times the time of a copy of as many bytes. */
const asCopy: Target = share(
  'copy',
  1 / 1.3,
  'oxigrad',
  'within 1.3× of a copy: ≥ 77 % of its bytes a second',
);

const small: Images = { batch: 1, size: 56, channels: 128 };
const large: Images = { batch: 1, size: 112, channels: 64 };
const many: Images = { batch: 32, size: 28, channels: 64 };
const shapeOf = ({ batch, size, channels }: Images): number[] => [batch, size, size, channels];
const POOLED: number = 55 * 55 * 64;
const weights = (channels: number, ...names: string[]): Record<string, number[]> =>
  Object.fromEntries(names.map((name) => [name, [channels]]));

const matrix = [ROWS, COLUMNS];
const f = (inputs: Readonly<Record<string, Float32Array>>, name: string): Float32Array =>
  inputs[name] as Float32Array;

const plans: readonly Plan[] = [
  {
    id: 'depthwise',
    title: 'Depthwise 3×3, 56×56×128',
    kind: 'depthwise',
    shapes: { x: shapeOf(small), kernel: [3, 3, 128, 1] },
    reference: (inputs) => depthwise(small, f(inputs, 'x'), f(inputs, 'kernel')),
    operations: 2 * 9 * 56 * 56 * 128,
    outputs: 56 * 56 * 128,
  },
  {
    id: 'pointwise',
    title: 'Convolution 1×1, 56×56×128→128',
    kind: 'conv',
    shapes: { x: shapeOf(small), kernel: [1, 1, 128, 128] },
    reference: (inputs) => {
      const rows = Array.from({ length: 56 * 56 }, (_, row) => row);
      return productRows(f(inputs, 'x'), f(inputs, 'kernel'), [rows.length, 128, 128], rows);
    },
    operations: 2 * 56 * 56 * 128 * 128,
    outputs: 56 * 56 * 128,
  },
  {
    id: 'max-pool',
    title: 'Max pooling 3×3 by 2, 112×112×64',
    kind: 'max-pool',
    parameters: { size: 3, strides: 2 },
    shapes: { x: shapeOf(large) },
    reference: (inputs) => pool(large, f(inputs, 'x'), [3, 2], Math.max, Number.NEGATIVE_INFINITY),
    outputs: POOLED,
  },
  {
    id: 'average-pool',
    title: 'Average pooling 3×3 by 2, 112×112×64',
    kind: 'average-pool',
    parameters: { size: 3, strides: 2 },
    shapes: { x: shapeOf(large) },
    reference: (inputs) => pool(large, f(inputs, 'x'), [3, 2], (sum, value) => sum + value / 9, 0),
    outputs: POOLED,
  },
  {
    id: 'batch-norm',
    title: 'Batch normalisation, inference, 32×28×28×64',
    kind: 'batch-norm',
    shapes: { x: shapeOf(many), ...weights(64, 'mean', 'variance', 'gamma', 'beta') },
    reference: (inputs) => {
      const given = { mean: f(inputs, 'mean'), variance: f(inputs, 'variance') };
      return normalise(f(inputs, 'x'), given, f(inputs, 'gamma'), f(inputs, 'beta'), 'column');
    },
    outputs: product(shapeOf(many)),
  },
  {
    id: 'batch-norm-training',
    title: 'Batch normalisation, training, 32×28×28×64',
    kind: 'batch-norm-training',
    shapes: { x: shapeOf(many), ...weights(64, 'gamma', 'beta') },
    reference: (inputs) =>
      normalise(
        f(inputs, 'x'),
        moments(f(inputs, 'x'), 64, 'column'),
        f(inputs, 'gamma'),
        f(inputs, 'beta'),
        'column',
      ),
    outputs: product(shapeOf(many)),
    targets: [faster('tfjs-wasm', 1.5)],
  },
  {
    id: 'layer-norm',
    title: 'Layer normalisation, 2048×512',
    kind: 'layer-norm',
    shapes: { x: matrix, ...weights(COLUMNS, 'gamma', 'beta') },
    reference: (inputs) =>
      normalise(
        f(inputs, 'x'),
        moments(f(inputs, 'x'), COLUMNS, 'row'),
        f(inputs, 'gamma'),
        f(inputs, 'beta'),
        'row',
      ),
    outputs: ROWS * COLUMNS,
  },
  {
    id: 'softmax',
    title: 'Softmax, 2048×512',
    kind: 'softmax',
    shapes: { x: matrix },
    reference: (inputs) => softmax(f(inputs, 'x'), COLUMNS),
    outputs: ROWS * COLUMNS,
  },
  {
    id: 'gelu',
    title: 'GELU (exact), 2048×512',
    kind: 'gelu',
    shapes: { x: matrix },
    reference: (inputs) => Float64Array.from(f(inputs, 'x'), (x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2))),
    outputs: ROWS * COLUMNS,
  },
  {
    id: 'add',
    title: 'a + b, 2²⁰ elements',
    kind: 'add',
    shapes: { a: [ELEMENTS], b: [ELEMENTS] },
    reference: (inputs) => Float64Array.from(f(inputs, 'a'), (a, i) => a + (f(inputs, 'b')[i] as number)),
    outputs: ELEMENTS,
    targets: [...peers, asCopy],
  },
  {
    id: 'chain',
    title: 'relu(a·b + c)·d, 2²⁰ elements',
    kind: 'chain',
    shapes: { a: [ELEMENTS], b: [ELEMENTS], c: [ELEMENTS], d: [ELEMENTS] },
    reference: (inputs) =>
      Float64Array.from(f(inputs, 'a'), (a, i) => {
        const [b, c, d] = ['b', 'c', 'd'].map((name) => f(inputs, name)[i]) as [number, number, number];
        return Math.max(0, a * b + c) * d;
      }),
    outputs: ELEMENTS,
    targets: [...peers, asCopy],
  },
];

function make(folder: string, plan: Plan): Contest {
  const { id, title, kind, parameters = {}, shapes, operations, outputs, targets = peers } = plan;
  const inputs: Record<string, Input> = {};
  Object.entries(shapes).forEach(([name, shape], index) => {
    const data = uniform(product(shape), 60 + index);
    // Variances are positive; other values lie in [-2, 2), where GELU and softmax are not flat.
    const scaled = data.map((value) => (name === 'variance' ? value + 1.5 : value * 2));
    inputs[name] = store(folder, `layers-${id}-${name}`, scaled, shape);
  });
  const expected = plan.reference(
    Object.fromEntries(Object.entries(inputs).map(([name, { data }]) => [name, data])),
  );
  const read = Object.values(shapes).reduce((sum, shape) => sum + product(shape), 0);
  return {
    id: `layers-${id}`,
    group: 'layers',
    title,
    kind,
    parameters,
    inputs,
    unit: 'call',
    unitsPerRun: 1,
    ...(operations === undefined
      ? { count: FLOAT * (read + outputs), counted: 'byte', yardsticks: [COPY] }
      : { count: operations, counted: 'flop', yardsticks: CEILINGS }),
    error: (answer) => largestError(answer, expected),
    tolerance: plan.tolerance ?? 1e-5,
    reference: 'float64 formulas',
    targets,
  };
}

/** All cases of the group. */
export const layers: readonly CaseMaker[] = plans.map((plan) => ({
  id: `layers-${plan.id}`,
  make: (folder) => make(folder, plan),
}));

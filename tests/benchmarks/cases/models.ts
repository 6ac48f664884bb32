/**
 * Training steps of a convolutional, two recurrent and an attention network. Losses are compared with those of native
 * Keras on JAX (golden-losses.json, made by `npm run bench -- --golden`) for the same weights and batches.
 */

import { existsSync, readFileSync } from 'node:fs';
import { type Input, madeUp, store, uniform } from '../inputs.ts';
import { largestError } from '../statistics.ts';
import { type CaseMaker, type Contest, faster, type Target } from './case.ts';
import { oneHot } from './mlp.ts';

/** Where the losses of native Keras are. */
export const GOLDEN: URL = new URL('./golden-losses.json', import.meta.url);
const CHECK_STEPS = 4;
/** Float32 sums in other orders, over the steps that are compared. */
const LOSS_TOLERANCE = 1e-3;
const BATCHES = 4;

interface Network {
  readonly name: string;
  readonly title: string;
  readonly batch: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Shapes of the weights as Keras lists them; those of rank 1 begin at 0, but `ones` at 1. */
  readonly weights: readonly (readonly number[])[];
  readonly ones?: readonly number[];
  readonly threads?: number;
  readonly patience?: Readonly<Record<string, number>>;
  readonly targets: readonly Target[];
}

const block = (size: number, heads: number, inner: number): number[][] => {
  const projection = [
    [size, heads, size / heads],
    [heads, size / heads],
  ];
  const output = [[heads, size / heads, size], [size]];
  const norm = [[size], [size]];
  return [
    ...[...norm, ...projection, ...projection, ...projection, ...output, ...norm],
    ...[[size, inner], [inner], [inner, size], [size]],
  ];
};

const networks: readonly Network[] = [
  {
    name: 'convnet',
    title: 'mnist_convnet training step, batch 128',
    batch: 128,
    x: [28, 28, 1],
    y: [10],
    weights: [[3, 3, 1, 32], [32], [3, 3, 32, 64], [64], [1600, 10], [10]],
    patience: { 'tfjs-cpu': 300 },
    targets: [faster('tfjs-cpu', 500)],
  },
  {
    name: 'lstm',
    title: 'LSTM(128) on 28×28 rows, training step, batch 128',
    batch: 128,
    x: [28, 28],
    y: [10],
    weights: [[28, 512], [128, 512], [512], [128, 10], [10]],
    targets: [faster('keras-tensorflow', 1.5)],
  },
  {
    name: 'gru',
    title: 'GRU(128) on 28×28 rows, training step, batch 128',
    batch: 128,
    x: [28, 28],
    y: [10],
    weights: [[28, 384], [128, 384], [2, 384], [128, 10], [10]],
    targets: [faster('keras-tensorflow', 1.5)],
  },
  {
    name: 'transformer',
    title: 'Transformer block (d 128, 4 heads, sequence 64, batch 32), training step',
    batch: 32,
    x: [64, 128],
    y: [64, 128],
    weights: block(128, 4, 512),
    ones: [0, 10],
    targets: [faster('keras-tensorflow', 1), faster('jax-js', 3)],
  },
];

const product = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

function inputsOf(folder: string, network: Network): Record<string, Input> {
  const { name, weights, ones = [], batch, x, y } = network;
  const inputs: Record<string, Input> = {};
  weights.forEach((shape, index) => {
    // Glorot's limit; biases (those of a GRU are two rows, of attention one a head) begin at 0.
    const bias = shape.length === 1 || (shape.length === 2 && (shape[0] as number) <= 4);
    const data = bias
      ? new Float32Array(product(shape)).fill(ones.includes(index) ? 1 : 0)
      : uniform(product(shape), 20 + index).map((value) => value * limit(shape));
    inputs[`w${index}`] = store(folder, `${name}-w${index}`, data, shape);
  });
  const rows = batch * BATCHES;
  if (y.length > 1) {
    inputs['x'] = store(folder, `${name}-x`, uniform(rows * product(x), 41), [rows, ...x]);
    inputs['y'] = store(folder, `${name}-y`, uniform(rows * product(y), 42), [rows, ...y]);
  } else {
    const digits = madeUp(rows);
    inputs['x'] = store(folder, `${name}-x`, digits.x, [rows, ...x]);
    inputs['y'] = store(folder, `${name}-y`, oneHot(digits.labels), [rows, 10]);
  }
  return inputs;
}

function limit(shape: readonly number[]): number {
  const outputs = shape.at(-1) as number;
  return Math.sqrt(6 / (product(shape) / outputs + outputs));
}

function golden(id: string): number[] | undefined {
  if (!existsSync(GOLDEN)) return undefined;
  return (JSON.parse(readFileSync(GOLDEN, 'utf8')) as Record<string, number[]>)[id];
}

/** One network's step on `threads` (default: the command's). */
export function trainingStep(folder: string, name: string, changes: Partial<Contest> = {}): Contest {
  const network = networks.find((candidate) => candidate.name === name) as Network;
  const losses = golden(name);
  return {
    id: `models-${name}`,
    group: 'models',
    title: network.title,
    kind: `train-${name}`,
    parameters: { batch: network.batch, checkSteps: CHECK_STEPS },
    inputs: inputsOf(folder, network),
    unit: 'step',
    unitsPerRun: 1,
    error: (answer) =>
      losses === undefined
        ? Number.POSITIVE_INFINITY
        : largestError(answer, losses.slice(0, Math.max(1, answer.length))),
    tolerance: LOSS_TOLERANCE,
    reference: 'losses of native Keras on JAX',
    targets: network.targets,
    ...(network.patience === undefined ? {} : { patience: network.patience }),
    ...changes,
  };
}

/** What the golden losses are made of. */
export const goldenCases: readonly CaseMaker[] = networks.map(({ name }) => ({
  id: name,
  make: (folder) => trainingStep(folder, name),
}));

/** All cases of the group. */
export const models: readonly CaseMaker[] = [
  ...networks.map(({ name }) => ({
    id: `models-${name}`,
    make: (folder: string): Contest => trainingStep(folder, name),
  })),
  {
    id: 'models-convnet-2-threads',
    make: (folder) =>
      trainingStep(folder, 'convnet', {
        id: 'models-convnet-2-threads',
        title: 'mnist_convnet training step, batch 128, 2 threads each',
        threads: 2,
        participants: ['oxigrad', 'keras-jax', 'keras-tensorflow'],
        targets: [faster('keras-tensorflow', 1)],
      }),
  },
];

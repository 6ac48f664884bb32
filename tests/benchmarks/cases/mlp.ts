/** The MLP 784-128-10: a training step, fit, predictions. Answers in float64 from the formulas. */

import { type Input, samples, store, uniform } from '../inputs.ts';
import { largestError } from '../statistics.ts';
import { type CaseMaker, type Contest, faster } from './case.ts';
import { mlpForward, mlpTrain } from './mlp-reference.ts';

const BATCH = 128;
const FIT_BATCHES = 20;
const CHECK_STEPS = 10;

/** Losses: float32 against float64 over ten steps, and tfjs adds epsilon at another place than Keras. */
const LOSS_TOLERANCE = 1e-3;

interface Start {
  readonly inputs: Readonly<Record<string, Input>>;
  readonly weights: Readonly<Record<'w1' | 'b1' | 'w2' | 'b2', Float32Array>>;
}

/** Weights as Keras begins (Glorot uniform, biases 0) and twenty batches. */
export function mlpStart(folder: string): Start {
  const count = BATCH * FIT_BATCHES;
  const { x, labels } = samples(count);
  const glorot = (rows: number, columns: number, seed: number): Float32Array =>
    uniform(rows * columns, seed).map((value) => value * Math.sqrt(6 / (rows + columns)));
  const weights = {
    w1: glorot(784, 128, 5),
    b1: new Float32Array(128),
    w2: glorot(128, 10, 6),
    b2: new Float32Array(10),
  };
  return {
    weights,
    inputs: {
      w0: store(folder, 'mlp-w0', weights.w1, [784, 128]),
      w1: store(folder, 'mlp-w1', weights.b1, [128]),
      w2: store(folder, 'mlp-w2', weights.w2, [128, 10]),
      w3: store(folder, 'mlp-w3', weights.b2, [10]),
      x: store(folder, 'mlp-x', x, [count, 784]),
      y: store(folder, 'mlp-y', oneHot(labels), [count, 10]),
    },
  };
}

/** (labels, 10) */
export function oneHot(labels: Uint8Array): Float32Array {
  const result = new Float32Array(labels.length * 10);
  labels.forEach((label, row) => {
    result[row * 10 + label] = 1;
  });
  return result;
}

function referenceLosses({ inputs, weights }: Start): number[] {
  const { x, y } = inputs as { x: Input; y: Input };
  const batches = Array.from({ length: CHECK_STEPS }, (_, index) => ({
    x: x.data.subarray(index * BATCH * 784, (index + 1) * BATCH * 784),
    y: y.data.subarray(index * BATCH * 10, (index + 1) * BATCH * 10),
  }));
  return mlpTrain(weights, batches);
}

const base = { group: 'mlp', tolerance: LOSS_TOLERANCE, reference: 'float64 formulas' } as const;
const parameters = { batch: BATCH, checkSteps: CHECK_STEPS };

/** The training step, which the group of threads measures too. */
export function mlpStep(folder: string): Contest {
  const start = mlpStart(folder);
  const losses = referenceLosses(start);
  return {
    ...base,
    id: 'mlp-step',
    title: 'MLP 784-128-10 training step, batch 128, Adam',
    kind: 'train-mlp',
    parameters,
    inputs: start.inputs,
    unit: 'step',
    unitsPerRun: 1,
    // A very slow participant answers with fewer losses.
    error: (answer) => largestError(answer, losses.slice(0, Math.max(1, answer.length))),
    targets: [
      faster('tfjs-wasm', 15),
      faster('tfjs-cpu', 80),
      faster('keras-tensorflow', 2),
      faster('keras-jax', 1),
    ],
  };
}

function mlpFit(folder: string): Contest {
  const start = mlpStart(folder);
  const losses = referenceLosses(start);
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  return {
    ...base,
    id: 'mlp-fit',
    title: 'MLP fit, batch 128, Adam',
    kind: 'fit-mlp',
    parameters,
    inputs: start.inputs,
    unit: 'step',
    unitsPerRun: FIT_BATCHES,
    error: (answer) => largestError(answer, [mean]),
    targets: [faster('tfjs-wasm', 8)],
  };
}

function mlpPredict(folder: string, batch: number): Contest {
  const { inputs, weights } = mlpStart(folder);
  const exact = Object.fromEntries(
    Object.entries(weights).map(([key, value]) => [key, Float64Array.from(value)]),
  );
  const x = (inputs['x'] as Input).data.subarray(0, batch * 784);
  const { probabilities } = mlpForward(exact as never, x);
  return {
    ...base,
    id: `mlp-predict-${batch}`,
    title: `MLP predict, batch ${batch}`,
    kind: 'predict-mlp',
    parameters: { batch },
    inputs,
    unit: 'prediction',
    unitsPerRun: 1,
    error: (answer) => largestError(answer, probabilities),
    tolerance: 1e-4,
    ...(batch === 1 ? { targets: [faster('tfjs-wasm', 4)] } : {}),
  };
}

/** All cases of the group. */
export const mlp: readonly CaseMaker[] = [
  { id: 'mlp-step', make: mlpStep },
  { id: 'mlp-fit', make: mlpFit },
  { id: 'mlp-predict-1', make: (folder) => mlpPredict(folder, 1) },
  { id: 'mlp-predict-128', make: (folder) => mlpPredict(folder, 128) },
];

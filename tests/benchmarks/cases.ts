/** The cases: what is measured, on which inputs, and what the answer has to be. */

import { type Input, samples, store, uniform } from './inputs.ts';
import type { CaseKind } from './protocol.ts';
import { mlpForward, mlpTrain, productRows } from './reference.ts';
import { largestError } from './statistics.ts';

/** One row of the table. */
export interface Case {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly kind: CaseKind;
  readonly parameters: Readonly<Record<string, number>>;
  readonly inputs: Readonly<Record<string, Input>>;
  /** What one figure counts; a run does `unitsPerRun` of them. */
  readonly unit: 'product' | 'step' | 'prediction';
  readonly unitsPerRun: number;
  /** Floating-point operations of a unit, where a rate is shown. */
  readonly operations?: number;
  /** The error of an answer, and what it may be. */
  readonly error: (answer: Float32Array) => number;
  readonly tolerance: number;
  /** The least ratio that a peer has to be slower by. */
  readonly targets?: Readonly<Record<string, number>>;
}

const BATCH = 128;
const FIT_BATCHES = 20;
const CHECK_STEPS = 10;

/** Losses: float32 against float64 over ten steps, and tfjs adds epsilon at another place than Keras. */
const LOSS_TOLERANCE = 1e-3;
/** Sums of up to 1,024 products in float32. */
const PRODUCT_TOLERANCE = 2e-5;

function gemm(folder: string, size: number): Case {
  const [m, n, k] = [size, size, size];
  const a = store(folder, `a${size}`, uniform(m * k, 3), [m, k]);
  const b = store(folder, `b${size}`, uniform(k * n, 4), [k, n]);
  const rows = [0, 1, m >> 1, m - 1];
  const reference = productRows(a.data, b.data, [m, n, k], rows);
  return {
    id: `gemm-${size}`,
    group: 'gemm',
    title: `GEMM ${size}³`,
    kind: 'gemm',
    parameters: { m, n, k },
    inputs: { a, b },
    unit: 'product',
    unitsPerRun: 1,
    operations: 2 * m * n * k,
    error: (answer) => {
      if (answer.length !== m * n) return Number.POSITIVE_INFINITY;
      const chosen = new Float32Array(rows.length * n);
      rows.forEach((row, at) => {
        chosen.set(answer.subarray(row * n, (row + 1) * n), at * n);
      });
      return largestError(chosen, reference);
    },
    tolerance: PRODUCT_TOLERANCE,
    ...(size === 512 ? { targets: { 'tfjs-wasm': 2 } } : {}),
  };
}

function mlp(folder: string): { cases: Case[]; mnist: boolean } {
  const count = BATCH * FIT_BATCHES;
  const { x, labels, mnist } = samples(count);
  const oneHot = new Float32Array(count * 10);
  labels.forEach((label, row) => {
    oneHot[row * 10 + label] = 1;
  });
  // Glorot uniform, biases 0: as Keras begins.
  const glorot = (rows: number, columns: number, seed: number): Float32Array =>
    uniform(rows * columns, seed).map((value) => value * Math.sqrt(6 / (rows + columns)));
  const weights = {
    w1: store(folder, 'w1', glorot(784, 128, 5), [784, 128]),
    b1: store(folder, 'b1', new Float32Array(128), [128]),
    w2: store(folder, 'w2', glorot(128, 10, 6), [128, 10]),
    b2: store(folder, 'b2', new Float32Array(10), [10]),
  };
  const data = { x: store(folder, 'x', x, [count, 784]), y: store(folder, 'y', oneHot, [count, 10]) };
  const batches = Array.from({ length: CHECK_STEPS }, (_, index) => ({
    x: x.subarray(index * BATCH * 784, (index + 1) * BATCH * 784),
    y: oneHot.subarray(index * BATCH * 10, (index + 1) * BATCH * 10),
  }));
  const { w1, b1, w2, b2 } = weights;
  const start = { w1: w1.data, b1: b1.data, w2: w2.data, b2: b2.data };
  const losses = mlpTrain(start, batches);
  const meanLoss = [losses.reduce((sum, loss) => sum + loss, 0) / losses.length];
  const base = { group: 'mlp', inputs: { ...weights, ...data } };
  const training = {
    parameters: { batch: BATCH, checkSteps: CHECK_STEPS },
    unit: 'step',
    tolerance: LOSS_TOLERANCE,
  } as const;
  const predict = (batch: number): Case => {
    const initial = Object.fromEntries(
      Object.entries(start).map(([key, value]) => [key, Float64Array.from(value)]),
    );
    const { probabilities } = mlpForward(initial as never, x.subarray(0, batch * 784));
    return {
      ...base,
      id: `mlp-predict-${batch}`,
      title: `MLP predict, batch ${batch}`,
      kind: 'predict',
      parameters: { batch },
      unit: 'prediction',
      unitsPerRun: 1,
      error: (answer) => largestError(answer, probabilities),
      tolerance: 1e-4,
    };
  };
  return {
    mnist,
    cases: [
      {
        ...base,
        ...training,
        id: 'mlp-fit',
        title: 'MLP fit, batch 128, Adam',
        kind: 'fit',
        unitsPerRun: FIT_BATCHES,
        error: (answer) => largestError(answer, meanLoss),
        targets: { 'tfjs-wasm': 8 },
      },
      {
        ...base,
        ...training,
        id: 'mlp-step',
        title: 'MLP training step, batch 128, Adam',
        kind: 'step',
        unitsPerRun: 1,
        error: (answer) => largestError(answer, losses),
        targets: { 'tfjs-wasm': 8 },
      },
      predict(1),
      predict(128),
    ],
  };
}

/** All cases that `chosen` admits (groups, or the start of ids; empty: all); `mnist`: whether the digits are real. */
export function makeCases(folder: string, chosen: readonly string[]): { cases: Case[]; mnist: boolean } {
  const touches = (group: string): boolean =>
    chosen.length === 0 || chosen.some((word) => word === group || word.startsWith(`${group}-`));
  const admits = (id: string): boolean => chosen.length === 0 || chosen.some((word) => id.startsWith(word));
  const cases: Case[] = [];
  let mnist = false;
  if (touches('mlp')) {
    const made = mlp(folder);
    mnist = made.mnist;
    cases.push(...made.cases.filter(({ id }) => admits(id)));
  }
  if (touches('gemm'))
    for (const size of [128, 256, 512, 1024]) if (admits(`gemm-${size}`)) cases.push(gemm(folder, size));
  if (cases.length === 0)
    throw new Error(
      `bench --only: expected mlp, gemm or the start of a case such as gemm-512, got '${chosen.join()}'.`,
    );
  return { cases, mnist };
}

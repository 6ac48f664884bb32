/** Products of matrices: square, odd, skinny, a vector, transposed, batched, strided. */

import { type Input, store, uniform } from '../inputs.ts';
import { largestError } from '../statistics.ts';
import {
  type CaseMaker,
  CEILINGS,
  COPY,
  type Contest,
  faster,
  share,
  type Target,
  type Yardstick,
} from './case.ts';
import { productRows } from './product-reference.ts';

/** Sums of up to 1,024 products in float32. */
const PRODUCT_TOLERANCE = 2e-5;

interface Shape {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposeA?: 1;
  readonly transposeB?: 1;
  /** Products of one batch. */
  readonly batch?: number;
  /** A is the left half of a matrix with twice as many columns. */
  readonly strided?: true;
}

/** Those whose rate differs with the shape; the others, which take seconds or are native, join at 512³. */
const swift: readonly string[] = ['oxigrad', 'oxigrad-simd128', 'tfjs-wasm', 'onnxruntime-web', 'jax-js'];
const everybody: readonly string[] = [...swift, 'tfjs-cpu', 'keras-jax', 'keras-tensorflow'];

const transposed = (data: Float32Array, rows: number, columns: number): Float32Array =>
  Float32Array.from(data, (_, index) => data[(index % rows) * columns + Math.floor(index / rows)] as number);

/** The matrices as the case has them, and rows of the product in float64. */
function matrices(
  folder: string,
  shape: Shape,
): { inputs: Record<'a' | 'b', Input>; error: Contest['error'] } {
  const { m, k, n, batch = 1 } = shape;
  const [a, b] = [uniform(batch * m * k, 3), uniform(batch * k * n, 4)];
  const rows = [...new Set([0, 1, m >> 1, m - 1])].filter((row) => row < m);
  const last = batch - 1;
  const reference = productRows(a.subarray(last * m * k), b.subarray(last * k * n), [m, n, k], rows);
  const name = Object.values(shape).join('x') + Object.keys(shape).join('');
  const lead = batch === 1 ? [] : [batch];
  let [storedA, shapeA] = [a, [...lead, m, k]];
  if (shape.transposeA) [storedA, shapeA] = [transposed(a, m, k), [k, m]];
  if (shape.strided) {
    shapeA = [m, 2 * k];
    storedA = Float32Array.from({ length: m * 2 * k }, (_, index) => {
      const column = index % (2 * k);
      return column < k ? (a[Math.floor(index / (2 * k)) * k + column] as number) : 9;
    });
  }
  const [storedB, shapeB] = shape.transposeB ? [transposed(b, k, n), [n, k]] : [b, [...lead, k, n]];
  return {
    inputs: {
      a: store(folder, `${name}-a`, storedA, shapeA),
      b: store(folder, `${name}-b`, storedB, shapeB),
    },
    error(answer) {
      if (answer.length !== batch * m * n) return Number.POSITIVE_INFINITY;
      const chosen = new Float32Array(rows.length * n);
      rows.forEach((row, at) => {
        const from = (last * m + row) * n;
        chosen.set(answer.subarray(from, from + n), at * n);
      });
      return largestError(chosen, reference);
    },
  };
}

interface Extras {
  readonly participants?: readonly string[];
  readonly yardsticks?: readonly Yardstick[];
  readonly targets?: readonly Target[];
}

function gemm(folder: string, id: string, title: string, shape: Shape, extras: Extras): Contest {
  const { m, k, n, batch = 1, transposeA = 0, transposeB = 0, strided } = shape;
  return {
    id,
    group: 'gemm',
    title,
    kind: 'matmul',
    parameters: { m, k, n, transposeA, transposeB, ...(strided ? { half: k } : {}) },
    ...matrices(folder, shape),
    unit: 'product',
    unitsPerRun: 1,
    count: 2 * batch * m * n * k,
    counted: 'flop',
    participants: swift,
    tolerance: PRODUCT_TOLERANCE,
    reference: 'float64 formulas',
    ...extras,
  };
}

/** oxigrad's own A·B of 512³ in the same turns: rates are compared with it. */
function beside512(folder: string, build = 'oxigrad'): Yardstick {
  const shape = { m: 512, k: 512, n: 512 };
  return {
    name: build === 'oxigrad' ? 'A·B 512³' : 'A·B 512³, simd128',
    participant: build,
    kind: 'matmul',
    parameters: shape,
    inputs: matrices(folder, shape).inputs,
    count: 2 * 512 ** 3,
  };
}

/** A shape whose rate is held to that of 512³, on both builds. */
function relative(id: string, title: string, shape: Shape, least: number, extras: Extras = {}): CaseMaker {
  return {
    id,
    make: (folder) =>
      gemm(folder, id, title, shape, {
        ...extras,
        yardsticks: [...CEILINGS, beside512(folder), beside512(folder, 'oxigrad-simd128')],
        targets: [share('A·B 512³', least), share('A·B 512³, simd128', least, 'oxigrad-simd128')],
      }),
  };
}

/** 512³, the product that the others are held to. */
export function gemm512(folder: string): Contest {
  return gemm(
    folder,
    'gemm-512',
    'GEMM 512³',
    { m: 512, k: 512, n: 512 },
    {
      participants: everybody,
      yardsticks: CEILINGS,
      targets: [
        share('ceiling', 0.9),
        share('ceiling-simd128', 0.85, 'oxigrad-simd128'),
        faster('onnxruntime-web', 2),
        faster('jax-js', 2),
        faster('tfjs-wasm', 3),
      ],
    },
  );
}

/** All cases of the group. */
export const gemmCases: readonly CaseMaker[] = [
  { id: 'gemm-512', make: gemm512 },
  ...[128, 256, 1024].map((size) =>
    relative(`gemm-${size}`, `GEMM ${size}³`, { m: size, k: size, n: size }, 0.75),
  ),
  ...[127, 257].map((size) =>
    relative(`gemm-${size}`, `GEMM ${size}³ (odd)`, { m: size, k: size, n: size }, 0.75),
  ),
  relative('gemm-skinny-784', 'GEMM 128×784×128 (skinny)', { m: 128, k: 784, n: 128 }, 0.75),
  relative('gemm-skinny-128', 'GEMM 784×128×128 (skinny)', { m: 784, k: 128, n: 128 }, 0.75),
  {
    id: 'gemm-vector',
    make: (folder) => ({
      ...gemm(
        folder,
        'gemm-vector',
        'GEMV: batch 1, 1×1024×1024',
        { m: 1, k: 1024, n: 1024 },
        {
          yardsticks: [COPY],
          targets: [share('copy', 1 / 1.3, 'oxigrad', 'bound by memory: ≥ 77 % of a copy’s bytes a second')],
        },
      ),
      count: 4 * (1024 + 1024 * 1024 + 1024),
      counted: 'byte',
    }),
  },
  relative('gemm-tn', 'GEMM 512³, AᵀB', { m: 512, k: 512, n: 512, transposeA: 1 }, 0.95),
  relative('gemm-nt', 'GEMM 512³, ABᵀ', { m: 512, k: 512, n: 512, transposeB: 1 }, 0.95),
  relative('gemm-tt', 'GEMM 512³, AᵀBᵀ', { m: 512, k: 512, n: 512, transposeA: 1, transposeB: 1 }, 0.95),
  relative('gemm-batched', 'GEMM 4 × 512³, batched', { m: 512, k: 512, n: 512, batch: 4 }, 0.95),
  relative(
    'gemm-strided',
    'GEMM 512³, A half of a wider matrix',
    { m: 512, k: 512, n: 512, strided: true },
    0.95,
  ),
  {
    id: 'gemm-ceiling',
    make: () => ({
      id: 'gemm-ceiling',
      group: 'gemm',
      title: 'The ceilings beside native loops of 128-bit registers',
      kind: 'none',
      parameters: {},
      inputs: {},
      participants: [],
      unit: 'loop',
      unitsPerRun: 1,
      count: 2 ** 31,
      counted: 'flop',
      error: () => 0,
      tolerance: 0,
      reference: 'nothing: the loops compute nothing of use',
      yardsticks: [
        ...CEILINGS,
        { name: 'native', participant: 'native', kind: 'multiply-add', parameters: { fused: 1 } },
        { name: 'native-unfused', participant: 'native', kind: 'multiply-add', parameters: { fused: 0 } },
      ],
      targets: [
        share('native', 0.95, 'ceiling', 'cross-check: the ceiling ≥ 95 % of the native loop’s rate'),
        share(
          'native-unfused',
          0.95,
          'ceiling-simd128',
          'cross-check: the ceiling without FMA ≥ 95 % of the native loop’s rate',
        ),
      ],
    }),
  },
];

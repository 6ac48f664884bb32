// Matrix products by three loops in float64, in every form that the planner makes of them.

import { DTypeError, ShapeError, ValueError } from '../../../ts/errors.ts';
import { applyAll } from '../../../ts/ops/apply.ts';
import * as ops from '../../../ts/ops/index.ts';
import { type MatmulAttributes, matmulOperation, plainMatmul } from '../../../ts/ops/linear/matmul.ts';
import { sizeOf } from '../../../ts/tensor/shape.ts';
import { grid, type OperationCase, whole } from '../case.ts';

interface Product {
  readonly batchA?: readonly number[];
  readonly batchB?: readonly number[];
  readonly m: number;
  readonly k: number;
  readonly n: number;
}

const products: readonly Product[] = [
  { m: 2, k: 3, n: 4 },
  { m: 1, k: 1, n: 1 },
  { m: 1, k: 5, n: 3 },
  { m: 3, k: 5, n: 1 },
  { m: 2, k: 0, n: 3 },
  { m: 0, k: 2, n: 3 },
  { batchA: [2], batchB: [2], m: 2, k: 2, n: 2 },
  { batchA: [3], m: 2, k: 2, n: 2 },
  { batchB: [3], m: 2, k: 2, n: 2 },
  { batchA: [0], batchB: [0], m: 2, k: 2, n: 2 },
  { m: 33, k: 70, n: 41 },
  { m: 64, k: 300, n: 10 },
];

function product(
  { batchA = [], batchB = [], m, k, n }: Product,
  { transposeA, transposeB }: MatmulAttributes,
  a: readonly number[],
  b: readonly number[],
): number[] {
  const count = sizeOf(batchA.length > 0 ? batchA : batchB);
  const c: number[] = [];
  for (let p = 0; p < count; p++) {
    const [ofA, ofB] = [batchA.length > 0 ? p * m * k : 0, batchB.length > 0 ? p * k * n : 0];
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++)
          sum +=
            (a[ofA + (transposeA ? l * m + i : i * k + l)] as number) *
            (b[ofB + (transposeB ? j * k + l : l * n + j)] as number);
        c.push(sum);
      }
  }
  return c;
}

const flags = [false, true] as const;

/** As the planner fuses them: a bias added, then what is negative cut. It does so after gradients are traced. */
const fused: OperationCase[] = products.flatMap((one, index) => {
  const { batchA = [], batchB = [], m, k, n } = one;
  return (['None', 'Relu'] as const).map((activation): OperationCase => {
    const attributes: MatmulAttributes = { ...plainMatmul, activation };
    return {
      operation: matmulOperation,
      attributes,
      inputs: [
        grid([...batchA, m, k], -2, 2, index + 1),
        grid([...batchB, k, n], -2, 2, index + 50),
        grid([n], -2, 2, index + 90),
      ],
      expected: (a, b, bias) => [
        product(one, attributes, a as number[], b as number[]).map((value, place) => {
          const sum = value + (bias?.[place % n] as number);
          return activation === 'Relu' ? Math.max(sum, 0) : sum;
        }),
      ],
      fixed: [0, 1, 2],
    };
  });
});

const plain: OperationCase[] = products.flatMap((one, index) => {
  const { batchA = [], batchB = [], m, k, n } = one;
  return flags.flatMap((transposeA) =>
    flags.map((transposeB): OperationCase => {
      const attributes: MatmulAttributes = { transposeA, transposeB, activation: 'None' };
      return {
        operation: matmulOperation,
        attributes,
        inputs: [
          grid([...batchA, ...(transposeA ? [k, m] : [m, k])], -2, 2, index + 1),
          grid([...batchB, ...(transposeB ? [n, k] : [k, n])], -2, 2, index + 50),
        ],
        expected: (a, b) => [product(one, attributes, a as number[], b as number[])],
        bad: [
          [() => ops.matmul(grid([2, 3], 0, 1), grid([2, 3], 0, 1)), ShapeError],
          [() => ops.matmul(grid([], 0, 1), grid([2, 3], 0, 1)), ShapeError],
          [() => ops.matmul(grid([2, 2, 3], 0, 1), grid([3, 3, 2], 0, 1)), ShapeError],
          [
            () => applyAll(matmulOperation, [whole([1, 1], 0, 1), grid([1, 1], 0, 1)], plainMatmul),
            DTypeError,
          ],
          [() => ops.einsum('ij,jk->ik', grid([2, 3], 0, 1), grid([2, 3], 0, 1)), ShapeError],
          [() => ops.einsum('ij->ijk', grid([2, 3], 0, 1)), ValueError],
          [() => ops.einsum('i', grid([2, 3], 0, 1)), ValueError],
          [() => ops.tensordot(grid([2, 3], 0, 1), grid([2, 3], 0, 1), { axes: 1 }), ShapeError],
        ],
      };
    }),
  );
});

export const cases: readonly OperationCase[] = [...plain, ...fused];

// Comparisons and logic by JavaScript's operators, with equal operands, NaN and infinities among them.

import { DTypeError, ShapeError } from '../../../ts/errors.ts';
import { applyAll } from '../../../ts/ops/apply.ts';
import { equalOperation } from '../../../ts/ops/compare/equal.ts';
import { greaterOperation } from '../../../ts/ops/compare/greater.ts';
import { greaterEqualOperation } from '../../../ts/ops/compare/greater-equal.ts';
import { lessOperation } from '../../../ts/ops/compare/less.ts';
import { lessEqualOperation } from '../../../ts/ops/compare/less-equal.ts';
import { logicalAndOperation } from '../../../ts/ops/compare/logical-and.ts';
import { logicalNotOperation } from '../../../ts/ops/compare/logical-not.ts';
import { logicalOrOperation } from '../../../ts/ops/compare/logical-or.ts';
import { logicalXorOperation } from '../../../ts/ops/compare/logical-xor.ts';
import { notEqualOperation } from '../../../ts/ops/compare/not-equal.ts';
import type { AnyOperation } from '../../../ts/ops/operation.ts';
import { type Bad, binaryCases, grid, type OperationCase, whole } from '../case.ts';
import { make } from '../run.ts';

function bad(operation: AnyOperation, dtype: 'float32' | 'bool'): Bad[] {
  const [two, three, other] = [
    make([2], dtype, [0, 1]),
    make([3], dtype, [0, 1, 0]),
    make([2], 'uint8', [0, 1]),
  ];
  return [
    [() => applyAll(operation, [two, three], undefined), ShapeError],
    [() => applyAll(operation, [two, other], undefined), DTypeError],
  ];
}

const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1];

const comparison = (operation: AnyOperation, holds: (a: number, b: number) => boolean): OperationCase[] => {
  const formula = (a: number, b: number): number => Number(holds(a, b));
  const pairs = special.flatMap((a) => special.map((b) => [a, b] as const));
  return [
    // Few different values, so that many are equal.
    ...binaryCases(operation, formula, {
      draw: (shape, seed) => whole(shape, -1, 2, seed, 'float32'),
      integer: true,
      bad: bad(operation, 'float32'),
    }),
    {
      operation,
      inputs: [0, 1].map((side) =>
        make(
          [pairs.length],
          'float32',
          pairs.map((pair) => pair[side] as number),
        ),
      ),
      expected: (a: number[], b: number[]) => [a.map((value, index) => formula(value, b[index] as number))],
    },
  ];
};

const logic = (operation: AnyOperation, formula: (a: boolean, b: boolean) => boolean): OperationCase[] =>
  binaryCases(operation, (a, b) => Number(formula(a === 1, b === 1)), {
    draw: (shape, seed) => whole(shape, 0, 2, seed, 'bool'),
    bad: bad(operation, 'bool'),
  });

export const cases: readonly OperationCase[] = [
  ...comparison(equalOperation, (a, b) => a === b),
  ...comparison(notEqualOperation, (a, b) => a !== b),
  ...comparison(lessOperation, (a, b) => a < b),
  ...comparison(lessEqualOperation, (a, b) => a <= b),
  ...comparison(greaterOperation, (a, b) => a > b),
  ...comparison(greaterEqualOperation, (a, b) => a >= b),
  ...logic(logicalAndOperation, (a, b) => a && b),
  ...logic(logicalOrOperation, (a, b) => a || b),
  ...logic(logicalXorOperation, (a, b) => a !== b),
  ...[[7], [], [1], [0, 2], [131]].map(
    (shape, index): OperationCase => ({
      operation: logicalNotOperation,
      inputs: [whole(shape, 0, 2, index, 'bool')],
      expected: (x) => [(x as number[]).map((value) => 1 - value)],
      bad: [[() => applyAll(logicalNotOperation, [grid([2], 0, 1)], undefined), DTypeError]],
    }),
  ),
];

// Arithmetic of two tensors by JavaScript's operators.

import { DTypeError, ShapeError } from '../../../ts/errors.ts';
import { applyAll } from '../../../ts/ops/apply.ts';
import { addOperation } from '../../../ts/ops/arithmetic/add.ts';
import { atan2Operation } from '../../../ts/ops/arithmetic/atan2.ts';
import { divideOperation } from '../../../ts/ops/arithmetic/divide.ts';
import { divideNoNanOperation } from '../../../ts/ops/arithmetic/divide-no-nan.ts';
import { floorDivideOperation } from '../../../ts/ops/arithmetic/floor-divide.ts';
import { maximumOperation } from '../../../ts/ops/arithmetic/maximum.ts';
import { minimumOperation } from '../../../ts/ops/arithmetic/minimum.ts';
import { modOperation } from '../../../ts/ops/arithmetic/mod.ts';
import { multiplyOperation } from '../../../ts/ops/arithmetic/multiply.ts';
import { negativeOperation } from '../../../ts/ops/arithmetic/negative.ts';
import { powerOperation } from '../../../ts/ops/arithmetic/power.ts';
import { squaredDifferenceOperation } from '../../../ts/ops/arithmetic/squared-difference.ts';
import { subtractOperation } from '../../../ts/ops/arithmetic/subtract.ts';
import type { AnyOperation } from '../../../ts/ops/operation.ts';
import { type Bad, binaryCases, grid, type OperationCase, unaryCases } from '../case.ts';
import { make } from '../run.ts';

/** Shapes that do not broadcast, dtypes that differ, a dtype without arithmetic. */
function bad(operation: AnyOperation): Bad[] {
  const bools = make([2], 'bool', [0, 1]);
  return [
    [() => applyAll(operation, [grid([2], 0, 1), grid([3], 0, 1)], undefined), ShapeError],
    [() => applyAll(operation, [grid([2], 0, 1), make([2], 'int32', [1, 2])], undefined), DTypeError],
    [() => applyAll(operation, [bools, bools], undefined), DTypeError],
    [
      () => {
        // Nine axes of which none merge: every other one is broadcast.
        const left = Array.from({ length: 9 }, (_, axis) => (axis % 2 === 0 ? 2 : 1));
        const right = left.map((size) => 3 - size);
        return applyAll(operation, [grid(left, 0, 1), grid(right, 0, 1)], undefined);
      },
      ShapeError,
    ],
  ];
}

const one = (
  operation: AnyOperation,
  formula: (a: number, b: number) => number,
  options: Parameters<typeof binaryCases>[2] = {},
): OperationCase[] => binaryCases(operation, formula, { bad: bad(operation), ...options });

const modulo = (a: number, b: number): number => a - b * Math.floor(a / b);

export const cases: readonly OperationCase[] = [
  ...one(addOperation, (a, b) => a + b, { integer: true }),
  ...one(subtractOperation, (a, b) => a - b, { integer: true }),
  ...one(multiplyOperation, (a, b) => a * b, { integer: true }),
  ...one(divideOperation, (a, b) => a / b, { b: [0.4, 3] }),
  ...one(divideNoNanOperation, (a, b) => (b === 0 ? 0 : a / b), { b: [0.4, 3] }),
  ...one(maximumOperation, Math.max, { integer: true }),
  ...one(minimumOperation, Math.min, { integer: true }),
  ...one(powerOperation, (a, b) => a ** b, { a: [0.4, 2], b: [-2, 2] }),
  // Quotients of these grids stay clear of whole numbers by more than the steps of finite differences move them.
  ...one(modOperation, modulo, {
    a: [0, 3],
    draw: (shape, seed) => grid(shape, 0, seed % 2 === 1 ? 0.4 : 0.1, seed, seed % 2 === 1 ? 2.3 : 1),
    integer: true,
  }),
  ...one(floorDivideOperation, (a, b) => Math.floor(a / b), {
    draw: (shape, seed) => grid(shape, 0, seed % 2 === 1 ? 0.4 : 0.1, seed, seed % 2 === 1 ? 2.3 : 1),
    integer: true,
  }),
  ...one(squaredDifferenceOperation, (a, b) => (a - b) ** 2, { integer: true }),
  ...one(atan2Operation, Math.atan2, { a: [0.3, 2], b: [-2, 2] }),
  ...unaryCases(negativeOperation, (x) => -x, {
    integer: true,
    bad: [[() => applyAll(negativeOperation, [make([2], 'bool', [0, 1])], undefined), DTypeError]],
  }),
];

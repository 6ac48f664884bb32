// Tensors made from nothing.

import { DTypeError, ShapeError, ValueError } from '../../../ts/errors.ts';
import { arangeOperation } from '../../../ts/ops/creation/arange.ts';
import { fullOperation } from '../../../ts/ops/creation/full.ts';
import * as ops from '../../../ts/ops/index.ts';
import type { DType } from '../../../ts/tensor/dtype.ts';
import { sizeOf } from '../../../ts/tensor/shape.ts';
import type { OperationCase } from '../case.ts';

const fills: OperationCase[] = (
  [
    [[2, 3], 1.5, 'float32'],
    [[], -0.25, 'float32'],
    [[1], -7, 'int32'],
    [[0, 2], 1, 'float32'],
    [[1029], 3, 'uint8'],
    [[5], -3, 'int8'],
    [[3], 1, 'bool'],
  ] as const
).map(([shape, value, dtype]) => ({
  operation: fullOperation,
  attributes: { shape, value, dtype: dtype as DType },
  inputs: [],
  expected: () => [new Array<number>(sizeOf(shape)).fill(value)],
  close: { compare: 'exact' },
  bad: [
    [() => ops.full([-1], 0), ShapeError],
    [() => ops.full([1.5], 0), ShapeError],
    [() => ops.zeros([1], { dtype: 'float64' as never }), DTypeError],
  ],
}));

const ranges: OperationCase[] = (
  [
    [5, 0, 1, 'int32'],
    [7, -2, 0.5, 'float32'],
    [1, 3, 1, 'float32'],
    [0, 0, 1, 'int32'],
    [1031, 10, -3, 'int32'],
  ] as const
).map(([count, start, step, dtype]) => ({
  operation: arangeOperation,
  attributes: { shape: [count], start, step, dtype: dtype as DType },
  inputs: [],
  expected: () => [Array.from({ length: count }, (_, i) => start + i * step)],
  close: { compare: 'exact' },
  bad: [
    [() => ops.arange(3, { step: 0 }), ValueError],
    [() => ops.arange(Number.NaN), ValueError],
    [() => ops.linspace(0, 1, { num: 1.5 }), ValueError],
  ],
}));

export const cases: readonly OperationCase[] = [...fills, ...ranges];

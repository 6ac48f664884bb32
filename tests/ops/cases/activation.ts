// Activations by their formulas in float64; their gradient forms by the slope of the formula.

import { DTypeError, ShapeError } from '../../../ts/errors.ts';
import { eluGradientOperation, eluOperation } from '../../../ts/ops/activation/elu.ts';
import {
  geluGradientOperation,
  geluOperation,
  geluTanhGradientOperation,
  geluTanhOperation,
} from '../../../ts/ops/activation/gelu.ts';
import { hardShrinkOperation } from '../../../ts/ops/activation/hard-shrink.ts';
import {
  hardSigmoidGradientOperation,
  hardSigmoidOperation,
} from '../../../ts/ops/activation/hard-sigmoid.ts';
import { hardSiluGradientOperation, hardSiluOperation } from '../../../ts/ops/activation/hard-silu.ts';
import { hardTanhGradientOperation, hardTanhOperation } from '../../../ts/ops/activation/hard-tanh.ts';
import { leakyReluGradientOperation, leakyReluOperation } from '../../../ts/ops/activation/leaky-relu.ts';
import { logSigmoidGradientOperation, logSigmoidOperation } from '../../../ts/ops/activation/log-sigmoid.ts';
import { logSoftmaxGradientOperation, logSoftmaxOperation } from '../../../ts/ops/activation/log-softmax.ts';
import { mishGradientOperation, mishOperation } from '../../../ts/ops/activation/mish.ts';
import { reluGradientOperation, reluOperation } from '../../../ts/ops/activation/relu.ts';
import { relu6GradientOperation, relu6Operation } from '../../../ts/ops/activation/relu6.ts';
import { seluGradientOperation, seluOperation } from '../../../ts/ops/activation/selu.ts';
import { sigmoidGradientOperation, sigmoidOperation } from '../../../ts/ops/activation/sigmoid.ts';
import { siluGradientOperation, siluOperation } from '../../../ts/ops/activation/silu.ts';
import { softShrinkOperation } from '../../../ts/ops/activation/soft-shrink.ts';
import { softmaxGradientOperation, softmaxOperation } from '../../../ts/ops/activation/softmax.ts';
import { softplusGradientOperation, softplusOperation } from '../../../ts/ops/activation/softplus.ts';
import { softsignGradientOperation, softsignOperation } from '../../../ts/ops/activation/softsign.ts';
import { tanhShrinkOperation } from '../../../ts/ops/activation/tanh-shrink.ts';
import { thresholdOperation } from '../../../ts/ops/activation/threshold.ts';
import { apply } from '../../../ts/ops/apply.ts';
import type { AnyOperation } from '../../../ts/ops/operation.ts';
import { type Bad, gradientCases, grid, type OperationCase, unaryCases } from '../case.ts';
import { normalDistribution, sigmoid, slope, softplus } from '../reference.ts';
import { make } from '../run.ts';

type Formula = (x: number) => number;

const wrongDType = (operation: AnyOperation, attributes?: unknown): Bad[] => [
  [() => apply(operation, [make([2], 'int32', [0, 1])], attributes), DTypeError],
];

const one = (operation: AnyOperation, formula: Formula, attributes?: unknown): OperationCase[] =>
  unaryCases(operation, formula, { attributes, bad: wrongDType(operation, attributes) });

/** An activation, and its gradient form as a function of x. */
const both = (
  operation: AnyOperation,
  gradient: AnyOperation,
  formula: Formula,
  attributes?: unknown,
): OperationCase[] => [
  ...one(operation, formula, attributes),
  ...gradientCases(gradient, (dy, x) => dy * slope(formula, x), { attributes }),
];

const selu: Formula = (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x));
const hardSigmoid: Formula = (x) => Math.min(Math.max(x + 3, 0), 6) / 6;
const geluTanh: Formula = (x) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

/** Applies a formula to rows of five. */
const rows =
  (formula: (...rows: number[][]) => number[], columns = 5) =>
  (...tensors: number[][]): number[][] => {
    const count = (tensors[0] as number[]).length / columns;
    return [
      Array.from({ length: count }, (_, row) =>
        formula(...tensors.map((tensor) => tensor.slice(row * columns, (row + 1) * columns))),
      ).flat(),
    ];
  };

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const softmax = (x: number[]): number[] => x.map((value) => Math.exp(value) / total(x.map(Math.exp)));

const rowCases = (
  operation: AnyOperation,
  formula: (...rows: number[][]) => number[],
  operands: number,
): OperationCase[] =>
  [[2, 5], [1, 5], [5], [0, 5], [3, 1], [1, 1]].map((shape, index) => ({
    operation,
    inputs: Array.from({ length: operands }, (_, operand) => grid(shape, -2, 2, 7 * index + operand + 1)),
    expected: rows(formula, shape.at(-1)),
    bad: [
      [
        () =>
          operation.infer(
            [
              { shape: [2, 3], dtype: 'int32' },
              { shape: [2, 3], dtype: 'int32' },
            ],
            undefined,
          ),
        DTypeError,
      ],
      [
        () =>
          operation.infer(
            [
              { shape: [], dtype: 'float32' },
              { shape: [], dtype: 'float32' },
            ],
            undefined,
          ),
        ShapeError,
      ],
    ],
  }));

export const cases: readonly OperationCase[] = [
  ...one(reluOperation, (x) => Math.max(x, 0)),
  ...gradientCases(reluGradientOperation, (dy, y) => (y > 0 ? dy : 0)),
  ...unaryCases(relu6Operation, (x) => Math.min(Math.max(x, 0), 6), {
    high: 9,
    bad: wrongDType(relu6Operation),
  }),
  ...gradientCases(relu6GradientOperation, (dy, y) => (y > 0 && y < 6 ? dy : 0), { high: 9 }),
  ...both(leakyReluOperation, leakyReluGradientOperation, (x) => (x > 0 ? x : 0.3 * x), { alpha: 0.3 }),
  ...one(eluOperation, (x) => (x > 0 ? x : 0.7 * Math.expm1(x)), { alpha: 0.7 }),
  ...gradientCases(eluGradientOperation, (dy, y) => (y > 0 ? dy : dy * (y + 0.7)), {
    low: -0.6,
    attributes: { alpha: 0.7 },
  }),
  ...one(seluOperation, selu),
  ...gradientCases(
    seluGradientOperation,
    (dy, y) => dy * (y > 0 ? 1.0507009873554805 : y + 1.0507009873554805 * 1.6732632423543772),
    { low: -1.5 },
  ),
  ...both(softplusOperation, softplusGradientOperation, softplus),
  ...both(softsignOperation, softsignGradientOperation, (x) => x / (1 + Math.abs(x))),
  ...both(siluOperation, siluGradientOperation, (x) => x * sigmoid(x)),
  ...both(mishOperation, mishGradientOperation, (x) => x * Math.tanh(softplus(x))),
  ...both(geluOperation, geluGradientOperation, (x) => x * normalDistribution(x)),
  ...both(geluTanhOperation, geluTanhGradientOperation, geluTanh),
  ...both(hardSigmoidOperation, hardSigmoidGradientOperation, hardSigmoid),
  ...both(hardSiluOperation, hardSiluGradientOperation, (x) => x * hardSigmoid(x)),
  ...both(hardTanhOperation, hardTanhGradientOperation, (x) => Math.min(Math.max(x, -1), 1)),
  ...one(sigmoidOperation, sigmoid),
  ...gradientCases(sigmoidGradientOperation, (dy, y) => dy * y * (1 - y), { low: 0.1, high: 0.9 }),
  ...both(logSigmoidOperation, logSigmoidGradientOperation, (x) => -softplus(-x)),
  ...one(tanhShrinkOperation, (x) => x - Math.tanh(x)),
  ...one(hardShrinkOperation, (x) => (Math.abs(x) > 0.5 ? x : 0), { alpha: 0.5 }),
  ...one(softShrinkOperation, (x) => (Math.abs(x) > 0.5 ? x - 0.5 * Math.sign(x) : 0), { alpha: 0.5 }),
  ...one(thresholdOperation, (x) => (x > 0.5 ? x : -2), { alpha: 0.5, beta: -2 }),
  ...rowCases(softmaxOperation, softmax, 1),
  ...rowCases(
    softmaxGradientOperation,
    (y, dy) =>
      y?.map(
        (p, i) => p * ((dy?.[i] as number) - total((y as number[]).map((q, j) => q * (dy?.[j] as number)))),
      ) ?? [],
    2,
  ),
  ...rowCases(logSoftmaxOperation, (x) => softmax(x as number[]).map(Math.log), 1),
  ...rowCases(
    logSoftmaxGradientOperation,
    (y, dy) => y?.map((value, i) => (dy?.[i] as number) - Math.exp(value) * total(dy as number[])) ?? [],
    2,
  ),
];

// Elementwise functions by JavaScript's own (float64); erf by its series and continued fraction.

import { DTypeError, ValueError } from '../../../ts/errors.ts';
import { apply } from '../../../ts/ops/apply.ts';
import { absGradientOperation, absOperation } from '../../../ts/ops/elementwise/abs.ts';
import { acosOperation } from '../../../ts/ops/elementwise/acos.ts';
import { acoshOperation } from '../../../ts/ops/elementwise/acosh.ts';
import { asinOperation } from '../../../ts/ops/elementwise/asin.ts';
import { asinhOperation } from '../../../ts/ops/elementwise/asinh.ts';
import { atanOperation } from '../../../ts/ops/elementwise/atan.ts';
import { atanhOperation } from '../../../ts/ops/elementwise/atanh.ts';
import { ceilOperation } from '../../../ts/ops/elementwise/ceil.ts';
import { clipGradientOperation, clipOperation } from '../../../ts/ops/elementwise/clip.ts';
import { erfGradientOperation, erfOperation } from '../../../ts/ops/elementwise/erf.ts';
import { erfinvOperation } from '../../../ts/ops/elementwise/erfinv.ts';
import { expOperation } from '../../../ts/ops/elementwise/exp.ts';
import { exp2Operation } from '../../../ts/ops/elementwise/exp2.ts';
import { expm1Operation } from '../../../ts/ops/elementwise/expm1.ts';
import { floorOperation } from '../../../ts/ops/elementwise/floor.ts';
import { isFiniteOperation } from '../../../ts/ops/elementwise/is-finite.ts';
import { isInfOperation } from '../../../ts/ops/elementwise/is-inf.ts';
import { isNanOperation } from '../../../ts/ops/elementwise/is-nan.ts';
import { logOperation } from '../../../ts/ops/elementwise/log.ts';
import { log1pOperation } from '../../../ts/ops/elementwise/log1p.ts';
import { log2Operation } from '../../../ts/ops/elementwise/log2.ts';
import { log10Operation } from '../../../ts/ops/elementwise/log10.ts';
import { reciprocalOperation } from '../../../ts/ops/elementwise/reciprocal.ts';
import { roundOperation } from '../../../ts/ops/elementwise/round.ts';
import { rsqrtOperation } from '../../../ts/ops/elementwise/rsqrt.ts';
import { signOperation } from '../../../ts/ops/elementwise/sign.ts';
import { cosOperation, sinOperation } from '../../../ts/ops/elementwise/sin.ts';
import { coshOperation, sinhOperation } from '../../../ts/ops/elementwise/sinh.ts';
import { sqrtGradientOperation, sqrtOperation } from '../../../ts/ops/elementwise/sqrt.ts';
import { squareOperation } from '../../../ts/ops/elementwise/square.ts';
import { tanOperation } from '../../../ts/ops/elementwise/tan.ts';
import { tanhGradientOperation, tanhOperation } from '../../../ts/ops/elementwise/tanh.ts';
import { truncOperation } from '../../../ts/ops/elementwise/trunc.ts';
import * as ops from '../../../ts/ops/index.ts';
import type { AnyOperation } from '../../../ts/ops/operation.ts';
import { type Bad, gradientCases, type OperationCase, unaryCases } from '../case.ts';
import { erf, erfinv } from '../reference.ts';
import { make } from '../run.ts';

/** Bools are neither float32 nor int32. */
export function boolInput(operation: AnyOperation, attributes?: unknown): Bad[] {
  return [[() => apply(operation, [make([2], 'bool', [0, 1])], attributes), DTypeError]];
}

const special = make([5], 'float32', [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -1.5,
]);

const one = (
  operation: AnyOperation,
  formula: (x: number) => number,
  options: Parameters<typeof unaryCases>[2] = {},
): OperationCase[] => unaryCases(operation, formula, { bad: boolInput(operation), ...options });

const classify = (operation: AnyOperation, formula: (x: number) => boolean): OperationCase[] => [
  ...one(operation, (x) => Number(formula(x))),
  { operation, inputs: [special], expected: (x: number[]) => [x.map((value) => Number(formula(value)))] },
];

export const cases: readonly OperationCase[] = [
  ...one(absOperation, Math.abs, { integer: true }),
  ...gradientCases(absGradientOperation, (dy, x) => dy * Math.sign(x)),
  ...one(signOperation, Math.sign, { integer: true }),
  ...one(squareOperation, (x) => x * x, { integer: true }),
  ...one(sqrtOperation, Math.sqrt, { low: 0.3 }),
  ...gradientCases(sqrtGradientOperation, (dy, y) => dy / (2 * y), { low: 0.4 }),
  ...one(rsqrtOperation, (x) => 1 / Math.sqrt(x), { low: 0.4 }),
  ...one(reciprocalOperation, (x) => 1 / x, { low: 0.4 }),
  ...one(expOperation, Math.exp),
  ...one(exp2Operation, (x) => 2 ** x),
  ...one(expm1Operation, Math.expm1),
  ...one(logOperation, Math.log, { low: 0.4 }),
  ...one(log1pOperation, Math.log1p, { low: -0.5 }),
  ...one(log2Operation, Math.log2, { low: 0.4 }),
  ...one(log10Operation, Math.log10, { low: 0.4 }),
  ...one(sinOperation, Math.sin),
  ...one(cosOperation, Math.cos),
  ...one(tanOperation, Math.tan, { low: -1, high: 1 }),
  ...one(asinOperation, Math.asin, { low: -0.8, high: 0.8 }),
  ...one(acosOperation, Math.acos, { low: -0.8, high: 0.8 }),
  ...one(atanOperation, Math.atan),
  ...one(sinhOperation, Math.sinh),
  ...one(coshOperation, Math.cosh),
  ...one(tanhOperation, Math.tanh),
  ...gradientCases(tanhGradientOperation, (dy, y) => dy * (1 - y * y), { low: -0.9, high: 0.9 }),
  ...one(asinhOperation, Math.asinh),
  ...one(acoshOperation, Math.acosh, { low: 1.4, high: 4 }),
  ...one(atanhOperation, Math.atanh, { low: -0.7, high: 0.7 }),
  ...one(erfOperation, erf),
  ...gradientCases(erfGradientOperation, (dy, x) => dy * (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x)),
  ...one(erfinvOperation, erfinv, { low: -0.7, high: 0.7 }),
  ...one(floorOperation, Math.floor),
  ...one(ceilOperation, Math.ceil),
  ...one(truncOperation, Math.trunc),
  ...one(roundOperation, Math.round, {
    bad: [[() => ops.round([1], 1.5), ValueError], ...boolInput(roundOperation)],
  }),
  ...one(clipOperation, (x) => Math.min(Math.max(x, -1), 1.5), {
    attributes: { alpha: -1, beta: 1.5 },
    bad: [[() => ops.clip([1], 2, 1), ValueError]],
  }),
  ...gradientCases(clipGradientOperation, (dy, x) => (x >= -1 && x <= 1.5 ? dy : 0), {
    attributes: { alpha: -1, beta: 1.5 },
  }),
  ...classify(isNanOperation, Number.isNaN),
  ...classify(isInfOperation, (x) => Math.abs(x) === Number.POSITIVE_INFINITY),
  ...classify(isFiniteOperation, Number.isFinite),
];

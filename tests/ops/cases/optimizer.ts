// One step of each fused optimizer by Keras's formulas in float64, in every form of its attributes.

import { DTypeError, ShapeError } from '../../../ts/errors.ts';
import { applyAll } from '../../../ts/ops/apply.ts';
import type { AnyOperation } from '../../../ts/ops/operation.ts';
import { adamOperation } from '../../../ts/ops/optimizer/adam.ts';
import { rmspropOperation } from '../../../ts/ops/optimizer/rmsprop.ts';
import { sgdOperation } from '../../../ts/ops/optimizer/sgd.ts';
import type { Tensor } from '../../../ts/tensor/tensor.ts';
import { type Bad, grid, type OperationCase, whole } from '../case.ts';
import { make } from '../run.ts';

const shapes: readonly (readonly number[])[] = [[2, 5], [], [1], [0, 3], [1031]];
const rate = 0.05;
const scalar = make([], 'float32', [rate]);

/** A gradient of another shape, and one of whole numbers. */
function bad(operation: AnyOperation, inputs: readonly Tensor[], attributes: unknown): Bad[] {
  const withGradient = (gradient: Tensor): unknown =>
    applyAll(operation, [inputs[0] as Tensor, gradient, ...inputs.slice(2)], attributes);
  return [
    [() => withGradient(grid([7, 3], 0, 1)), ShapeError],
    [() => withGradient(whole((inputs[0] as Tensor).shape, 0, 2)), DTypeError],
  ];
}

const each = (count: number, step: (i: number) => number[]): number[][] => {
  const results = Array.from({ length: count }, (_, i) => step(i));
  return (results[0] ?? step(0)).map((_, output) => results.map((result) => result[output] as number));
};

const at = (tensors: readonly number[][], input: number, i: number): number => tensors[input]?.[i] ?? 0;

const sgd: OperationCase[] = shapes.flatMap((shape, index) =>
  [
    { momentum: 0, nesterov: false, weightDecay: 0 },
    { momentum: 0.9, nesterov: false, weightDecay: 0 },
    { momentum: 0.9, nesterov: true, weightDecay: 0.1 },
  ].map((attributes): OperationCase => {
    const { momentum, nesterov, weightDecay } = attributes;
    const slots = momentum > 0 ? [grid(shape, -1, 1, index + 2)] : [];
    const inputs = [grid(shape, -2, 2, index), grid(shape, -1, 1, index + 1), scalar, ...slots];
    return {
      operation: sgdOperation,
      attributes,
      inputs,
      expected: (...x) =>
        each((x[0] as number[]).length, (i) => {
          const w = at(x, 0, i) * (1 - rate * weightDecay);
          const g = at(x, 1, i);
          if (momentum === 0) return [w - rate * g];
          const velocity = momentum * at(x, 3, i) - rate * g;
          return [w + (nesterov ? momentum * velocity - rate * g : velocity), velocity];
        }),
      bad: bad(sgdOperation, inputs, attributes),
    };
  }),
);

const rmsprop: OperationCase[] = shapes.flatMap((shape, index) =>
  [
    { momentum: 0, centered: false, weightDecay: 0 },
    { momentum: 0.9, centered: false, weightDecay: 0.1 },
    { momentum: 0, centered: true, weightDecay: 0 },
    { momentum: 0.9, centered: true, weightDecay: 0 },
  ].map((form): OperationCase => {
    const { momentum, centered, weightDecay } = form;
    const attributes = { rho: 0.9, epsilon: 1e-3, ...form };
    // A velocity that is larger than the square of the average, as it always is.
    const inputs = [
      grid(shape, -2, 2, index),
      grid(shape, -1, 1, index + 1),
      scalar,
      grid(shape, 1, 2, index + 2),
      ...(momentum > 0 ? [grid(shape, -1, 1, index + 3)] : []),
      ...(centered ? [grid(shape, -0.8, 0.8, index + 4)] : []),
    ];
    return {
      operation: rmspropOperation,
      attributes,
      inputs,
      expected: (...x) =>
        each((x[0] as number[]).length, (i) => {
          const w = at(x, 0, i) * (1 - rate * weightDecay);
          const g = at(x, 1, i);
          const velocity = 0.9 * at(x, 3, i) + 0.1 * g * g;
          const average = 0.9 * at(x, momentum > 0 ? 5 : 4, i) + 0.1 * g;
          const increment =
            (rate * g) / Math.sqrt((centered ? velocity - average * average : velocity) + 1e-3);
          const moment = momentum * at(x, 4, i) + increment;
          return [
            w - (momentum > 0 ? moment : increment),
            velocity,
            ...(momentum > 0 ? [moment] : []),
            ...(centered ? [average] : []),
          ];
        }),
      bad: bad(rmspropOperation, inputs, attributes),
    };
  }),
);

const adam: OperationCase[] = shapes.flatMap((shape, index) =>
  [
    { amsgrad: false, weightDecay: 0 },
    { amsgrad: false, weightDecay: 0.1 },
    { amsgrad: true, weightDecay: 0 },
  ].map(({ amsgrad, weightDecay }): OperationCase => {
    const alpha = 0.03;
    const attributes = { beta1: 0.9, beta2: 0.999, epsilon: 1e-3, weightDecay };
    const inputs = [
      grid(shape, -2, 2, index),
      grid(shape, -1, 1, index + 1),
      make([], 'float32', [alpha]),
      scalar,
      grid(shape, -1, 1, index + 2),
      grid(shape, 0, 1, index + 3),
      ...(amsgrad ? [grid(shape, 0, 1, index + 4)] : []),
    ];
    return {
      operation: adamOperation,
      attributes,
      inputs,
      expected: (...x) =>
        each((x[0] as number[]).length, (i) => {
          const w = at(x, 0, i) * (1 - rate * weightDecay);
          const g = at(x, 1, i);
          const moment = at(x, 4, i) + (g - at(x, 4, i)) * 0.1;
          const velocity = at(x, 5, i) + (g * g - at(x, 5, i)) * 0.001;
          const largest = Math.max(at(x, 6, i), velocity);
          const scale = Math.sqrt(amsgrad ? largest : velocity) + 1e-3;
          return [w - (alpha * moment) / scale, moment, velocity, ...(amsgrad ? [largest] : [])];
        }),
      bad: bad(adamOperation, inputs, attributes),
    };
  }),
);

export const cases: readonly OperationCase[] = [...sgd, ...rmsprop, ...adam];

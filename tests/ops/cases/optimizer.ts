// One step of each fused optimizer by Keras's formulas in float64, in every form of its attributes: for one variable,
// and for several with clipped gradients.

import { DTypeError, ShapeError } from '../../../ts/errors.ts';
import { applyAll } from '../../../ts/ops/apply.ts';
import type { Operation } from '../../../ts/ops/operation.ts';
import { adamOperation } from '../../../ts/ops/optimizer/adam.ts';
import { rmspropOperation } from '../../../ts/ops/optimizer/rmsprop.ts';
import { sgdOperation } from '../../../ts/ops/optimizer/sgd.ts';
import type { UpdateAttributes } from '../../../ts/ops/optimizer/update.ts';
import type { Shape } from '../../../ts/tensor/shape.ts';
import { grid, type OperationCase, whole } from '../case.ts';
import { make } from '../run.ts';

const rate = 0.05;
const alpha = 0.03;

/** The shapes of the variables, whether gradients have factors, and where they are cut. */
const setups: readonly { shapes: readonly Shape[]; factors?: readonly number[]; clipValue?: number }[] = [
  ...[[2, 5], [], [1], [0, 3], [1031]].map((shape) => ({ shapes: [shape] })),
  { shapes: [[2, 5], [], [0], [3]] },
  { shapes: [[7], [2, 2], [1]], factors: [0.5, 1, 2] },
  { shapes: [[263], [3]], clipValue: 0.4 },
  { shapes: [[3], [300]], factors: [0.3, 3], clipValue: 0.4 },
];

/** An optimizer's operation: the ranges of its slots, its scalars, and its formula for one element. */
interface Update<Attributes extends UpdateAttributes> {
  readonly operation: Operation<Attributes>;
  readonly attributes: Omit<Attributes, 'variables' | 'clipValue'> & { readonly weightDecay: number };
  readonly slots: readonly (readonly [low: number, high: number])[];
  readonly scalars: readonly number[];
  /** The new state from that of an element, the weight decay done, and its gradient. */
  readonly step: (state: readonly number[], gradient: number) => readonly number[];
}

function casesOf<Attributes extends UpdateAttributes>(update: Update<Attributes>): OperationCase[] {
  const { operation, slots, scalars, step } = update;
  const size = 1 + slots.length;
  return setups.map(({ shapes, factors = [], clipValue = Infinity }) => {
    const { weightDecay } = update.attributes;
    const shared: UpdateAttributes = { variables: shapes.length, weightDecay, clipValue };
    const attributes = { ...update.attributes, ...shared } as unknown as Attributes;
    const states = shapes.flatMap((shape, index) =>
      [[-2, 2] as const, ...slots].map(([low, high], slot) => grid(shape, low, high, index + 10 * slot)),
    );
    const gradients = shapes.map((shape, index) => grid(shape, -1, 1, index + 100));
    const others = [...scalars, ...factors].map((value) => make([], 'float32', [value]));
    const cut = (gradient: number, variable: number): number =>
      Math.min(Math.max(gradient * (factors[variable] ?? 1), -clipValue), clipValue);
    const withGradient = (gradient: unknown): unknown =>
      applyAll(operation, [...states, gradient as never, ...gradients.slice(1), ...others], attributes);
    return {
      operation,
      attributes,
      inputs: [...states, ...gradients, ...others],
      expected: (...x) =>
        shapes.flatMap((_, variable) => {
          const state = x.slice(variable * size, (variable + 1) * size);
          const steps = (x[states.length + variable] as number[]).map((gradient, i) => {
            const [w, ...rest] = state.map((tensor) => tensor[i] as number) as [number, ...number[]];
            return step([w * (1 - rate * weightDecay), ...rest], cut(gradient, variable));
          });
          return state.map((_, output) => steps.map((values) => values[output] as number));
        }),
      bad: [
        [() => withGradient(grid([7, 3], 0, 1)), ShapeError],
        [() => withGradient(whole(shapes[0] as Shape, 0, 2)), DTypeError],
      ],
    };
  });
}

const sgd = [
  { momentum: 0, nesterov: false, weightDecay: 0 },
  { momentum: 0.9, nesterov: false, weightDecay: 0 },
  { momentum: 0.9, nesterov: true, weightDecay: 0.1 },
].flatMap((attributes) => {
  const { momentum, nesterov } = attributes;
  return casesOf({
    operation: sgdOperation,
    attributes,
    slots: momentum > 0 ? [[-1, 1]] : [],
    scalars: [rate],
    step([w, m], g) {
      if (momentum === 0) return [(w as number) - rate * g];
      const velocity = momentum * (m as number) - rate * g;
      return [(w as number) + (nesterov ? momentum * velocity - rate * g : velocity), velocity];
    },
  });
});

const rmsprop = [
  { momentum: 0, centered: false, weightDecay: 0 },
  { momentum: 0.9, centered: false, weightDecay: 0.1 },
  { momentum: 0, centered: true, weightDecay: 0 },
  { momentum: 0.9, centered: true, weightDecay: 0 },
].flatMap((form) => {
  const { momentum, centered } = form;
  return casesOf({
    operation: rmspropOperation,
    attributes: { rho: 0.9, epsilon: 1e-3, ...form },
    // A velocity that is larger than the square of the average, as it always is.
    slots: [
      [1, 2],
      ...(momentum > 0 ? ([[-1, 1]] as const) : []),
      ...(centered ? ([[-0.8, 0.8]] as const) : []),
    ],
    scalars: [rate],
    step([w, v, ...rest], g) {
      const velocity = 0.9 * (v as number) + 0.1 * g * g;
      const average = 0.9 * (rest.at(-1) ?? 0) + 0.1 * g;
      const spread = (centered ? velocity - average * average : velocity) + 1e-3;
      const moment = (momentum > 0 ? momentum * (rest[0] as number) : 0) + (rate * g) / Math.sqrt(spread);
      return [
        (w as number) - moment,
        velocity,
        ...(momentum > 0 ? [moment] : []),
        ...(centered ? [average] : []),
      ];
    },
  });
});

const adam = [
  { amsgrad: false, weightDecay: 0 },
  { amsgrad: false, weightDecay: 0.1 },
  { amsgrad: true, weightDecay: 0 },
].flatMap((form) => {
  const { amsgrad } = form;
  return casesOf({
    operation: adamOperation,
    attributes: { beta1: 0.9, beta2: 0.999, epsilon: 1e-3, ...form },
    slots: [[-1, 1], [0, 1], ...(amsgrad ? ([[0, 1]] as const) : [])],
    scalars: [alpha, rate],
    step([w, m, v, l], g) {
      const moment = (m as number) + (g - (m as number)) * 0.1;
      const velocity = (v as number) + (g * g - (v as number)) * 0.001;
      const largest = Math.max(l ?? 0, velocity);
      const scale = Math.sqrt(amsgrad ? largest : velocity) + 1e-3;
      return [(w as number) - (alpha * moment) / scale, moment, velocity, ...(amsgrad ? [largest] : [])];
    },
  });
});

export const cases: readonly OperationCase[] = [...sgd, ...rmsprop, ...adam];

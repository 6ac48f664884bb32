// Sequences of recurrent layers by their formulas in float64, one row and step after the other. Their gradients
// are compared with central differences of a float64 reference in Rust, and with Keras's through the layers: here
// every float input is `fixed`, since what is saved for the gradient is an output too, and not differentiated.

import { DTypeError, ShapeError } from '../../../ts/errors.ts';
import { applyAll } from '../../../ts/ops/apply.ts';
import {
  type CellKind,
  gatesOf,
  namedInputs,
  type RecurrentAttributes,
} from '../../../ts/ops/recurrent/attributes.ts';
import {
  gruOperation,
  gruResetAfterOperation,
  lstmOperation,
  recurrent,
  simpleRecurrentOperation,
} from '../../../ts/ops/recurrent/recurrent.ts';
import {
  gruGradientOperation,
  gruResetAfterGradientOperation,
  lstmGradientOperation,
  type RecurrentGradientAttributes,
  simpleGradientOperation,
} from '../../../ts/ops/recurrent/recurrent-gradient.ts';
import { sizeOf } from '../../../ts/tensor/shape.ts';
import type { Tensor } from '../../../ts/tensor/tensor.ts';
import { grid, type OperationCase, whole } from '../case.ts';

const operations = {
  Simple: simpleRecurrentOperation,
  Lstm: lstmOperation,
  Gru: gruOperation,
  GruResetAfter: gruResetAfterOperation,
};
const gradientOperations = {
  Simple: simpleGradientOperation,
  Lstm: lstmGradientOperation,
  Gru: gruGradientOperation,
  GruResetAfter: gruResetAfterGradientOperation,
};

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

type Sizes = readonly [steps: number, batch: number, units: number];

/** Features of x. */
const SIZE = 2;

/** All outputs, in the operation's order. x·W + b may be given. */
function reference(
  list: readonly number[][],
  attributes: RecurrentAttributes,
  sizes: Sizes,
  sums?: readonly number[],
): number[][] {
  const [steps, batch, u] = sizes;
  const { cell } = attributes;
  const given = namedInputs(list, attributes);
  const columns = gatesOf(cell) * u;
  const [sequence, gates, extra] = [u, columns, u].map((n) =>
    new Array<number>(steps * batch * n).fill(0),
  ) as [number[], number[], number[]];
  const [last, lastCell] = [[], []] as [number[], number[]];
  for (let row = 0; row < batch; row++) {
    const state = (all: number[] | undefined): number[] =>
      all?.slice(row * u, (row + 1) * u) ?? new Array<number>(u).fill(0);
    let [h, c] = [state(given.initial), state(given.initialCell)];
    for (let step = 0; step < steps; step++) {
      const at = step * batch + row;
      const product = (values: readonly number[], column: number): number =>
        values.reduce(
          (sum, value, k) => sum + value * (given.recurrentKernel[k * columns + column] as number),
          given.recurrentBias?.[column] ?? 0,
        );
      const x = (column: number): number =>
        sums?.[at * columns + column] ??
        given.x
          .slice(at * SIZE, (at + 1) * SIZE)
          .reduce(
            (sum, value, k) => sum + value * (given.kernel[k * columns + column] as number),
            given.bias?.[column] ?? 0,
          );
      const units = Array.from({ length: u }, (_, i) => i);
      const before = h;
      const own = new Array<number>(columns).fill(0);
      let inner: number[] = [];
      let next: number[];
      if (cell === 'Simple') next = units.map((i) => Math.tanh(x(i) + product(before, i)));
      else if (cell === 'Lstm') {
        const gate = (n: number, i: number): number => {
          const sum = x(n * u + i) + product(before, n * u + i);
          const value = n === 2 ? Math.tanh(sum) : sigmoid(sum);
          own[n * u + i] = value;
          return value;
        };
        inner = units.map((i) => gate(1, i) * (c[i] as number) + gate(0, i) * gate(2, i));
        next = units.map((i) => gate(3, i) * Math.tanh(inner[i] as number));
      } else {
        const gate = (j: number): number => sigmoid(x(j) + product(before, j));
        const reset = units.map((i) => gate(u + i));
        const scaled = units.map((i) => (reset[i] as number) * (before[i] as number));
        const after = cell === 'GruResetAfter';
        inner = after ? units.map((i) => product(before, 2 * u + i)) : scaled;
        next = units.map((i) => {
          const sum = after ? (reset[i] as number) * (inner[i] as number) : product(scaled, 2 * u + i);
          const candidate = Math.tanh(x(2 * u + i) + sum);
          const update = gate(i);
          [own[i], own[u + i], own[2 * u + i]] = [update, reset[i] as number, candidate];
          return update * (before[i] as number) + (1 - update) * candidate;
        });
      }
      const masked = given.mask !== undefined && given.mask[at] === 0;
      if (masked && cell === 'Lstm') inner = c;
      if (!masked) h = next;
      if (cell === 'Lstm') c = inner;
      units.forEach((i) => {
        sequence[at * u + i] = h[i] as number;
        extra[at * u + i] = inner[i] ?? 0;
      });
      own.forEach((value, column) => {
        gates[at * columns + column] = value;
      });
    }
    last.push(...h);
    lastCell.push(...c);
  }
  if (cell === 'Simple') return [sequence, last];
  return cell === 'Lstm' ? [sequence, last, lastCell, gates, extra] : [sequence, last, gates, extra];
}

function inputsOf(cell: CellKind, [steps, batch, units]: Sizes, full: boolean): Tensor[] {
  const columns = gatesOf(cell) * units;
  const state = [batch, units];
  const list = [
    grid([steps, batch, SIZE], -2, 2, 1),
    grid([SIZE, columns], -1, 1, 7),
    grid([units, columns], -1, 1, 2),
  ];
  if (!full) return list;
  list.push(grid([columns], -1, 1, 8));
  if (cell === 'GruResetAfter') list.push(grid([columns], -1, 1, 3));
  list.push(grid(state, -1, 1, 4));
  if (cell === 'Lstm') list.push(grid(state, -1, 1, 5));
  list.push(whole([steps, batch], 0, 2, 6, 'bool'));
  return list;
}

const sizes: readonly Sizes[] = [
  [3, 2, 3],
  [1, 1, 1],
  [2, 0, 2],
  [4, 7, 5],
  [2, 70, 9],
];
const cells: readonly CellKind[] = ['Simple', 'Lstm', 'Gru', 'GruResetAfter'];

const forward: OperationCase[] = cells.flatMap((cell) =>
  sizes.flatMap((size) =>
    [false, true].map((full): OperationCase => {
      const attributes: RecurrentAttributes = {
        cell,
        bias: full,
        recurrentBias: full && cell === 'GruResetAfter',
        initial: full,
        mask: full,
      };
      const inputs = inputsOf(cell, size, full);
      const [x, kernel, recurrentKernel] = inputs as [Tensor, Tensor, Tensor];
      const [steps, batch, units] = size;
      return {
        operation: operations[cell],
        attributes,
        inputs,
        expected: (...list) => reference(list as number[][], attributes, size),
        fixed: inputs.map((_, index) => index),
        bad: [
          [() => recurrent(cell, { x: grid([0, 2, SIZE], 0, 1), kernel, recurrentKernel }), ShapeError],
          [() => recurrent(cell, { x, kernel: grid([SIZE + 1, 7], 0, 1), recurrentKernel }), ShapeError],
          [() => recurrent(cell, { x, kernel, recurrentKernel: grid([units, 7 * units], 0, 1) }), ShapeError],
          [
            () => recurrent(cell, { x, kernel, recurrentKernel, mask: whole([steps, batch], 0, 2) }),
            DTypeError,
          ],
          [
            () =>
              recurrent(cell, {
                x,
                kernel,
                recurrentKernel,
                mask: whole([steps + 1, batch], 0, 2, 1, 'bool'),
              }),
            ShapeError,
          ],
        ],
      };
    }),
  ),
);

/** What the gradients are of: the first results, weighted. */
function lossOf(results: readonly number[][], weights: readonly (readonly number[])[]): number {
  return weights.reduce(
    (sum, part, at) => part.reduce((rest, weight, i) => rest + weight * (results[at]?.[i] as number), sum),
    0,
  );
}

/** Central differences of the reference, weighted by the gradients of sequence and last states. */
function slopes(
  list: readonly number[][],
  attributes: RecurrentAttributes,
  size: Sizes,
  weights: readonly (readonly number[])[],
  position: number,
): number[] {
  const step = 1e-5;
  const loss = (index: number, move: number): number => {
    const moved = list.map((values, at) =>
      at === position ? values.map((value, i) => (i === index ? value + move : value)) : values,
    );
    return lossOf(reference(moved, attributes, size), weights);
  };
  return (list[position] as number[]).map(
    (_, index) => (loss(index, step) - loss(index, -step)) / (2 * step),
  );
}

const backward: OperationCase[] = cells.flatMap((cell) =>
  sizes.slice(0, 3).flatMap((size) =>
    [false, true].map((full): OperationCase => {
      const after = cell === 'GruResetAfter';
      const lstm = cell === 'Lstm';
      const given: RecurrentAttributes = {
        cell,
        bias: full,
        recurrentBias: full && after,
        initial: full,
        mask: full,
      };
      const own = inputsOf(cell, size, full);
      const results = applyAll(operations[cell], own, given);
      const weights = results.slice(0, lstm ? 3 : 2).map(({ shape }, i) => grid(shape, -1, 1, 20 + i));
      const saved = results.slice(lstm ? 3 : 2);
      const attributes: RecurrentGradientAttributes = {
        cell,
        initial: full,
        mask: full,
        dSequence: true,
        dLast: true,
        dLastCell: lstm,
        dKernels: size[0] !== 1,
        dBias: full && size[0] !== 1,
        dRecurrentBias: full && after && size[0] !== 1,
      };
      const states = own.slice(after && full ? 5 : full ? 4 : 3);
      return {
        operation: gradientOperations[cell],
        attributes,
        inputs: [results[0] as Tensor, own[2] as Tensor, ...saved, own[0] as Tensor, ...states, ...weights],
        // Sums of a few products of numbers near 1, of which the saved ones are rounded already.
        close: { relative: 1e-5, absolute: 1e-5 },
        expected: () => {
          const list = own.map((tensor) => [...tensor.data()]);
          const numbers = weights.map((tensor) => [...tensor.data()]);
          const find = (position: number): number[] => slopes(list, given, size, numbers, position);
          const dGates = gateSlopes(list, given, size, numbers);
          const [steps, batch, units] = size;
          const zeros = new Array<number>(batch * units).fill(0);
          const first = after ? 5 : 4;
          const inner = after ? [innerSlopes(dGates, [...(saved[0] as Tensor).data()], size)] : [];
          return [
            dGates,
            full ? find(first) : zeros,
            ...(lstm ? [full ? find(first + 1) : zeros] : []),
            ...inner,
            ...(steps === 1 ? [] : [find(1), find(2)]),
            ...(attributes.dBias ? [find(3)] : []),
            ...(attributes.dRecurrentBias ? [find(4)] : []),
          ];
        },
        bad: [
          [
            () =>
              recurrent(cell, {
                x: grid([1, 1, 2], 0, 1),
                kernel: grid([3], 0, 1),
                recurrentKernel: own[2] as Tensor,
              }),
            ShapeError,
          ],
        ],
      };
    }),
  ),
);

/** Of x·W + b. */
function gateSlopes(
  list: readonly number[][],
  attributes: RecurrentAttributes,
  size: Sizes,
  weights: readonly (readonly number[])[],
): number[] {
  const { x, kernel, bias } = namedInputs(list, attributes);
  const columns = gatesOf(attributes.cell) * size[2];
  const sums = Array.from({ length: size[0] * size[1] * columns }, (_, index) => {
    const [at, column] = [Math.floor(index / columns), index % columns];
    const features = x.slice(at * SIZE, (at + 1) * SIZE);
    return features.reduce(
      (sum, value, k) => sum + value * (kernel[k * columns + column] as number),
      bias?.[column] ?? 0,
    );
  });
  const step = 1e-5;
  const loss = (index: number, move: number): number => {
    const moved = sums.map((value, i) => (i === index ? value + move : value));
    return lossOf(reference(list, attributes, size, moved), weights);
  };
  return sums.map((_, index) => (loss(index, step) - loss(index, -step)) / (2 * step));
}

/** With reset after: the gradient of the candidate's inner product is that of the candidate times the reset gate. */
function innerSlopes(
  dGates: readonly number[],
  gates: readonly number[],
  [steps, batch, units]: Sizes,
): number[] {
  return Array.from({ length: sizeOf([steps, batch, units]) }, (_, at) => {
    const row = Math.floor(at / units) * 3 * units;
    const unit = at % units;
    return (dGates[row + 2 * units + unit] as number) * (gates[row + units + unit] as number);
  });
}

export const cases: readonly OperationCase[] = [...forward, ...backward];

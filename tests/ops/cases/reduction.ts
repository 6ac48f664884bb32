// Reductions by loops in float64.

import { DTypeError, ShapeError, UnsupportedError, ValueError } from '../../../ts/errors.ts';
import { applyAll } from '../../../ts/ops/apply.ts';
import * as ops from '../../../ts/ops/index.ts';
import type { AnyOperation } from '../../../ts/ops/operation.ts';
import { allOperation } from '../../../ts/ops/reduction/all.ts';
import { anyOperation } from '../../../ts/ops/reduction/any.ts';
import { argmaxOperation } from '../../../ts/ops/reduction/arg.ts';
import { argminOperation } from '../../../ts/ops/reduction/argmin.ts';
import { cumprodOperation } from '../../../ts/ops/reduction/cumprod.ts';
import { cumsumOperation } from '../../../ts/ops/reduction/cumsum.ts';
import { logsumexpOperation } from '../../../ts/ops/reduction/logsumexp.ts';
import { maxOperation } from '../../../ts/ops/reduction/max.ts';
import { meanOperation } from '../../../ts/ops/reduction/mean.ts';
import { minOperation } from '../../../ts/ops/reduction/min.ts';
import { l1NormOperation, l2NormOperation } from '../../../ts/ops/reduction/norm.ts';
import { prodOperation } from '../../../ts/ops/reduction/prod.ts';
import { sumOperation } from '../../../ts/ops/reduction/sum.ts';
import { sumOfSquaresOperation } from '../../../ts/ops/reduction/sum-of-squares.ts';
import type { DType } from '../../../ts/tensor/dtype.ts';
import { sizeOf } from '../../../ts/tensor/shape.ts';
import type { Tensor } from '../../../ts/tensor/tensor.ts';
import { type Bad, distinct, grid, type OperationCase, whole } from '../case.ts';
import { make } from '../run.ts';

interface Layout {
  readonly shape: readonly number[];
  readonly axes: readonly number[];
}

/** Calls `reduce` with each line of elements along neighbouring axes, in the order of the result. */
function lines({ shape, axes }: Layout, x: readonly number[]): number[][] {
  const first = axes[0] as number;
  const last = axes.at(-1) as number;
  const [outer, inner] = [sizeOf(shape.slice(0, first)), sizeOf(shape.slice(last + 1))];
  const length = sizeOf(shape.slice(first, last + 1));
  return Array.from({ length: outer * inner }, (_, place) =>
    Array.from(
      { length },
      (_, along) => x[(Math.floor(place / inner) * length + along) * inner + (place % inner)] as number,
    ),
  );
}

const layouts: readonly Layout[] = [
  { shape: [3, 5], axes: [1] },
  { shape: [3, 4, 2], axes: [1] },
  { shape: [2, 3, 2], axes: [0, 1] },
  { shape: [2, 3, 2], axes: [0, 1, 2] },
  { shape: [1], axes: [0] },
  { shape: [4, 1], axes: [1] },
  { shape: [0, 3], axes: [1] },
  { shape: [3, 203], axes: [1] },
  { shape: [65, 7], axes: [0] },
];
/** Reductions of no elements. */
const hollow: readonly Layout[] = [
  { shape: [0, 3], axes: [0] },
  { shape: [2, 0], axes: [1] },
];

function reduction(
  operation: AnyOperation,
  reduce: (line: readonly number[]) => number,
  options: {
    draw?: (shape: readonly number[], seed: number) => Tensor;
    integer?: boolean;
    empty?: boolean;
    bad?: readonly Bad[];
    wrong?: DType;
  } = {},
): OperationCase[] {
  const {
    draw = (shape, seed) => grid(shape, -2, 2, seed),
    integer = false,
    empty = true,
    wrong = 'uint8',
  } = options;
  const one = (layout: Layout, x: Tensor): OperationCase => ({
    operation,
    attributes: { axes: layout.axes },
    inputs: [x],
    expected: (values) => [lines(layout, values as number[]).map(reduce)],
  });
  const wrongInput = whole([2, 2], 0, 2, 1, wrong);
  const bad: Bad[] = [
    [() => applyAll(operation, [wrongInput], { axes: [1] }), DTypeError],
    ...(empty
      ? []
      : hollow.map(
          ({ shape, axes }): Bad => [() => applyAll(operation, [draw(shape, 1)], { axes }), ShapeError],
        )),
  ];
  const cases = [...layouts, ...(empty ? hollow : [])].map((layout, index) =>
    one(layout, draw(layout.shape, index + 1)),
  );
  if (integer) cases.push(one({ shape: [3, 4], axes: [0] }, whole([3, 4], -4, 5)));
  return cases.map((item, index) =>
    index === 0 ? { ...item, bad: [...bad, ...(options.bad ?? [])] } : item,
  );
}

const total = (line: readonly number[]): number => line.reduce((sum, value) => sum + value, 0);
const largest = (line: readonly number[]): number => Math.max(...line);
const smallest = (line: readonly number[]): number => Math.min(...line);
const bools = (shape: readonly number[], seed: number): Tensor => whole(shape, 0, 2, seed, 'bool');
const badAxes: Bad[] = [
  [() => ops.sum(grid([2, 3], 0, 1), { axis: 2 }), ValueError],
  [() => ops.sum(grid([2, 3], 0, 1), { axis: [0, -2] }), ValueError],
];

/** Running reductions: every place of a line, in both directions and forms. */
function cumulative(
  operation: AnyOperation,
  combine: (a: number, b: number) => number,
  start: number,
  flags: readonly boolean[],
): OperationCase[] {
  const shapes: readonly (readonly [readonly number[], number])[] = [
    [[3, 4], 1],
    [[4, 3], 0],
    [[2, 3, 2], 1],
    [[1], 0],
    [[0, 2], 0],
    [[2, 0], 1],
    [[2, 300], 1],
  ];
  const cases = shapes.flatMap(([shape, axis], index) =>
    flags.flatMap((exclusive) =>
      flags.map(
        (reverse): OperationCase => ({
          operation,
          attributes: { axis, exclusive, reverse },
          inputs: [shape.includes(300) ? grid(shape, 0.9, 1.1, index + 1) : grid(shape, -2, 2, index + 1)],
          expected: (x) => {
            const result = [...(x as number[])];
            const inner = sizeOf(shape.slice(axis + 1));
            const length = shape[axis] as number;
            for (let outer = 0; outer < sizeOf(shape.slice(0, axis)); outer++)
              for (let i = 0; i < inner; i++) {
                let running = start;
                for (let step = 0; step < length; step++) {
                  const along = reverse ? length - 1 - step : step;
                  const place = (outer * length + along) * inner + i;
                  const next = combine(running, x?.[place] as number);
                  result[place] = exclusive ? running : next;
                  running = next;
                }
              }
            return [result];
          },
          bad: [
            [
              () =>
                applyAll(operation, [whole([2], 0, 2, 1, 'bool')], {
                  axis: 0,
                  exclusive: false,
                  reverse: false,
                }),
              DTypeError,
            ],
          ],
        }),
      ),
    ),
  );
  return cases;
}

const argument = (operation: AnyOperation, extreme: (line: readonly number[]) => number): OperationCase[] => [
  ...reduction(
    operation,
    (line) => (line.some(Number.isNaN) ? line.findIndex(Number.isNaN) : line.indexOf(extreme(line))),
    {
      draw: (shape, seed) => whole(shape, -2, 3, seed, 'float32'),
      empty: false,
      wrong: 'int32',
    },
  ),
  {
    operation,
    attributes: { axes: [1] },
    inputs: [
      make([2, 3], 'float32', [
        1,
        Number.NaN,
        5,
        Number.NEGATIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
      ]),
    ],
    expected: () => [[1, 0]],
  },
];

export const cases: readonly OperationCase[] = [
  ...reduction(sumOperation, total, { integer: true, bad: badAxes }),
  ...reduction(meanOperation, (line) => total(line) / line.length, { wrong: 'bool', bad: badAxes }),
  ...reduction(maxOperation, largest, { draw: distinct, integer: true, empty: false }),
  ...reduction(minOperation, smallest, { draw: distinct, integer: true, empty: false }),
  ...reduction(prodOperation, (line) => line.reduce((product, value) => product * value, 1), {
    draw: (shape, seed) => (sizeOf(shape) > 100 ? grid(shape, 0.9, 1.1, seed) : grid(shape, -2, 2, seed)),
    integer: true,
  }),
  ...reduction(logsumexpOperation, (line) => Math.log(total(line.map(Math.exp)))),
  ...reduction(sumOfSquaresOperation, (line) => total(line.map((value) => value * value))),
  ...reduction(l1NormOperation, (line) => total(line.map(Math.abs))),
  ...reduction(l2NormOperation, (line) => Math.sqrt(total(line.map((value) => value * value))), {
    bad: [[() => ops.norm(grid([2, 2], 0, 1), { ord: 2, axis: [0, 1] }), UnsupportedError]],
  }),
  ...reduction(anyOperation, (line) => Number(line.includes(1)), { draw: bools, wrong: 'float32' }),
  ...reduction(allOperation, (line) => Number(!line.includes(0)), { draw: bools, wrong: 'float32' }),
  ...argument(argmaxOperation, largest),
  ...argument(argminOperation, smallest),
  ...cumulative(cumsumOperation, (a, b) => a + b, 0, [false, true]),
  ...cumulative(cumprodOperation, (a, b) => a * b, 1, [false, true]),
];

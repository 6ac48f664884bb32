// Choosing, looking up, scattering and ordering by index, by loops.

import { DTypeError, ShapeError, ValueError } from '../../../ts/errors.ts';
import { applyAll } from '../../../ts/ops/apply.ts';
import { oneHotOperation } from '../../../ts/ops/index/one-hot.ts';
import { scatterSetOperation } from '../../../ts/ops/index/scatter.ts';
import { argsortOperation, sortOperation } from '../../../ts/ops/index/sort.ts';
import { scatterAddOperation, takeOperation } from '../../../ts/ops/index/take.ts';
import {
  scatterAddElementsOperation,
  takeAlongAxisOperation,
} from '../../../ts/ops/index/take-along-axis.ts';
import { topKOperation } from '../../../ts/ops/index/top-k.ts';
import { whereOperation } from '../../../ts/ops/index/where.ts';
import * as ops from '../../../ts/ops/index.ts';
import { broadcastShapes, sizeOf } from '../../../ts/tensor/shape.ts';
import { broadcastIndex, distinct, grid, type OperationCase, whole } from '../case.ts';
import { make } from '../run.ts';

const exactly = { compare: 'exact' } as const;

const wheres: OperationCase[] = (
  [
    [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
    [[2, 1], [3], []],
    [[3], [2, 3], [2, 1]],
    [[], [2], [2]],
    [[], [], []],
    [[0, 2], [1], [2]],
    [[5, 41], [41], [5, 1]],
  ] as const
).map(([c, a, b], index) => {
  const target = broadcastShapes('case', c, a, b);
  const from = [c, a, b].map((shape) => broadcastIndex(shape, target));
  return {
    operation: whereOperation,
    inputs: [whole(c, 0, 2, index, 'bool'), grid(a, -2, 2, index), grid(b, -2, 2, index + 10)],
    expected: (condition: number[], x: number[], y: number[]) => [
      target.length === 0 && sizeOf(target) === 0
        ? []
        : (from[0] as number[]).map((place, i) =>
            condition[place] === 1
              ? (x[from[1]?.[i] as number] as number)
              : (y[from[2]?.[i] as number] as number),
          ),
    ],
    close: exactly,
    bad: [
      [() => ops.where([true, false], [1, 2, 3], 0), ShapeError],
      [
        () => applyAll(whereOperation, [grid([2], 0, 1), grid([2], 0, 1), grid([2], 0, 1)], undefined),
        DTypeError,
      ],
      [
        () =>
          applyAll(whereOperation, [make([1], 'bool', [1]), grid([1], 0, 1), whole([1], 0, 1)], undefined),
        DTypeError,
      ],
    ],
  };
});

interface Lookup {
  readonly shape: readonly number[];
  readonly axis: number;
  readonly indices: readonly number[];
}

const lookups: readonly Lookup[] = [
  { shape: [4, 3], axis: 0, indices: [5] },
  { shape: [3, 4], axis: 1, indices: [2, 2] },
  { shape: [2, 3, 2], axis: 1, indices: [4] },
  { shape: [5], axis: 0, indices: [] },
  { shape: [1], axis: 0, indices: [1] },
  { shape: [4, 2], axis: 0, indices: [0] },
  { shape: [3, 0], axis: 0, indices: [2] },
  { shape: [50, 17], axis: 0, indices: [90] },
];

/** For each place of the rows taken, the place of its element in the tensor. */
function taken({ shape, axis }: Lookup, indices: readonly number[]): number[] {
  const length = shape[axis] as number;
  const [outer, inner] = [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis + 1))];
  return Array.from({ length: outer }, (_, o) =>
    indices.flatMap((index) =>
      Array.from(
        { length: inner },
        (_, i) => (o * length + (index < 0 ? index + length : index)) * inner + i,
      ),
    ),
  ).flat();
}

const takes: OperationCase[] = lookups.flatMap((lookup, index): OperationCase[] => {
  const { shape, axis, indices } = lookup;
  const length = shape[axis] as number;
  const places = whole(indices, -length, length, index);
  const rows = [...shape.slice(0, axis), ...indices, ...shape.slice(axis + 1)];
  return [
    {
      operation: takeOperation,
      attributes: { axis },
      inputs: [grid(shape, -2, 2, index), places],
      expected: (x, i) => [taken(lookup, i as number[]).map((place) => x?.[place] as number)],
      close: exactly,
      bad: [
        [() => ops.take(grid([3], 0, 1), make([2], 'int32', [0, 3])), ValueError],
        [() => ops.take(grid([3], 0, 1), make([2], 'int32', [0, -4])), ValueError],
        [() => ops.take(grid([3], 0, 1), [0.5]), ValueError],
        [() => ops.take(grid([3], 0, 1), grid([2], 0, 1)), DTypeError],
      ],
    },
    {
      operation: scatterAddOperation,
      attributes: { shape, axis },
      inputs: [grid(rows, -2, 2, index), places],
      expected: (x, i) => {
        const result = new Array<number>(sizeOf(shape)).fill(0);
        taken(lookup, i as number[]).forEach((place, element) => {
          result[place] = (result[place] as number) + (x?.[element] as number);
        });
        return [result];
      },
      bad: [
        [() => ops.segmentSum(grid([2], 0, 1), make([2], 'int32', [0, 3]), { numSegments: 3 }), ValueError],
        [
          () => ops.segmentSum(grid([2], 0, 1), make([3], 'int32', [0, 1, 2]), { numSegments: 3 }),
          ShapeError,
        ],
        [
          () =>
            applyAll(scatterAddOperation, [make([2], 'uint8', [0, 1]), whole([2], 0, 1)], {
              shape: [3],
              axis: 0,
            }),
          DTypeError,
        ],
      ],
    },
  ];
});

const elements: OperationCase[] = (
  [
    [[3, 4], [3, 2], 1],
    [[3, 2], [4, 2], 0],
    [[2, 3, 2], [2, 2, 2], 1],
    [[1], [1], 0],
    [[2, 3], [2, 0], 1],
    [[20, 30], [20, 50], 1],
  ] as const
).flatMap(([shape, indices, axis], index): OperationCase[] => {
  const length = shape[axis] as number;
  const count = indices[axis] as number;
  const inner = sizeOf(shape.slice(axis + 1));
  const from = (i: readonly number[]): number[] =>
    i.map((value, place) => {
      const outer = Math.floor(place / inner / Math.max(1, count));
      return (outer * length + (value < 0 ? value + length : value)) * inner + (place % inner);
    });
  const places = whole(indices, -length, length, index);
  return [
    {
      operation: takeAlongAxisOperation,
      attributes: { axis },
      inputs: [grid(shape, -2, 2, index), places],
      expected: (x, i) => [from(i as number[]).map((place) => x?.[place] as number)],
      close: exactly,
      bad: [
        [() => ops.takeAlongAxis(grid([2, 2], 0, 1), make([2, 1], 'int32', [0, 2]), { axis: 1 }), ValueError],
        [() => ops.takeAlongAxis(grid([2, 2], 0, 1), make([2], 'int32', [0, 1]), { axis: 1 }), ShapeError],
        [
          () => ops.takeAlongAxis(grid([2, 2], 0, 1), make([3, 1], 'int32', [0, 1, 0]), { axis: 1 }),
          ShapeError,
        ],
      ],
    },
    {
      operation: scatterAddElementsOperation,
      attributes: { axis, length },
      inputs: [grid(indices, -2, 2, index), places],
      expected: (x, i) => {
        const result = new Array<number>(sizeOf(shape)).fill(0);
        from(i as number[]).forEach((place, element) => {
          result[place] = (result[place] as number) + (x?.[element] as number);
        });
        return [result];
      },
      bad: [
        [
          () =>
            applyAll(scatterAddElementsOperation, [grid([2], 0, 1), make([2], 'int32', [0, 5])], {
              axis: 0,
              length: 5,
            }),
          ValueError,
        ],
        [
          () =>
            applyAll(scatterAddElementsOperation, [grid([2], 0, 1), whole([3], 0, 1)], {
              axis: 0,
              length: 5,
            }),
          ShapeError,
        ],
      ],
    },
  ];
});

const sets: OperationCase[] = (
  [
    [[5], [3, 0, 4]],
    [
      [4, 2],
      [1, -1],
    ],
    [[1], [0]],
    [[3, 2], []],
    [[3, 0], [1]],
    [
      [40, 9],
      [7, 39, 0, 12],
    ],
  ] as const
).map(([shape, indices], index) => ({
  operation: scatterSetOperation,
  inputs: [
    grid(shape, -2, 2, index),
    grid([indices.length, ...shape.slice(1)], -2, 2, index + 10),
    make([indices.length], 'int32', indices),
  ],
  expected: (base: number[], rows: number[]) => {
    const result = [...base];
    taken({ shape, axis: 0, indices: [] }, indices).forEach((place, element) => {
      result[place] = rows[element] as number;
    });
    return [result];
  },
  close: exactly,
  bad: [
    [() => ops.scatterUpdate(grid([3], 0, 1), [[3]], [1]), ValueError],
    [() => ops.scatterUpdate(grid([3, 3], 0, 1), [[0, 3]], [1]), ValueError],
    [() => ops.scatterUpdate(grid([3], 0, 1), [[0]], [1, 2]), ShapeError],
    [() => ops.scatterUpdate(grid([3], 0, 1), [[0, 0]], [1]), ShapeError],
  ],
}));

const hots: OperationCase[] = (
  [
    [[2, 3], 4, 2],
    [[2, 3], 4, 0],
    [[3], 2, 1],
    [[], 1, 0],
    [[1], 1, 1],
    [[0], 3, 1],
    [[2], 0, 1],
  ] as const
).map(([shape, classes, axis], index) => ({
  operation: oneHotOperation,
  attributes: { classes, axis },
  inputs: [whole(shape, -1, classes + 1, index)],
  expected: (labels: number[]) => {
    const inner = sizeOf(shape.slice(axis));
    return [
      Array.from({ length: sizeOf(shape) * classes }, (_, place) => {
        const outer = Math.floor(place / inner / classes);
        return Number(labels[outer * inner + (place % inner)] === Math.floor(place / inner) % classes);
      }),
    ];
  },
  close: exactly,
  bad: [
    [() => ops.oneHot(grid([2], 0, 1), 3), DTypeError],
    [() => ops.oneHot([1], -1), ValueError],
    [() => ops.oneHot([1], 3, { axis: 2 }), ValueError],
  ],
}));

const rowShapes: readonly (readonly number[])[] = [[2, 5], [6], [1], [3, 1], [0, 3], [2, 0], [3, 133]];

function ordered(row: readonly number[], compare: (a: number, b: number) => number): number[] {
  return row.map((_, index) => index).sort((a, b) => compare(row[a] as number, row[b] as number) || a - b);
}

function byRow(shape: readonly number[], x: readonly number[], each: (row: number[]) => number[]): number[] {
  const columns = shape.at(-1) as number;
  return Array.from({ length: sizeOf(shape.slice(0, -1)) }, (_, row) =>
    each(x.slice(row * columns, (row + 1) * columns)),
  ).flat();
}

const rising = (a: number, b: number): number => a - b;
const falling = (a: number, b: number): number => b - a;

const sorts: OperationCase[] = rowShapes.flatMap((shape, index): OperationCase[] => [
  {
    operation: sortOperation,
    inputs: [distinct(shape, index)],
    expected: (x) => [byRow(shape, x as number[], (row) => row.sort(rising))],
    close: exactly,
    bad: [
      [() => ops.sort(grid([], 0, 1)), ValueError],
      [() => applyAll(sortOperation, [whole([3], 0, 3)], undefined), DTypeError],
      [() => ops.sort(grid([2], 0, 1), { axis: 1 }), ValueError],
    ],
  },
  {
    operation: argsortOperation,
    // Many are equal: the order of equal ones must stay.
    inputs: [whole(shape, -2, 3, index, 'float32')],
    expected: (x) => [byRow(shape, x as number[], (row) => ordered(row, rising))],
    close: exactly,
    bad: [
      [() => ops.argsort(grid([], 0, 1)), ValueError],
      [() => applyAll(argsortOperation, [whole([3], 0, 3)], undefined), DTypeError],
    ],
  },
  ...[0, 1, 3].flatMap((k): OperationCase[] =>
    k > (shape.at(-1) as number)
      ? []
      : [
          {
            operation: topKOperation,
            attributes: { k },
            inputs: [distinct(shape, index)],
            expected: (x) => [
              byRow(shape, x as number[], (row) => row.sort(falling).slice(0, k)),
              byRow(shape, x as number[], (row) => ordered(row, falling).slice(0, k)),
            ],
            close: exactly,
            bad: [
              [() => ops.topK(grid([2, 3], 0, 1), 4), ValueError],
              [() => ops.topK(grid([2, 3], 0, 1), 1.5), ValueError],
              [() => ops.topK(grid([], 0, 1), 0), ValueError],
            ],
          },
        ],
  ),
]);

export const cases: readonly OperationCase[] = [...wheres, ...takes, ...elements, ...sets, ...hots, ...sorts];

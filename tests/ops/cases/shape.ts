// Operations that move elements, by index arithmetic: where each element of the result comes from.

import { DTypeError, ShapeError, ValueError } from '../../../ts/errors.ts';
import { applyAll } from '../../../ts/ops/apply.ts';
import * as ops from '../../../ts/ops/index.ts';
import { broadcastOperation } from '../../../ts/ops/reduction/sum.ts';
import { castOperation } from '../../../ts/ops/shape/cast.ts';
import { concatenateOperation } from '../../../ts/ops/shape/concatenate.ts';
import { identityCopy, identityOperation } from '../../../ts/ops/shape/identity.ts';
import { reshapeOperation } from '../../../ts/ops/shape/reshape.ts';
import { placeOperation, sliceOperation } from '../../../ts/ops/shape/slice.ts';
import { sliceUpdateOperation } from '../../../ts/ops/shape/slice-update.ts';
import { transposeOperation } from '../../../ts/ops/shape/transpose.ts';
import type { DType } from '../../../ts/tensor/dtype.ts';
import { sizeOf, stridesOf } from '../../../ts/tensor/shape.ts';
import type { Tensor } from '../../../ts/tensor/tensor.ts';
import { type Bad, broadcastIndex, grid, type OperationCase, places, whole } from '../case.ts';
import { make } from '../run.ts';

const exactly = { compare: 'exact' } as const;

/** The place in memory of an index. */
function at(shape: readonly number[], index: readonly number[]): number {
  const strides = stridesOf(shape);
  return index.reduce((sum, value, axis) => sum + value * (strides[axis] as number), 0);
}

const views: OperationCase[] = [[2, 3], [], [1], [0, 2]].flatMap((shape): OperationCase[] => [
  {
    operation: identityOperation,
    inputs: [grid(shape, -2, 2)],
    expected: (x) => [x as number[]],
    close: exactly,
    bad: [[() => ops.identity('text' as never), DTypeError]],
  },
  {
    operation: identityCopy,
    inputs: [grid(shape, -2, 2)],
    expected: (x) => [x as number[]],
    close: exactly,
    bad: [[() => ops.identity('text' as never), DTypeError]],
  },
  {
    operation: reshapeOperation,
    attributes: { shape: [...shape.toReversed(), 1] },
    inputs: [grid(shape, -2, 2)],
    expected: (x) => [x as number[]],
    close: exactly,
    bad: [
      [() => ops.reshape(grid([6], 0, 1), [4]), ShapeError],
      [() => ops.reshape(grid([6], 0, 1), [-1, 4]), ShapeError],
      [() => ops.reshape(grid([6], 0, 1), [-1, -1]), ShapeError],
    ],
  },
]);

const transposes: OperationCase[] = (
  [
    [
      [2, 3],
      [1, 0],
    ],
    [
      [2, 3, 2],
      [1, 2, 0],
    ],
    [
      [2, 3, 2],
      [0, 2, 1],
    ],
    [
      [1, 4, 1],
      [2, 1, 0],
    ],
    [
      [0, 3],
      [1, 0],
    ],
    [[1], [0]],
    [
      [37, 19],
      [1, 0],
    ],
    [
      [3, 1, 2, 5, 2],
      [4, 2, 0, 3, 1],
    ],
  ] as const
).map(([shape, axes], index) => ({
  operation: transposeOperation,
  attributes: { axes },
  inputs: [grid(shape, -2, 2, index)],
  expected: (x: number[]) => [
    places(axes.map((axis) => shape[axis] as number)).map((place) => {
      const from = shape.map(() => 0);
      axes.forEach((axis, position) => {
        from[axis] = place[position] as number;
      });
      return x[at(shape, from)] as number;
    }),
  ],
  close: exactly,
  bad: [
    [() => ops.transpose(grid([2, 3], 0, 1), [0, 0]), ValueError],
    [() => ops.transpose(grid([2, 3], 0, 1), [0]), ValueError],
    [() => ops.transpose(grid([2, 3], 0, 1), [0, 2]), ValueError],
  ],
}));

const broadcasts: OperationCase[] = (
  [
    [
      [3, 1],
      [3, 4],
    ],
    [[2], [3, 2]],
    [[], [2, 2]],
    [
      [1, 3],
      [0, 3],
    ],
    [[1], [1, 1]],
    [
      [4, 1, 3],
      [4, 70, 3],
    ],
  ] as const
).map(([shape, target], index) => ({
  operation: broadcastOperation,
  attributes: { shape: target },
  inputs: [grid(shape, -2, 2, index)],
  expected: (x: number[]) => [broadcastIndex(shape, target).map((place) => x[place] as number)],
  close: exactly,
  bad: [
    [() => ops.broadcastTo(grid([3], 0, 1), [4]), ShapeError],
    [() => ops.broadcastTo(grid([3, 1], 0, 1), [3]), ShapeError],
  ],
}));

const converted: Readonly<Record<DType, (x: number) => number>> = {
  float32: (x) => x,
  // XLA's conversion: towards zero, saturating.
  int32: (x) => Math.min(Math.max(Math.trunc(x), -(2 ** 31)), 2 ** 31 - 1),
  uint8: (x) => Math.min(Math.max(Math.trunc(x), 0), 255),
  int8: (x) => Math.min(Math.max(Math.trunc(x), -128), 127),
  bool: (x) => Number(x !== 0),
};
const casts: OperationCase[] = (Object.keys(converted) as DType[]).flatMap((to) =>
  (Object.keys(converted) as DType[]).map((from) => ({
    operation: castOperation,
    attributes: { dtype: to },
    inputs: [
      from === 'float32' ? grid([4, 3], -300, 300) : whole([4, 3], 0, from === 'bool' ? 2 : 100, 3, from),
    ],
    expected: (x: number[]) => [x.map(converted[to])],
    close: exactly,
    // The grid's steps are no multiple of what rounding to whole numbers sees: differentiated only float to float.
    ...(to === 'float32' && from === 'float32' ? {} : { fixed: [0] }),
    bad: [[() => ops.cast([1], 'float64' as never), DTypeError]] as Bad[],
  })),
);
casts.push(
  {
    operation: castOperation,
    attributes: { dtype: 'int32' },
    inputs: [grid([0, 2], 0, 1)],
    expected: () => [[]],
  },
  {
    operation: castOperation,
    attributes: { dtype: 'bool' },
    inputs: [grid([], 0, 1)],
    expected: () => [[1]],
    fixed: [0],
  },
);

const concatenations: OperationCase[] = (
  [
    [
      [
        [2, 3],
        [2, 1],
        [2, 2],
      ],
      1,
    ],
    [
      [
        [2, 2],
        [1, 2],
      ],
      0,
    ],
    [
      [
        [2, 0],
        [2, 3],
      ],
      1,
    ],
    [[[0, 2]], 0],
    [[[1]], 0],
    [
      [
        [2, 2, 3],
        [2, 4, 3],
      ],
      1,
    ],
    [
      [
        [3, 130],
        [3, 7],
      ],
      1,
    ],
  ] as const
).flatMap(([shapes, axis], index) =>
  (['float32', 'int8'] as const).map(
    (dtype): OperationCase => ({
      operation: concatenateOperation,
      attributes: { axis },
      inputs: shapes.map((shape, part) =>
        dtype === 'float32' ? grid(shape, -2, 2, 10 * index + part) : whole(shape, -100, 100, part, dtype),
      ),
      expected: (...parts) => {
        const outer = sizeOf(shapes[0].slice(0, axis));
        return [
          Array.from({ length: outer }, (_, row) =>
            parts.flatMap((part) =>
              part.slice((row * part.length) / outer, ((row + 1) * part.length) / outer),
            ),
          ).flat(),
        ];
      },
      close: exactly,
      bad: [
        [() => ops.concatenate([]), ValueError],
        [() => ops.concatenate([grid([2, 2], 0, 1), grid([3, 2], 0, 1)], { axis: 1 }), ShapeError],
        [() => ops.concatenate([grid([2, 2], 0, 1), grid([2], 0, 1)]), ShapeError],
        [() => ops.concatenate([grid([2], 0, 1)], { axis: 1 }), ValueError],
        [() => applyAll(concatenateOperation, [grid([2], 0, 1), whole([2], 0, 1)], { axis: 0 }), DTypeError],
      ],
    }),
  ),
);

interface Block {
  readonly shape: readonly number[];
  readonly start: readonly number[];
  readonly size: readonly number[];
  readonly step: readonly number[];
}

const blocks: readonly Block[] = [
  { shape: [4, 5], start: [1, 2], size: [2, 3], step: [1, 1] },
  { shape: [7], start: [6], size: [4], step: [-2] },
  { shape: [3, 4, 2], start: [2, 0, 1], size: [2, 2, 1], step: [-1, 3, 1] },
  { shape: [5], start: [0], size: [0], step: [1] },
  { shape: [1], start: [0], size: [1], step: [1] },
  { shape: [], start: [], size: [], step: [] },
  { shape: [40, 33], start: [39, 1], size: [40, 16], step: [-1, 2] },
];

const slices: OperationCase[] = blocks.flatMap(({ shape, start, size, step }, index): OperationCase[] => {
  const from = places(size).map((place) =>
    at(
      shape,
      place.map((value, axis) => (start[axis] as number) + value * (step[axis] as number)),
    ),
  );
  return [
    {
      operation: sliceOperation,
      attributes: { start, size, step },
      inputs: [grid(shape, -2, 2, index)],
      expected: (x) => [from.map((place) => x?.[place] as number)],
      close: exactly,
      bad: [
        [() => ops.slice(grid([4], 0, 1), [2], [3]), ShapeError],
        [() => ops.slice(grid([4], 0, 1), [-1], [1]), ShapeError],
        [() => ops.slice(grid([4], 0, 1), [0, 0], [1, 1]), ShapeError],
        [() => ops.stridedSlice(grid([4], 0, 1), [[0, 4, 0]]), ValueError],
        [() => ops.stridedSlice(grid([4], 0, 1), [null, null]), ValueError],
      ],
    },
    {
      operation: placeOperation,
      attributes: { shape, start, step, value: 0.5 },
      inputs: [grid(size, -2, 2, index)],
      expected: (x) => {
        const result = new Array<number>(sizeOf(shape)).fill(0.5);
        from.forEach((place, element) => {
          result[place] = x?.[element] as number;
        });
        return [result];
      },
      close: exactly,
      bad: [
        [() => ops.pad(grid([4], 0, 1), [[1, -1]]), ValueError],
        [
          () =>
            ops.pad(grid([4], 0, 1), [
              [1, 1],
              [1, 1],
              [0, 0],
            ]),
          ValueError,
        ],
        [() => ops.pad(grid([0], 0, 1), 1, { mode: 'reflect' }), ShapeError],
      ],
    },
  ];
});

const updates: OperationCase[] = (
  [
    [
      [4, 5],
      [1, 2],
      [2, 3],
    ],
    [[3], [0], [3]],
    [[3], [3], [0]],
    [[1], [0], [1]],
    [
      [2, 3, 2],
      [0, 2, 1],
      [2, 1, 1],
    ],
  ] as const
).map(([shape, start, size], index) => ({
  operation: sliceUpdateOperation,
  attributes: { start },
  inputs: [grid(shape, -2, 2, index), grid(size, -2, 2, index + 10)] as Tensor[],
  expected: (x: number[], u: number[]) => {
    const result = [...x];
    places(size).forEach((place, element) => {
      result[
        at(
          shape,
          place.map((value, axis) => value + (start[axis] as number)),
        )
      ] = u[element] as number;
    });
    return [result];
  },
  close: exactly,
  bad: [
    [() => ops.sliceUpdate(grid([4], 0, 1), [3], grid([2], 0, 1)), ShapeError],
    [() => ops.sliceUpdate(grid([4], 0, 1), [0], grid([2, 1], 0, 1)), ShapeError],
    [
      () => applyAll(sliceUpdateOperation, [grid([4], 0, 1), make([1], 'int32', [1])], { start: [0] }),
      DTypeError,
    ],
  ],
}));

export const cases: readonly OperationCase[] = [
  ...views,
  ...transposes,
  ...broadcasts,
  ...casts,
  ...concatenations,
  ...slices,
  ...updates,
];

// Rows of a table by index, as the Embedding layer takes them.

import { DTypeError, ShapeError, ValueError } from '../../../ts/errors.ts';
import { embedding, embeddingOperation } from '../../../ts/ops/embedding/embedding.ts';
import { grid, type OperationCase, whole } from '../case.ts';
import { make } from '../run.ts';

const settings: readonly { rows: number; size: number; indices: readonly number[] }[] = [
  { rows: 5, size: 3, indices: [2, 4] },
  { rows: 1, size: 1, indices: [1] },
  { rows: 4, size: 2, indices: [] },
  { rows: 3, size: 2, indices: [2, 0] },
  { rows: 3, size: 0, indices: [2] },
  { rows: 300, size: 70, indices: [40, 9] },
];

export const cases: readonly OperationCase[] = settings.map(
  ({ rows, size, indices }): OperationCase => ({
    operation: embeddingOperation,
    attributes: { where: 'Embedding' },
    inputs: [grid([rows, size], -2, 2), whole(indices, 0, rows)],
    expected: (table, places) => [
      (places as number[]).flatMap((index) => (table as number[]).slice(index * size, (index + 1) * size)),
    ],
    bad: [
      [() => embedding(grid([rows, size], 0, 1), make([1], 'int32', [rows]), 'Embedding'), ValueError],
      [() => embedding(grid([rows, size], 0, 1), make([1], 'int32', [-rows - 1]), 'Embedding'), ValueError],
      [() => embedding(grid([rows, size], 0, 1), make([1], 'float32', [0]), 'Embedding'), DTypeError],
      [() => embedding(grid([rows], 0, 1), make([1], 'int32', [0]), 'Embedding'), ShapeError],
    ],
  }),
);

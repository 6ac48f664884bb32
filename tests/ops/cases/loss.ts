// Cross-entropies by their formulas in float64, away from where probabilities are clipped.

import { DTypeError, ShapeError, ValueError } from '../../../ts/errors.ts';
import { applyAll } from '../../../ts/ops/apply.ts';
import {
  binaryCrossEntropyGradientOperation,
  binaryCrossEntropyOperation,
} from '../../../ts/ops/loss/binary-cross-entropy.ts';
import { crossEntropyGradientOperation, crossEntropyOperation } from '../../../ts/ops/loss/cross-entropy.ts';
import {
  sparseCrossEntropyGradientOperation,
  sparseCrossEntropyOperation,
} from '../../../ts/ops/loss/sparse-cross-entropy.ts';
import { sizeOf } from '../../../ts/tensor/shape.ts';
import { grid, type OperationCase, whole } from '../case.ts';
import { sigmoid } from '../reference.ts';
import { make } from '../run.ts';

/** Probabilities are clipped at 1 - 1e-7, whose logarithm in float32 is -1.2e-7. */
const clipped = { absolute: 2e-7 } as const;

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Probabilities of a row, from logits or from shares. */
function probabilities(row: readonly number[], fromLogits: boolean): number[] {
  const shares = fromLogits ? row.map(Math.exp) : row;
  return shares.map((share) => share / total(shares));
}

function rows(x: readonly number[], columns: number): number[][] {
  return Array.from({ length: columns === 0 ? 0 : x.length / columns }, (_, row) => [
    ...x.slice(row * columns, (row + 1) * columns),
  ]);
}

const forms = [true, false] as const;
const shapes: readonly (readonly number[])[] = [[2, 3], [2, 2, 3], [3], [1, 1], [0, 3], [37, 10]];

const dense: OperationCase[] = forms.flatMap((fromLogits) =>
  shapes.flatMap((shape, index): OperationCase[] => {
    const columns = shape.at(-1) as number;
    const predictions = fromLogits ? grid(shape, -2, 2, index) : grid(shape, 0.3, 1.2, index);
    const targets = grid(shape, 0.1, 0.9, index + 10);
    const upstream = grid(shape.slice(0, -1), -1, 1, index + 20);
    return [
      {
        operation: crossEntropyOperation,
        attributes: { fromLogits },
        close: clipped,
        inputs: [predictions, targets],
        expected: (x, t) => {
          const wanted = rows(t as number[], columns);
          return [
            rows(x as number[], columns).map((row, i) => {
              const p = probabilities(row, fromLogits);
              return -total(p.map((value, c) => (wanted[i]?.[c] as number) * Math.log(value)));
            }),
          ];
        },
        bad: [
          [
            () => applyAll(crossEntropyOperation, [grid([2, 3], 0, 1), grid([2, 2], 0, 1)], { fromLogits }),
            ShapeError,
          ],
        ],
      },
      {
        operation: crossEntropyGradientOperation,
        attributes: { fromLogits },
        inputs: [predictions, targets, upstream],
        expected: (x, t, d) => {
          const wanted = rows(t as number[], columns);
          return [
            rows(x as number[], columns).flatMap((row, i) => {
              const [own, sum] = [wanted[i] as number[], total(row)];
              const p = probabilities(row, fromLogits);
              return row.map(
                (value, c) =>
                  (d?.[i] as number) *
                  (fromLogits
                    ? total(own) * (p[c] as number) - (own[c] as number)
                    : total(own) / sum - (own[c] as number) / value),
              );
            }),
          ];
        },
        bad: [
          [
            () => applyAll(crossEntropyOperation, [grid([], 0, 1), grid([], 0, 1)], { fromLogits }),
            ShapeError,
          ],
        ],
      },
    ];
  }),
);

const sparse: OperationCase[] = forms.flatMap((fromLogits) =>
  shapes.flatMap((shape, index): OperationCase[] => {
    const columns = shape.at(-1) as number;
    const predictions = fromLogits ? grid(shape, -2, 2, index) : grid(shape, 0.3, 1.2, index);
    const labels = whole(shape.slice(0, -1), 0, columns, index);
    const upstream = grid(shape.slice(0, -1), -1, 1, index + 20);
    const outside = (): unknown =>
      applyAll(sparseCrossEntropyOperation, [grid([2, 3], 0.1, 1), make([2], 'int32', [0, 3])], {
        fromLogits,
      });
    const outsideOfGradient = (): unknown =>
      applyAll(
        sparseCrossEntropyGradientOperation,
        [grid([2, 3], 0.1, 1), make([2], 'int32', [0, -1]), grid([2], 0, 1)],
        { fromLogits },
      );
    return [
      {
        operation: sparseCrossEntropyOperation,
        attributes: { fromLogits },
        close: clipped,
        inputs: [predictions, labels],
        expected: (x, t) => [
          rows(x as number[], columns).map(
            (row, i) => -Math.log(probabilities(row, fromLogits)[t?.[i] as number] as number),
          ),
        ],
        bad: [
          [outside, ValueError],
          [
            () =>
              applyAll(sparseCrossEntropyOperation, [grid([2, 3], 0, 1), grid([2], 0, 1)], { fromLogits }),
            DTypeError,
          ],
          [
            () =>
              applyAll(sparseCrossEntropyOperation, [grid([2, 3], 0, 1), whole([3], 0, 3)], { fromLogits }),
            ShapeError,
          ],
        ],
      },
      {
        operation: sparseCrossEntropyGradientOperation,
        attributes: { fromLogits },
        inputs: [predictions, labels, upstream],
        expected: (x, t, d) => [
          rows(x as number[], columns).flatMap((row, i) => {
            const p = probabilities(row, fromLogits);
            return row.map((value, c) => {
              const hit = Number(t?.[i] === c);
              return (
                (d?.[i] as number) * (fromLogits ? (p[c] as number) - hit : 1 / total(row) - hit / value)
              );
            });
          }),
        ],
        bad: [[outsideOfGradient, ValueError]],
      },
    ];
  }),
);

const binary: OperationCase[] = forms.flatMap((fromLogits) =>
  [[3, 4], [], [1], [0, 2], [517]].flatMap((shape, index): OperationCase[] => {
    const predictions = fromLogits ? grid(shape, -3, 3, index) : grid(shape, 0.2, 0.8, index);
    const targets = grid(shape, 0.1, 0.9, index + 10);
    const upstream = grid(shape, -1, 1, index + 20);
    const p = (x: number): number => (fromLogits ? sigmoid(x) : x);
    return [
      {
        operation: binaryCrossEntropyOperation,
        attributes: { fromLogits },
        inputs: [predictions, targets],
        expected: (x, t) => [
          (x as number[]).map((value, i) => {
            const target = t?.[i] as number;
            return -(target * Math.log(p(value)) + (1 - target) * Math.log(1 - p(value)));
          }),
        ],
        bad: [
          [
            () => applyAll(binaryCrossEntropyOperation, [grid([2], 0, 1), grid([3], 0, 1)], { fromLogits }),
            ShapeError,
          ],
        ],
      },
      {
        operation: binaryCrossEntropyGradientOperation,
        attributes: { fromLogits },
        inputs: [predictions, targets, upstream],
        expected: (x, t, d) => [
          (x as number[]).map((value, i) => {
            const target = t?.[i] as number;
            const slope = fromLogits ? sigmoid(value) - target : (1 - target) / (1 - value) - target / value;
            return (d?.[i] as number) * slope;
          }),
        ],
        bad: [
          [
            () =>
              applyAll(binaryCrossEntropyOperation, [grid([sizeOf([2])], 0, 1), grid([1, 2], 0, 1)], {
                fromLogits,
              }),
            ShapeError,
          ],
        ],
      },
    ];
  }),
);

export const cases: readonly OperationCase[] = [...dense, ...sparse, ...binary];

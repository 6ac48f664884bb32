// Normalisations by their formulas in float64.

import { DTypeError, ShapeError } from '../../../ts/errors.ts';
import { applyAll } from '../../../ts/ops/apply.ts';
import {
  batchNormalizationGradientOperation,
  batchNormalizationOperation,
  batchNormalizationTrainingOperation,
} from '../../../ts/ops/normalization/batch-normalization.ts';
import {
  layerNormalizationGradientOperation,
  layerNormalizationOperation,
} from '../../../ts/ops/normalization/layer-normalization.ts';
import type { AnyOperation } from '../../../ts/ops/operation.ts';
import { sizeOf } from '../../../ts/tensor/shape.ts';
import type { Tensor } from '../../../ts/tensor/tensor.ts';
import { type Bad, grid, type OperationCase } from '../case.ts';
import { make } from '../run.ts';

const epsilon = 0.01;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
const at = (values: readonly number[] | undefined, index: number): number => values?.[index] as number;

interface Statistics {
  readonly mean: number;
  readonly variance: number;
  readonly factor: number;
  readonly normal: number[];
}

/** What a vector is normalised by. */
function statistics(x: readonly number[], centred = true): Statistics {
  const centre = centred ? mean(x) : 0;
  const variance = mean(x.map((value) => (value - centre) ** 2));
  const factor = 1 / Math.sqrt(variance + epsilon);
  return { mean: centre, variance, factor, normal: x.map((value) => (value - centre) * factor) };
}

/** The gradient with respect to the vector; `slope` is dy·γ. */
function gradient({ factor, normal }: Statistics, slope: readonly number[], centred = true): number[] {
  const centre = centred ? mean(slope) : 0;
  const along = mean(slope.map((value, i) => value * at(normal, i)));
  return slope.map((value, i) => factor * (value - centre - at(normal, i) * along));
}

const shapes = [[4, 3], [2, 3, 2], [1, 1], [5, 17], [3], [0, 3]] as const;
const flags = [
  { scale: true, center: true },
  { scale: false, center: false },
  { scale: true, center: false },
  { scale: false, center: true },
] as const;

const columnsOf = (x: readonly number[], columns: number): number[][] =>
  Array.from({ length: columns }, (_, column) => x.filter((_, index) => index % columns === column));
const rowsOf = (x: readonly number[], columns: number): number[][] =>
  Array.from({ length: x.length / columns }, (_, row) => x.slice(row * columns, (row + 1) * columns));
/** Columns side by side. */
const joined = (columns: readonly (readonly number[])[]): number[] =>
  (columns[0] ?? []).flatMap((_, row) => columns.map((column) => at(column, row)));

function wrong(operation: AnyOperation, inputs: readonly Tensor[], attributes: unknown): Bad[] {
  const call = (list: readonly Tensor[]) => (): unknown => applyAll(operation, list, attributes);
  return [
    [call([make([], 'float32', [1]), ...inputs.slice(1)]), ShapeError],
    [call([...inputs.slice(0, -1), make([7], 'float32', new Array(7).fill(1))]), ShapeError],
    [call([make([4, 3], 'int32', new Array(12).fill(1)), ...inputs.slice(1)]), DTypeError],
  ];
}

function build(
  operation: AnyOperation,
  inputs: readonly Tensor[],
  attributes: unknown,
  expected: NonNullable<OperationCase['expected']>,
  bad: boolean,
): OperationCase {
  return {
    operation,
    attributes,
    inputs,
    expected,
    // A gradient of rows of one element is the difference of two numbers that are nearly equal.
    close: { absolute: 1e-6 },
    ...(bad ? { bad: wrong(operation, inputs, attributes) } : {}),
  };
}

const cases: OperationCase[] = [
  {
    operation: batchNormalizationGradientOperation,
    attributes: { scale: false, center: false, epsilon },
    inputs: [[0, 3], [3], [3], [0, 3]].map((shape) => grid(shape, 0.5, 2)),
    expected: () => [[], [0, 0, 0], [0, 0, 0]],
  },
];
shapes.forEach((shape, index) => {
  const columns = shape.at(-1) as number;
  const rows = shape.slice(0, -1);
  for (const { scale, center } of flags) {
    const attributes = { scale, center, epsilon };
    const bad = index === 0 && scale && center;
    const x = grid(shape, -2, 2, index + 1);
    const dy = grid(shape, -1, 1, index + 11);
    const weight = (seed: number): Tensor => grid([columns], 0.5, 2, seed);
    const weights = [...(scale ? [weight(3)] : []), ...(center ? [weight(4)] : [])];
    const gammaOf = (list: readonly number[][]): number[] | undefined => (scale ? list[0] : undefined);
    const betaOf = (list: readonly number[][]): number[] | undefined => (center ? list.at(-1) : undefined);
    const affine = (normal: readonly number[], column: number, list: readonly number[][]): number[] =>
      normal.map((value) => value * (gammaOf(list)?.[column] ?? 1) + (betaOf(list)?.[column] ?? 0));

    // The statistics of no rows are NaN, which finite differences cannot compare.
    const expectedTraining = (x: number[], ...list: number[][]): number[][] => {
      const own = columnsOf(x, columns).map((column) => statistics(column));
      return [
        joined(own.map(({ normal }, column) => affine(normal, column, list))),
        own.map(({ mean }) => mean),
        own.map(({ variance }) => variance),
      ];
    };
    if (sizeOf(rows) > 0)
      cases.push(
        build(
          batchNormalizationTrainingOperation,
          [x, ...weights],
          attributes,
          (x, ...list) => expectedTraining(x as number[], ...(list as number[][])),
          bad,
        ),
      );
    else
      cases.push({
        operation: batchNormalizationTrainingOperation,
        attributes,
        inputs: [x, ...weights],
        expected: () => [[], new Array(columns).fill(Number.NaN), new Array(columns).fill(Number.NaN)],
        // The statistics of no rows are NaN.
        fixed: [0, 1, 2],
      });

    const given = [grid([columns], -1, 1, 5), grid([columns], 0.5, 2, 6)];
    cases.push(
      build(
        batchNormalizationOperation,
        [x, ...given, ...weights],
        attributes,
        (x, mean, variance, ...list) => [
          joined(
            columnsOf(x as number[], columns).map((column, c) => {
              const factor = 1 / Math.sqrt(at(variance, c) + epsilon);
              const normal = column.map((value) => (value - at(mean, c)) * factor);
              return affine(normal, c, list as number[][]);
            }),
          ),
        ],
        bad,
      ),
    );
    if (!center && sizeOf(rows) > 0) {
      const [, ...own] = applyAll(batchNormalizationTrainingOperation, [x, ...weights], attributes);
      cases.push(
        build(
          batchNormalizationGradientOperation,
          [x, ...own, dy, ...weights],
          attributes,
          (x, _mean, _variance, dy, gamma) => {
            const all = columnsOf(x as number[], columns).map((column) => statistics(column));
            const slopes = columnsOf(dy as number[], columns);
            const dx = all.map((one, c) =>
              gradient(
                one,
                (slopes[c] as number[]).map((value) => value * (gamma?.[c] ?? 1)),
              ),
            );
            const products = all.map(({ normal }, c) =>
              sum(normal.map((value, i) => value * at(slopes[c], i))),
            );
            return [joined(dx), products, slopes.map(sum)];
          },
          index === 0 && scale,
        ),
      );
    }

    for (const rms of [false, true]) {
      const layer = { ...attributes, rms };
      cases.push(
        build(
          layerNormalizationOperation,
          [x, ...weights],
          layer,
          (x, ...list) => {
            const own = rowsOf(x as number[], columns).map((row) => statistics(row, !rms));
            const gamma = gammaOf(list as number[][]);
            const beta = betaOf(list as number[][]);
            const y = own.flatMap(({ normal }) =>
              normal.map((value, c) => value * (gamma?.[c] ?? 1) + (beta?.[c] ?? 0)),
            );
            return [y, own.map(({ mean }) => mean), own.map(({ factor }) => factor)];
          },
          bad,
        ),
      );
      if (center) continue;
      const [, ...own] = applyAll(layerNormalizationOperation, [x, ...weights], layer);
      cases.push(
        build(
          layerNormalizationGradientOperation,
          [x, ...own, dy, ...weights],
          layer,
          (x, _mean, _factor, dy, gamma) => {
            const all = rowsOf(x as number[], columns).map((row) => statistics(row, !rms));
            const slopes = rowsOf(dy as number[], columns);
            const dx = all.flatMap((one, r) =>
              gradient(
                one,
                (slopes[r] as number[]).map((value, c) => value * (gamma?.[c] ?? 1)),
                !rms,
              ),
            );
            const column = (term: (row: number, c: number) => number): number[] =>
              Array.from({ length: columns }, (_, c) => sum(slopes.map((_, r) => term(r, c))));
            return [
              dx,
              column((r, c) => at(slopes[r], c) * at(all[r]?.normal, c)),
              column((r, c) => at(slopes[r], c)),
            ];
          },
          index === 0 && scale,
        ),
      );
    }
  }
});

export { cases };

// Attention with all scores at once, in float64. What is saved for its gradient is an output that is not
// differentiated, so its inputs are `fixed`, and the gradient is held as an operation of its own.

import { DTypeError, ShapeError } from '../../../ts/errors.ts';
import { applyAll } from '../../../ts/ops/apply.ts';
import {
  attentionGradientOperation,
  attentionOperation,
  dotProductAttention,
} from '../../../ts/ops/attention/attention.ts';
import type { AttentionAttributes } from '../../../ts/ops/attention/composed.ts';
import type { Tensor } from '../../../ts/tensor/tensor.ts';
import { broadcastIndex, grid, type OperationCase, whole } from '../case.ts';

type Sizes = readonly [
  batch: number,
  heads: number,
  keyHeads: number,
  rows: number,
  keys: number,
  size: number,
  valueSize: number,
];

function reference(
  [q, k, v, mask]: readonly (readonly number[])[],
  [B, N, K, T, S, H, V]: Sizes,
  { scale, causal, keepWeights }: AttentionAttributes,
  maskShape: readonly number[] | undefined,
): [number[], number[]] {
  const places = maskShape && broadcastIndex(maskShape, [B, N, T, S]);
  const output = new Array<number>(B * T * N * V).fill(0);
  const kept: number[] = [];
  const left = Math.fround(-0.7 * Math.fround(3.4028234663852886e38));
  for (let b = 0; b < B; b++)
    for (let n = 0; n < N; n++)
      for (let t = 0; t < T; t++) {
        const query = ((b * T + t) * N + n) * H;
        const key = (s: number): number => (b * S + s) * K + Math.floor(n / (N / K));
        const scores = Array.from({ length: S }, (_, s) => {
          const seen = mask === undefined || mask[places?.[((b * N + n) * T + t) * S + s] as number] !== 0;
          if (!seen || (causal && s > t)) return left;
          let sum = 0;
          for (let i = 0; i < H; i++) sum += (q?.[query + i] as number) * (k?.[key(s) * H + i] as number);
          return sum * scale;
        });
        const most = Math.max(...scores);
        const weights = scores.map((score) => Math.exp(score - most));
        const total = weights.reduce((a, c) => a + c, 0);
        if (keepWeights) kept.push(...weights.map((weight) => weight / total));
        else kept.push(most, total);
        for (let i = 0; i < V; i++)
          output[((b * T + t) * N + n) * V + i] = weights.reduce(
            (sum, weight, s) => sum + (weight / total) * (v?.[key(s) * V + i] as number),
            0,
          );
      }
  return [output, kept];
}

function inputsOf([B, N, K, T, S, H, V]: Sizes, mask: readonly number[] | undefined): Tensor[] {
  const list = [grid([B, T, N, H], -1, 1, 1), grid([B, S, K, H], -1, 1, 2), grid([B, S, K, V], -1, 1, 3)];
  return mask === undefined ? list : [...list, whole(mask, 0, 2, 4, 'bool')];
}

const sizes: readonly Sizes[] = [
  [2, 2, 2, 3, 4, 2, 3],
  [1, 1, 1, 1, 1, 1, 1],
  [1, 4, 2, 5, 3, 3, 2],
  [0, 2, 1, 3, 3, 2, 2],
  [2, 1, 1, 0, 2, 2, 2],
  [1, 2, 1, 66, 67, 5, 4],
];

interface Setting {
  readonly size: Sizes;
  readonly attributes: AttentionAttributes;
  readonly mask: readonly number[] | undefined;
}

const settings: readonly Setting[] = sizes.flatMap((size) => {
  const [B, N, , T, S] = size;
  return [undefined, [B, 1, T, S], [1, N, 1, S]].flatMap((mask) =>
    [false, true].flatMap((causal) =>
      [false, true].map((keepWeights) => ({ size, attributes: { scale: 0.5, causal, keepWeights }, mask })),
    ),
  );
});

const q = grid([1, 2, 2, 3], -1, 1);
const forward = settings.map(
  ({ size, attributes, mask }): OperationCase => ({
    operation: attentionOperation,
    attributes,
    inputs: inputsOf(size, mask),
    expected: (...list) => reference(list, size, attributes, mask),
    fixed: [0, 1, 2],
    bad: [
      [() => dotProductAttention(grid([2, 3], 0, 1), q, q), ShapeError],
      [() => dotProductAttention(q, grid([1, 0, 2, 3], 0, 1), grid([1, 0, 2, 3], 0, 1)), ShapeError],
      [() => dotProductAttention(q, grid([1, 2, 2, 4], 0, 1), q), ShapeError],
      [() => dotProductAttention(grid([1, 2, 3, 3], 0, 1), q, q), ShapeError],
      [() => dotProductAttention(q, q, q, { mask: whole([3, 3], 0, 2, 1, 'bool') }), ShapeError],
      [
        () =>
          applyAll(attentionOperation, [q, q, q, whole([1, 1, 2, 2], 0, 2)], {
            scale: 1,
            causal: false,
            keepWeights: false,
          }),
        DTypeError,
      ],
    ],
  }),
);

const backward = settings
  .filter(({ size }) => size[3] < 60)
  .map(({ size, attributes, mask }): OperationCase => {
    const own = inputsOf(size, mask);
    const results = applyAll(attentionOperation, own, attributes);
    const weights = grid((results[0] as Tensor).shape, -1, 1, 9);
    return {
      operation: attentionGradientOperation,
      attributes,
      inputs: [...own, ...results, weights],
      // Of outputs that are rounded already.
      close: { relative: 1e-5, absolute: 1e-6 },
      expected: () => {
        const list = own.map((tensor) => [...tensor.data()]);
        const weight = [...weights.data()];
        const loss = (position: number, index: number, move: number): number => {
          const moved = list.map((values, at) =>
            at === position ? values.map((value, i) => (i === index ? value + move : value)) : values,
          );
          const [output] = reference(moved, size, attributes, mask);
          return output.reduce((sum, value, i) => sum + value * (weight[i] as number), 0);
        };
        const step = 1e-5;
        return [0, 1, 2].map((position) =>
          (list[position] as number[]).map(
            (_, index) => (loss(position, index, step) - loss(position, index, -step)) / (2 * step),
          ),
        );
      },
      bad: [[() => dotProductAttention(q, q, grid([1, 3, 2, 3], 0, 1)), ShapeError]],
    };
  });

export const cases: readonly OperationCase[] = [...forward, ...backward];

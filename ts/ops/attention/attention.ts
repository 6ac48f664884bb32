/**
 * Scaled dot-product attention (keras.ops.dot_product_attention; Vaswani et al., 2017) as one operation, a block of
 * rows at a time. Without a gradient to come, or with many keys, it never holds all weights (Dao et al., 2022).
 */

import { checkKeys } from '../../closest.ts';
import { DTypeError, ShapeError, showShape } from '../../errors.ts';
import { active } from '../../tensor/active.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { broadcastStrides, type Shape, type Spec, sameShape, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeAttention, encodeAttentionGradient } from '../../wasm/generated/encoder.ts';
import { apply, applyAll } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { broadcastTo } from '../reduction/sum.ts';
import { cast } from '../shape/cast.ts';
import { reshape } from '../shape/reshape.ts';
import { type AttentionAttributes, composedAttention } from './composed.ts';

/** Keys up to which weights are kept: past it their memory, rows times keys, is worth more than the time. */
const KEPT_KEYS = 1024;

/** The operands that both instructions have: query, key, value, and the mask where there is one. */
function operands(
  inputs: readonly Placed[],
  mask: Placed | undefined,
): {
  query: Placed;
  key: Placed;
  value: Placed;
  mask: Placed | undefined;
  dims: number[];
  maskStrides: number[];
} {
  const [query, key, value] = inputs as [Placed, Placed, Placed];
  const [batch = 0, rows = 0, heads = 0, size = 0] = query.shape;
  const [, keys = 0, keyHeads = 0, valueSize = 0] = value.shape;
  const target = [batch, heads, rows, keys];
  return {
    query,
    key,
    value,
    mask,
    dims: [batch, heads, keyHeads, rows, keys, size, valueSize],
    maskStrides: mask === undefined ? [0, 0, 0] : broadcastStrides(mask.shape, target).slice(0, 3),
  };
}

const keysOf = (key: Spec | undefined): number => key?.shape[1] ?? 0;
const elements = (spec: Spec | undefined): number => sizeOf(spec?.shape ?? []);

function fit(expected: string, ...shapes: Shape[]): ShapeError {
  return new ShapeError('dotProductAttention', expected, shapes.map(showShape).join(' and '));
}

/**
 * Inputs query (B, T, N, H), key (B, S, K, H), value (B, S, K, V), and perhaps a bool mask that broadcasts to
 * (B, N, T, S), its last axis S; N is a multiple of K. Outputs (B, T, N, V), and for the gradient the weights
 * (B, N, T, S), or each row's largest score and sum, (B, N, T, 2).
 */
export const attentionOperation: Operation<AttentionAttributes> = operation<AttentionAttributes>({
  name: 'attention',
  flops: ({ inputs: [query, key], outputs: [output] }) =>
    2 * keysOf(key) * (elements(query) + elements(output)),
  infer([q, k, v, m], { keepWeights }) {
    const [query, key, value] = [q as Spec, k as Spec, v as Spec];
    for (const { dtype } of [query, key, value])
      if (dtype !== 'float32') throw new DTypeError('dotProductAttention', 'float32', dtype);
    const shapes = [query.shape, key.shape, value.shape];
    if (shapes.some((shape) => shape.length !== 4))
      throw fit('query, key and value of rank 4: (batch, length, heads, size)', ...shapes);
    const [batch, rows, heads, size] = query.shape as [number, number, number, number];
    const [keyBatch, keys, keyHeads, keySize] = key.shape as [number, number, number, number];
    if (!sameShape(key.shape.slice(0, 3), value.shape.slice(0, 3)))
      throw fit('a value for every key', key.shape, value.shape);
    if (keyBatch !== batch || keySize !== size)
      throw fit('query and key of one batch and size', query.shape, key.shape);
    if (keys === 0) throw fit('at least one key', key.shape);
    if (keyHeads === 0 || heads % keyHeads !== 0)
      throw fit('heads of the query that are a multiple of those of the key', query.shape, key.shape);
    const mask = m as Spec | undefined;
    if (mask !== undefined) checkMask(mask, [batch, heads, rows, keys]);
    return [
      { shape: [batch, rows, heads, value.shape[3] as number], dtype: 'float32' },
      { shape: [batch, heads, rows, keepWeights ? keys : 2], dtype: 'float32' },
    ];
  },
  encode(words, { inputs, outputs: [output, kept], attributes: { scale, causal, keepWeights } }) {
    encodeAttention(words, {
      ...operands(inputs, inputs[3]),
      output,
      weights: keepWeights ? kept : undefined,
      statistics: keepWeights ? undefined : kept,
      scale,
      causal: Number(causal),
    });
  },
  gradient({ inputs, outputs: [output, kept], upstream: [dy], attributes }) {
    if (dy === undefined) return [];
    const list = [...inputs, output as Tensor, kept as Tensor, dy];
    return applyAll(attentionGradientOperation, list, attributes);
  },
  composed: composedAttention,
});

function checkMask(mask: Spec, target: Shape): void {
  if (mask.dtype !== 'bool') throw new DTypeError('dotProductAttention', 'a bool mask', mask.dtype);
  const fits =
    mask.shape.length === 4 &&
    mask.shape.every((size, axis) => size === target[axis] || (size === 1 && axis < 3));
  if (!fits)
    throw new ShapeError(
      'dotProductAttention',
      `a mask that broadcasts to (batch, heads, rows, keys) ${showShape(target)}`,
      showShape(mask.shape),
    );
}

/** Inputs as of {@link attentionOperation}, its outputs, the gradient of the first; outputs those of q, k and v. */
export const attentionGradientOperation: Operation<AttentionAttributes> = operation<AttentionAttributes>({
  name: 'attentionGradient',
  flops: ({ inputs, attributes: { keepWeights } }) =>
    2 * keysOf(inputs[1]) * ((keepWeights ? 2 : 3) * elements(inputs[0]) + 2 * elements(inputs.at(-1))),
  infer: (inputs) => inputs.slice(0, 3),
  encode(words, { inputs, outputs: [dQuery, dKey, dValue], attributes: { scale, causal, keepWeights } }) {
    const [output, kept, dOutput] = inputs.slice(-3);
    encodeAttentionGradient(words, {
      ...operands(inputs, inputs.length > 6 ? inputs[3] : undefined),
      output,
      weights: keepWeights ? kept : undefined,
      statistics: keepWeights ? undefined : kept,
      dOutput,
      dQuery,
      dKey,
      dValue,
      scale,
      causal: Number(causal),
    });
  },
});

/** Options of {@link dotProductAttention}. */
export interface DotProductAttentionOptions {
  /** Broadcasts to (B, N, T, S): false where a row does not see a key. A row that sees none weighs all alike. */
  readonly mask?: TensorLike;
  /** Multiplies the scores. Default 1/√H. */
  readonly scale?: number;
  /** Row t sees the keys 0..=t only. Default `false`. */
  readonly isCausal?: boolean;
}

/**
 * `softmax(scale·query·keyᵀ)·value` for every head: query (B, T, N, H), key (B, S, K, H) and value (B, S, K, V)
 * give (B, T, N, V). With fewer heads of keys than of queries, each serves N/K that follow each other. Throws a
 * {@link ShapeError} for shapes that do not fit, or no keys.
 */
export function dotProductAttention(
  query: TensorLike,
  key: TensorLike,
  value: TensorLike,
  options: DotProductAttentionOptions = {},
): Tensor {
  const { mask, scale, isCausal = false } = checkKeys('dotProductAttention', options, 'mask scale isCausal');
  const where = 'dotProductAttention';
  const tensors = [query, key, value].map((tensor) => cast(asTensor(tensor, where), 'float32'));
  const factor = scale ?? 1 / Math.sqrt(tensors[0]?.shape[3] ?? 1);
  if (mask !== undefined) {
    const [keys = 0] = (tensors[1] as Tensor).shape.slice(1);
    let whole = cast(asTensor(mask, where), 'bool');
    if (whole.rank < 4) whole = reshape(whole, [...new Array(4 - whole.rank).fill(1), ...whole.shape]);
    if (whole.shape[3] === 1 && keys !== 1) whole = broadcastTo(whole, [...whole.shape.slice(0, 3), keys]);
    tensors.push(whole);
  }
  const keepWeights = active.tapes.length > 0 && ((tensors[1] as Tensor).shape[1] ?? 0) <= KEPT_KEYS;
  return apply(attentionOperation, tensors, { scale: factor, causal: isCausal, keepWeights });
}

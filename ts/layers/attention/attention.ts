/** Attention without projections (keras.layers.Attention; Luong et al., 2015). */

import type { Config } from '../../config/config.ts';
import { type First, withFirst } from '../../config/first.ts';
import { isWithin, ShapeError, show, showShape, ValueError } from '../../errors.ts';
import { Ones } from '../../initializers/ones.ts';
import { softmax } from '../../ops/activation/softmax.ts';
import { add } from '../../ops/arithmetic/add.ts';
import { multiply } from '../../ops/arithmetic/multiply.ts';
import { subtract } from '../../ops/arithmetic/subtract.ts';
import { dotProductAttention } from '../../ops/attention/attention.ts';
import { tanh } from '../../ops/elementwise/tanh.ts';
import { where } from '../../ops/index/where.ts';
import { matmul } from '../../ops/linear/matmul.ts';
import { dropout } from '../../ops/random/dropout.ts';
import { SeedGenerator } from '../../ops/random/seed.ts';
import { sum } from '../../ops/reduction/sum.ts';
import { cast } from '../../ops/shape/cast.ts';
import { expandDims } from '../../ops/shape/expand-dims.ts';
import { squeeze } from '../../ops/shape/squeeze.ts';
import { swapaxes } from '../../ops/shape/swapaxes.ts';
import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Variable } from '../../tensor/variable.ts';
import { maskOf, setMask } from '../call.ts';
import type { BatchShape, KerasTensor } from '../keras-tensor.ts';
import {
  type BatchShapes,
  type CallOptions,
  Layer,
  type LayerOptions,
  type SamplesApart,
  type Symbolic,
  shapesOf,
} from '../layer.ts';
import { attentionMaskOf } from './masks.ts';

/** Options of {@link AdditiveAttention}, and of what it has in common with {@link Attention}. */
export interface ScoredAttentionOptions extends LayerOptions {
  /** Whether the scores have a factor that is learned. Default `false`; of AdditiveAttention `true`. */
  readonly useScale?: boolean;
  /** The part of the weights that is dropped while training. Default 0. */
  readonly dropout?: number;
  /** A whole number ≥ 0; default: drawn from the global seed. */
  readonly seed?: number;
}

/** Options of {@link Attention}. */
export interface AttentionOptions extends ScoredAttentionOptions {
  /** `'dot'`: query·key; `'concat'`: a learned factor times Σ tanh(query + key). Default `'dot'`. */
  readonly scoreMode?: 'dot' | 'concat';
}

/** What may be told a call of {@link Attention}. */
export interface ScoredAttentionCallOptions extends CallOptions {
  /** bool (B, T): rows of the output that become 0. Default: the mask that came with the query. */
  readonly queryMask?: Tensor;
  /** bool (B, S). Default: the mask that came with the value. */
  readonly valueMask?: Tensor;
  /** Whether row t sees the keys 0..=t only. Default `false`. */
  readonly useCausalMask?: boolean;
  /** Whether the weights (B, T, S) follow the output: the result is a list. Default `false`. */
  readonly returnAttentionScores?: boolean;
}

/** A layer of one head that scores query and key without projecting them. */
export abstract class ScoredAttention<Output extends Tensor | Tensor[] = Tensor> extends Layer<Output> {
  static override readonly samplesApart: SamplesApart = true;

  readonly useScale: boolean;
  readonly dropout: number;
  readonly seed: number | undefined;
  scale: Variable | undefined;
  readonly #generator: SeedGenerator | undefined;

  constructor(options: ScoredAttentionOptions, useScale: boolean) {
    super(options);
    this.useScale = options.useScale ?? useScale;
    this.dropout = options.dropout ?? 0;
    if (!isWithin(this.dropout, 0, 1))
      throw new ValueError(this.where, 'dropout from 0 to 1', show(options.dropout));
    this.seed = options.seed;
    if (this.dropout > 0)
      this.#generator = options.seed === undefined ? new SeedGenerator() : new SeedGenerator(options.seed);
    this.supportsMasking = true;
  }

  /** The scores (B, T, S). */
  protected abstract scores(query: Tensor, key: Tensor): Tensor;

  /** The query times the factor of a plain product, where the scores are one. */
  protected scaledQuery(_query: Tensor): Tensor | undefined {
    return undefined;
  }

  protected shapes(inputShape: BatchShapes): [BatchShape, BatchShape, BatchShape] {
    const list = shapesOf(inputShape);
    const [query, value, key = value] = list;
    if (query === undefined || value === undefined || key === undefined || list.length > 3)
      throw new ValueError(this.where, '[query, value] or [query, value, key]', `${list.length} inputs`);
    const fits =
      [query, value, key].every((shape) => shape.length >= 2 && shape.at(-2) !== 0) &&
      value.at(-2) === key.at(-2) &&
      query.at(-1) === key.at(-1);
    if (!fits)
      throw new ShapeError(
        this.where,
        'query (batch, rows, features), value (batch, keys, …), key (batch, keys, features), of at least one row and key',
        [query, value, key].map(showShape).join(', '),
      );
    return [query, value, key];
  }

  override build(inputShape: BatchShapes): void {
    this.shapes(inputShape);
    if (this.useScale) this.scale = this.addWeight('scale', [], { initializer: new Ones() });
  }

  override apply(
    inputs: KerasTensor | readonly KerasTensor[],
    options?: ScoredAttentionCallOptions,
  ): Symbolic<Output>;
  override apply(inputs: TensorLike | readonly Tensor[], options?: ScoredAttentionCallOptions): Output;
  override apply(
    inputs: KerasTensor | readonly KerasTensor[] | TensorLike | readonly Tensor[],
    options?: ScoredAttentionCallOptions,
  ): Symbolic<Output> | Output {
    return super.apply(inputs as TensorLike, options);
  }

  override call(inputs: Tensor | Tensor[], options: ScoredAttentionCallOptions = {}): Output {
    if (!Array.isArray(inputs))
      throw new ValueError(this.where, '[query, value] or [query, value, key]', 'one tensor');
    this.shapes(inputs.map(({ shape }) => shape));
    const [query, value, key = value] = inputs as [Tensor, Tensor, Tensor?];
    const { training = false, useCausalMask = false, returnAttentionScores = false } = options;
    const queryMask = options.queryMask ?? maskOf(query);
    const valueMask = options.valueMask ?? maskOf(value);
    const drops = training && this.dropout > 0;
    const scaled = this.scaledQuery(query);
    let output: Tensor;
    let weights: Tensor | undefined;
    if (
      scaled !== undefined &&
      query.rank === 3 &&
      valueMask === undefined &&
      !drops &&
      !returnAttentionScores
    )
      output = squeeze(
        dotProductAttention(expandDims(scaled, 2), expandDims(key, 2), expandDims(value, 2), {
          scale: 1,
          isCausal: useCausalMask,
        }),
        2,
      );
    else {
      const lengths = {
        batch: query.shape[0] ?? 0,
        rows: query.shape.at(-2) ?? 0,
        keys: value.shape.at(-2) ?? 0,
      };
      const mask = attentionMaskOf(this.where, { valueMask, causal: useCausalMask }, lengths);
      const scores = this.scores(query, key);
      weights = softmax(mask === undefined ? scores : where(mask, scores, subtract(scores, 1e9)));
      const dropped = drops
        ? dropout(weights, this.dropout, { seed: this.#generator as SeedGenerator })
        : weights;
      output = matmul(dropped, value);
    }
    if (queryMask !== undefined) {
      output = where(expandDims(cast(queryMask, 'bool'), -1), output, 0);
      setMask(output, queryMask);
    }
    return (returnAttentionScores ? [output, weights as Tensor] : output) as Output;
  }

  /** `call` sets the mask: that of the query. */
  override computeMask(): undefined {
    return undefined;
  }

  override dispose(): void {
    super.dispose();
    this.#generator?.state.dispose();
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      use_scale: this.useScale,
      dropout: this.dropout,
      seed: this.seed ?? null,
    };
  }
}

/** Query and key, broadcast against each other: (B, T, 1, n) + (B, 1, S, n). */
export function pairSums(query: Tensor, key: Tensor): Tensor {
  return add(expandDims(query, -2), expandDims(key, -3));
}

/**
 * Every row of the query becomes a mean of the values, weighted by the softmax of its scores: applied to
 * `[query, value]` or `[query, value, key]`, query (B, T, n), value (B, S, m), key (B, S, n) give (B, T, m); with
 * `returnAttentionScores` (write `new Attention<Tensor[]>()`) also the weights (B, T, S).
 */
export class Attention<Output extends Tensor | Tensor[] = Tensor> extends ScoredAttention<Output> {
  static override readonly className: string = 'Attention';

  readonly scoreMode: 'dot' | 'concat';
  concatScoreWeight: Variable | undefined;

  constructor(first?: First<AttentionOptions, 'useScale'>, rest?: AttentionOptions) {
    const options = withFirst('useScale', first, rest);
    super(options, false);
    this.scoreMode = options.scoreMode ?? 'dot';
    if (this.scoreMode !== 'dot' && this.scoreMode !== 'concat')
      throw new ValueError(this.where, "scoreMode 'dot' or 'concat'", show(this.scoreMode));
  }

  override build(inputShape: BatchShapes): void {
    super.build(inputShape);
    if (this.scoreMode === 'concat')
      this.concatScoreWeight = this.addWeight('concat_score_weight', [], { initializer: new Ones() });
  }

  protected override scaledQuery(query: Tensor): Tensor | undefined {
    if (this.scoreMode !== 'dot') return undefined;
    return this.scale === undefined ? query : multiply(query, this.scale);
  }

  protected override scores(query: Tensor, key: Tensor): Tensor {
    if (this.concatScoreWeight === undefined) {
      const product = matmul(query, swapaxes(key, -2, -1));
      return this.scale === undefined ? product : multiply(product, this.scale);
    }
    const sums = pairSums(query, key);
    const inner = this.scale === undefined ? sums : multiply(this.scale, sums);
    return multiply(this.concatScoreWeight, sum(tanh(inner), { axis: -1 }));
  }

  override getConfig(): Config {
    return { ...super.getConfig(), score_mode: this.scoreMode };
  }
}

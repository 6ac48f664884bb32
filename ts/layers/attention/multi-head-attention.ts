/** Attention of several heads (keras.layers.MultiHeadAttention; Vaswani et al., 2017). */

import { type Config, numberIn, optionsFrom } from '../../config/config.ts';
import { checkWhole, ValueError } from '../../errors.ts';
import { multiply } from '../../ops/arithmetic/multiply.ts';
import { einsum } from '../../ops/linear/einsum.ts';
import { expandDims } from '../../ops/shape/expand-dims.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { BatchShape } from '../keras-tensor.ts';
import type { AnyLayer, BatchShapes } from '../layer.ts';
import { HeadedAttention, type HeadedAttentionOptions, type Projected } from './headed-attention.ts';
import { maskedSoftmax } from './masked-softmax.ts';

/** Options of {@link MultiHeadAttention}. */
export interface MultiHeadAttentionOptions extends HeadedAttentionOptions {
  /** The size of a value in a head. Default `keyDim`. */
  readonly valueDim?: number;
  /** The shape of the output behind its rows. Default: the query's features. */
  readonly outputShape?: number | readonly number[];
  /** The axes along which rows see keys. Default: all but the batch and the features. */
  readonly attentionAxes?: number | readonly number[];
}

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** The equation that projects the last axes of a tensor, and its letters of the result. */
function projectionEquation(
  free: number,
  bound: number,
  made: number,
): { equation: string; biasAxes: string } {
  const [kept, summed, result] = [
    letters.slice(0, free),
    letters.slice(free, free + bound),
    letters.slice(free + bound, free + bound + made),
  ];
  return { equation: `${kept}${summed},${summed}${result}->${kept}${result}`, biasAxes: result };
}

/**
 * Every row of the query becomes a mean of the values, weighted by how its key answers, in `numHeads` ways at once:
 * query (B, T, …), value and key (B, S, …) give (B, T, …), or with `returnAttentionScores` (then write
 * `new MultiHeadAttention<Tensor[]>(…)`) also the weights (B, numHeads, T, S). Without dropout while training, all
 * of it but the projections is one instruction that never holds all weights.
 */
export class MultiHeadAttention<Output extends Tensor | Tensor[] = Tensor> extends HeadedAttention<Output> {
  static override readonly className: string = 'MultiHeadAttention';

  readonly numHeads: number;
  readonly keyDim: number;
  readonly valueDim: number;
  readonly outputSizes: readonly number[] | undefined;
  protected override readonly scale: number;
  #axes: readonly number[] | undefined;
  #rank = 0;

  constructor(numHeads: number, keyDim: number, options: MultiHeadAttentionOptions = {}) {
    super(options);
    this.numHeads = numHeads;
    this.keyDim = keyDim;
    this.valueDim = options.valueDim ?? keyDim;
    for (const [name, count] of Object.entries({ numHeads, keyDim, valueDim: this.valueDim }))
      checkWhole(this.where, name, count, 1);
    const { outputShape, attentionAxes } = options;
    this.outputSizes = outputShape === undefined ? undefined : [outputShape].flat();
    for (const size of this.outputSizes ?? []) checkWhole(this.where, 'outputShape', size, 1);
    this.#axes = typeof attentionAxes === 'number' ? [attentionAxes] : attentionAxes;
    this.scale = 1 / Math.sqrt(keyDim);
  }

  /** The axes along which rows see keys, counted from the front once built. */
  get attentionAxes(): readonly number[] | undefined {
    return this.#axes;
  }

  protected override get alongOneAxis(): boolean {
    return this.#rank === 4 && this.#axes?.length === 1 && this.#axes[0] === 1;
  }

  override build(inputShape: BatchShapes): void {
    const [query, value, key] = this.inputShapes(inputShape);
    const { numHeads, keyDim, valueDim } = this;
    const heads = (shape: BatchShape, name: string, size: number, isGate = false): typeof this.queryDense => {
      const free = shape.length - 1;
      const { equation, biasAxes } = projectionEquation(free, 1, 2);
      const outputShape = [...new Array<null>(free - 1).fill(null), numHeads, size];
      const dense = this.projection(name, equation, outputShape, biasAxes, isGate);
      dense._ensureBuilt([shape], false);
      return dense;
    };
    this.queryDense = heads(query, 'query', keyDim);
    this.keyDense = heads(key, 'key', keyDim);
    if (this.useGate) this.gateDense = heads(query, 'gate', valueDim, true);
    this.valueDense = heads(value, 'value', valueDim);
    const free = query.length - 1;
    const outputs = this.outputSizes ?? [query.at(-1) as number];
    const { equation, biasAxes } = projectionEquation(free, 2, outputs.length);
    const outputShape = [...new Array<null>(free - 1).fill(null), ...outputs];
    this.outputDense = this.projection('attention_output', equation, outputShape, biasAxes);
    this.outputDense._ensureBuilt([[...query.slice(0, -1), numHeads, valueDim]], false);
    this.#rank = query.length + 1;
    this.#axes = (this.#axes ?? Array.from({ length: this.#rank - 3 }, (_, at) => at + 1)).map((axis) =>
      axis < 0 ? axis + this.#rank - 1 : axis,
    );
    if (this.#axes.some((axis) => !Number.isInteger(axis) || axis < 1 || axis > this.#rank - 3))
      throw new ValueError(this.where, `attentionAxes from 1 to ${this.#rank - 3}`, this.#axes.join(', '));
  }

  protected override attend(
    { query, key, value }: Projected,
    mask: Tensor | undefined,
    drop: (weights: Tensor) => Tensor,
  ): { output: Tensor; scores: Tensor } {
    const axes = this.#axes as readonly number[];
    const { rank } = query;
    // Letters of the query; keys have letters of their own along the attended axes.
    const own = [...letters.slice(0, rank)];
    const other = own.map((letter, axis) => (axes.includes(axis) ? letter.toUpperCase() : letter));
    const at = (list: readonly string[], chosen: readonly number[]): string =>
      chosen.map((axis) => list[axis] as string).join('');
    const batch = own.map((_, axis) => axis).filter((axis) => axis !== rank - 1 && !axes.includes(axis));
    const product = at(own, batch) + at(own, axes) + at(other, axes);
    const scores = einsum(`${other.join('')},${own.join('')}->${product}`, key, multiply(query, this.scale));
    const expanded = mask && expandMask(mask, scores.rank, axes.length);
    const weights = maskedSoftmax(scores, expanded, axes.length);
    const output = einsum(`${product},${other.join('')}->${own.join('')}`, drop(weights), value);
    return { output, scores: weights };
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      num_heads: this.numHeads,
      key_dim: this.keyDim,
      value_dim: this.valueDim,
      output_shape: this.outputSizes ?? null,
      attention_axes: this.#axes ?? null,
    };
  }

  static override fromConfig(config: Config): AnyLayer {
    const where = 'MultiHeadAttention.fromConfig';
    return new MultiHeadAttention(
      numberIn(config, 'num_heads', where),
      numberIn(config, 'key_dim', where),
      optionsFrom(config, where),
    ) as AnyLayer;
  }
}

/** A mask with axes for the heads, before its rows and keys. */
function expandMask(mask: Tensor, rank: number, axes: number): Tensor {
  let expanded = mask;
  while (expanded.rank < rank) expanded = expandDims(expanded, expanded.rank - 2 * axes);
  return expanded;
}

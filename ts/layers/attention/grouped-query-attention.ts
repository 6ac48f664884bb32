/** Attention whose heads share keys and values in groups (keras.layers.GroupQueryAttention; Ainslie et al., 2023). */

import { type Config, numberIn, optionsFrom } from '../../config/config.ts';
import { checkOptions, checkWhole, ValueError } from '../../errors.ts';
import { multiply } from '../../ops/arithmetic/multiply.ts';
import { einsum } from '../../ops/linear/einsum.ts';
import { expandDims } from '../../ops/shape/expand-dims.ts';
import { repeat } from '../../ops/shape/repeat.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { autoName } from '../auto-name.ts';
import type { BatchShape } from '../keras-tensor.ts';
import type { AnyLayer, BatchShapes } from '../layer.ts';
import type { EinsumDense } from './einsum-dense.ts';
import { HeadedAttention, type HeadedAttentionOptions, type Projected } from './headed-attention.ts';
import { maskedSoftmax } from './masked-softmax.ts';

/**
 * As {@link MultiHeadAttention}, where `numQueryHeads` heads of the query share `numKeyValueHeads` of key and value:
 * query (B, T, n), value and key (B, S, …) give (B, T, n).
 */
export class GroupedQueryAttention<
  Output extends Tensor | Tensor[] = Tensor,
> extends HeadedAttention<Output> {
  /** As Keras writes it, which calls the layer itself `grouped_query_attention`. */
  static override readonly className: string = 'GroupQueryAttention';

  readonly headDim: number;
  readonly numQueryHeads: number;
  readonly numKeyValueHeads: number;
  protected override readonly scale: number;
  protected override readonly alongOneAxis: boolean = true;
  protected override readonly queryMaskLeavesOut: boolean = true;

  constructor(
    headDim: number,
    numQueryHeads: number,
    numKeyValueHeads: number,
    options: HeadedAttentionOptions = {},
  ) {
    super({
      ...options,
      name: checkOptions('GroupedQueryAttention', options).name ?? autoName('GroupedQueryAttention'),
    });
    for (const [name, count] of Object.entries({ headDim, numQueryHeads, numKeyValueHeads }))
      checkWhole(this.where, name, count, 1);
    if (numQueryHeads % numKeyValueHeads !== 0)
      throw new ValueError(
        this.where,
        'numQueryHeads to be a multiple of numKeyValueHeads',
        `${numQueryHeads} and ${numKeyValueHeads}`,
      );
    this.headDim = headDim;
    this.numQueryHeads = numQueryHeads;
    this.numKeyValueHeads = numKeyValueHeads;
    this.scale = 1 / Math.sqrt(headDim);
    // As in Keras, and unlike MultiHeadAttention, the result is punished beside the projections.
    this.activityRegularizer = this.projectionRegularizer;
  }

  override build(inputShape: BatchShapes): void {
    const [query, value, key] = this.inputShapes(inputShape);
    const { headDim, numQueryHeads, numKeyValueHeads } = this;
    const heads = (shape: BatchShape, name: string, count: number, isGate = false): EinsumDense => {
      const [equation, axes] =
        count === numQueryHeads && shape === query ? ['bqm,muh->bquh', 'uh'] : ['bkm,mvh->bkvh', 'vh'];
      const dense = this.projection(name, equation as string, [null, count, headDim], axes as string, isGate);
      dense._ensureBuilt([shape], false);
      return dense;
    };
    this.queryDense = heads(query, 'query', numQueryHeads);
    this.keyDense = heads(key, 'key', numKeyValueHeads);
    if (this.useGate) this.gateDense = heads(query, 'gate', numQueryHeads, true);
    this.valueDense = heads(value, 'value', numKeyValueHeads);
    const features = query.at(-1) as number;
    this.outputDense = this.projection('attention_output', 'bquh,uhm->bqm', [null, features], 'm');
    this.outputDense._ensureBuilt([[null, null, numQueryHeads, headDim]], false);
  }

  protected override attend(
    { query, key, value }: Projected,
    mask: Tensor | undefined,
    drop: (weights: Tensor) => Tensor,
  ): { output: Tensor; scores: Tensor } {
    const repeats = this.numQueryHeads / this.numKeyValueHeads;
    const [keys, values] = [key, value].map((tensor) => repeat(tensor, repeats, { axis: 2 })) as [
      Tensor,
      Tensor,
    ];
    const scores = einsum('bquh,bkuh->buqk', multiply(query, this.scale), keys);
    const weights = maskedSoftmax(scores, mask?.rank === 3 ? expandDims(mask, 1) : mask);
    return { output: einsum('buqk,bkuh->bquh', drop(weights), values), scores: weights };
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      head_dim: this.headDim,
      num_query_heads: this.numQueryHeads,
      num_key_value_heads: this.numKeyValueHeads,
    };
  }

  static override fromConfig(config: Config): AnyLayer {
    const where = 'GroupedQueryAttention.fromConfig';
    return new GroupedQueryAttention(
      numberIn(config, 'head_dim', where),
      numberIn(config, 'num_query_heads', where),
      numberIn(config, 'num_key_value_heads', where),
      optionsFrom(config, where),
    ) as AnyLayer;
  }
}

/** Additive attention (keras.layers.AdditiveAttention; Bahdanau et al., 2015). */

import { type First, withFirst } from '../../config/first.ts';
import { GlorotUniform } from '../../initializers/glorot-uniform.ts';
import { multiply } from '../../ops/arithmetic/multiply.ts';
import { tanh } from '../../ops/elementwise/tanh.ts';
import { sum } from '../../ops/reduction/sum.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { BatchShapes } from '../layer.ts';
import { pairSums, ScoredAttention, type ScoredAttentionOptions } from './attention.ts';

/** As {@link Attention}, with scores `Σ scale·tanh(query + key)`; the scale is learned, (n,). */
export class AdditiveAttention<Output extends Tensor | Tensor[] = Tensor> extends ScoredAttention<Output> {
  static override readonly className: string = 'AdditiveAttention';

  constructor(first?: First<ScoredAttentionOptions, 'useScale'>, rest?: ScoredAttentionOptions) {
    const options = withFirst('useScale', first, rest);
    super(options, true);
  }

  override build(inputShape: BatchShapes): void {
    const [query] = this.shapes(inputShape);
    if (this.useScale)
      this.scale = this.addWeight('scale', [query.at(-1) as number], { initializer: new GlorotUniform() });
  }

  protected override scores(query: Tensor, key: Tensor): Tensor {
    const terms = tanh(pairSums(query, key));
    return sum(this.scale === undefined ? terms : multiply(this.scale, terms), { axis: -1 });
  }
}

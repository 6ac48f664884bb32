/** Softmax as a layer (keras.layers.Softmax). */

import { softmax as softmaxActivation } from '../../activations/softmax.ts';
import type { Config } from '../../config/config.ts';
import { type First, withFirst } from '../../config/first.ts';
import { ShapeError, showShape } from '../../errors.ts';
import { softmax } from '../../ops/activation/softmax.ts';
import { where } from '../../ops/index/where.ts';
import { cast } from '../../ops/shape/cast.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type BatchShapes, type CallOptions, Layer, type LayerOptions, type SamplesApart } from '../layer.ts';

/** Options of {@link Softmax}. */
export interface SoftmaxOptions extends LayerOptions {
  /** The axis whose values sum to 1. Default -1. */
  readonly axis?: number;
}

/** Keras's stand-in for -∞, which keeps a row without any kept value finite. */
const MASKED = -1e9;

/** `exp(x) / sum(exp(x))` along an axis. A mask (true: kept) that broadcasts to x takes values out; they become 0. */
export class Softmax extends Layer {
  static override readonly className: string = 'Softmax';
  static override readonly samplesApart: SamplesApart = true;

  readonly axis: number;

  constructor(first?: First<SoftmaxOptions, 'axis'>, rest?: SoftmaxOptions) {
    const options = withFirst('axis', first, rest);
    super(options);
    this.axis = options.axis ?? -1;
    this.supportsMasking = true;
    this.built = true;
  }

  override call(x: Tensor, { mask }: CallOptions = {}): Tensor {
    // The activation remembers its logits, from which a cross-entropy starts.
    if (mask === undefined) return this.axis === -1 ? softmaxActivation(x) : softmax(x, { axis: this.axis });
    if (mask.rank > x.rank)
      throw new ShapeError(
        this.where,
        `a mask that broadcasts to ${showShape(x.shape)}`,
        showShape(mask.shape),
      );
    const kept = cast(mask, 'bool');
    return where(kept, softmax(where(kept, x, MASKED), { axis: this.axis }), 0);
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShapes {
    return inputShape;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), axis: this.axis };
  }
}

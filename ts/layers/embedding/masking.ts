/** A mask for steps that hold one value only (keras.layers.Masking). */

import type { Config } from '../../config/config.ts';
import { type First, withFirst } from '../../config/first.ts';
import { ShapeError, showShape } from '../../errors.ts';
import { notEqual } from '../../ops/compare/not-equal.ts';
import { where } from '../../ops/index/where.ts';
import { any } from '../../ops/reduction/any.ts';
import { reshape } from '../../ops/shape/reshape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { setMask } from '../call.ts';
import { type BatchShapes, Layer, type LayerOptions, type SamplesApart } from '../layer.ts';

/** Options of {@link Masking}. */
export interface MaskingOptions extends LayerOptions {
  /** What a step without content holds. Default 0. */
  readonly maskValue?: number;
}

/** Leaves out, for layers behind, the steps whose features all are `maskValue`, and makes them 0. */
export class Masking extends Layer {
  static override readonly className: string = 'Masking';
  static override readonly samplesApart: SamplesApart = true;

  readonly maskValue: number;

  constructor(first?: First<MaskingOptions, 'maskValue'>, rest?: MaskingOptions) {
    const options = withFirst('maskValue', first, rest);
    super(options);
    this.maskValue = options.maskValue ?? 0;
    this.supportsMasking = true;
  }

  override call(x: Tensor): Tensor {
    if (x.rank < 2) throw new ShapeError(this.where, 'an input (batch, …, features)', showShape(x.shape));
    const kept = any(notEqual(x, this.maskValue), { axis: -1, keepDims: true });
    const output = where(kept, x, 0);
    setMask(output, reshape(kept, x.shape.slice(0, -1)));
    return output;
  }

  /** `call` sets the mask. */
  override computeMask(): undefined {
    return undefined;
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShapes {
    return inputShape;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), mask_value: this.maskValue };
  }
}

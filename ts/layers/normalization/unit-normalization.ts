/** Vectors scaled to length 1 (keras.layers.UnitNormalization). */

import type { Config } from '../../config/config.ts';
import { type First, withFirst } from '../../config/first.ts';
import { normalize } from '../../ops/reduction/normalize.ts';
import { normalizeAxes } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { BatchShape } from '../keras-tensor.ts';
import { type BatchShapes, Layer, type LayerOptions, oneShape, type SamplesApart } from '../layer.ts';

/** Options of {@link UnitNormalization}. */
export interface UnitNormalizationOptions extends LayerOptions {
  /** The axis or axes whose squares sum to 1. Default -1. */
  readonly axis?: number | readonly number[];
}

/** `x / √Σx²` over `axis`; zeros stay. */
export class UnitNormalization extends Layer {
  static override readonly className: string = 'UnitNormalization';
  static override readonly samplesApart: SamplesApart = true;

  readonly axis: number | readonly number[];

  constructor(first?: First<UnitNormalizationOptions, 'axis'>, rest?: UnitNormalizationOptions) {
    const options = withFirst('axis', first, rest);
    super(options);
    this.axis = options.axis ?? -1;
    this.supportsMasking = true;
    this.built = true;
  }

  override call(x: Tensor): Tensor {
    this.computeOutputShape(x.shape);
    return normalize(x, { axis: this.axis, epsilon: 1e-12 });
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    const shape = oneShape(this.where, inputShape);
    normalizeAxes(this.where, this.axis, shape.length);
    return shape;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), axis: this.axis };
  }
}

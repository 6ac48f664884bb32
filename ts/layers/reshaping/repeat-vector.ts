/** The same vector n times (keras.layers.RepeatVector). */

import { type Config, numberIn, optionsFrom } from '../../config/config.ts';
import { ShapeError, show, showShape, ValueError } from '../../errors.ts';
import { broadcastTo } from '../../ops/reduction/sum.ts';
import { reshape } from '../../ops/shape/reshape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { BatchShape } from '../keras-tensor.ts';
import {
  type AnyLayer,
  type BatchShapes,
  Layer,
  type LayerOptions,
  oneShape,
  type SamplesApart,
} from '../layer.ts';

/** (batch, features) → (batch, n, features). */
export class RepeatVector extends Layer {
  static override readonly className: string = 'RepeatVector';
  static override readonly samplesApart: SamplesApart = true;

  readonly n: number;

  constructor(n: number, options: LayerOptions = {}) {
    super(options);
    if (!Number.isInteger(n) || n < 1)
      throw new ValueError(this.where, 'n to be a whole number ≥ 1', show(n));
    this.n = n;
  }

  override call(x: Tensor): Tensor {
    const [batch, , features] = this.computeOutputShape(x.shape) as [number, number, number];
    return broadcastTo(reshape(x, [batch, 1, features]), [batch, this.n, features]);
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    const shape = oneShape(this.where, inputShape);
    if (shape.length !== 2) throw new ShapeError(this.where, 'an input of rank 2', showShape(shape));
    return [shape[0] ?? null, this.n, shape[1] ?? null];
  }

  override getConfig(): Config {
    return { ...super.getConfig(), n: this.n };
  }

  static override fromConfig(config: Config): AnyLayer {
    return new RepeatVector(
      numberIn(config, 'n', 'RepeatVector.fromConfig'),
      optionsFrom(config, 'RepeatVector.fromConfig'),
    );
  }
}

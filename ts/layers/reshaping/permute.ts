/** Axes in another order (keras.layers.Permute). */

import { type Config, optionsFrom } from '../../config/config.ts';
import { checkList, ShapeError, show, showShape, ValueError } from '../../errors.ts';
import { transpose } from '../../ops/shape/transpose.ts';
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

/** Orders the axes after the batch: `dims` counts them from 1, as Keras does. */
export class Permute extends Layer {
  static override readonly className: string = 'Permute';
  static override readonly samplesApart: SamplesApart = true;

  readonly dims: readonly number[];

  constructor(dims: readonly number[], options: LayerOptions = {}) {
    super(options);
    if (checkList(this.where, 'dims', dims).some((_, index) => !dims.includes(index + 1)))
      throw new ValueError(this.where, `dims to hold every axis from 1 to ${dims.length} once`, show(dims));
    this.dims = [...dims];
  }

  override call(x: Tensor): Tensor {
    this.computeOutputShape(x.shape);
    return transpose(x, [0, ...this.dims]);
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    const shape = oneShape(this.where, inputShape);
    if (shape.length !== this.dims.length + 1)
      throw new ShapeError(this.where, `an input of rank ${this.dims.length + 1}`, showShape(shape));
    return [shape[0] ?? null, ...this.dims.map((dim) => shape[dim] ?? null)];
  }

  override getConfig(): Config {
    return { ...super.getConfig(), dims: this.dims };
  }

  static override fromConfig(config: Config): AnyLayer {
    const { dims, ...rest } = config ?? {};
    return new Permute(dims as readonly number[], optionsFrom(rest, 'Permute.fromConfig'));
  }
}

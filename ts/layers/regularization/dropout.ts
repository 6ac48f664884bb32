/** Dropout (keras.layers.Dropout; Srivastava et al., 2014). */

import { type Config, numberIn, optionsFrom } from '../../config/config.ts';
import { checkList, isWithin, ShapeError, show, showShape, ValueError } from '../../errors.ts';
import { dropout } from '../../ops/random/dropout.ts';
import type { Shape } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { BatchShape } from '../keras-tensor.ts';
import type { AnyLayer, CallOptions, SamplesApart } from '../layer.ts';
import { RandomLayer, type RandomLayerOptions } from './random-layer.ts';

/** Options of {@link Dropout}. */
export interface DropoutOptions extends RandomLayerOptions {
  /** The shape of the mask, which broadcasts to the input; `null` for the input's own size. Default: the input's. */
  readonly noiseShape?: BatchShape;
}

/** While training, zeroes each value with probability `rate` and multiplies the others by 1/(1 - rate). */
export class Dropout extends RandomLayer {
  static override readonly className: string = 'Dropout';
  static override readonly samplesApart: SamplesApart = ({ noiseShape }: Dropout) => noiseShape === undefined;

  readonly rate: number;
  readonly noiseShape: BatchShape | undefined;

  constructor(rate: number, options: DropoutOptions = {}) {
    super(options);
    if (!isWithin(rate, 0, 1)) throw new ValueError(this.where, 'rate from 0 to 1', show(rate));
    const { noiseShape } = options;
    if (
      noiseShape !== undefined &&
      checkList(this.where, 'noiseShape', noiseShape).some(
        (size) => size !== null && !(Number.isInteger(size) && size > 0),
      )
    )
      throw new ShapeError(this.where, 'noiseShape to have whole sizes > 0, or null', showShape(noiseShape));
    this.rate = rate;
    this.noiseShape = options.noiseShape;
  }

  override call(x: Tensor, { training = false }: CallOptions = {}): Tensor {
    if (!training || this.rate === 0) return x;
    const noiseShape = this.#noise(x.shape);
    return dropout(x, this.rate, {
      seed: this.generator,
      ...(noiseShape === undefined ? {} : { noiseShape }),
    });
  }

  #noise(shape: Shape): Shape | undefined {
    if (this.noiseShape === undefined) return undefined;
    const fits =
      this.noiseShape.length === shape.length &&
      this.noiseShape.every((size, axis) => size === null || size === 1 || size === shape[axis]);
    if (!fits)
      throw new ShapeError(
        this.where,
        `an input to which noiseShape ${showShape(this.noiseShape)} broadcasts`,
        showShape(shape),
      );
    return this.noiseShape.map((size, axis) => size ?? (shape[axis] as number));
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      rate: this.rate,
      seed: this.seed ?? null,
      noise_shape: this.noiseShape ?? null,
    };
  }

  static override fromConfig(config: Config): AnyLayer {
    return new Dropout(
      numberIn(config, 'rate', 'Dropout.fromConfig'),
      optionsFrom(config, 'Dropout.fromConfig'),
    );
  }
}

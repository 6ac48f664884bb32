/** An activation as a layer of its own (keras.layers.Activation). */

import type { Activation as ActivationFunction } from '../../activations/names.ts';
import { type Config, optionsFrom } from '../../config/config.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type AnyLayer, type BatchShapes, Layer, type LayerOptions, type SamplesApart } from '../layer.ts';
import { type ActivationIdentifier, activationName, resolve } from '../names.ts';

/** Applies an activation: `new Activation('relu')`. */
export class Activation extends Layer {
  static override readonly className: string = 'Activation';
  static override readonly samplesApart: SamplesApart = true;

  readonly activation: ActivationFunction;

  constructor(activation: ActivationIdentifier, options: LayerOptions = {}) {
    super(options);
    this.activation = resolve('activation', activation, this.where);
    this.supportsMasking = true;
    this.built = true;
  }

  override call(x: Tensor): Tensor {
    return this.activation(x);
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShapes {
    return inputShape;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), activation: activationName(this.activation) };
  }

  static override fromConfig(config: Config): AnyLayer {
    const { activation, ...rest } = config ?? {};
    return new Activation(activation as ActivationIdentifier, optionsFrom(rest, 'Activation.fromConfig'));
  }
}

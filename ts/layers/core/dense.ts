/** A densely connected layer (keras.layers.Dense). */

import type { Activation } from '../../activations/names.ts';
import { type Config, numberIn, optionsFrom, serialize } from '../../config/config.ts';
import { checkWhole, ShapeError, showShape } from '../../errors.ts';
import { GlorotUniform } from '../../initializers/glorot-uniform.ts';
import { Zeros } from '../../initializers/zeros.ts';
import { add } from '../../ops/arithmetic/add.ts';
import { matmul } from '../../ops/linear/matmul.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Variable } from '../../tensor/variable.ts';
import type { BatchShape } from '../keras-tensor.ts';
import {
  type AnyLayer,
  type BatchShapes,
  Layer,
  type LayerOptions,
  oneShape,
  type SamplesApart,
} from '../layer.ts';
import { type ActivationIdentifier, activationName, type RegularizerIdentifier, resolve } from '../names.ts';
import { type RulesOf, rulesConfig, type WeightRulesOptions, weightRules } from '../weight-rules.ts';

/** Options of {@link Dense}. By default the kernel is Glorot uniform, the bias zeros. */
export interface DenseOptions extends LayerOptions, WeightRulesOptions<'kernel' | 'bias'> {
  /** Applied to the result. Default: none. */
  readonly activation?: ActivationIdentifier;
  /** Default `true`. */
  readonly useBias?: boolean;
  readonly activityRegularizer?: RegularizerIdentifier;
}

/**
 * `activation(x · kernel + bias)`: input (…, n), output (…, units), kernel (n, units), bias (units,).
 * Throws a {@link ShapeError} for an input of another last axis than the first, or of rank below 2.
 */
export class Dense extends Layer {
  static override readonly className: string = 'Dense';
  static override readonly samplesApart: SamplesApart = true;

  readonly units: number;
  readonly activation: Activation | undefined;
  readonly useBias: boolean;
  readonly rules: RulesOf<'kernel' | 'bias'>;
  kernel: Variable | undefined;
  bias: Variable | undefined;

  constructor(units: number, options: DenseOptions = {}) {
    super(options);
    const { where } = this;
    this.units = checkWhole(where, 'units', units, 1);
    this.activation = options.activation && resolve('activation', options.activation, where);
    this.useBias = options.useBias ?? true;
    this.activityRegularizer =
      options.activityRegularizer && resolve('regularizer', options.activityRegularizer, where);
    this.rules = weightRules(where, options, { kernel: new GlorotUniform(), bias: new Zeros() });
    this.supportsMasking = true;
  }

  override build(inputShape: BatchShapes): void {
    const shape = oneShape(this.where, inputShape);
    const size = shape.at(-1);
    if (shape.length < 2 || size === null || size === undefined)
      throw new ShapeError(
        this.where,
        'an input of rank ≥ 2 whose last size is known',
        showShape(shape),
        'Samples are rows: one vector is an input of shape (1, n).',
      );
    this.kernel = this.addWeight('kernel', [size, this.units], this.rules.kernel);
    if (!this.useBias) return;
    this.bias = this.addWeight('bias', [this.units], this.rules.bias);
  }

  override call(x: Tensor): Tensor {
    const kernel = this.kernel as Variable;
    this.#check(x.shape, kernel);
    let y = matmul(x, kernel);
    if (this.bias !== undefined) y = add(y, this.bias);
    return this.activation === undefined ? y : this.activation(y);
  }

  #check(shape: BatchShape, kernel: Variable): void {
    const size = kernel.shape[0] as number;
    if (shape.length < 2 || shape.at(-1) !== size)
      throw new ShapeError(
        this.where,
        `an input of shape (…, ${size})`,
        showShape(shape),
        'It was built for that size.',
      );
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    const shape = oneShape(this.where, inputShape);
    if (this.kernel !== undefined) this.#check(shape, this.kernel);
    return [...shape.slice(0, -1), this.units];
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      units: this.units,
      activation: activationName(this.activation),
      use_bias: this.useBias,
      ...(this.activityRegularizer && {
        activity_regularizer: serialize(this.activityRegularizer, 'keras.regularizers'),
      }),
      ...rulesConfig(this.rules),
      quantization_config: null,
    };
  }

  static override fromConfig(config: Config): AnyLayer {
    return new Dense(numberIn(config, 'units', 'Dense.fromConfig'), optionsFrom(config, 'Dense.fromConfig'));
  }
}

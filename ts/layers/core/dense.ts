/** A densely connected layer (keras.layers.Dense). */

import type { Activation } from '../../activations/names.ts';
import { type Config, numberIn, optionsFrom, serialize } from '../../config/config.ts';
import type { Constraint } from '../../constraints/constraint.ts';
import { checkWhole, ShapeError, showShape } from '../../errors.ts';
import { GlorotUniform } from '../../initializers/glorot-uniform.ts';
import type { Initializer } from '../../initializers/initializer.ts';
import { Zeros } from '../../initializers/zeros.ts';
import { add } from '../../ops/arithmetic/add.ts';
import { matmul } from '../../ops/linear/matmul.ts';
import type { Regularizer } from '../../regularizers/regularizer.ts';
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
import {
  type ActivationIdentifier,
  activationName,
  type ConstraintIdentifier,
  type InitializerIdentifier,
  type RegularizerIdentifier,
  resolve,
} from '../names.ts';

/** Options of {@link Dense}. */
export interface DenseOptions extends LayerOptions {
  /** Applied to the result. Default: none. */
  readonly activation?: ActivationIdentifier;
  /** Default `true`. */
  readonly useBias?: boolean;
  /** Default Glorot uniform. */
  readonly kernelInitializer?: InitializerIdentifier;
  /** Default zeros. */
  readonly biasInitializer?: InitializerIdentifier;
  readonly kernelRegularizer?: RegularizerIdentifier;
  readonly biasRegularizer?: RegularizerIdentifier;
  readonly activityRegularizer?: RegularizerIdentifier;
  readonly kernelConstraint?: ConstraintIdentifier;
  readonly biasConstraint?: ConstraintIdentifier;
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
  readonly kernelInitializer: Initializer;
  readonly biasInitializer: Initializer;
  readonly kernelRegularizer: Regularizer | undefined;
  readonly biasRegularizer: Regularizer | undefined;
  readonly kernelConstraint: Constraint | undefined;
  readonly biasConstraint: Constraint | undefined;
  kernel: Variable | undefined;
  bias: Variable | undefined;

  constructor(units: number, options: DenseOptions = {}) {
    super(options);
    const { where } = this;
    this.units = checkWhole(where, 'units', units, 1);
    this.activation = options.activation && resolve('activation', options.activation, where);
    this.useBias = options.useBias ?? true;
    this.kernelInitializer = resolve('initializer', options.kernelInitializer ?? new GlorotUniform(), where);
    this.biasInitializer = resolve('initializer', options.biasInitializer ?? new Zeros(), where);
    this.kernelRegularizer =
      options.kernelRegularizer && resolve('regularizer', options.kernelRegularizer, where);
    this.biasRegularizer = options.biasRegularizer && resolve('regularizer', options.biasRegularizer, where);
    this.activityRegularizer =
      options.activityRegularizer && resolve('regularizer', options.activityRegularizer, where);
    this.kernelConstraint =
      options.kernelConstraint && resolve('constraint', options.kernelConstraint, where);
    this.biasConstraint = options.biasConstraint && resolve('constraint', options.biasConstraint, where);
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
    this.kernel = this.addWeight('kernel', [size, this.units], {
      initializer: this.kernelInitializer,
      regularizer: this.kernelRegularizer,
      constraint: this.kernelConstraint,
    });
    if (!this.useBias) return;
    this.bias = this.addWeight('bias', [this.units], {
      initializer: this.biasInitializer,
      regularizer: this.biasRegularizer,
      constraint: this.biasConstraint,
    });
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
      kernel_initializer: serialize(this.kernelInitializer, 'keras.initializers'),
      bias_initializer: serialize(this.biasInitializer, 'keras.initializers'),
      kernel_regularizer: serialize(this.kernelRegularizer, 'keras.regularizers'),
      bias_regularizer: serialize(this.biasRegularizer, 'keras.regularizers'),
      ...(this.activityRegularizer && {
        activity_regularizer: serialize(this.activityRegularizer, 'keras.regularizers'),
      }),
      kernel_constraint: serialize(this.kernelConstraint, 'keras.constraints'),
      bias_constraint: serialize(this.biasConstraint, 'keras.constraints'),
      quantization_config: null,
    };
  }

  static override fromConfig(config: Config): AnyLayer {
    return new Dense(numberIn(config, 'units', 'Dense.fromConfig'), optionsFrom(config, 'Dense.fromConfig'));
  }
}

/** Scale and offset of normalisation layers: options, weights, configs. */

import { type Config, serialize } from '../../config/config.ts';
import type { Constraint } from '../../constraints/index.ts';
import { type Initializer, Ones, Zeros } from '../../initializers/index.ts';
import type { Regularizer } from '../../regularizers/index.ts';
import type { Shape } from '../../tensor/shape.ts';
import type { Variable } from '../../tensor/variable.ts';
import { Layer, type LayerOptions } from '../layer.ts';
import {
  type ConstraintIdentifier,
  type InitializerIdentifier,
  type RegularizerIdentifier,
  resolve,
} from '../names.ts';

/** Options of layers that scale and offset what they normalised. */
export interface AffineOptions extends LayerOptions {
  /** Added to the variance. Default 1e-3. */
  readonly epsilon?: number;
  /** Whether β is added. Default `true`. */
  readonly center?: boolean;
  /** Whether it is multiplied by γ. Default `true`. */
  readonly scale?: boolean;
  /** Default zeros. */
  readonly betaInitializer?: InitializerIdentifier;
  /** Default ones. */
  readonly gammaInitializer?: InitializerIdentifier;
  readonly betaRegularizer?: RegularizerIdentifier;
  readonly gammaRegularizer?: RegularizerIdentifier;
  readonly betaConstraint?: ConstraintIdentifier;
  readonly gammaConstraint?: ConstraintIdentifier;
}

/** A layer with γ and β. */
export abstract class AffineLayer extends Layer {
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  readonly betaInitializer: Initializer;
  readonly gammaInitializer: Initializer;
  readonly betaRegularizer: Regularizer | undefined;
  readonly gammaRegularizer: Regularizer | undefined;
  readonly betaConstraint: Constraint | undefined;
  readonly gammaConstraint: Constraint | undefined;
  gamma: Variable | undefined;
  beta: Variable | undefined;

  constructor(options: AffineOptions) {
    super(options);
    const { where } = this;
    this.epsilon = options.epsilon ?? 1e-3;
    this.center = options.center ?? true;
    this.scale = options.scale ?? true;
    this.betaInitializer = resolve('initializer', options.betaInitializer ?? new Zeros(), where);
    this.gammaInitializer = resolve('initializer', options.gammaInitializer ?? new Ones(), where);
    this.betaRegularizer = options.betaRegularizer && resolve('regularizer', options.betaRegularizer, where);
    this.gammaRegularizer =
      options.gammaRegularizer && resolve('regularizer', options.gammaRegularizer, where);
    this.betaConstraint = options.betaConstraint && resolve('constraint', options.betaConstraint, where);
    this.gammaConstraint = options.gammaConstraint && resolve('constraint', options.gammaConstraint, where);
    this.supportsMasking = true;
  }

  /** Adds γ and β. */
  protected addAffine(shape: Shape): void {
    if (this.scale)
      this.gamma = this.addWeight('gamma', shape, {
        initializer: this.gammaInitializer,
        regularizer: this.gammaRegularizer,
        constraint: this.gammaConstraint,
      });
    if (this.center)
      this.beta = this.addWeight('beta', shape, {
        initializer: this.betaInitializer,
        regularizer: this.betaRegularizer,
        constraint: this.betaConstraint,
      });
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      epsilon: this.epsilon,
      center: this.center,
      scale: this.scale,
      beta_initializer: serialize(this.betaInitializer, 'keras.initializers'),
      gamma_initializer: serialize(this.gammaInitializer, 'keras.initializers'),
      beta_regularizer: serialize(this.betaRegularizer, 'keras.regularizers'),
      gamma_regularizer: serialize(this.gammaRegularizer, 'keras.regularizers'),
      beta_constraint: serialize(this.betaConstraint, 'keras.constraints'),
      gamma_constraint: serialize(this.gammaConstraint, 'keras.constraints'),
    };
  }
}

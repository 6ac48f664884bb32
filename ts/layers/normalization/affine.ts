/** Scale and offset of normalisation layers: options, weights, configs. */

import type { Config } from '../../config/config.ts';
import { Ones } from '../../initializers/ones.ts';
import { Zeros } from '../../initializers/zeros.ts';
import type { Shape } from '../../tensor/shape.ts';
import type { Variable } from '../../tensor/variable.ts';
import { Layer, type LayerOptions } from '../layer.ts';
import { type RulesOf, rulesConfig, type WeightRulesOptions, weightRules } from '../weight-rules.ts';

/** Options of layers that scale and offset what they normalised. By default γ starts as ones, β as zeros. */
export interface AffineOptions extends LayerOptions, WeightRulesOptions<'gamma' | 'beta'> {
  /** Added to the variance. Default 1e-3. */
  readonly epsilon?: number;
  /** Whether β is added. Default `true`. */
  readonly center?: boolean;
  /** Whether it is multiplied by γ. Default `true`. */
  readonly scale?: boolean;
}

/** A layer with γ and β. */
export abstract class AffineLayer extends Layer {
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  readonly rules: RulesOf<'gamma' | 'beta'>;
  gamma: Variable | undefined;
  beta: Variable | undefined;

  constructor(options: AffineOptions) {
    super(options);
    this.epsilon = options.epsilon ?? 1e-3;
    this.center = options.center ?? true;
    this.scale = options.scale ?? true;
    this.rules = weightRules(this.where, options, { gamma: new Ones(), beta: new Zeros() });
    this.supportsMasking = true;
  }

  /** Adds γ and β. */
  protected addAffine(shape: Shape): void {
    if (this.scale) this.gamma = this.addWeight('gamma', shape, this.rules.gamma);
    if (this.center) this.beta = this.addWeight('beta', shape, this.rules.beta);
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      epsilon: this.epsilon,
      center: this.center,
      scale: this.scale,
      ...rulesConfig(this.rules),
    };
  }
}

/** RMSprop (keras.optimizers.RMSprop; Hinton, 2012). */

import type { Config } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { rmspropOperation } from '../ops/optimizer/rmsprop.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';
import { updateFused } from './fused.ts';
import { Optimizer, type Update } from './optimizer.ts';
import { checkNotNegative, checkShare, type OptimizerOptions } from './options.ts';

/** Options of {@link RMSprop}. */
export interface RMSpropOptions extends OptimizerOptions {
  /** Weight of the past in the mean of squares, 0 to 1. Default 0.9. */
  readonly rho?: number;
  /** How much of the last step goes into the next, 0 to 1. Default 0. */
  readonly momentum?: number;
  /** Added under the root. Default 1e-7. */
  readonly epsilon?: number;
  /** Whether squares are counted from the mean gradient. Default `false`. */
  readonly centered?: boolean;
}

/**
 * `v = rho·v + (1 - rho)·g²`, `u = rate·g/√(v + epsilon)` (centered: `v` less the squared mean gradient), then
 * `w -= u`, or with momentum `m = momentum·m + u` and `w -= m`. Default rate 0.001.
 */
export class RMSprop extends Optimizer {
  static override readonly className: string = 'RMSprop';
  readonly rho: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly centered: boolean;
  #slots: readonly (readonly Variable[])[] = [];

  constructor(first?: First<RMSpropOptions, 'learningRate'>, rest?: RMSpropOptions) {
    const options = withFirst('learningRate', first, rest);
    super(0.001, options, 'rho momentum epsilon centered');
    this.rho = checkShare('RMSprop', 'rho', options.rho ?? 0.9);
    this.momentum = checkShare('RMSprop', 'momentum', options.momentum ?? 0);
    this.epsilon = checkNotNegative('RMSprop', 'epsilon', options.epsilon ?? 1e-7);
    this.centered = options.centered ?? false;
  }

  protected override buildSlots(trainable: readonly Variable[]): void {
    const slots = [this.addSlots(trainable, { velocity: 0 }).velocity];
    if (this.momentum > 0) slots.push(this.addSlots(trainable, { momentum: 0 }).momentum);
    if (this.centered) slots.push(this.addSlots(trainable, { averageGradient: 0 }).averageGradient);
    this.#slots = slots;
  }

  protected override update(updates: readonly Update[], learningRate: Tensor): void {
    const { rho, momentum, epsilon, centered } = this;
    const attributes = { rho, momentum, epsilon, centered };
    updateFused(this, rmspropOperation, updates, this.#slots, [learningRate], attributes);
  }

  override getConfig(): Config {
    const { rho, momentum, epsilon, centered } = this;
    return { ...super.getConfig(), rho, momentum, epsilon, centered };
  }
}

/** Stochastic gradient descent, with momentum and Nesterov's variant (keras.optimizers.SGD). */

import type { Config } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { sgdOperation } from '../ops/optimizer/sgd.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';
import { updateFused } from './fused.ts';
import { Optimizer, type Update } from './optimizer.ts';
import { checkShare, type OptimizerOptions } from './options.ts';

/** Options of {@link SGD}. */
export interface SGDOptions extends OptimizerOptions {
  /** How much of the last step goes into the next, 0 to 1. Default 0. */
  readonly momentum?: number;
  /** Whether to look ahead along the momentum. Default `false`. */
  readonly nesterov?: boolean;
}

/**
 * `w -= rate·g`; with momentum `m = momentum·m - rate·g` and `w += m`, or Nesterov's `w += momentum·m - rate·g`.
 * Default rate 0.01.
 */
export class SGD extends Optimizer {
  static override readonly className: string = 'SGD';
  readonly momentum: number;
  readonly nesterov: boolean;
  #slots: readonly (readonly Variable[])[] = [];

  constructor(first?: First<SGDOptions, 'learningRate'>, rest?: SGDOptions) {
    const options = withFirst('learningRate', first, rest);
    super(0.01, options, 'momentum nesterov');
    this.momentum = checkShare('SGD', 'momentum', options.momentum ?? 0);
    this.nesterov = options.nesterov ?? false;
  }

  protected override buildSlots(trainable: readonly Variable[]): void {
    if (this.momentum !== 0) this.#slots = [this.addSlots(trainable, { momentum: 0 }).momentum];
  }

  protected override update(updates: readonly Update[], learningRate: Tensor): void {
    const { momentum, nesterov } = this;
    updateFused(this, sgdOperation, updates, this.#slots, [learningRate], { momentum, nesterov });
  }

  override getConfig(): Config {
    return { ...super.getConfig(), momentum: this.momentum, nesterov: this.nesterov };
  }
}

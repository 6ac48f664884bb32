/** Lion, which steps by the sign of a momentum (keras.optimizers.Lion; Chen et al., 2023). */

import type { Config } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { ValueError } from '../errors.ts';
import { add } from '../ops/arithmetic/add.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { sign } from '../ops/elementwise/sign.ts';
import { flushed } from '../ops/optimizer/slots.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';
import { Optimizer, type Update } from './optimizer.ts';
import { checkShare, type OptimizerOptions } from './options.ts';

/** Options of {@link Lion}. */
export interface LionOptions extends OptimizerOptions {
  /** Weight of the past in the step, above 0 to 1. Default 0.9. */
  readonly beta1?: number;
  /** Weight of the past in the momentum, 0 to 1. Default 0.99. */
  readonly beta2?: number;
}

/** `w -= rate·sign(beta1·m + (1 - beta1)·g)`, `m = beta2·m + (1 - beta2)·g`. Default rate 0.001. */
export class Lion extends Optimizer {
  static override readonly className: string = 'Lion';
  readonly beta1: number;
  readonly beta2: number;
  #momentums: readonly Variable[] = [];

  constructor(first?: First<LionOptions, 'learningRate'>, rest?: LionOptions) {
    const options = withFirst('learningRate', first, rest);
    super(0.001, options, 'beta1 beta2');
    this.beta1 = checkShare('Lion', 'beta1', options.beta1 ?? 0.9);
    if (this.beta1 === 0)
      throw new ValueError('Lion', 'beta1 above 0', '0', 'Without a momentum it is sign descent.');
    this.beta2 = checkShare('Lion', 'beta2', options.beta2 ?? 0.99);
  }

  protected override buildSlots(trainable: readonly Variable[]): void {
    this.#momentums = this.addSlots(trainable, { momentum: 0 }).momentum;
  }

  protected override update(updates: readonly Update[], learningRate: Tensor): void {
    for (const one of updates) {
      const { variable, gradient, index } = one;
      const momentum = this.#momentums[index] as Variable;
      const mix = (beta: number): Tensor =>
        add(multiply(momentum.read(), beta), multiply(gradient, 1 - Math.fround(beta)));
      const change = multiply(learningRate, sign(mix(this.beta1)));
      variable.assign(subtract(this.decayed(one, learningRate), change));
      momentum.assign(flushed(mix(this.beta2)));
    }
  }

  override getConfig(): Config {
    return { ...super.getConfig(), beta_1: this.beta1, beta_2: this.beta2 };
  }
}

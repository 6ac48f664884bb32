/**
 * Adafactor, which keeps sums of rows and columns in place of all squares (keras.optimizers.Adafactor; Shazeer and
 * Stern, 2018).
 */

import type { Config } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { isWithin, show, ValueError } from '../errors.ts';
import { add } from '../ops/arithmetic/add.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { maximum } from '../ops/arithmetic/maximum.ts';
import { minimum } from '../ops/arithmetic/minimum.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { power } from '../ops/arithmetic/power.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { sqrt } from '../ops/elementwise/sqrt.ts';
import { square } from '../ops/elementwise/square.ts';
import { mean } from '../ops/reduction/mean.ts';
import { expandDims } from '../ops/shape/expand-dims.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';
import { Optimizer, type Update } from './optimizer.ts';
import { checkNotNegative, checkNumber, type OptimizerOptions } from './options.ts';

/** Options of {@link Adafactor}. */
export interface AdafactorOptions extends OptimizerOptions {
  /** How the weight of the past grows with the step t: `1 - t^beta2Decay`. Default -0.8. */
  readonly beta2Decay?: number;
  /** Added to squared gradients; the means never fall below it. Default 1e-30. */
  readonly epsilon1?: number;
  /** The least root mean square that a variable counts with. Default 1e-3. */
  readonly epsilon2?: number;
  /** The largest root mean square of an update; > 0. Default 1. */
  readonly clipThreshold?: number;
  /** Kept for configs: as in Keras, the rate is at most `1/√t` either way. Default `true`. */
  readonly relativeStep?: boolean;
}

interface Slots {
  readonly row: Variable;
  readonly column: Variable;
  readonly velocity: Variable;
}

/**
 * Updates `g/√v` clipped to a root mean square of `clipThreshold`, times the rate and the root mean square of the
 * variable; v is the mean of squares, of matrices the product of row and column means. Default rate 0.001.
 */
export class Adafactor extends Optimizer {
  static override readonly className: string = 'Adafactor';
  readonly beta2Decay: number;
  readonly epsilon1: number;
  readonly epsilon2: number;
  readonly clipThreshold: number;
  readonly relativeStep: boolean;
  #slots: readonly Slots[] = [];

  constructor(first?: First<AdafactorOptions, 'learningRate'>, rest?: AdafactorOptions) {
    const options = withFirst('learningRate', first, rest);
    super(0.001, options, 'beta2Decay epsilon1 epsilon2 clipThreshold relativeStep');
    checkNumber('Adafactor', 'beta2Decay', options.beta2Decay);
    this.beta2Decay = options.beta2Decay ?? -0.8;
    this.epsilon1 = checkNotNegative('Adafactor', 'epsilon1', options.epsilon1 ?? 1e-30);
    this.epsilon2 = checkNotNegative('Adafactor', 'epsilon2', options.epsilon2 ?? 1e-3);
    this.clipThreshold = options.clipThreshold ?? 1;
    if (!isWithin(this.clipThreshold, Number.MIN_VALUE))
      throw new ValueError('Adafactor', 'clipThreshold > 0', show(this.clipThreshold));
    this.relativeStep = options.relativeStep ?? true;
  }

  /** Vectors are not factored; as in Keras they have a row and a column of one number all the same. */
  protected override buildSlots(trainable: readonly Variable[]): void {
    this.#slots = trainable.map(({ name, shape }) => {
      const factored = shape.length >= 2;
      const [rows, columns] = [shape.slice(0, -1), [...shape.slice(0, -2), ...shape.slice(-1)]];
      return {
        row: this.addSlot(`${name}_row`, factored ? rows : [], 0),
        column: this.addSlot(`${name}_column`, factored ? columns : [], 0),
        velocity: this.addSlot(`${name}_velocity`, shape, 0),
      };
    });
  }

  protected override update(updates: readonly Update[], learningRate: Tensor): void {
    const step = this.updateCount(1);
    const rate = minimum(learningRate, divide(1, sqrt(step)));
    const past = subtract(1, power(step, this.beta2Decay));
    const average = (old: Variable, x: Tensor): Tensor =>
      add(multiply(past, old.read()), multiply(subtract(1, past), x));
    const rootMeanSquare = (x: Tensor): Tensor => sqrt(mean(square(x)));
    for (const one of updates) {
      const { variable, gradient, index } = one;
      const value = this.decayed(one, learningRate);
      const alpha = multiply(maximum(this.epsilon2, rootMeanSquare(value)), rate);
      const squares = add(square(gradient), this.epsilon1);
      const velocity = this.#velocity(this.#slots[index] as Slots, squares, average);
      const direction = divide(gradient, sqrt(velocity));
      const excess = maximum(1, divide(rootMeanSquare(direction), this.clipThreshold));
      variable.assign(subtract(value, multiply(alpha, divide(direction, excess))));
    }
  }

  #velocity(
    { row, column, velocity }: Slots,
    squares: Tensor,
    average: (old: Variable, x: Tensor) => Tensor,
  ): Tensor {
    if (squares.rank < 2) {
      const v = average(velocity, squares);
      velocity.assign(v);
      return v;
    }
    const r = average(row, mean(squares, { axis: -1 }));
    const c = average(column, mean(squares, { axis: -2 }));
    const share = divide(r, mean(r, { axis: -1, keepDims: true }));
    const v = multiply(expandDims(share, -1), expandDims(c, -2));
    row.assign(r);
    column.assign(c);
    velocity.assign(v);
    return v;
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      beta_2_decay: this.beta2Decay,
      epsilon_1: this.epsilon1,
      epsilon_2: this.epsilon2,
      clip_threshold: this.clipThreshold,
      relative_step: this.relativeStep,
    };
  }
}

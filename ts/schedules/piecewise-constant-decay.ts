/** A learning rate that is constant between boundaries (keras.optimizers.schedules.PiecewiseConstantDecay). */

import { checkKeys } from '../closest.ts';
import type { Config } from '../config/config.ts';
import { checkFinite, checkList, ValueError } from '../errors.ts';
import { lessEqual } from '../ops/compare/less-equal.ts';
import { where } from '../ops/index/where.ts';
import { asTensor, type TensorLike } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { LearningRateSchedule, type ScheduleOptions } from './schedule.ts';

/** `values[0]` up to and with step `boundaries[0]`, then `values[1]` up to and with `boundaries[1]`, and so on. */
export class PiecewiseConstantDecay extends LearningRateSchedule {
  static override readonly className: string = 'PiecewiseConstantDecay';
  static readonly requiredArguments: string = 'boundaries values';
  readonly boundaries: readonly number[];
  readonly values: readonly number[];
  readonly name: string;

  /** @param boundaries Steps, ascending. @param values Rates, one more than boundaries. */
  constructor(boundaries: readonly number[], values: readonly number[], options: ScheduleOptions = {}) {
    const { name = 'PiecewiseConstant' } = checkKeys('PiecewiseConstantDecay', options, 'name');
    super();
    const where = 'PiecewiseConstantDecay';
    for (const value of [
      ...checkList(where, 'boundaries', boundaries),
      ...checkList(where, 'values', values),
    ])
      checkFinite(where, 'boundary and value', value);
    if (boundaries.length === 0 || boundaries.length !== values.length - 1)
      throw new ValueError(
        where,
        'at least one boundary and one more value',
        `${boundaries.length} and ${values.length}`,
      );
    if (boundaries.some((step, index) => index > 0 && !(step > (boundaries[index - 1] as number))))
      throw new ValueError(where, 'ascending boundaries', boundaries.join(', '));
    this.boundaries = [...boundaries];
    this.values = [...values];
    this.name = name;
  }

  override call(step: TensorLike): Tensor {
    const now = asTensor(step, this.name);
    let rate: Tensor | number = this.values.at(-1) as number;
    for (let index = this.boundaries.length - 1; index >= 0; index--) {
      const boundary = this.boundaries[index] as number;
      // Boundaries take the dtype of the step: whole steps are compared as whole numbers.
      const limit = now.dtype === 'float32' ? boundary : Math.trunc(boundary);
      rate = where(lessEqual(now, limit), this.values[index] as number, rate);
    }
    return rate as Tensor;
  }

  override getConfig(): Config {
    return { boundaries: this.boundaries, values: this.values, name: this.name };
  }
}

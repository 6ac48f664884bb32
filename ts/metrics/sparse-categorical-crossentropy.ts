/** The mean cross-entropy with integer labels (keras.metrics.SparseCategoricalCrossentropy). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { sparseCategoricalCrossentropy } from '../losses/sparse-categorical-crossentropy.ts';
import { MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** Options of {@link SparseCategoricalCrossentropy}. */
export interface SparseCategoricalCrossentropyOptions extends MetricOptions {
  /** Whether predictions are logits. Default `false`. */
  readonly fromLogits?: boolean;
  /** A label whose loss counts as 0. Default none. */
  readonly ignoreClass?: number;
  /** The axis of the classes. Default -1. */
  readonly axis?: number;
}

/** The mean of `-ln yPred[yTrue]`. */
export class SparseCategoricalCrossentropy extends MeanMetricWrapper {
  static override readonly className: string = 'SparseCategoricalCrossentropy';
  readonly fromLogits: boolean;
  readonly ignoreClass: number | undefined;
  readonly axis: number;

  constructor(
    first?: First<SparseCategoricalCrossentropyOptions, 'name'>,
    rest?: SparseCategoricalCrossentropyOptions,
  ) {
    const options = optionsOf(new.target.className, 'name fromLogits ignoreClass axis', first, rest);
    const { fromLogits = false, ignoreClass, axis = -1, name = 'sparse_categorical_crossentropy' } = options;
    const given = { fromLogits, axis, ...(ignoreClass === undefined ? {} : { ignoreClass }) };
    super((yTrue, yPred) => sparseCategoricalCrossentropy(yTrue, yPred, given), { name });
    this.fromLogits = fromLogits;
    this.ignoreClass = ignoreClass;
    this.axis = axis;
  }

  override getConfig(): Config {
    const { fromLogits, ignoreClass, axis } = this;
    return { ...super.getConfig(), from_logits: fromLogits, ignore_class: ignoreClass ?? null, axis };
  }
}

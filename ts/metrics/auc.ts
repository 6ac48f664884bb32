/** The area under the ROC or precision-recall curve (keras.metrics.AUC; Davis and Goadrich, 2006). */

import { type Config, config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { checkWhole, ShapeError, show, showShape, ValueError } from '../errors.ts';
import { sigmoid } from '../ops/activation/sigmoid.ts';
import { add } from '../ops/arithmetic/add.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { divideNoNan } from '../ops/arithmetic/divide-no-nan.ts';
import { maximum } from '../ops/arithmetic/maximum.ts';
import { minimum } from '../ops/arithmetic/minimum.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { equal } from '../ops/compare/equal.ts';
import { greater } from '../ops/compare/greater.ts';
import { logicalAnd } from '../ops/compare/logical-and.ts';
import { log } from '../ops/elementwise/log.ts';
import { where } from '../ops/index/where.ts';
import { mean } from '../ops/reduction/mean.ts';
import { sum } from '../ops/reduction/sum.ts';
import { cast } from '../ops/shape/cast.ts';
import { slice } from '../ops/shape/slice.ts';
import { asTensor, fromArray, type TensorLike } from '../tensor/create.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import {
  ConfusionMetric,
  type ConfusionOptions,
  type Count,
  checkThresholds,
  evenThresholds,
  MOST_THRESHOLDS,
} from './confusion.ts';
import type { MetricOptions } from './metric.ts';

/** The curves. */
export type AUCCurve = 'ROC' | 'PR' | 'PRGAIN';

/** How the area between two thresholds is measured. */
export type AUCSummationMethod = 'interpolation' | 'minoring' | 'majoring';

/** Options of {@link AUC}. */
export interface AUCOptions extends MetricOptions {
  /** How many thresholds from 0 to 1. Default 200. */
  readonly numThresholds?: number;
  /** Default `'ROC'`. */
  readonly curve?: AUCCurve;
  /** Default `'interpolation'`. */
  readonly summationMethod?: AUCSummationMethod;
  /** Thresholds in place of even ones; 0 and 1 are added. */
  readonly thresholds?: readonly number[];
  /** Whether each label has its own curve, and the areas are averaged. Default `false`. */
  readonly multiLabel?: boolean;
  /** With `multiLabel`: how many labels; default those of the first batch. */
  readonly numLabels?: number;
  /** With `multiLabel` weights of the average, else of the labels' samples. */
  readonly labelWeights?: readonly number[];
  /** Whether predictions are logits. Default `false`. */
  readonly fromLogits?: boolean;
}

const curves: readonly AUCCurve[] = ['ROC', 'PR', 'PRGAIN'];
const methods: readonly AUCSummationMethod[] = ['interpolation', 'minoring', 'majoring'];

/** The area under a curve of shares over thresholds. */
export class AUC extends ConfusionMetric {
  static override readonly className: string = 'AUC';
  readonly curve: AUCCurve;
  readonly summationMethod: AUCSummationMethod;
  readonly multiLabel: boolean;
  readonly fromLogits: boolean;
  readonly labelWeights: readonly number[] | undefined;
  readonly #given: readonly number[] | undefined;
  readonly #numLabels: number | undefined;
  #labels: number | undefined;
  protected override readonly confusion: ConfusionOptions;
  protected override readonly counts: readonly Count[] = [
    'true_positives',
    'false_positives',
    'true_negatives',
    'false_negatives',
  ];

  constructor(first?: First<AUCOptions, 'numThresholds'>, rest?: AUCOptions) {
    const options = optionsOf(
      new.target.className,
      'numThresholds curve summationMethod thresholds multiLabel numLabels labelWeights fromLogits name',
      first,
      rest,
    );
    super(options.name ?? 'auc');
    const {
      numThresholds = 200,
      curve = 'ROC',
      summationMethod = 'interpolation',
      thresholds,
      labelWeights,
    } = options;
    if (!curves.includes(curve)) throw new ValueError('AUC', `curve ${curves.join(', ')}`, show(curve));
    if (!methods.includes(summationMethod))
      throw new ValueError('AUC', `summationMethod ${methods.join(', ')}`, show(summationMethod));
    checkWhole('AUC', 'numThresholds', numThresholds, 2, MOST_THRESHOLDS);
    const given = thresholds && checkThresholds('AUC', thresholds, 0.5);
    if (options.numLabels !== undefined && !options.multiLabel)
      throw new ValueError('AUC', 'numLabels only with multiLabel', show(options.numLabels));
    this.curve = curve;
    this.summationMethod = summationMethod;
    this.multiLabel = options.multiLabel ?? false;
    this.fromLogits = options.fromLogits ?? false;
    this.labelWeights = labelWeights;
    this.#numLabels = options.numLabels;
    this.#labels = options.numLabels;
    this.#given = given && [...given].sort((a, b) => a - b);
    const inner = this.#given ?? evenThresholds(numThresholds).slice(1, -1);
    // The ends lie beyond 0 and 1, so that rounding leaves no prediction out.
    this.confusion = {
      thresholds: [-1e-7, ...inner, 1 + 1e-7],
      multiLabel: this.multiLabel,
      labelWeights: this.multiLabel ? undefined : labelWeights,
    };
  }

  /** How many thresholds there are, ends included. */
  get numThresholds(): number {
    return this.confusion.thresholds.length;
  }

  protected override stateShapes(): Readonly<Record<string, Shape>> {
    if (!this.multiLabel) return super.stateShapes();
    const labels = this.#labels;
    if (labels === undefined) return {};
    return Object.fromEntries(this.counts.map((name) => [name, [this.numThresholds, labels]]));
  }

  override updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight?: TensorLike): void {
    this.run(() => {
      const given = cast(asTensor(yPred, 'AUC'), 'float32');
      if (this.multiLabel) {
        if (given.rank !== 2 || (this.#labels !== undefined && given.shape[1] !== this.#labels))
          throw new ShapeError(
            'AUC',
            `predictions (samples, ${this.#labels ?? 'labels'})`,
            showShape(given.shape),
          );
        this.#labels = given.shape[1] as number;
      }
      super.updateState(yTrue, this.fromLogits ? sigmoid(given) : given, sampleWeight);
    });
  }

  override result(): Tensor {
    return this.run(() => {
      const interpolated = this.curve === 'PR' && this.summationMethod === 'interpolation';
      return this.#overLabels(interpolated ? this.#interpolated() : this.#summed());
    });
  }

  /** The value at each threshold but the last, and at each but the first. */
  #neighbours(x: Tensor): [Tensor, Tensor] {
    const rest = x.shape.slice(1);
    const size = [this.numThresholds - 1, ...rest];
    const zero = rest.map(() => 0);
    return [slice(x, [0, ...zero], size), slice(x, [1, ...zero], size)];
  }

  /** Areas of rectangles (or trapezoids) between neighbouring thresholds. */
  #summed(): Tensor {
    const [x, y] = this.#axes();
    const [x0, x1] = this.#neighbours(x);
    const [y0, y1] = this.#neighbours(y);
    const heights = {
      interpolation: () => divide(add(y0, y1), 2),
      minoring: () => minimum(y0, y1),
      majoring: () => maximum(y0, y1),
    }[this.summationMethod]();
    return multiply(subtract(x0, x1), heights);
  }

  #axes(): [Tensor, Tensor] {
    const recall = this.share('true_positives', 'false_negatives');
    if (this.curve === 'ROC') return [this.share('false_positives', 'true_negatives'), recall];
    if (this.curve === 'PR') return [recall, this.share('true_positives', 'false_positives')];
    const [tp, fp] = [this.count('true_positives'), this.count('false_positives')];
    const [tn, fn] = [this.count('true_negatives'), this.count('false_negatives')];
    const scale = divideNoNan(add(tp, fn), add(tn, fp));
    const gain = (wrong: Tensor, none: number): Tensor =>
      where(equal(tp, 0), none, subtract(1, multiply(scale, divideNoNan(wrong, tp))));
    return [maximum(gain(fn, 0), 0), gain(fp, 1)];
  }

  /** Between thresholds true positives grow in proportion to all positives; the area has a logarithm. */
  #interpolated(): Tensor {
    const [tp0, tp1] = this.#neighbours(this.count('true_positives'));
    const [p0, p1] = this.#neighbours(add(this.count('true_positives'), this.count('false_positives')));
    const [, fn1] = this.#neighbours(this.count('false_negatives'));
    const gained = subtract(tp0, tp1);
    const slope = divideNoNan(gained, maximum(subtract(p0, p1), 0));
    const intercept = subtract(tp1, multiply(slope, p1));
    const both = logicalAnd(greater(p0, 0), greater(p1, 0));
    const ratio = where(both, divideNoNan(p0, maximum(p1, 0)), 1);
    const area = multiply(slope, add(gained, multiply(intercept, log(ratio))));
    return divideNoNan(area, maximum(add(tp1, fn1), 0));
  }

  #overLabels(areas: Tensor): Tensor {
    if (!this.multiLabel) return sum(areas);
    const each = sum(areas, { axis: 0 });
    if (this.labelWeights === undefined) return mean(each);
    const weights = fromArray(Float32Array.from(this.labelWeights), [this.labelWeights.length], 'float32');
    return divideNoNan(sum(multiply(each, weights)), sum(weights));
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      ...config({
        num_thresholds: this.numThresholds,
        curve: this.curve,
        summation_method: this.summationMethod,
        multi_label: this.multiLabel,
        num_labels: this.#numLabels,
        label_weights: this.labelWeights,
        from_logits: this.fromLogits,
      }),
      ...(this.#given === undefined ? {} : { thresholds: this.#given }),
    };
  }
}

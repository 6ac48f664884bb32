/** Features shifted and scaled by statistics of data seen before (keras.layers.Normalization). */

import type { Config } from '../../config/config.ts';
import { type First, withFirst } from '../../config/first.ts';
import { ShapeError, showShape, ValueError } from '../../errors.ts';
import { Ones, Zeros } from '../../initializers/index.ts';
import { add } from '../../ops/arithmetic/add.ts';
import { divide } from '../../ops/arithmetic/divide.ts';
import { maximum } from '../../ops/arithmetic/maximum.ts';
import { multiply } from '../../ops/arithmetic/multiply.ts';
import { squaredDifference } from '../../ops/arithmetic/squared-difference.ts';
import { subtract } from '../../ops/arithmetic/subtract.ts';
import { sqrt } from '../../ops/elementwise/sqrt.ts';
import { moments } from '../../ops/reduction/moments.ts';
import { cast } from '../../ops/shape/cast.ts';
import { reshape } from '../../ops/shape/reshape.ts';
import { asTensor, type NestedValues, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxes, type Shape, sameShape } from '../../tensor/shape.ts';
import { Tensor } from '../../tensor/tensor.ts';
import { Variable } from '../../tensor/variable.ts';
import type { BatchShape } from '../keras-tensor.ts';
import {
  type BatchShapes,
  isTensorList,
  Layer,
  type LayerOptions,
  oneShape,
  type SamplesApart,
} from '../layer.ts';

/** Options of {@link Normalization}. */
export interface NormalizationOptions extends LayerOptions {
  /** The axes whose positions have statistics of their own; `null`: one mean and variance for all. Default -1. */
  readonly axis?: number | readonly number[] | null;
  /** The mean, where it is known: one number, or one for each position. Without, `adapt` finds it. */
  readonly mean?: NestedValues;
  /** The variance, of the same shape. */
  readonly variance?: NestedValues;
  /** Whether it does the reverse, `x·√variance + mean`. Default `false`. */
  readonly invert?: boolean;
}

/** The least standard deviation divided by, Keras's epsilon. */
const LEAST = 1e-7;

/**
 * `(x - mean) / √variance`, by the statistics of {@link adapt} or those given. Its weights are not trained: `mean`,
 * `variance` and Keras's `count`, which stays 0.
 */
export class Normalization extends Layer {
  static override readonly className: string = 'Normalization';
  static override readonly samplesApart: SamplesApart = true;

  readonly axis: readonly number[];
  readonly mean: NestedValues | undefined;
  readonly variance: NestedValues | undefined;
  readonly invert: boolean;
  #statistics: [mean: Tensor | Variable, variance: Tensor | Variable] | undefined;
  #kept: readonly number[] = [];
  #shape: BatchShape = [];

  constructor(first?: First<NormalizationOptions, 'axis'>, rest?: NormalizationOptions) {
    const options = withFirst('axis', first, rest);
    super(options);
    const { axis = -1, mean, variance, invert = false } = options;
    this.axis = axis === null ? [] : typeof axis === 'number' ? [axis] : axis;
    this.mean = mean;
    this.variance = variance;
    this.invert = invert;
    this.supportsMasking = true;
    const shapes = [mean, variance].map((given) =>
      given === undefined ? undefined : this.#given(given).shape,
    );
    const [one, other] = shapes;
    const same = one === undefined || other === undefined ? one === other : sameShape(one, other);
    if (!same || (one?.length ?? 0) > this.axis.length)
      throw new ValueError(
        this.where,
        `mean and variance of one shape, of at most ${this.axis.length} axes`,
        shapes.map((shape) => (shape === undefined ? 'none' : showShape(shape))).join(' and '),
      );
  }

  #given(values: NestedValues): Tensor {
    return cast(asTensor(values, this.where), 'float32');
  }

  override build(inputShape: BatchShapes): void {
    const shape = oneShape(this.where, inputShape);
    const kept = normalizeAxes(this.where, this.axis, shape.length);
    const sizes = kept.map((axis) => shape[axis] ?? null);
    if (sizes.includes(null))
      throw new ShapeError(
        this.where,
        `an input whose sizes on axes ${showShape(this.axis)} are known`,
        showShape(shape),
      );
    if (this.mean !== undefined && this.variance !== undefined) {
      const given = this.#given(this.mean).shape;
      const fits = given.every((size, index) => size === 1 || size === sizes.at(index - given.length));
      if (!fits)
        throw new ShapeError(
          this.where,
          `an input that fits a mean of shape ${showShape(given)}`,
          showShape(shape),
        );
      const along = kept.map((_, index) => given.at(index - kept.length) ?? 1);
      const placed = (values: NestedValues): Tensor =>
        reshape(this.#given(values), this.#spread(along, kept, shape.length));
      this.#statistics = [placed(this.mean), placed(this.variance)];
    } else {
      const known = sizes as number[];
      const fixed = { trainable: false } as const;
      this.#statistics = [
        this.addWeight('mean', known, { initializer: new Zeros(), ...fixed }),
        this.addWeight('variance', known, { initializer: new Ones(), ...fixed }),
      ];
      this.addWeight('count', [], { initializer: new Zeros(), dtype: 'int32', ...fixed });
    }
    this.#kept = kept;
    this.#shape = shape;
  }

  /** Sizes of the kept axes among ones. */
  #spread(sizes: Shape, kept: readonly number[], rank: number): number[] {
    return Array.from({ length: rank }, (_, axis) => sizes[kept.indexOf(axis)] ?? 1);
  }

  /** Throws a {@link ShapeError} for an input of other kept sizes than it was built for. */
  #check(shape: BatchShape): void {
    const fits =
      shape.length === this.#shape.length && this.#kept.every((axis) => shape[axis] === this.#shape[axis]);
    if (!fits)
      throw new ShapeError(
        this.where,
        `an input like ${showShape(this.#shape)} on axes ${showShape(this.axis)}`,
        showShape(shape),
        'It was built for those.',
      );
  }

  /**
   * Takes mean and variance from data: all of it as one tensor, or batches of it, as a list of tensors or anything
   * else to iterate over. Throws a {@link ValueError} where statistics were given or nothing is there to learn from,
   * and then leaves those it has.
   */
  adapt(data: TensorLike | Iterable<TensorLike>): void {
    const where = `${this.where}.adapt`;
    if (this.mean !== undefined)
      throw new ValueError(where, 'a layer without statistics of its own', 'mean and variance as options');
    let total: { mean: Tensor; variance: Tensor; count: number } | undefined;
    for (const batch of batchesOf(data)) {
      const x = cast(asTensor(batch, where), 'float32');
      if (x.size === 0) throw new ShapeError(where, 'data with elements', showShape(x.shape));
      this._ensureBuilt([[null, ...x.shape.slice(1)]], false);
      this.#check(x.shape);
      const axis = x.shape.map((_, index) => index).filter((index) => !this.#kept.includes(index));
      const own = {
        ...moments(x, { axis }),
        count: axis.reduce((count, at) => count * (x.shape[at] as number), 1),
      };
      total = total === undefined ? own : together(total, own);
    }
    if (total === undefined) throw new ValueError(where, 'at least one batch', 'none');
    const [mean, variance] = this.#statistics as [Variable, Variable];
    mean.assign(total.mean);
    variance.assign(total.variance);
  }

  override call(x: Tensor): Tensor {
    this.#check(x.shape);
    const [mean, variance] = (this.#statistics as [Variable, Variable]).map((one) =>
      one instanceof Variable ? reshape(one, this.#spread(one.shape, this.#kept, x.rank)) : one,
    ) as [Tensor, Tensor];
    const deviation = maximum(sqrt(variance), LEAST);
    const input = cast(x, 'float32');
    return this.invert ? add(mean, multiply(input, deviation)) : divide(subtract(input, mean), deviation);
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    const shape = oneShape(this.where, inputShape);
    if (this.built) this.#check(shape);
    return shape;
  }

  override getConfig(): Config {
    const { axis, invert, mean = null, variance = null } = this;
    return { ...super.getConfig(), axis, invert, mean, variance };
  }
}

function batchesOf(data: TensorLike | Iterable<TensorLike>): Iterable<TensorLike> {
  if (isTensorList(data)) return data as readonly Tensor[];
  const isOne = typeof data !== 'object' || Array.isArray(data) || ArrayBuffer.isView(data);
  return isOne || data instanceof Tensor || data instanceof Variable
    ? [data as TensorLike]
    : (data as Iterable<TensorLike>);
}

/** The statistics of two parts as one (Chan et al., 1979). */
function together(
  a: { mean: Tensor; variance: Tensor; count: number },
  b: { mean: Tensor; variance: Tensor; count: number },
): { mean: Tensor; variance: Tensor; count: number } {
  const count = a.count + b.count;
  const blend = (first: Tensor, second: Tensor): Tensor =>
    add(multiply(first, a.count / count), multiply(second, b.count / count));
  const mean = blend(a.mean, b.mean);
  const spread = (part: { mean: Tensor; variance: Tensor }): Tensor =>
    add(part.variance, squaredDifference(part.mean, mean));
  return { mean, variance: blend(spread(a), spread(b)), count };
}

/** Normalisation by the statistics of the batch (keras.layers.BatchNormalization; Ioffe and Szegedy, 2015). */

import { type Config, serialize } from '../../config/config.ts';
import { type First, withFirst } from '../../config/first.ts';
import { ShapeError, show, showShape, UnsupportedError, ValueError } from '../../errors.ts';
import { type Initializer, Ones, Zeros } from '../../initializers/index.ts';
import { add } from '../../ops/arithmetic/add.ts';
import { divide } from '../../ops/arithmetic/divide.ts';
import { multiply } from '../../ops/arithmetic/multiply.ts';
import { subtract } from '../../ops/arithmetic/subtract.ts';
import { square } from '../../ops/elementwise/square.ts';
import { where } from '../../ops/index/where.ts';
import {
  batchNormalization,
  batchNormalizationTraining,
  type ChannelNormalizationOptions,
} from '../../ops/normalization/batch-normalization.ts';
import { broadcastTo, sum } from '../../ops/reduction/sum.ts';
import { cast } from '../../ops/shape/cast.ts';
import { expandDims } from '../../ops/shape/expand-dims.ts';
import { reshape } from '../../ops/shape/reshape.ts';
import { normalizeAxis, sameShape } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Variable } from '../../tensor/variable.ts';
import type { BatchShape } from '../keras-tensor.ts';
import { type BatchShapes, type CallOptions, oneShape, type SamplesApart } from '../layer.ts';
import { type InitializerIdentifier, resolve } from '../names.ts';
import { AffineLayer, type AffineOptions } from './affine.ts';

/** Options of {@link BatchNormalization}. */
export interface BatchNormalizationOptions extends AffineOptions {
  /** The axis of the channels. Default -1. */
  readonly axis?: number;
  /** How much of the moving statistics stays at each step. Default 0.99. */
  readonly momentum?: number;
  /** Default zeros. */
  readonly movingMeanInitializer?: InitializerIdentifier;
  /** Default ones. */
  readonly movingVarianceInitializer?: InitializerIdentifier;
  /** Not supported: `true` throws an UnsupportedError. */
  readonly renorm?: boolean;
  /** Not supported: `true` throws an UnsupportedError. */
  readonly synchronized?: boolean;
}

/** What Keras adds to the number of unmasked rows. */
const MASK_EPSILON = 1e-7;

/**
 * `(x - mean) / √(variance + ε) · γ + β`, channel by channel: while training by the mean and biased variance of the
 * batch, which the moving statistics follow; else, and where the layer is frozen, by the moving statistics. A mask
 * (one axis less than the input) says which rows count. Throws a {@link ShapeError} for other channels or ranks.
 */
export class BatchNormalization extends AffineLayer {
  static override readonly className: string = 'BatchNormalization';
  static override readonly samplesApart: SamplesApart = (_: BatchNormalization, training: boolean) =>
    !training;

  readonly axis: number;
  readonly momentum: number;
  readonly movingMeanInitializer: Initializer;
  readonly movingVarianceInitializer: Initializer;
  movingMean: Variable | undefined;
  movingVariance: Variable | undefined;
  #rank = 0;

  constructor(first?: First<BatchNormalizationOptions, 'axis'>, rest?: BatchNormalizationOptions) {
    const options = withFirst('axis', first, rest);
    super(options);
    const { where } = this;
    for (const name of ['renorm', 'synchronized'] as const)
      if (options[name])
        throw new UnsupportedError(where, `${name} to be false`, `${name}: true`, 'It is not built yet.');
    this.axis = options.axis ?? -1;
    if (!Number.isInteger(this.axis))
      throw new ValueError(where, 'axis to be a whole number', show(this.axis));
    this.momentum = options.momentum ?? 0.99;
    const { movingMeanInitializer = new Zeros(), movingVarianceInitializer = new Ones() } = options;
    this.movingMeanInitializer = resolve('initializer', movingMeanInitializer, where);
    this.movingVarianceInitializer = resolve('initializer', movingVarianceInitializer, where);
  }

  override build(inputShape: BatchShapes): void {
    const shape = oneShape(this.where, inputShape);
    const channels = shape[normalizeAxis(this.where, this.axis, shape.length)];
    if (channels === null || channels === undefined)
      throw new ShapeError(this.where, 'an input whose channels are known', showShape(shape));
    this.addAffine([channels]);
    this.movingMean = this.addWeight('moving_mean', [channels], {
      initializer: this.movingMeanInitializer,
      trainable: false,
    });
    this.movingVariance = this.addWeight('moving_variance', [channels], {
      initializer: this.movingVarianceInitializer,
      trainable: false,
    });
    this.#rank = shape.length;
  }

  override call(x: Tensor, { training = false, mask }: CallOptions): Tensor {
    this.computeOutputShape(x.shape);
    const [movingMean, movingVariance] = [this.movingMean as Variable, this.movingVariance as Variable];
    const options: ChannelNormalizationOptions = {
      axis: this.axis,
      epsilon: this.epsilon,
      scale: this.gamma,
      offset: this.beta,
    };
    if (mask !== undefined) this.#checkMask(x, mask);
    if (!training || !this.trainable) return batchNormalization(x, movingMean, movingVariance, options);
    let result: { y: Tensor; mean: Tensor; variance: Tensor };
    if (mask === undefined) result = batchNormalizationTraining(cast(x, 'float32'), options);
    else {
      const { mean, variance } = this.#masked(x, mask);
      result = { mean, variance, y: batchNormalization(x, mean, variance, options) };
    }
    this.#follow(movingMean, result.mean);
    this.#follow(movingVariance, result.variance);
    return result.y;
  }

  /** Moves a statistic towards that of the batch. */
  #follow(moving: Variable, now: Tensor): void {
    const { momentum } = this;
    moving.assign(add(multiply(moving, momentum), multiply(now, 1 - momentum)));
  }

  #checkMask(x: Tensor, mask: Tensor): void {
    if (!sameShape(mask.shape, x.shape.slice(0, -1)))
      throw new ShapeError(
        this.where,
        `a mask of shape ${showShape(x.shape.slice(0, -1))}`,
        showShape(mask.shape),
      );
  }

  /** The statistics of the rows that count. */
  #masked(x: Tensor, mask: Tensor): { mean: Tensor; variance: Tensor } {
    const channel = normalizeAxis(this.where, this.axis, x.rank);
    const axis = x.shape.map((_, index) => index).filter((index) => index !== channel);
    const over = { axis, keepDims: true };
    // For every element: where the channels are not last, the rows of the mask are summed over too.
    const counted = broadcastTo(expandDims(cast(mask, 'bool'), -1), x.shape);
    const count = add(sum(cast(counted, 'float32'), over), MASK_EPSILON);
    const mean = divide(sum(where(counted, x, 0), over), count);
    const variance = divide(sum(square(where(counted, subtract(x, mean), 0)), over), count);
    return { mean: reshape(mean, [-1]), variance: reshape(variance, [-1]) };
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    const shape = oneShape(this.where, inputShape);
    const channels = shape[normalizeAxis(this.where, this.axis, shape.length)];
    const expected = this.movingMean?.shape[0];
    if (expected !== undefined && (channels !== expected || shape.length !== this.#rank))
      throw new ShapeError(
        this.where,
        `an input of rank ${this.#rank} with ${expected} channels on axis ${this.axis}`,
        showShape(shape),
        'It was built for those.',
      );
    return shape;
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      axis: this.axis,
      momentum: this.momentum,
      moving_mean_initializer: serialize(this.movingMeanInitializer, 'keras.initializers'),
      moving_variance_initializer: serialize(this.movingVarianceInitializer, 'keras.initializers'),
      synchronized: false,
      renorm: false,
      renorm_clipping: null,
      renorm_momentum: 0.99,
    };
  }
}

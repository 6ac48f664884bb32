/** Normalisation of groups of channels (keras.layers.GroupNormalization; Wu and He, 2018). */

import type { Config } from '../../config/config.ts';
import { type First, withFirst } from '../../config/first.ts';
import { ShapeError, show, showShape, ValueError } from '../../errors.ts';
import { add } from '../../ops/arithmetic/add.ts';
import { multiply } from '../../ops/arithmetic/multiply.ts';
import { layerNormalization } from '../../ops/normalization/layer-normalization.ts';
import { reshape } from '../../ops/shape/reshape.ts';
import { normalizeAxis } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { BatchShape } from '../keras-tensor.ts';
import { type BatchShapes, oneShape, type SamplesApart } from '../layer.ts';
import { AffineLayer, type AffineOptions } from './affine.ts';

/** Options of {@link GroupNormalization}. */
export interface GroupNormalizationOptions extends AffineOptions {
  /** Into how many groups the channels fall; -1: one for each channel (instance normalisation). Default 32. */
  readonly groups?: number;
  /** The axis of the channels, not that of the batch. Default -1. */
  readonly axis?: number;
}

/**
 * `(x - mean) / √(variance + ε) · γ + β`, where mean and variance are of one sample's group of channels; γ and β have
 * one value a channel. Throws a {@link ValueError} for channels that do not fall into the groups, a
 * {@link ShapeError} for another number of them than it was built for.
 */
export class GroupNormalization extends AffineLayer {
  static override readonly className: string = 'GroupNormalization';
  static override readonly samplesApart: SamplesApart = true;

  readonly axis: number;
  #groups: number;
  #channels: number | undefined;

  constructor(first?: First<GroupNormalizationOptions, 'groups'>, rest?: GroupNormalizationOptions) {
    const options = withFirst('groups', first, rest);
    super(options);
    this.axis = options.axis ?? -1;
    this.#groups = options.groups ?? 32;
    if (!Number.isInteger(this.#groups) || (this.#groups < 1 && this.#groups !== -1))
      throw new ValueError(this.where, 'groups to be a whole number > 0, or -1', show(this.#groups));
    if (!Number.isInteger(this.axis))
      throw new ValueError(this.where, 'axis to be a whole number', show(this.axis));
  }

  /** The number of groups: once built, that of the channels in place of -1. */
  get groups(): number {
    return this.#groups;
  }

  /** The channels and their axis, counted from the front. */
  #channelsOf(inputShape: BatchShapes): { axis: number; channels: number } {
    const shape = oneShape(this.where, inputShape);
    const axis = normalizeAxis(this.where, this.axis, shape.length);
    if (axis === 0) throw new ValueError(this.where, 'axis behind that of the batch', show(this.axis));
    const channels = shape[axis];
    if (channels === null || channels === undefined || channels < 1)
      throw new ShapeError(this.where, 'an input whose channels are known, ≥ 1', showShape(shape));
    if (this.#channels !== undefined && channels !== this.#channels)
      throw new ShapeError(
        this.where,
        `an input of ${this.#channels} channels on axis ${this.axis}`,
        showShape(shape),
        'It was built for those.',
      );
    return { axis, channels };
  }

  override build(inputShape: BatchShapes): void {
    const { channels } = this.#channelsOf(inputShape);
    const groups = this.#groups === -1 ? channels : this.#groups;
    if (channels % groups !== 0)
      throw new ValueError(
        this.where,
        `channels of the input to be a multiple of groups, ${groups}`,
        `${channels}, of shape ${showShape(oneShape(this.where, inputShape))}`,
      );
    this.addAffine([channels]);
    this.#channels = channels;
    this.#groups = groups;
  }

  override call(x: Tensor): Tensor {
    const { axis, channels } = this.#channelsOf(x.shape);
    const { shape } = x;
    const grouped = [
      ...shape.slice(0, axis),
      this.#groups,
      channels / this.#groups,
      ...shape.slice(axis + 1),
    ];
    const within = grouped.map((_, index) => index).filter((index) => index !== 0 && index !== axis);
    const { epsilon } = this;
    const normal = layerNormalization(reshape(x, grouped), undefined, undefined, { axis: within, epsilon });
    const along = shape.map((_, index) => (index === axis ? channels : 1));
    let y = reshape(normal, shape);
    if (this.gamma !== undefined) y = multiply(y, reshape(this.gamma, along));
    if (this.beta !== undefined) y = add(y, reshape(this.beta, along));
    return y;
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    this.#channelsOf(inputShape);
    return oneShape(this.where, inputShape);
  }

  override getConfig(): Config {
    return { ...super.getConfig(), groups: this.#groups, axis: this.axis };
  }
}

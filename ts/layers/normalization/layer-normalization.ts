/** Normalisation of each sample (keras.layers.LayerNormalization, Ba et al., 2016; RMSNormalization, Zhang and Sennrich, 2019). */

import type { Config } from '../../config/config.ts';
import { type First, withFirst } from '../../config/first.ts';
import { ShapeError, showShape, UnsupportedError } from '../../errors.ts';
import { Ones } from '../../initializers/index.ts';
import { layerNormalization, rmsNormalization } from '../../ops/normalization/layer-normalization.ts';
import { normalizeAxes } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Variable } from '../../tensor/variable.ts';
import type { BatchShape } from '../keras-tensor.ts';
import { type BatchShapes, Layer, type LayerOptions, oneShape, type SamplesApart } from '../layer.ts';
import { AffineLayer, type AffineOptions } from './affine.ts';

/** The sizes of the axes of an input, in the order of the axes, as Keras has them; throws where one is unknown. */
function sizesAt(where: string, inputShape: BatchShapes, axes: readonly number[]): number[] {
  const shape = oneShape(where, inputShape);
  normalizeAxes(where, axes, shape.length);
  return axes.map((axis) => {
    const size = shape.at(axis);
    if (size === null || size === undefined)
      throw new ShapeError(where, `an input whose size on axis ${axis} is known`, showShape(shape));
    return size;
  });
}

/** Throws a {@link ShapeError} for an input of other sizes than the weight has. */
function checkSizes(
  where: string,
  shape: BatchShapes,
  axes: readonly number[],
  expected: readonly number[],
): void {
  const sizes = sizesAt(where, shape, axes);
  if (sizes.some((size, index) => size !== expected[index]))
    throw new ShapeError(
      where,
      `an input of sizes ${showShape(expected)} on axes ${showShape(axes)}`,
      showShape(oneShape(where, shape)),
      'It was built for those.',
    );
}

/** Options of {@link LayerNormalization}. */
export interface LayerNormalizationOptions extends AffineOptions {
  /** The axis or axes that are normalised together. Default -1. */
  readonly axis?: number | readonly number[];
  /** Deprecated in Keras, and not supported: `true` throws an UnsupportedError. */
  readonly rmsScaling?: boolean;
}

/** `(x - mean) / √(variance + ε) · γ + β` over `axis`; γ and β have the sizes of those axes. */
export class LayerNormalization extends AffineLayer {
  static override readonly className: string = 'LayerNormalization';
  static override readonly samplesApart: SamplesApart = true;

  readonly axis: number | readonly number[];
  #sizes: readonly number[] | undefined;

  constructor(first?: First<LayerNormalizationOptions, 'axis'>, rest?: LayerNormalizationOptions) {
    const options = withFirst('axis', first, rest);
    super(options);
    if (options.rmsScaling)
      throw new UnsupportedError(
        this.where,
        'rmsScaling to be false',
        'rmsScaling: true',
        'Use RMSNormalization.',
      );
    this.axis = options.axis ?? -1;
  }

  get #axes(): readonly number[] {
    return typeof this.axis === 'number' ? [this.axis] : this.axis;
  }

  override build(inputShape: BatchShapes): void {
    this.#sizes = sizesAt(this.where, inputShape, this.#axes);
    this.addAffine(this.#sizes);
  }

  override call(x: Tensor): Tensor {
    this.computeOutputShape(x.shape);
    return layerNormalization(x, this.gamma, this.beta, { axis: this.axis, epsilon: this.epsilon });
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    if (this.#sizes !== undefined) checkSizes(this.where, inputShape, this.#axes, this.#sizes);
    return oneShape(this.where, inputShape);
  }

  override getConfig(): Config {
    // Keras makes a list of the axis when it builds.
    return { ...super.getConfig(), axis: this.built ? this.#axes : this.axis, rms_scaling: false };
  }
}

/** Options of {@link RMSNormalization}. */
export interface RMSNormalizationOptions extends LayerOptions {
  /** The axis or axes that are normalised together. Default -1. */
  readonly axis?: number | readonly number[];
  /** Added to the mean square. Default 1e-6. */
  readonly epsilon?: number;
}

/** `x / √(mean(x²) + ε) · scale` over `axis`. */
export class RMSNormalization extends Layer {
  static override readonly className: string = 'RMSNormalization';
  static override readonly samplesApart: SamplesApart = true;

  readonly axis: number | readonly number[];
  readonly epsilon: number;
  scale: Variable | undefined;

  constructor(first?: First<RMSNormalizationOptions, 'axis'>, rest?: RMSNormalizationOptions) {
    const options = withFirst('axis', first, rest);
    super(options);
    this.axis = options.axis ?? -1;
    this.epsilon = options.epsilon ?? 1e-6;
  }

  get #axes(): readonly number[] {
    return typeof this.axis === 'number' ? [this.axis] : this.axis;
  }

  override build(inputShape: BatchShapes): void {
    const sizes = sizesAt(this.where, inputShape, this.#axes);
    this.scale = this.addWeight('scale', sizes, { initializer: new Ones() });
  }

  override call(x: Tensor): Tensor {
    this.computeOutputShape(x.shape);
    return rmsNormalization(x, this.scale, { axis: this.axis, epsilon: this.epsilon });
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    if (this.scale !== undefined) checkSizes(this.where, inputShape, this.#axes, this.scale.shape);
    return oneShape(this.where, inputShape);
  }

  override getConfig(): Config {
    return { ...super.getConfig(), axis: this.built ? this.#axes : this.axis, epsilon: this.epsilon };
  }
}

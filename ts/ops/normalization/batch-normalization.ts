/** Normalisation of channels (keras.ops.batch_normalization; Ioffe and Szegedy, 2015). */

import { checkKeys } from '../../closest.ts';
import { DTypeError, ShapeError, showShape } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxis, type Spec, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import {
  encodeBatchNormalization,
  encodeBatchNormalizationGradient,
  encodeBatchNormalizationTraining,
} from '../../wasm/generated/encoder.ts';
import { apply, applyAll } from '../apply.ts';
import { add } from '../arithmetic/add.ts';
import { divide } from '../arithmetic/divide.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { subtract } from '../arithmetic/subtract.ts';
import { checkShapeIs } from '../convolution/geometry.ts';
import { rsqrt } from '../elementwise/rsqrt.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { sumTo } from '../reduction/sum.ts';
import { cast } from '../shape/cast.ts';
import { moveaxis } from '../shape/moveaxis.ts';
import { isDifferentiated, normalizationGradients } from './composite.ts';
import { checkWeights, type WeightAttributes, weightGradients, weightsOf } from './weights.ts';

function channelsOf(where: string, { shape, dtype }: Spec): number {
  if (dtype !== 'float32') throw new DTypeError(where, 'float32', dtype, 'Use cast(x, dtype).');
  if (shape.length < 1) throw new ShapeError(where, 'an input of rank ≥ 1', showShape(shape));
  return shape.at(-1) as number;
}

function sizes({ shape }: Placed): { rows: number; channels: number } {
  return { rows: sizeOf(shape.slice(0, -1)), channels: shape.at(-1) as number };
}

/** Inputs x (…, channels), γ and β as `attributes` say; outputs y, and mean and biased variance (channels,). */
export const batchNormalizationTrainingOperation: Operation<WeightAttributes> = operation<WeightAttributes>({
  name: 'batchNormalizationTraining',
  infer(inputs, attributes) {
    const x = inputs[0] as Spec;
    const channels = channelsOf('batchNormalization', x);
    checkWeights('batchNormalization', inputs, 1, channels, attributes);
    const statistics: Spec = { shape: [channels], dtype: 'float32' };
    return [{ shape: x.shape, dtype: 'float32' }, statistics, statistics];
  },
  encode(words, { inputs, outputs: [y, mean, variance], attributes }) {
    const x = inputs[0] as Placed;
    const weights = weightsOf(inputs, 1, attributes);
    const { epsilon } = attributes;
    encodeBatchNormalizationTraining(words, { x, ...weights, y, mean, variance, ...sizes(x), epsilon });
  },
  gradient({ inputs, outputs: [, mean, variance], upstream: [dy, dmean, dvariance], attributes }) {
    const x = inputs[0] as Tensor;
    const { gamma } = weightsOf(inputs, 1, attributes);
    let dx: Tensor | undefined;
    let weights: Tensor[] = [];
    if (dy !== undefined) {
      const axes = x.shape.slice(0, -1).map((_, axis) => axis);
      const statistics = [x, mean as Tensor, variance as Tensor];
      const [own, dgamma, dbeta] = (
        isDifferentiated()
          ? normalizationGradients(x, dy, gamma, { axes, epsilon: attributes.epsilon, centred: true })
          : applyAll(
              batchNormalizationGradientOperation,
              [...statistics, dy, ...(gamma === undefined ? [] : [gamma])],
              attributes,
            )
      ) as [Tensor, Tensor, Tensor];
      dx = own;
      weights = weightGradients(attributes, dgamma, dbeta);
    }
    const count = sizeOf(x.shape.slice(0, -1));
    const zero = (): Tensor => multiply(x, 0);
    if (dmean !== undefined) dx = add(dx ?? zero(), divide(dmean, count));
    if (dvariance !== undefined) {
      const centred = subtract(x, mean as Tensor);
      dx = add(dx ?? zero(), multiply(centred, multiply(dvariance, 2 / count)));
    }
    return [dx, ...weights];
  },
});

/** Inputs x, mean, variance, dy and γ as `attributes` say; outputs dx, dγ and dβ. */
export const batchNormalizationGradientOperation: Operation<WeightAttributes> = operation<WeightAttributes>({
  name: 'batchNormalizationGradient',
  infer(inputs, attributes) {
    const [x, mean, variance, dy] = inputs as [Spec, Spec, Spec, Spec];
    const where = 'batchNormalizationGradient';
    const channels = channelsOf(where, x);
    const statistics: Spec = { shape: [channels], dtype: 'float32' };
    checkShapeIs(where, 'a mean', mean, statistics.shape);
    checkShapeIs(where, 'a variance', variance, statistics.shape);
    checkShapeIs(where, 'an output gradient', dy, x.shape);
    checkWeights(where, inputs, 4, channels, { ...attributes, center: false });
    return [{ shape: x.shape, dtype: 'float32' }, statistics, statistics];
  },
  encode(words, { inputs, outputs: [dx, dgamma, dbeta], attributes: { scale, epsilon } }) {
    const [x, mean, variance, dy] = inputs as [Placed, Placed, Placed, Placed];
    const gamma = scale ? inputs[4] : undefined;
    const tensors = { x, mean, variance, gamma, dy, dx, dgamma, dbeta };
    encodeBatchNormalizationGradient(words, { ...tensors, ...sizes(x), epsilon });
  },
});

/** Inputs x (…, channels), mean, variance, γ and β as `attributes` say. */
export const batchNormalizationOperation: Operation<WeightAttributes> = operation<WeightAttributes>({
  name: 'batchNormalization',
  infer(inputs, attributes) {
    const x = inputs[0] as Spec;
    const channels = channelsOf('batchNormalization', x);
    checkShapeIs('batchNormalization', 'a mean', inputs[1] as Spec, [channels]);
    checkShapeIs('batchNormalization', 'a variance', inputs[2] as Spec, [channels]);
    checkWeights('batchNormalization', inputs, 3, channels, attributes);
    return [{ shape: x.shape, dtype: 'float32' }];
  },
  encode(words, { inputs, outputs: [y], attributes }) {
    const [x, mean, variance] = inputs as [Placed, Placed, Placed];
    const weights = weightsOf(inputs, 3, attributes);
    const { epsilon } = attributes;
    encodeBatchNormalization(words, { x, mean, variance, ...weights, y, ...sizes(x), epsilon });
  },
  gradient({ inputs, upstream: [dy], attributes, wanted }) {
    const [x, mean, variance] = inputs as [Tensor, Tensor, Tensor];
    const { gamma } = weightsOf(inputs, 3, attributes);
    const d = dy as Tensor;
    const factor = rsqrt(add(variance, attributes.epsilon));
    const slope = gamma === undefined ? factor : multiply(factor, gamma);
    const products = (): Tensor => sumTo(multiply(d, subtract(x, mean)), mean.shape);
    const sums = (): Tensor => sumTo(d, mean.shape);
    const dvariance = (): Tensor =>
      multiply(multiply(products(), multiply(slope, multiply(factor, factor))), -0.5);
    return [
      wanted[0] ? multiply(d, slope) : undefined,
      wanted[1] ? multiply(multiply(sums(), slope), -1) : undefined,
      wanted[2] ? dvariance() : undefined,
      ...weightGradients<(() => Tensor) | undefined>(
        attributes,
        () => multiply(products(), factor),
        sums,
      ).map((gradient, index) => (wanted[3 + index] ? gradient?.() : undefined)),
    ];
  },
});

/** Options of {@link batchNormalization}. */
export interface ChannelNormalizationOptions {
  /** The axis of the channels. Default -1. */
  readonly axis?: number;
  /** Added at the end. Default none. */
  readonly offset?: TensorLike | undefined;
  /** Multiplied with the normalised value. Default none. */
  readonly scale?: TensorLike | undefined;
  /** Added to the variance. Default 1e-3. */
  readonly epsilon?: number;
}

/** A call with the channels last, and the way back. */
function withChannels(x: Tensor, axis: number, body: (x: Tensor) => Tensor): Tensor {
  const channel = normalizeAxis('batchNormalization', axis, x.rank);
  if (channel === x.rank - 1) return body(x);
  return moveaxis(body(moveaxis(x, channel, -1)), -1, channel);
}

/** `(x - mean) / √(variance + ε) · scale + offset`, channel by channel. */
export function batchNormalization(
  x: TensorLike,
  mean: TensorLike,
  variance: TensorLike,
  options: ChannelNormalizationOptions = {},
): Tensor {
  const {
    axis = -1,
    offset,
    scale,
    epsilon = 1e-3,
  } = checkKeys('batchNormalization', options, 'axis offset scale epsilon');
  const optional = [scale, offset].filter((given) => given !== undefined);
  const inputs = [mean, variance, ...optional].map((given) =>
    cast(asTensor(given, 'batchNormalization'), 'float32'),
  );
  const attributes = { scale: scale !== undefined, center: offset !== undefined, epsilon };
  return withChannels(cast(asTensor(x, 'batchNormalization'), 'float32'), axis, (x) =>
    apply(batchNormalizationOperation, [x, ...inputs], attributes),
  );
}

/** The same by the mean and the (biased) variance of x itself, which are returned too. */
export function batchNormalizationTraining(
  x: Tensor,
  options: ChannelNormalizationOptions = {},
): { y: Tensor; mean: Tensor; variance: Tensor } {
  const {
    axis = -1,
    offset,
    scale,
    epsilon = 1e-3,
  } = checkKeys('batchNormalization', options, 'axis offset scale epsilon');
  const weights = [scale, offset].flatMap((given) =>
    given === undefined ? [] : [asTensor(given, 'batchNormalization')],
  );
  const attributes = { scale: scale !== undefined, center: offset !== undefined, epsilon };
  let statistics: Tensor[] = [];
  const y = withChannels(x, axis, (x) => {
    const [y, ...rest] = applyAll(batchNormalizationTrainingOperation, [x, ...weights], attributes);
    statistics = rest;
    return y as Tensor;
  });
  return { y, mean: statistics[0] as Tensor, variance: statistics[1] as Tensor };
}

/** Normalisation of rows (keras.ops.layer_normalization, Ba et al., 2016; keras.ops.rms_normalization, Zhang and Sennrich, 2019). */

import { checkKeys } from '../../closest.ts';
import { DTypeError, ShapeError, showShape } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxes, type Shape, type Spec, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeLayerNormalization, encodeLayerNormalizationGradient } from '../../wasm/generated/encoder.ts';
import { applyAll } from '../apply.ts';
import { add } from '../arithmetic/add.ts';
import { divide } from '../arithmetic/divide.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { subtract } from '../arithmetic/subtract.ts';
import { checkShapeIs } from '../convolution/geometry.ts';
import { zerosLike } from '../creation/full.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { cast } from '../shape/cast.ts';
import { expandDims } from '../shape/expand-dims.ts';
import { reshape } from '../shape/reshape.ts';
import { transpose } from '../shape/transpose.ts';
import { isDifferentiated, normalizationGradients } from './composite.ts';
import { checkWeights, type WeightAttributes, weightGradients, weightsOf } from './weights.ts';

/** A normalisation of rows. */
export interface LayerNormalizationAttributes extends WeightAttributes {
  /** The mean is not taken off: the root mean square is the scale. */
  readonly rms: boolean;
}

function sizes({ shape }: Placed): { rows: number; columns: number } {
  return { rows: sizeOf(shape.slice(0, -1)), columns: shape.at(-1) as number };
}

function columnsOf(where: string, { shape, dtype }: Spec): number {
  if (dtype !== 'float32') throw new DTypeError(where, 'float32', dtype, 'Use cast(x, dtype).');
  if (shape.length < 1) throw new ShapeError(where, 'an input of rank ≥ 1', showShape(shape));
  return shape.at(-1) as number;
}

/**
 * Inputs x (…, columns), γ and β as `attributes` say; outputs y, and of each row the mean (0 for the root mean
 * square) and the factor 1 / √(variance + ε).
 */
export const layerNormalizationOperation: Operation<LayerNormalizationAttributes> =
  operation<LayerNormalizationAttributes>({
    name: 'layerNormalization',
    infer(inputs, attributes) {
      const x = inputs[0] as Spec;
      checkWeights('layerNormalization', inputs, 1, columnsOf('layerNormalization', x), attributes);
      const statistics: Spec = { shape: x.shape.slice(0, -1), dtype: 'float32' };
      return [{ shape: x.shape, dtype: 'float32' }, statistics, statistics];
    },
    encode(words, { inputs, outputs: [y, mean, factor], attributes }) {
      const x = inputs[0] as Placed;
      const weights = weightsOf(inputs, 1, attributes);
      const { epsilon, rms } = attributes;
      const tensors = { x, ...weights, y, mean, factor };
      encodeLayerNormalization(words, { ...tensors, ...sizes(x), epsilon, rootMeanSquare: Number(rms) });
    },
    gradient({ inputs, outputs: [, mean, factor], upstream: [dy, dmean, dfactor], attributes }) {
      const x = inputs[0] as Tensor;
      const { gamma } = weightsOf(inputs, 1, attributes);
      const { epsilon, rms } = attributes;
      let dx: Tensor | undefined;
      let weights: Tensor[] = [];
      if (dy !== undefined) {
        const statistics = [x, mean as Tensor, factor as Tensor];
        const [own, dgamma, dbeta] = (
          isDifferentiated()
            ? normalizationGradients(x, dy, gamma, { axes: [-1], epsilon, centred: !rms })
            : applyAll(
                layerNormalizationGradientOperation,
                [...statistics, dy, ...(gamma === undefined ? [] : [gamma])],
                attributes,
              )
        ) as [Tensor, Tensor, Tensor];
        // One column less its mean is 0 whatever it is, and so is its slope, which rounding would hide.
        dx = !rms && x.shape.at(-1) === 1 ? zerosLike(x) : own;
        weights = weightGradients(attributes, dgamma, dbeta);
      }
      const count = x.shape.at(-1) as number;
      const zero = (): Tensor => multiply(x, 0);
      if (dmean !== undefined && !rms) dx = add(dx ?? zero(), expandDims(divide(dmean, count), -1));
      if (dfactor !== undefined) {
        const f = factor as Tensor;
        const slope = divide(multiply(dfactor, multiply(f, multiply(f, f))), -count);
        const centred = subtract(x, expandDims(mean as Tensor, -1));
        dx = add(dx ?? zero(), multiply(centred, expandDims(slope, -1)));
      }
      return [dx ?? zero(), ...weights];
    },
  });

/** Inputs x, mean, factor, dy and γ as `attributes` say; outputs dx, dγ and dβ. */
export const layerNormalizationGradientOperation: Operation<LayerNormalizationAttributes> =
  operation<LayerNormalizationAttributes>({
    name: 'layerNormalizationGradient',
    infer(inputs, attributes) {
      const [x, mean, factor, dy] = inputs as [Spec, Spec, Spec, Spec];
      const where = 'layerNormalizationGradient';
      const columns = columnsOf(where, x);
      checkShapeIs(where, 'means', mean, x.shape.slice(0, -1));
      checkShapeIs(where, 'factors', factor, x.shape.slice(0, -1));
      checkShapeIs(where, 'an output gradient', dy, x.shape);
      checkWeights(where, inputs, 4, columns, { ...attributes, center: false });
      const weight: Spec = { shape: [columns], dtype: 'float32' };
      return [{ shape: x.shape, dtype: 'float32' }, weight, weight];
    },
    encode(words, { inputs, outputs: [dx, dgamma, dbeta], attributes: { scale, rms } }) {
      const [x, mean, factor, dy] = inputs as [Placed, Placed, Placed, Placed];
      const gamma = scale ? inputs[4] : undefined;
      const tensors = { x, mean, factor, gamma, dy, dx, dgamma, dbeta };
      encodeLayerNormalizationGradient(words, { ...tensors, ...sizes(x), rootMeanSquare: Number(rms) });
    },
  });

/** Options of {@link layerNormalization} and {@link rmsNormalization}. */
export interface RowNormalizationOptions {
  /** One axis or several. Default -1. */
  readonly axis?: number | readonly number[];
  /** Added to the variance. Default 1e-7. */
  readonly epsilon?: number;
}

function normalize(
  where: string,
  x: Tensor,
  gamma: TensorLike | undefined,
  beta: TensorLike | undefined,
  options: RowNormalizationOptions,
  rms: boolean,
): Tensor {
  const { axis = -1, epsilon = 1e-7 } = checkKeys(where, options, 'axis epsilon');
  const axes = normalizeAxes(where, axis, x.rank);
  const kept = x.shape.map((_, index) => index).filter((index) => !axes.includes(index));
  const order = [...kept, ...axes];
  const moved = transpose(x, order);
  const columns = sizeOf(axes.map((axis) => x.shape[axis] as number));
  const rows: Shape = [...kept.map((axis) => x.shape[axis] as number), columns];
  const weights = [gamma, beta].flatMap((given) =>
    given === undefined ? [] : [reshape(cast(asTensor(given, where), 'float32'), [columns])],
  );
  const attributes = { scale: gamma !== undefined, center: beta !== undefined, epsilon, rms };
  const [y] = applyAll(layerNormalizationOperation, [reshape(moved, rows), ...weights], attributes);
  const back = order.map((_, axis) => order.indexOf(axis));
  return transpose(reshape(y as Tensor, moved.shape), back);
}

/** `(x - mean) / √(variance + ε) · γ + β` over axes. Throws a {@link ShapeError} where γ or β do not fit. */
export function layerNormalization(
  x: TensorLike,
  gamma?: TensorLike,
  beta?: TensorLike,
  options: RowNormalizationOptions = {},
): Tensor {
  const input = cast(asTensor(x, 'layerNormalization'), 'float32');
  return normalize('layerNormalization', input, gamma, beta, options, false);
}

/** `x / √(mean(x²) + ε) · scale` over axes. */
export function rmsNormalization(
  x: TensorLike,
  scale?: TensorLike,
  options: RowNormalizationOptions = {},
): Tensor {
  const input = cast(asTensor(x, 'rmsNormalization'), 'float32');
  return normalize('rmsNormalization', input, scale, undefined, options, true);
}

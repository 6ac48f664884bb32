/** Dropout (keras.random.dropout; Srivastava et al., 2014): a random part is zeroed, the rest scaled up. */

import { checkKeys } from '../../closest.ts';
import { DTypeError, isWithin, show, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { broadcastShapes, checkShape, type Shape, type Spec, sameShape, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeDropout, encodeDropoutApply } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { where } from '../index/where.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { cast } from '../shape/cast.ts';
import { bernoulli } from './bernoulli.ts';
import { type Seed, stateOf } from './seed.ts';

/** The part that is zeroed. */
export interface DropoutAttributes {
  readonly rate: number;
}

/** x/(1 - rate) where the mask is set, else 0. Linear in x, so that it is the gradient of dropout and its own. */
export const dropoutApplyOperation: Operation<DropoutAttributes> = operation<DropoutAttributes>({
  name: 'dropoutApply',
  infer: ([x]) => [floatSpec('dropoutApply', x as Spec)],
  inPlace: [[0, 0]],
  encode(words, { inputs: [x, mask], outputs: [y], attributes: { rate } }) {
    encodeDropoutApply(words, { x, mask, y, count: sizeOf((y as Placed).shape), rate });
  },
  gradient: ({ inputs: [, mask], upstream: [dy], attributes }) => [
    apply(dropoutApplyOperation, [dy as Tensor, mask as Tensor], attributes),
    undefined,
  ],
});

/** Inputs state and x; outputs the result and the mask of what stayed. */
export const dropoutOperation: Operation<DropoutAttributes> = operation<DropoutAttributes>({
  name: 'dropout',
  infer([, x]) {
    const spec = floatSpec('dropout', x as Spec);
    return [spec, { shape: spec.shape, dtype: 'bool' }];
  },
  inPlace: [[0, 1]],
  encode(words, { inputs: [state, x], outputs: [y, mask], attributes: { rate } }) {
    encodeDropout(words, { state, x, y, mask, count: sizeOf((y as Placed).shape), rate });
  },
  gradient: ({ outputs: [, mask], upstream: [dy], attributes }) => [
    undefined,
    apply(dropoutApplyOperation, [dy as Tensor, mask as Tensor], attributes),
  ],
});

function floatSpec(name: string, { shape, dtype }: Spec): Spec {
  if (dtype !== 'float32') throw new DTypeError(name, 'float32', dtype);
  return { shape, dtype };
}

/** Options of {@link dropout}. */
export interface DropoutOptions {
  /** The shape of the mask, which broadcasts to `x`; default that of `x`. */
  readonly noiseShape?: Shape;
  readonly seed?: Seed;
}

/**
 * `x` with each element zeroed with probability `rate`, the others multiplied by 1/(1 - rate). Throws a
 * {@link ValueError} for a rate outside [0, 1].
 */
export function dropout(x: TensorLike, rate: number, options: DropoutOptions = {}): Tensor {
  const { noiseShape, seed } = checkKeys('dropout', options, 'noiseShape seed');
  if (!isWithin(rate, 0, 1)) throw new ValueError('dropout', 'a rate from 0 to 1', show(rate));
  const tensor = cast(asTensor(x, 'dropout'), 'float32');
  if (noiseShape === undefined || sameShape(checkShape('dropout', noiseShape), tensor.shape))
    return apply(dropoutOperation, [stateOf(seed, tensor.size), tensor], { rate });
  broadcastShapes('dropout', tensor.shape, noiseShape);
  const scale = rate < 1 ? 1 / (1 - rate) : 0;
  return where(
    bernoulli(noiseShape, 1 - rate, seed === undefined ? {} : { seed }),
    multiply(tensor, scale),
    0,
  );
}

/** Vectors scaled to a norm of 1 (keras.ops.normalize). */

import { checkKeys } from '../../closest.ts';
import { isWithin, show, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { divide } from '../arithmetic/divide.ts';
import { maximum } from '../arithmetic/maximum.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { rsqrt } from '../elementwise/rsqrt.ts';
import { cast } from '../shape/cast.ts';
import { norm } from './norm.ts';
import { sumOfSquares } from './sum-of-squares.ts';

/** Options of {@link normalize}. */
export interface NormalizeOptions {
  /** One axis, or with order 2 several. Default -1. */
  readonly axis?: number | readonly number[];
  /** The exponent of the norm, ≥ 1. Default 2. */
  readonly order?: number;
  /** The least norm divided by. Default 1e-7. */
  readonly epsilon?: number;
}

/** `x` divided by its norm along an axis, float32. */
export function normalize(x: TensorLike, options: NormalizeOptions = {}): Tensor {
  const { axis = -1, order = 2, epsilon = 1e-7 } = checkKeys('normalize', options, 'axis order epsilon');
  if (!isWithin(order, 1)) throw new ValueError('normalize', 'an order ≥ 1', show(order));
  const tensor = cast(asTensor(x, 'normalize'), 'float32');
  if (order === 2) {
    // As Keras: a gradient that is finite also at 0.
    const squares = sumOfSquares(tensor, { axis, keepDims: true });
    return multiply(tensor, rsqrt(maximum(squares, epsilon ** 2)));
  }
  return divide(tensor, maximum(norm(tensor, { axis, ord: order, keepDims: true }), epsilon));
}

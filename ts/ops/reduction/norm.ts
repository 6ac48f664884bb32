/** Norms of vectors and matrices (keras.ops.norm). */

import { checkKeys } from '../../closest.ts';
import { show, UnsupportedError, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxis } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { REDUCE_L1_NORM, REDUCE_L2_NORM } from '../../wasm/generated/encoder.ts';
import { divide } from '../arithmetic/divide.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { power } from '../arithmetic/power.ts';
import { notEqual } from '../compare/not-equal.ts';
import { abs } from '../elementwise/abs.ts';
import { sign } from '../elementwise/sign.ts';
import type { Operation } from '../operation.ts';
import { type AxisAttributes, applyReduction, numericReduction, type ReduceOptions } from '../reduce.ts';
import { cast } from '../shape/cast.ts';
import { max } from './max.ts';
import { min } from './min.ts';
import { sum } from './sum.ts';

export const l2NormOperation: Operation<AxisAttributes> = numericReduction({
  name: 'l2Norm',
  float: REDUCE_L2_NORM,
  gradient: ({ x, y, dy }) => multiply(dy, divide(x, y)),
});

export const l1NormOperation: Operation<AxisAttributes> = numericReduction({
  name: 'l1Norm',
  float: REDUCE_L1_NORM,
  gradient: ({ x, dy }) => multiply(dy, sign(x)),
});

/** Options of {@link norm}. */
export interface NormOptions extends ReduceOptions {
  /**
   * The exponent p of `(Σ |x|ᵖ)^(1/p)`, with its limits ±∞; 0 counts what is not 0; `'fro'` is 2 over all of a
   * matrix. Over two axes 1, -1, ∞ and -∞ are the largest or smallest sum of a column or row. Default 2 over all.
   */
  readonly ord?: number | 'fro' | null;
}

/**
 * The norm over axes, float32: of a vector over one axis, of a matrix over two. The gradient of a norm of 0 is
 * NaN, as in JAX. Throws an {@link UnsupportedError} for the spectral norm of a matrix (`ord` 2 or -2).
 */
export function norm(x: TensorLike, given: NormOptions = {}): Tensor {
  const { ord = null, axis = null, keepDims = false } = checkKeys('norm', given, 'ord axis keepDims');
  const tensor = cast(asTensor(x, 'norm'), 'float32');
  const options = { axis, keepDims };
  if (ord === null || ord === 'fro') return applyReduction(l2NormOperation, tensor, options);
  const axes = [axis ?? [...tensor.shape.keys()]].flat();
  if (axes.length === 1) return vectorNorm(tensor, ord, options);
  if (axes.length !== 2) throw new ValueError('norm', 'one or two axes for ord', `axes ${show(axes)}`);
  const [rows, columns] = axes.map((one) => normalizeAxis('norm', one, tensor.rank)) as [number, number];
  if (![1, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].includes(ord))
    throw new UnsupportedError('norm', "ord 'fro', 1, -1, ∞ or -∞ for a matrix", show(ord));
  const along = Math.abs(ord) === 1 ? rows : columns;
  const sums = applyReduction(l1NormOperation, tensor, { axis: along, keepDims: true });
  const extreme = (ord > 0 ? max : min)(sums, { axis: [rows, columns], keepDims });
  return extreme;
}

function vectorNorm(x: Tensor, ord: number, options: ReduceOptions): Tensor {
  if (ord === 2) return applyReduction(l2NormOperation, x, options);
  if (ord === 1) return applyReduction(l1NormOperation, x, options);
  if (ord === 0) return cast(sum(notEqual(x, 0), options), 'float32');
  if (ord === Number.POSITIVE_INFINITY) return max(abs(x), options);
  if (ord === Number.NEGATIVE_INFINITY) return min(abs(x), options);
  return power(sum(power(abs(x), ord), options), 1 / ord);
}

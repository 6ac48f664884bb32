/** A penalty on rows or columns that are not orthogonal (keras.regularizers.OrthogonalRegularizer). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { ShapeError, show, showShape, ValueError } from '../errors.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { minimum } from '../ops/arithmetic/minimum.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { abs } from '../ops/elementwise/abs.ts';
import { rsqrt } from '../ops/elementwise/rsqrt.ts';
import { matmul } from '../ops/linear/matmul.ts';
import { sum } from '../ops/reduction/sum.ts';
import { sumOfSquares } from '../ops/reduction/sum-of-squares.ts';
import { transpose } from '../ops/shape/transpose.ts';
import { asTensor, fromArray } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkFactor, Regularizer } from './regularizer.ts';

/** Options of {@link OrthogonalRegularizer}. */
export interface OrthogonalRegularizerOptions {
  /** The factor, ≥ 0. Default 0.01. */
  readonly factor?: number;
  /** Which vectors of the matrix shall be orthogonal. Default `'rows'`. */
  readonly mode?: 'rows' | 'columns';
}

/**
 * `factor · mean(|cosine|)` over all pairs of rows (or columns) of a matrix. Throws a {@link ShapeError} for
 * another rank.
 */
export class OrthogonalRegularizer extends Regularizer {
  static override readonly className: string = 'OrthogonalRegularizer';
  readonly factor: number;
  readonly mode: 'rows' | 'columns';

  constructor(first?: First<OrthogonalRegularizerOptions, 'factor'>, rest?: OrthogonalRegularizerOptions) {
    const { factor = 0.01, mode = 'rows' } = optionsOf(new.target.className, 'factor mode', first, rest);
    super();
    this.factor = checkFactor('OrthogonalRegularizer', 'factor', factor);
    if (mode !== 'rows' && mode !== 'columns')
      throw new ValueError('OrthogonalRegularizer', "mode 'rows' or 'columns'", show(mode));
    this.mode = mode;
  }

  override call(x: Tensor): Tensor {
    if (asTensor(x, 'OrthogonalRegularizer').rank !== 2)
      throw new ShapeError('OrthogonalRegularizer', 'a matrix', `shape ${showShape(x.shape)}`);
    const rows = this.mode === 'rows';
    const lengths = rsqrt(sumOfSquares(x, { axis: rows ? 1 : 0, keepDims: true }));
    const unit = multiply(x, minimum(lengths, 1e7));
    const product = rows ? matmul(unit, transpose(unit)) : matmul(transpose(unit), unit);
    const size = product.shape[0] as number;
    const total = sum(abs(multiply(product, exceptDiagonal(size))));
    const pairs = (size * (size - 1)) / 2;
    return divide(multiply(0.5 * this.factor, total), pairs);
  }

  /** Keras keeps the factor as a float32. */
  override getConfig(): Config {
    return { factor: Math.fround(this.factor), mode: this.mode };
  }
}

function exceptDiagonal(size: number): Tensor {
  const values = new Float32Array(size * size).fill(1);
  for (let index = 0; index < size; index++) values[index * (size + 1)] = 0;
  return fromArray(values, [size, size], 'float32');
}

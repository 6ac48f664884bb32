/** A random orthogonal matrix (keras.initializers.Orthogonal; Saxe et al., 2014). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { checkFinite, ShapeError, showShape } from '../errors.ts';
import { apply } from '../ops/apply.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { matmul, matmulOperation, plainMatmul } from '../ops/linear/matmul.ts';
import { normal } from '../ops/random/normal.ts';
import { reshape } from '../ops/shape/reshape.ts';
import { transpose } from '../ops/shape/transpose.ts';
import { fromArray } from '../tensor/create.ts';
import { scope } from '../tensor/scope.ts';
import { type Shape, sizeOf } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { RandomInitializer, type RandomOptions } from './initializer.ts';

/** Options of {@link Orthogonal}. */
export interface OrthogonalOptions extends RandomOptions {
  /** By what the matrix is multiplied. Default 1. */
  readonly gain?: number;
}

/**
 * The Q of a random normal matrix, drawn evenly from all orthogonal ones (R with a positive diagonal). Axes before
 * the last are taken as one; of rows and columns the fewer are orthonormal, times `gain`. Throws a
 * {@link ShapeError} for fewer than two axes.
 */
export class Orthogonal extends RandomInitializer {
  static override readonly className: string = 'Orthogonal';
  readonly gain: number;

  constructor(first?: First<OrthogonalOptions, 'gain'>, rest?: OrthogonalOptions) {
    const options = optionsOf(new.target.className, 'gain seed', first, rest);
    super(options);
    this.gain = checkFinite('Orthogonal', 'gain', options.gain ?? 1);
  }

  protected override values(shape: Shape): Tensor {
    if (shape.length < 2) throw new ShapeError('Orthogonal', 'two or more axes', `shape ${showShape(shape)}`);
    const columns = shape.at(-1) as number;
    const rows = sizeOf(shape.slice(0, -1));
    const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
    const vectors = scope(() => normal([count, length], { seed: this.seed }).data()) as Float32Array;
    // A second time over what is nearly orthogonal, which takes off what rounding left (Giraud et al., 2005).
    for (let pass = 0; pass < 2; pass++) orthonormalize(vectors, length, 0, count);
    const matrix = fromArray(vectors, [count, length], 'float32');
    return multiply(reshape(rows >= columns ? transpose(matrix) : matrix, shape), this.gain);
  }

  override getConfig(): Config {
    return { ...super.getConfig(), gain: this.gain };
  }
}

/** So many vectors are made orthogonal one by one. */
const BLOCK = 8;

/**
 * Makes the vectors `from` to `to` of a list, one behind the other, orthonormal: first one half of them, then the
 * other, without its shares of the first. So nearly all work is products of matrices.
 */
function orthonormalize(vectors: Float32Array, length: number, from: number, to: number): void {
  if (to - from <= BLOCK) {
    gramSchmidt(
      Array.from({ length: to - from }, (_, index) =>
        vectors.subarray((from + index) * length, (from + index + 1) * length),
      ),
    );
    return;
  }
  const middle = from + BLOCK * Math.ceil((to - from) / (2 * BLOCK));
  const part = (start: number, end: number): Tensor =>
    fromArray(vectors.subarray(start * length, end * length), [end - start, length], 'float32');
  orthonormalize(vectors, length, from, middle);
  const rest = scope(() => {
    const [done, others] = [part(from, middle), part(middle, to)];
    const shares = apply(matmulOperation, [others, done], { ...plainMatmul, transposeB: true });
    return subtract(others, matmul(shares, done)).data();
  });
  vectors.set(rest, middle * length);
  orthonormalize(vectors, length, middle, to);
}

/** Gram and Schmidt's method on a few vectors, in double precision but for where they are kept. */
function gramSchmidt(vectors: readonly Float32Array[]): void {
  vectors.forEach((vector, index) => {
    for (const other of vectors.slice(0, index)) {
      const share = dot(vector, other);
      for (let i = 0; i < vector.length; i++)
        vector[i] = (vector[i] as number) - share * (other[i] as number);
    }
    const size = Math.sqrt(dot(vector, vector));
    for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) / size;
  });
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

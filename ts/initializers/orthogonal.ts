/** A random orthogonal matrix (keras.initializers.Orthogonal; Saxe et al., 2014). */

import type { Config } from '../config/config.ts';
import { ShapeError, show, showShape, ValueError } from '../errors.ts';
import { normal } from '../ops/random/normal.ts';
import { fromArray } from '../tensor/create.ts';
import { scope } from '../tensor/scope.ts';
import { type Shape, sizeOf } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { RandomInitializer, type RandomOptions, randomOptions } from './initializer.ts';

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
  override readonly className: string = 'Orthogonal';
  readonly gain: number;

  constructor(options: OrthogonalOptions = {}) {
    super(options);
    this.gain = options.gain ?? 1;
    if (!Number.isFinite(this.gain)) throw new ValueError('Orthogonal', 'a finite gain', show(this.gain));
  }

  protected override values(shape: Shape): Tensor {
    if (shape.length < 2) throw new ShapeError('Orthogonal', 'two or more axes', `shape ${showShape(shape)}`);
    const columns = shape.at(-1) as number;
    const rows = sizeOf(shape.slice(0, -1));
    const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
    const drawn = scope(() => normal([count, length], { seed: this.seed }).data());
    const vectors = Array.from({ length: count }, (_, index) =>
      Float64Array.from(drawn.subarray(index * length, (index + 1) * length)),
    );
    orthonormalize(vectors);
    const values = new Float32Array(rows * columns);
    const [along, across] = rows >= columns ? [columns, 1] : [1, columns];
    vectors.forEach((vector, index) => {
      vector.forEach((value, position) => {
        values[position * along + index * across] = this.gain * value;
      });
    });
    return fromArray(values, shape, 'float32');
  }

  override getConfig(): Config {
    return { ...super.getConfig(), gain: this.gain };
  }

  /** The initializer of a Keras config. */
  static fromConfig(config: Config): Orthogonal {
    return new Orthogonal(randomOptions<OrthogonalOptions>(config));
  }
}

/**
 * Gram and Schmidt's method in double precision, twice over each vector, which keeps it exact far below float32
 * (Giraud et al., 2005). Only + - × ÷ √: the same on every runtime.
 */
function orthonormalize(vectors: readonly Float64Array[]): void {
  vectors.forEach((vector, index) => {
    for (let pass = 0; pass < 2; pass++)
      for (let earlier = 0; earlier < index; earlier++) {
        const other = vectors[earlier] as Float64Array;
        const share = dot(vector, other);
        for (let i = 0; i < vector.length; i++)
          vector[i] = (vector[i] as number) - share * (other[i] as number);
      }
    const size = Math.sqrt(dot(vector, vector));
    for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) / size;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** The identity matrix (keras.initializers.Identity). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { ShapeError, showShape } from '../errors.ts';
import { fromArray } from '../tensor/create.ts';
import { type Shape, sizeOf } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Initializer } from './initializer.ts';

/** Options of {@link Identity}. */
export interface IdentityOptions {
  /** The value on the diagonal. Default 1. */
  readonly gain?: number;
}

/** `gain` on the diagonal of a matrix, 0 elsewhere. Throws a {@link ShapeError} unless the shape has two axes. */
export class Identity extends Initializer {
  static override readonly className: string = 'Identity';
  readonly gain: number;

  constructor(first?: First<IdentityOptions, 'gain'>, rest?: IdentityOptions) {
    const { gain = 1 } = optionsOf(new.target.className, 'gain', first, rest);
    super();
    this.gain = gain;
  }

  protected override values(shape: Shape): Tensor {
    if (shape.length !== 2) throw new ShapeError('Identity', 'a matrix', `shape ${showShape(shape)}`);
    const [rows, columns] = shape as [number, number];
    const values = new Float32Array(sizeOf(shape));
    for (let index = 0; index < Math.min(rows, columns); index++) values[index * (columns + 1)] = this.gain;
    return fromArray(values, shape, 'float32');
  }

  /** Keras leaves `gain` out; here it is kept, so that the initializer comes back the same. */
  override getConfig(): Config {
    return { gain: this.gain };
  }
}

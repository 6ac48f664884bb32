/** Inputs one behind the other (keras.layers.Concatenate). */

import type { Config } from '../../config/config.ts';
import { type First, withFirst } from '../../config/first.ts';
import { ShapeError, showShape } from '../../errors.ts';
import { ones } from '../../ops/creation/full.ts';
import { any } from '../../ops/reduction/any.ts';
import { concatenate } from '../../ops/shape/concatenate.ts';
import { normalizeAxis } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { BatchShape } from '../keras-tensor.ts';
import type { BatchShapes, LayerOptions } from '../layer.ts';
import { elementMask } from './masked.ts';
import { Merge } from './merge.ts';

/** Options of {@link Concatenate}. */
export interface ConcatenateOptions extends LayerOptions {
  /** Default -1. */
  readonly axis?: number;
}

/** The inputs along one axis, one behind the other; all other sizes are equal. */
export class Concatenate extends Merge {
  static override readonly className: string = 'Concatenate';

  readonly axis: number;

  constructor(first?: First<ConcatenateOptions, 'axis'>, rest?: ConcatenateOptions) {
    const options = withFirst('axis', first, rest);
    super(options);
    this.axis = options.axis ?? -1;
  }

  protected override merge(a: Tensor, b: Tensor): Tensor {
    return concatenate([a, b], { axis: this.axis });
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return concatenate(this.tensors(inputs), { axis: this.axis });
  }

  /** Of an input without a mask all counts. */
  override computeMask(
    inputs: readonly Tensor[],
    masks: readonly (Tensor | undefined)[],
  ): Tensor | undefined {
    if (masks.every((mask) => mask === undefined)) return undefined;
    const whole = inputs.map((input, index) => {
      const mask = masks[index];
      return mask === undefined ? ones(input.shape, { dtype: 'bool' }) : elementMask(input, mask);
    });
    return any(concatenate(whole, { axis: this.axis }), { axis: -1 });
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    const shapes = this.shapes(inputShape);
    const first = shapes[0] as BatchShape;
    const axis = normalizeAxis(this.where, this.axis, first.length);
    const fits = (shape: BatchShape): boolean =>
      shape.length === first.length &&
      shape.every((size, at) => at === axis || size === null || first[at] === null || size === first[at]);
    if (!shapes.every(fits))
      throw new ShapeError(
        this.where,
        `inputs that differ along axis ${axis} only`,
        shapes.map(showShape).join(' and '),
      );
    return first.map((size, at) => {
      if (at !== axis) return size ?? shapes.find((shape) => shape[at] !== null)?.[at] ?? null;
      return shapes.reduce<number | null>((sum, shape) => {
        const own = shape[at] ?? null;
        return sum === null || own === null ? null : sum + own;
      }, 0);
    });
  }

  override getConfig(): Config {
    return { ...super.getConfig(), axis: this.axis };
  }
}

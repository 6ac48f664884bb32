/** What `argmax` and `argmin` share. */

import { DTypeError, ShapeError, showShape } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Spec } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { ARG_MAX, encodeArgExtreme } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { equal } from '../compare/equal.ts';
import type { Operation, Placed } from '../operation.ts';
import { type AxisAttributes, axisSizes, type ReduceOptions, reduceAxes, reducedShape } from '../reduce.ts';
import { cast } from '../shape/cast.ts';

/** Along which axis, and whether it stays as size 1. */
export interface ArgOptions {
  /** Negative from the back; default: over all elements. */
  readonly axis?: number | null;
  /** Keeps the axis as size 1. Default `false`. */
  readonly keepDims?: boolean;
}

/** The position of an extreme of a float32 tensor. */
export function argOperation(name: string, code: number): Operation<AxisAttributes> {
  return {
    name,
    infer([x], { axes }) {
      const { shape, dtype } = x as Spec;
      if (dtype !== 'float32') throw new DTypeError(name, 'float32', dtype, 'Use cast(x, "float32").');
      if (axisSizes(shape, axes).axis === 0)
        throw new ShapeError(
          name,
          'axes with at least one element',
          `shape ${showShape(shape)}, axes [${axes.join(', ')}]`,
        );
      return [{ shape: reducedShape(shape, axes), dtype: 'int32' }];
    },
    encode: (words, { inputs: [x], outputs: [y], attributes: { axes } }) =>
      encodeArgExtreme(words, { function: code, x, y, ...axisSizes((x as Placed).shape, axes) }),
  };
}

export const argmaxOperation: Operation<AxisAttributes> = argOperation('argmax', ARG_MAX);

/** Applies it. The extreme of integers is found as int32: the first element that equals it. */
export function applyArg(
  operation: Operation<AxisAttributes>,
  x: TensorLike,
  options: ArgOptions,
  extreme: (x: TensorLike, options: ReduceOptions) => Tensor,
): Tensor {
  const tensor = asTensor(x, operation.name);
  if (tensor.dtype !== 'float32') {
    const hits = equal(tensor, extreme(tensor, { axis: options.axis ?? null, keepDims: true }));
    return applyArg(argmaxOperation, cast(hits, 'float32'), options, extreme);
  }
  return reduceAxes(operation.name, tensor, options, (moved, axes) => apply(operation, [moved], { axes }));
}

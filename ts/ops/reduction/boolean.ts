/** What `any` and `all` share. */

import { DTypeError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Spec } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeReduceBool } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import type { Operation, Placed } from '../operation.ts';
import { type AxisAttributes, axisSizes, type ReduceOptions, reduceAxes, reducedShape } from '../reduce.ts';
import { cast } from '../shape/cast.ts';

/** A reduction of bools: whether all, or any, are set. */
export function booleanReduction(name: string, all: boolean): Operation<AxisAttributes> {
  return {
    name,
    infer([x], { axes }) {
      const { shape, dtype } = x as Spec;
      if (dtype !== 'bool') throw new DTypeError(name, 'bool', dtype, 'Use cast(x, "bool").');
      return [{ shape: reducedShape(shape, axes), dtype: 'bool' }];
    },
    encode: (words, { inputs: [x], outputs: [y], attributes: { axes } }) =>
      encodeReduceBool(words, { all: Number(all), x, y, ...axisSizes((x as Placed).shape, axes) }),
  };
}

/** Applies it; numbers other than 0 count as true. */
export function applyBooleanReduction(
  operation: Operation<AxisAttributes>,
  x: TensorLike,
  options: ReduceOptions,
): Tensor {
  const tensor = cast(asTensor(x, operation.name), 'bool');
  return reduceAxes(operation.name, tensor, options, (moved, axes) => apply(operation, [moved], { axes }));
}

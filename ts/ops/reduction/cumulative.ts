/** What running sums and products share. */

import { checkKeys } from '../../closest.ts';
import { DTypeError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxis, type Spec } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeCumulative, encodeCumulativeInteger } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import type { GradientCall, Operation, Placed } from '../operation.ts';
import { axisSizes } from '../reduce.ts';
import { cast } from '../shape/cast.ts';
import { reshape } from '../shape/reshape.ts';

/** Along which axis; whether an element itself is left out; whether from the end. */
export interface CumulativeAttributes {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/** A running reduction of float32 or int32. */
export function cumulativeOperation(
  name: string,
  code: number,
  gradient: (call: GradientCall<CumulativeAttributes>) => Tensor,
): Operation<CumulativeAttributes> {
  return {
    name,
    infer([x]) {
      const { shape, dtype } = x as Spec;
      if (dtype !== 'float32' && dtype !== 'int32') throw new DTypeError(name, 'float32 or int32', dtype);
      return [{ shape, dtype }];
    },
    encode(words, { inputs: [x], outputs: [y], attributes: { axis, exclusive, reverse } }) {
      const { shape, dtype } = x as Placed;
      const flags = { exclusive: Number(exclusive), reverse: Number(reverse) };
      const encode = dtype === 'float32' ? encodeCumulative : encodeCumulativeInteger;
      encode(words, { function: code, x, y, ...axisSizes(shape, [axis]), ...flags });
    },
    gradient: (call) => [gradient(call)],
  };
}

/** Along which axis a running reduction goes. */
export interface CumulativeOptions {
  /** Negative from the back; default: over all elements in row-major order. */
  readonly axis?: number | null;
}

/** Applies it; bools become int32, small integers wrap. */
export function applyCumulative(
  operation: Operation<CumulativeAttributes>,
  x: TensorLike,
  options: CumulativeOptions,
): Tensor {
  checkKeys(operation.name, options, 'axis');
  const { axis } = options;
  const tensor = asTensor(x, operation.name);
  const { dtype } = tensor;
  const wide = dtype === 'float32' ? tensor : cast(tensor, 'int32');
  const flat = axis === undefined || axis === null || wide.rank === 0 ? reshape(wide, [wide.size]) : wide;
  const along =
    flat === wide && typeof axis === 'number' ? normalizeAxis(operation.name, axis, wide.rank) : 0;
  const result = apply(operation, [flat], { axis: along, exclusive: false, reverse: false });
  return dtype === 'bool' ? result : cast(result, dtype);
}

/** Conversion of dtype (keras.ops.cast). */

import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { checkDType, type DType, dtypeCodes } from '../../tensor/dtype.ts';
import { type Spec, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeCast } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';

/** What `cast` converts to. */
export interface CastAttributes {
  readonly dtype: DType;
}

export const castOperation: Operation<CastAttributes> = operation<CastAttributes>({
  name: 'cast',
  infer: ([x], { dtype }) => [{ shape: (x as Spec).shape, dtype }],
  encode(words, { inputs: [x], outputs: [y] }) {
    const [from, to] = [dtypeCodes[(x as Placed).dtype], dtypeCodes[(y as Placed).dtype]];
    encodeCast(words, { from, to, x, y, count: sizeOf((y as Placed).shape) });
  },
  gradient: ({ upstream: [dy] }) => [dy],
});

/**
 * `x` in another dtype. Floats become integers towards zero, saturating (NaN gives 0); anything but 0 becomes
 * `true`. The same tensor where the dtype is already that.
 */
export function cast(x: TensorLike, dtype: DType): Tensor {
  const tensor = asTensor(x, 'cast');
  return tensor.dtype === checkDType('cast', dtype) ? tensor : apply(castOperation, [tensor], { dtype });
}

/** Logical not (keras.ops.logical_not). */

import { DTypeError } from '../../errors.ts';
import type { TensorLike } from '../../tensor/create.ts';
import { type Spec, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeLogicalNot } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { cast } from '../shape/cast.ts';

export const logicalNotOperation: Operation<undefined> = operation<undefined>({
  name: 'logicalNot',
  infer([x]) {
    const { shape, dtype } = x as Spec;
    if (dtype !== 'bool') throw new DTypeError('logicalNot', 'bool', dtype, 'Use cast(x, "bool").');
    return [{ shape, dtype }];
  },
  inPlace: [[0, 0]],
  encode: (words, { inputs: [x], outputs: [y] }) =>
    encodeLogicalNot(words, { x, y, count: sizeOf((y as Placed).shape) }),
});

/** Whether each element is false. Numbers other than 0 (NaN too) count as true. */
export function logicalNot(x: TensorLike): Tensor {
  return apply(logicalNotOperation, [cast(x, 'bool')], undefined);
}

/** What the logical operations of two bools share. */

import { DTypeError } from '../../errors.ts';
import type { TensorLike } from '../../tensor/create.ts';
import { broadcastShapes, type Spec } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeLogical } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { placeBinary } from '../binary.ts';
import type { Operation } from '../operation.ts';
import { cast } from '../shape/cast.ts';

/** An operation of two bool tensors that broadcast. */
export function logicalOperation(name: string, code: number): Operation<undefined> {
  return {
    name,
    infer([a, b]) {
      const [x, y] = [a as Spec, b as Spec];
      if (x.dtype !== 'bool' || y.dtype !== 'bool')
        throw new DTypeError(name, 'two bool tensors', `${x.dtype} and ${y.dtype}`);
      return [{ shape: broadcastShapes(name, x.shape, y.shape), dtype: 'bool' }];
    },
    inPlace: [
      [0, 0],
      [0, 1],
    ],
    encode: (words, { inputs, outputs }) =>
      encodeLogical(words, { function: code, ...placeBinary(name, { inputs, outputs }) }),
  };
}

/** Applies a logical operation; numbers other than 0 count as true. */
export function applyLogical(operation: Operation<undefined>, a: TensorLike, b: TensorLike): Tensor {
  return apply(operation, [cast(a, 'bool'), cast(b, 'bool')], undefined);
}

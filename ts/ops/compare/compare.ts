/** What the comparisons share: operands in one dtype, a bool for an answer, no gradient. */

import { DTypeError } from '../../errors.ts';
import type { TensorLike } from '../../tensor/create.ts';
import { broadcastShapes, type Spec } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeCompare } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { meet, placeBinary } from '../binary.ts';
import type { Operation, Placed } from '../operation.ts';
import { cast } from '../shape/cast.ts';

/** A comparison of two float32 or two int32 tensors that broadcast. */
export function compareOperation(name: string, code: number): Operation<undefined> {
  return {
    name,
    infer([a, b]) {
      const [x, y] = [a as Spec, b as Spec];
      if (x.dtype !== y.dtype || (x.dtype !== 'float32' && x.dtype !== 'int32'))
        throw new DTypeError(name, 'two float32 or two int32 tensors', `${x.dtype} and ${y.dtype}`);
      return [{ shape: broadcastShapes(name, x.shape, y.shape), dtype: 'bool' }];
    },
    encode(words, { inputs, outputs }) {
      const integer = Number((inputs[0] as Placed).dtype === 'int32');
      encodeCompare(words, { function: code, integer, ...placeBinary(name, { inputs, outputs }) });
    },
  };
}

/** Applies a comparison; bools and small integers are compared as int32. */
export function applyCompare(operation: Operation<undefined>, a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = meet(operation.name, a, b);
  const dtype = x.dtype === 'float32' ? 'float32' : 'int32';
  return apply(operation, [cast(x, dtype), cast(y, dtype)], undefined);
}

/** What `isNan`, `isInf` and `isFinite` share. */

import { DTypeError } from '../../errors.ts';
import type { TensorLike } from '../../tensor/create.ts';
import { type Spec, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeClassify } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import type { Operation, Placed } from '../operation.ts';
import { cast } from '../shape/cast.ts';

/** A question about each element of a float32 tensor. */
export function classifyOperation(name: string, code: number): Operation<undefined> {
  return {
    name,
    infer([x]) {
      const { shape, dtype } = x as Spec;
      if (dtype !== 'float32') throw new DTypeError(name, 'float32', dtype);
      return [{ shape, dtype: 'bool' }];
    },
    encode: (words, { inputs: [x], outputs: [y] }) =>
      encodeClassify(words, { function: code, x, y, count: sizeOf((y as Placed).shape) }),
  };
}

/** Asks it; integers are numbers and finite. */
export function applyClassify(operation: Operation<undefined>, x: TensorLike): Tensor {
  return apply(operation, [cast(x, 'float32')], undefined);
}

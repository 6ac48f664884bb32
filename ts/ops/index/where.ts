/** A choice by condition, broadcasting (keras.ops.where with three arguments). */

import { DTypeError } from '../../errors.ts';
import type { TensorLike } from '../../tensor/create.ts';
import { bytesPerElement } from '../../tensor/dtype.ts';
import { broadcastShapes, broadcastStrides, type Spec, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeSelect } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { meet } from '../binary.ts';
import { walkOf } from '../copy.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { sumTo } from '../reduction/sum.ts';
import { cast } from '../shape/cast.ts';

export const whereOperation: Operation<undefined> = operation<undefined>({
  name: 'where',
  infer([condition, a, b]) {
    const [c, x, y] = [condition as Spec, a as Spec, b as Spec];
    if (c.dtype !== 'bool') throw new DTypeError('where', 'a bool condition', c.dtype);
    if (x.dtype !== y.dtype)
      throw new DTypeError('where', 'two tensors of one dtype', `${x.dtype} and ${y.dtype}`);
    return [{ shape: broadcastShapes('where', c.shape, x.shape, y.shape), dtype: x.dtype }];
  },
  encode(words, { inputs, outputs }) {
    const [condition, a, b] = inputs as [Placed, Placed, Placed];
    const y = outputs[0] as Placed;
    if (sizeOf(y.shape) === 0) return;
    const strides = [condition, a, b].map(({ shape }) => broadcastStrides(shape, y.shape));
    const walk = walkOf('where', y.shape, strides);
    const [conditionStrides = [], aStrides = [], bStrides = []] = walk.strides;
    const elementSize = bytesPerElement(y.dtype);
    encodeSelect(words, {
      elementSize,
      condition,
      a,
      b,
      y,
      dims: walk.shape,
      conditionStrides,
      aStrides,
      bStrides,
    });
  },
  gradient({ inputs, upstream, wanted }) {
    const [condition, a, b] = inputs as [Tensor, Tensor, Tensor];
    const dy = upstream[0] as Tensor;
    return [
      undefined,
      wanted[1] ? sumTo(where(condition, dy, 0), a.shape) : undefined,
      wanted[2] ? sumTo(where(condition, 0, dy), b.shape) : undefined,
    ];
  },
});

/**
 * `a` where the condition holds, `b` elsewhere, element by element. Numbers other than 0 count as true; shapes
 * broadcast; the dtypes of `a` and `b` meet as in Keras.
 */
export function where(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor {
  return apply(whereOperation, [cast(condition, 'bool'), ...meet('where', a, b)], undefined);
}

/** Repetition along axes of size 1 (keras.ops.broadcast_to). */

import { ShapeError, showShape } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import {
  broadcastShapes,
  broadcastStrides,
  type Shape,
  type Spec,
  sameShape,
  stridesOf,
} from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { apply } from '../apply.ts';
import { sumTo } from '../binary.ts';
import { copyRegion } from '../copy.ts';
import { type Operation, operation, type Placed } from '../operation.ts';

/** The target shape. */
export interface BroadcastAttributes {
  readonly shape: Shape;
}

export const broadcastOperation: Operation<BroadcastAttributes> = operation<BroadcastAttributes>({
  name: 'broadcastTo',
  infer([x], { shape }) {
    const spec = x as Spec;
    if (!sameShape(broadcastShapes('broadcastTo', spec.shape, shape), shape))
      throw new ShapeError(
        'broadcastTo',
        `a shape that ${showShape(spec.shape)} broadcasts to`,
        showShape(shape),
      );
    return [{ shape, dtype: spec.dtype }];
  },
  encode(words, { inputs: [x], outputs: [y] }) {
    const [from, to] = [x as Placed, y as Placed];
    copyRegion(
      'broadcastTo',
      words,
      to.shape,
      { tensor: from, start: 0, strides: broadcastStrides(from.shape, to.shape) },
      { tensor: to, start: 0, strides: stridesOf(to.shape) },
    );
  },
  gradient: ({ inputs: [x], upstream: [dy] }) => [sumTo(dy as Tensor, (x as Tensor).shape)],
});

/** `x` repeated to `shape` by the rule of broadcasting. Throws a {@link ShapeError} where it does not fit. */
export function broadcastTo(x: TensorLike, shape: Shape): Tensor {
  const tensor = asTensor(x, 'broadcastTo');
  return sameShape(tensor.shape, shape) ? tensor : apply(broadcastOperation, [tensor], { shape });
}

/**
 * Sum over axes (keras.ops.sum), and repetition along axes (keras.ops.broadcast_to): each is the other's gradient, so they
 * share a file.
 */

import { DTypeError, ShapeError, showShape } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import {
  broadcastShapes,
  broadcastStrides,
  checkShape,
  type Shape,
  type Spec,
  sameShape,
  stridesOf,
} from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import {
  encodeReduce,
  encodeReduceInteger,
  INTEGER_REDUCE_SUM,
  REDUCE_SUM,
} from '../../wasm/generated/encoder.ts';
import { apply, operand } from '../apply.ts';
import { copyRegion } from '../copy.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { type AxisAttributes, axisSizes, type ReduceOptions, reduceAxes, reducedShape } from '../reduce.ts';
import { cast } from '../shape/cast.ts';
import { reshape } from '../shape/reshape.ts';

export const sumOperation: Operation<AxisAttributes> = operation<AxisAttributes>({
  name: 'sum',
  infer([x], { axes }) {
    const { shape, dtype } = x as Spec;
    if (dtype !== 'float32' && dtype !== 'int32') throw new DTypeError('sum', 'float32 or int32', dtype);
    return [{ shape: reducedShape(shape, axes), dtype }];
  },
  encode(words, { inputs: [x], outputs: [y], attributes: { axes } }) {
    const { shape, dtype } = x as Placed;
    const sizes = axisSizes(shape, axes);
    if (dtype === 'float32') encodeReduce(words, { function: REDUCE_SUM, x, y, ...sizes });
    else encodeReduceInteger(words, { function: INTEGER_REDUCE_SUM, x, y, ...sizes });
  },
  gradient: ({ inputs: [x], upstream: [dy], attributes: { axes } }) => {
    const { shape } = x as Tensor;
    return [broadcastTo(reshape(dy as Tensor, reducedShape(shape, axes, true)), shape)];
  },
});

/** The sum over axes; that of none is 0. Small integers and bools are summed as int32. */
export function sum(x: TensorLike, options: ReduceOptions = {}): Tensor {
  const tensor = operand(x, 'sum');
  const wide = tensor.dtype === 'float32' ? tensor : cast(tensor, 'int32');
  return reduceAxes('sum', wide, options, (moved, axes) => apply(sumOperation, [moved], { axes }));
}

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
  checkShape('broadcastTo', shape);
  const tensor = asTensor(x, 'broadcastTo');
  return sameShape(tensor.shape, shape) ? tensor : apply(broadcastOperation, [tensor], { shape });
}

/** Sums a gradient over the axes along which its tensor was broadcast. */
export function sumTo(gradient: Tensor, shape: Shape): Tensor {
  if (sameShape(gradient.shape, shape)) return gradient;
  const offset = gradient.rank - shape.length;
  const axes = gradient.shape.flatMap((size, axis) =>
    axis < offset || (shape[axis - offset] === 1 && size !== 1) ? [axis] : [],
  );
  return reshape(axes.length === 0 ? gradient : sum(gradient, { axis: axes }), shape);
}

/** Sum over axes (keras.ops.sum). */

import { DTypeError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Spec } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import {
  encodeReduce,
  encodeReduceInteger,
  INTEGER_REDUCE_SUM,
  REDUCE_SUM,
} from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { type AxisAttributes, axisSizes, type ReduceOptions, reduceAxes, reducedShape } from '../reduce.ts';
import { broadcastTo } from '../shape/broadcast-to.ts';
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
  const tensor = asTensor(x, 'sum');
  const wide = tensor.dtype === 'float32' ? tensor : cast(tensor, 'int32');
  return reduceAxes('sum', wide, options, (moved, axes) => apply(sumOperation, [moved], { axes }));
}

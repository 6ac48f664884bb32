/** Mean over axes (keras.ops.mean). */

import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Spec } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeReduce, ReduceFunction } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { divide } from '../arithmetic/divide.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { type AxisAttributes, axisSizes, type ReduceOptions, reduceAxes, reducedShape } from '../reduce.ts';
import { broadcastTo } from '../shape/broadcast-to.ts';
import { cast } from '../shape/cast.ts';
import { reshape } from '../shape/reshape.ts';

export const meanOperation: Operation<AxisAttributes> = operation<AxisAttributes>({
  name: 'mean',
  infer: ([x], { axes }) => [{ shape: reducedShape((x as Spec).shape, axes), dtype: 'float32' }],
  encode(words, { inputs: [x], outputs: [y], attributes: { axes } }) {
    encodeReduce(words, { function: ReduceFunction.Mean, x, y, ...axisSizes((x as Placed).shape, axes) });
  },
  gradient: ({ inputs: [x], upstream: [dy], attributes: { axes } }) => {
    const { shape } = x as Tensor;
    const share = divide(dy as Tensor, axisSizes(shape, axes).axis);
    return [broadcastTo(reshape(share, reducedShape(shape, axes, true)), shape)];
  },
});

/** The mean over axes, float32; that of none is NaN. */
export function mean(x: TensorLike, options: ReduceOptions = {}): Tensor {
  const tensor = cast(asTensor(x, 'mean'), 'float32');
  return reduceAxes('mean', tensor, options, (moved, axes) => apply(meanOperation, [moved], { axes }));
}

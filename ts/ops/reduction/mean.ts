/** Mean over axes (keras.ops.mean). */

import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { REDUCE_MEAN } from '../../wasm/generated/encoder.ts';
import { divide } from '../arithmetic/divide.ts';
import type { Operation } from '../operation.ts';
import {
  type AxisAttributes,
  applyReduction,
  axisSizes,
  numericReduction,
  type ReduceOptions,
} from '../reduce.ts';
import { cast } from '../shape/cast.ts';
import { broadcastTo } from './sum.ts';

export const meanOperation: Operation<AxisAttributes> = numericReduction({
  name: 'mean',
  float: REDUCE_MEAN,
  gradient: ({ x: { shape }, dy, axes }) => broadcastTo(divide(dy, axisSizes(shape, axes).axis), shape),
});

/** The mean over axes, float32; that of none is NaN. */
export function mean(x: TensorLike, options: ReduceOptions = {}): Tensor {
  return applyReduction(meanOperation, cast(asTensor(x, 'mean'), 'float32'), options);
}

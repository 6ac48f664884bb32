/** The middle element (keras.ops.median). */

import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { isNan } from '../elementwise/is-nan.ts';
import { type ReduceOptions, reduceAxes } from '../reduce.ts';
import { any } from '../reduction/any.ts';
import { mean } from '../reduction/mean.ts';
import { cast } from '../shape/cast.ts';
import { moveaxis } from '../shape/moveaxis.ts';
import { reshape } from '../shape/reshape.ts';
import { stridedSlice } from '../shape/slice.ts';
import { sort } from './sort.ts';
import { where } from './where.ts';

/** The middle element over axes, or the mean of the two in the middle, float32; NaN if an element is. */
export function median(x: TensorLike, options: ReduceOptions = {}): Tensor {
  const tensor = cast(asTensor(x, 'median'), 'float32');
  return reduceAxes('median', tensor, options, (moved, axes) => {
    const kept = moved.shape.filter((_, axis) => !axes.includes(axis));
    const last = moveaxis(
      moved,
      axes,
      axes.map((_, index) => index - axes.length),
    );
    const rows = reshape(last, [...kept, -1]);
    const length = rows.shape.at(-1) as number;
    const middle = [Math.floor((length - 1) / 2), Math.floor(length / 2) + 1] as const;
    const centre = mean(stridedSlice(sort(rows), [...kept.map(() => null), middle]), { axis: -1 });
    return where(any(isNan(rows), { axis: -1 }), Number.NaN, centre);
  });
}

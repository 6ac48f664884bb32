/** Elements shifted around an axis (keras.ops.roll). */

import { checkKeys } from '../../closest.ts';
import { show, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxis } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { concatenate } from './concatenate.ts';
import { flatten } from './flatten.ts';
import { reshape } from './reshape.ts';
import { split } from './split.ts';

/** `x` with elements moved `shift` places on along axes (default: of the flattened tensor); those that leave come in at the start. */
export function roll(
  x: TensorLike,
  shift: number | readonly number[],
  options: { readonly axis?: number | readonly number[] | null } = {},
): Tensor {
  const { axis = null } = checkKeys('roll', options, 'axis');
  const tensor = asTensor(x, 'roll');
  if (axis === null) return reshape(roll(flatten(tensor), shift, { axis: 0 }), tensor.shape);
  const axes = [axis].flat();
  const shifts = typeof shift === 'number' ? axes.map(() => shift) : [shift].flat();
  if (shifts.length !== axes.length || shifts.some((by) => !Number.isInteger(by)))
    throw new ValueError('roll', `a whole shift for each of ${axes.length} axes`, show(shifts));
  return axes.reduce((result, one, index) => {
    const along = normalizeAxis('roll', one, tensor.rank);
    const size = tensor.shape[along] as number;
    const cut = size === 0 ? 0 : ((-(shifts[index] as number) % size) + size) % size;
    if (cut === 0) return result;
    const [first, second] = split(result, [cut], { axis: along }) as [Tensor, Tensor];
    return concatenate([second, first], { axis: along });
  }, tensor);
}

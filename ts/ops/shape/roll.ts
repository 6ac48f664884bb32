/** Elements shifted around an axis (keras.ops.roll). */

import { ValueError } from '../../errors.ts';
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
  { axis = null }: { readonly axis?: number | readonly number[] | null } = {},
): Tensor {
  const tensor = asTensor(x, 'roll');
  if (axis === null) return reshape(roll(flatten(tensor), shift, { axis: 0 }), tensor.shape);
  const axes = typeof axis === 'number' ? [axis] : axis;
  const shifts = typeof shift === 'number' ? axes.map(() => shift) : shift;
  if (shifts.length !== axes.length || shifts.some((by) => !Number.isInteger(by)))
    throw new ValueError('roll', `a whole shift for each of ${axes.length} axes`, `[${shifts.join(', ')}]`);
  return axes.reduce((result, one, index) => {
    const along = normalizeAxis('roll', one, tensor.rank);
    const size = tensor.shape[along] as number;
    const cut = size === 0 ? 0 : ((-(shifts[index] as number) % size) + size) % size;
    if (cut === 0) return result;
    const [first, second] = split(result, [cut], { axis: along }) as [Tensor, Tensor];
    return concatenate([second, first], { axis: along });
  }, tensor);
}

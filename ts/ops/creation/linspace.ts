/** Numbers between two ends (keras.ops.linspace). */

import { checkKeys } from '../../closest.ts';
import { MemoryError, show, ValueError } from '../../errors.ts';
import { fromArray } from '../../tensor/create.ts';
import type { DType } from '../../tensor/dtype.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { cast } from '../shape/cast.ts';

/** Options of {@link linspace}. */
export interface LinspaceOptions {
  /** How many numbers. Default 50. */
  readonly num?: number;
  /** Whether `stop` is the last one. Default `true`. */
  readonly endpoint?: boolean;
  /** Default `'float32'`. */
  readonly dtype?: DType;
}

/** `num` numbers at equal distances from `start` to `stop`, each rounded once from float64. */
export function linspace(start: number, stop: number, options: LinspaceOptions = {}): Tensor {
  const {
    num = 50,
    endpoint = true,
    dtype = 'float32',
  } = checkKeys('linspace', options, 'num endpoint dtype');
  if (![start, stop].every(Number.isFinite))
    throw new ValueError('linspace', 'finite numbers', `${show(start)} and ${show(stop)}`);
  if (!Number.isInteger(num) || num < 0)
    throw new ValueError('linspace', 'a whole number of values ≥ 0', show(num));
  const parts = endpoint ? num - 1 : num;
  if (num >= 2 ** 29) throw new MemoryError('linspace', 'fewer than 2 ** 29 values', String(num));
  const values = new Float32Array(num);
  for (let i = 0; i < num; i++)
    values[i] = parts > 0 && i === parts ? stop : start + ((stop - start) * i) / Math.max(1, parts);
  return cast(fromArray(values, [num], 'float32'), dtype);
}

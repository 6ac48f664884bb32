/** NaN and infinities replaced by numbers (keras.ops.nan_to_num). */

import { checkKeys } from '../../closest.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { equal } from '../compare/equal.ts';
import { where } from '../index/where.ts';
import { isNan } from './is-nan.ts';

/** Options of {@link nanToNum}. */
export interface NanToNumOptions {
  /** In place of NaN. Default 0. */
  readonly nan?: number;
  /** In place of ∞. Default the largest float32. */
  readonly posinf?: number;
  /** In place of -∞. Default the most negative float32. */
  readonly neginf?: number;
}

const largest = 3.4028234663852886e38;

/** `x` with numbers in place of what is none; integers stay as they are. */
export function nanToNum(x: TensorLike, options: NanToNumOptions = {}): Tensor {
  const {
    nan = 0,
    posinf = largest,
    neginf = -largest,
  } = checkKeys('nanToNum', options, 'nan posinf neginf');
  const tensor = asTensor(x, 'nanToNum');
  if (tensor.dtype !== 'float32') return tensor;
  const finite = where(equal(tensor, Number.POSITIVE_INFINITY), posinf, tensor);
  return where(isNan(tensor), nan, where(equal(tensor, Number.NEGATIVE_INFINITY), neginf, finite));
}

/** Ones on a diagonal (keras.ops.eye, identity). */

import { checkKeys } from '../../closest.ts';
import { checkWhole } from '../../errors.ts';
import type { DType } from '../../tensor/dtype.ts';
import { checkShape } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { oneHot } from '../index/one-hot.ts';
import { arange } from './arange.ts';

/** Options of {@link eye}. */
export interface EyeOptions {
  /** The diagonal: above the main one if positive, below if negative. Default 0. */
  readonly k?: number;
  /** Default `'float32'`. */
  readonly dtype?: DType;
}

/** A matrix of zeros with ones on a diagonal, n × n or n × m. */
export function eye(n: number, m: number = n, options: EyeOptions = {}): Tensor {
  const { k = 0, dtype = 'float32' } = checkKeys('eye', options, 'k dtype');
  checkShape('eye', [n, m]);
  checkWhole('eye', 'k', k, Number.MIN_SAFE_INTEGER);
  return oneHot(arange(k, n + k, { dtype: 'int32' }), m, { dtype });
}

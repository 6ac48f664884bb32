/** Golden tensors as tensors of ours. */

import { tensor } from '../../ts/tensor/create.ts';
import type { Tensor } from '../../ts/tensor/tensor.ts';
import { type GoldenTensor, toFloat32, toInt32 } from './golden.ts';

/** The tensor that a golden file holds. */
export function fromGolden(value: GoldenTensor): Tensor {
  const { shape, dtype } = value;
  return tensor(dtype === 'float32' ? toFloat32(value) : toInt32(value), { shape, dtype });
}

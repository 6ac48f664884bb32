/** Channels first, by moving them last and back. */

import type { Tensor } from '../../tensor/tensor.ts';
import { moveaxis } from '../shape/moveaxis.ts';
import type { DataFormat } from './geometry.ts';

/** Runs a channels-last function on a tensor of either format. */
export function withChannelsLast(x: Tensor, format: DataFormat, body: (x: Tensor) => Tensor): Tensor {
  if (format === 'channels_last') return body(x);
  return moveaxis(body(moveaxis(x, 1, -1)), -1, 1);
}

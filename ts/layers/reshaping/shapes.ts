/** Counting with shapes of which some sizes are unknown. */

import type { BatchShape } from '../keras-tensor.ts';

/** The product of all sizes; `null` if one is unknown. */
export function knownSize(shape: BatchShape): number | null {
  let size = 1;
  for (const axis of shape) {
    if (axis === null) return null;
    size *= axis;
  }
  return size;
}

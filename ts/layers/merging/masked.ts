/** Masks of what is merged, and how Multiply, Maximum and Minimum leave out what is masked (keras.src.layers.merging). */

import { logicalOr } from '../../ops/compare/logical-or.ts';
import { where } from '../../ops/index/where.ts';
import { broadcastTo } from '../../ops/reduction/sum.ts';
import { cast } from '../../ops/shape/cast.ts';
import { reshape } from '../../ops/shape/reshape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { maskOf } from '../call.ts';

/** A mask (batch, …) for every element of `x`. */
export function elementMask(x: Tensor, mask: Tensor): Tensor {
  const ones = new Array<number>(Math.max(0, x.rank - mask.rank)).fill(1);
  return broadcastTo(reshape(cast(mask, 'bool'), [...mask.shape, ...ones]), x.shape);
}

/** The masks of the inputs, for every element; `undefined` where there is none. */
export function elementMasks(list: readonly Tensor[]): (Tensor | undefined)[] {
  return list.map((input) => {
    const mask = maskOf(input);
    return mask && elementMask(input, mask);
  });
}

/** What any of the masks lets count; `undefined`, which is all, where one is absent. */
export function seenByAny(masks: readonly (Tensor | undefined)[]): Tensor | undefined {
  return masks.reduce((a, b) => a && b && logicalOr(a, b));
}

/** Merges from the left by a function without a neutral element: what one has not seen is what the other has. */
export function mergeSeen(list: readonly Tensor[], merge: (a: Tensor, b: Tensor) => Tensor): Tensor {
  const masks = elementMasks(list);
  let [output, seen] = [list[0] as Tensor, masks[0]];
  list.slice(1).forEach((next, index) => {
    const mask = masks[index + 1];
    const b = mask === undefined ? next : where(mask, next, output);
    const a = seen === undefined ? output : where(seen, output, b);
    output = merge(a, b);
    seen = seenByAny([seen, mask]);
  });
  return output;
}

/** Which keys a row of a query sees: masks of query, key and value, causality and windows, as one. */

import { ShapeError, showShape } from '../../errors.ts';
import { subtract } from '../../ops/arithmetic/subtract.ts';
import { greaterEqual } from '../../ops/compare/greater-equal.ts';
import { less } from '../../ops/compare/less.ts';
import { logicalAnd } from '../../ops/compare/logical-and.ts';
import { arange } from '../../ops/creation/arange.ts';
import { abs } from '../../ops/elementwise/abs.ts';
import { cast } from '../../ops/shape/cast.ts';
import { expandDims } from '../../ops/shape/expand-dims.ts';
import { reshape } from '../../ops/shape/reshape.ts';
import { sameShape } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** What may leave a key out for a row. */
export interface MaskParts {
  /** bool (B, T). */
  readonly queryMask?: Tensor | undefined;
  /** bool (B, S). */
  readonly valueMask?: Tensor | undefined;
  /** bool (B, S). */
  readonly keyMask?: Tensor | undefined;
  /** bool (B, T, S), or with an axis for heads, (B, N, T, S). */
  readonly attentionMask?: Tensor | undefined;
  readonly causal: boolean;
  /** How many keys on either side a row sees, itself included. */
  readonly window?: number | undefined;
}

/** Lengths of a sample's axes: rows of the query, keys. */
interface Lengths {
  readonly batch: number;
  readonly rows: number;
  readonly keys: number;
}

/** One mask of all parts, (B or 1, T or 1, S or 1), or of the attention mask's own rank; `undefined` without any. */
export function attentionMaskOf(
  where: string,
  parts: MaskParts,
  { batch, rows, keys }: Lengths,
): Tensor | undefined {
  const { queryMask, valueMask, keyMask, attentionMask, causal, window } = parts;
  const one = (name: string, mask: Tensor | undefined, length: number, axis: number): Tensor | undefined => {
    if (mask === undefined) return undefined;
    if (!sameShape(mask.shape, [batch, length]))
      throw new ShapeError(where, `${name} of shape ${showShape([batch, length])}`, showShape(mask.shape));
    return expandDims(cast(mask, 'bool'), axis);
  };
  const list = [
    one('queryMask', queryMask, rows, -1),
    one('valueMask', valueMask, keys, -2),
    one('keyMask', keyMask, keys, -2),
    causal ? causalMask(rows, keys) : undefined,
    window === undefined ? undefined : windowMask(rows, keys, window),
    attentionMask === undefined ? undefined : cast(attentionMask, 'bool'),
  ].filter((mask) => mask !== undefined);
  return list.length === 0 ? undefined : list.reduce((a, b) => logicalAnd(alignHeads(a, b), b));
}

/** A mask (…, T, S) before one that also has heads. */
function alignHeads(mask: Tensor, other: Tensor): Tensor {
  return mask.rank === 3 && other.rank > 3 ? expandDims(mask, 1) : mask;
}

/** bool (1, T, S): row t sees keys 0..=t. */
function causalMask(rows: number, keys: number): Tensor {
  return greaterEqual(positions(rows, true), positions(keys, false));
}

/** bool (1, T, S): row t sees the keys less than `window` away. */
function windowMask(rows: number, keys: number, window: number): Tensor {
  return less(abs(subtract(positions(rows, true), positions(keys, false))), window);
}

function positions(count: number, asRows: boolean): Tensor {
  return reshape(arange(count, { dtype: 'int32' }), asRows ? [1, count, 1] : [1, 1, count]);
}

/** What all operations that move elements share: strided walks, and copies of a region into a region. */

import { ShapeError, showShape } from '../errors.ts';
import { bytesPerElement } from '../tensor/dtype.ts';
import { collapse, type Shape, sizeOf, type Walk } from '../tensor/shape.ts';
import { encodeCopy } from '../wasm/generated/encoder.ts';
import type { Words } from '../wasm/words.ts';
import type { Placed } from './operation.ts';

/** The most axes of a strided walk, after merging (`MAX_RANK` of the engine). */
const maximumRank = 8;

/** A walk with axes merged; throws a {@link ShapeError} where more axes are left than instructions take. */
export function walkOf(where: string, shape: Shape, strides: readonly (readonly number[])[]): Walk {
  const walk = collapse(shape, strides);
  if (walk.shape.length > maximumRank)
    throw new ShapeError(
      where,
      `at most ${maximumRank} axes that memory does not merge`,
      `${walk.shape.length}, of shape ${showShape(shape)}`,
      'Merge axes with reshape first.',
    );
  return walk;
}

/** A region of a tensor: the element at which it starts, and the stride of each axis of the copy, in elements. */
export interface Region {
  readonly tensor: Placed;
  readonly start: number;
  readonly strides: readonly number[];
}

/** Copies a region of `shape` into another; nothing where it is empty. */
export function copyRegion(where: string, words: Words, shape: Shape, from: Region, to: Region): void {
  if (sizeOf(shape) === 0) return;
  const elementSize = bytesPerElement(to.tensor.dtype);
  const walk = walkOf(where, shape, [from.strides, to.strides]);
  const [xStrides = [], yStrides = []] = walk.strides;
  const x = { slot: from.tensor.slot, offset: from.tensor.offset + from.start * elementSize };
  const y = { slot: to.tensor.slot, offset: to.tensor.offset + to.start * elementSize };
  encodeCopy(words, { elementSize, x, y, dims: walk.shape, xStrides, yStrides });
}

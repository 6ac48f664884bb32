/** Coordinates of a grid (keras.ops.meshgrid). */

import { checkKeys } from '../../closest.ts';
import { checkList, ShapeError, showShape } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { broadcastTo } from '../reduction/sum.ts';
import { reshape } from '../shape/reshape.ts';
import { swapaxes } from '../shape/swapaxes.ts';

/** Options of {@link meshgrid}. */
export interface MeshgridOptions {
  /** `xy`: the first two axes are exchanged, as for images; `ij`: one axis a vector, in order. Default `'xy'`. */
  readonly indexing?: 'xy' | 'ij';
}

/** For each vector a tensor of its coordinate at every place of the grid that the vectors span. */
export function meshgrid(xs: readonly TensorLike[], options: MeshgridOptions = {}): Tensor[] {
  const { indexing = 'xy' } = checkKeys('meshgrid', options, 'indexing');
  const vectors = checkList('meshgrid', 'tensors', xs).map((x) => asTensor(x, 'meshgrid'));
  const shape = vectors.map((vector) => {
    if (vector.rank > 1) throw new ShapeError('meshgrid', 'vectors', `shape ${showShape(vector.shape)}`);
    return vector.size;
  });
  return vectors.map((vector, axis) => {
    const along = reshape(
      vector,
      shape.map((size, one) => (one === axis ? size : 1)),
    );
    const grid = broadcastTo(along, shape);
    return indexing === 'xy' && shape.length > 1 ? swapaxes(grid, 0, 1) : grid;
  });
}

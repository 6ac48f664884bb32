/** Rows of a table by index, for Embedding: as `take`, but an error names the layer. */

import { DTypeError, ShapeError, showShape, ValueError } from '../../errors.ts';
import { type Spec, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeGather } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { scatterAdd } from '../index/take.ts';
import { type Operation, operation, type Placed } from '../operation.ts';

/** What errors begin with. */
export interface EmbeddingAttributes {
  readonly where: string;
}

/** Inputs table (rows, size) and int32 indices (…); output (…, size). */
export const embeddingOperation: Operation<EmbeddingAttributes> = operation<EmbeddingAttributes>({
  name: 'embedding',
  infer([table, indices], { where }) {
    const [rows, places] = [table as Spec, indices as Spec];
    if (rows.dtype !== 'float32') throw new DTypeError(where, 'a float32 table', rows.dtype);
    if (places.dtype !== 'int32') throw new DTypeError(where, 'int32 indices', places.dtype);
    if (rows.shape.length !== 2) throw new ShapeError(where, 'a table (rows, size)', showShape(rows.shape));
    return [{ shape: [...places.shape, rows.shape[1] as number], dtype: 'float32' }];
  },
  encode(words, { inputs: [x, indices], outputs: [y] }) {
    const [axis = 0, inner = 0] = (x as Placed).shape;
    const count = sizeOf((indices as Placed).shape);
    encodeGather(words, { elementSize: 4, x, indices, y, outer: 1, axis, inner, count });
  },
  gradient: ({ inputs: [table, indices], upstream: [dy] }) => [
    scatterAdd(dy as Tensor, indices as Tensor, (table as Tensor).shape, 0),
    undefined,
  ],
  fault: ([position = 0, index = 0, rows = 0], { attributes: { where } }) =>
    new ValueError(
      where,
      `indices from 0 to ${rows - 1}, inputDim being ${rows}`,
      `${index | 0} at position ${position}`,
      'Make inputDim larger than every index.',
    ),
});

/** Rows of `table` at `indices`; an index of -1 is the last row, as in Keras on JAX. */
export function embedding(table: Tensor, indices: Tensor, where: string): Tensor {
  return apply(embeddingOperation, [table, indices], { where });
}

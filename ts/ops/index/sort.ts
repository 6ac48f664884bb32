/** Elements in rising order (keras.ops.sort), and the order that does it (keras.ops.argsort). */

import { checkKeys } from '../../closest.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Spec } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeArgSort, encodeSort } from '../../wasm/generated/encoder.ts';
import { atLastAxis } from '../activation/last-axis.ts';
import { rowsOf, rowsSpec } from '../activation/softmax.ts';
import { apply } from '../apply.ts';
import { floorDivide } from '../arithmetic/floor-divide.ts';
import { mod } from '../arithmetic/mod.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { cast } from '../shape/cast.ts';
import { flatten } from '../shape/flatten.ts';
import { scatterAddElements, takeAlongAxis } from './take-along-axis.ts';

export const argsortOperation: Operation<undefined> = operation<undefined>({
  name: 'argsort',
  infer: ([x]) => [{ shape: rowsSpec('argsort', x as Spec).shape, dtype: 'int32' }],
  encode: (words, { inputs: [x], outputs: [y] }) =>
    encodeArgSort(words, { x, y, ...rowsOf((x as Placed).shape), descending: 0 }),
});

export const sortOperation: Operation<undefined> = operation<undefined>({
  name: 'sort',
  infer: ([x]) => [rowsSpec('sort', x as Spec)],
  encode: (words, { inputs: [x], outputs: [y] }) =>
    encodeSort(words, { x, y, ...rowsOf((x as Placed).shape), descending: 0 }),
  gradient({ inputs: [x], upstream: [dy] }) {
    const { rank, shape } = x as Tensor;
    const order = apply(argsortOperation, [x as Tensor], undefined);
    return [scatterAddElements(dy as Tensor, order, rank - 1, shape.at(-1) as number)];
  },
});

/** Along which axis. */
export interface SortOptions {
  /** Negative from the back; `null`: of the flattened tensor. Default -1. */
  readonly axis?: number | null;
}

/** The elements of `x` in rising order along an axis, NaN last; equal elements keep their order. */
export function sort(x: TensorLike, options: SortOptions = {}): Tensor {
  checkKeys('sort', options, 'axis');
  const { axis = -1 } = options;
  const tensor = axis === null ? flatten(x) : asTensor(x, 'sort');
  return atLastAxis('sort', tensor, axis ?? 0, (rows) =>
    rows.dtype === 'float32'
      ? apply(sortOperation, [rows], undefined)
      : takeAlongAxis(rows, orderOfRows(rows), { axis: -1 }),
  );
}

/** The int32 indices that sort `x` along an axis, NaN last; equal elements keep their order. */
export function argsort(x: TensorLike, options: SortOptions = {}): Tensor {
  checkKeys('argsort', options, 'axis');
  const { axis = -1 } = options;
  const tensor = axis === null ? flatten(x) : asTensor(x, 'argsort');
  return atLastAxis('argsort', tensor, axis ?? 0, orderOfRows);
}

/** The order that sorts each row. An int32 is sorted by its lower half, then by its upper, each exact as float32. */
export function orderOfRows(rows: Tensor): Tensor {
  const order = (keys: Tensor): Tensor => apply(argsortOperation, [cast(keys, 'float32')], undefined);
  if (rows.dtype !== 'int32') return order(rows);
  const first = order(mod(rows, 65536));
  const second = order(takeAlongAxis(floorDivide(rows, 65536), first, { axis: -1 }));
  return takeAlongAxis(first, second, { axis: -1 });
}

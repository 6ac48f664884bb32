/** Triangles of matrices (keras.ops.tri, tril, triu). */

import { checkKeys } from '../../closest.ts';
import { checkWhole, ShapeError, showShape } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { DType } from '../../tensor/dtype.ts';
import { checkShape } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { lessEqual } from '../compare/less-equal.ts';
import { where } from '../index/where.ts';
import { cast } from '../shape/cast.ts';
import { expandDims } from '../shape/expand-dims.ts';
import { arange } from './arange.ts';

/** Which diagonal, above the main one if positive. Default 0. */
export interface DiagonalOption {
  readonly k?: number;
}

/** A matrix with ones on and below a diagonal, zeros above, n × n or n × m. */
export function tri(
  n: number,
  m: number = n,
  options: DiagonalOption & { readonly dtype?: DType } = {},
): Tensor {
  const { k = 0, dtype = 'float32' } = checkKeys('tri', options, 'k dtype');
  return cast(below(n, m, k), dtype);
}

/** The lower triangle of the last two axes: what is above the diagonal becomes 0. */
export function tril(x: TensorLike, options: DiagonalOption = {}): Tensor {
  const { k = 0 } = checkKeys('tril', options, 'k');
  const tensor = matrices('tril', x);
  return where(below(tensor.shape.at(-2) as number, tensor.shape.at(-1) as number, k), tensor, 0);
}

/** The upper triangle of the last two axes: what is below the diagonal becomes 0. */
export function triu(x: TensorLike, options: DiagonalOption = {}): Tensor {
  const { k = 0 } = checkKeys('triu', options, 'k');
  checkWhole('triu', 'k', k, Number.MIN_SAFE_INTEGER);
  const tensor = matrices('triu', x);
  return where(below(tensor.shape.at(-2) as number, tensor.shape.at(-1) as number, k - 1), 0, tensor);
}

/** Whether places lie on or below a diagonal. */
function below(n: number, m: number, k: number): Tensor {
  checkShape('tri', [n, m]);
  checkWhole('tri', 'k', k, Number.MIN_SAFE_INTEGER);
  const rows = arange(k, n + k, { dtype: 'int32' });
  return lessEqual(arange(m, { dtype: 'int32' }), expandDims(rows, 1));
}

function matrices(where: string, x: TensorLike): Tensor {
  const tensor = asTensor(x, where);
  if (tensor.rank < 2) throw new ShapeError(where, 'a tensor of rank ≥ 2', showShape(tensor.shape));
  return tensor;
}

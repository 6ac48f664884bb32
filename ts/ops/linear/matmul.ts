/** Matrix product (keras.ops.matmul), with transposes, bias and activation as the planner fuses them. */

import { DTypeError, ShapeError, showShape } from '../../errors.ts';
import type { TensorLike } from '../../tensor/create.ts';
import { broadcastShapes, type Shape, type Spec, sameShape, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeGemm, GemmActivation } from '../../wasm/generated/encoder.ts';
import { apply, operand } from '../apply.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { broadcastTo, sum, sumTo } from '../reduction/sum.ts';
import { cast } from '../shape/cast.ts';
import { expandDims } from '../shape/expand-dims.ts';
import { reshape } from '../shape/reshape.ts';

/** How the operands are read, and what is applied to the product. */
export interface MatmulAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly activation: keyof typeof GemmActivation;
}

/** No transposes, nothing applied. */
export const plainMatmul: MatmulAttributes = { transposeA: false, transposeB: false, activation: 'None' };

/** The sizes of one product, (m, k)·(k, n). */
function sizes(
  a: Shape,
  b: Shape,
  { transposeA, transposeB }: MatmulAttributes,
): { m: number; n: number; k: number; kb: number } {
  const [rowsA = 0, columnsA = 0] = a.slice(-2);
  const [rowsB = 0, columnsB = 0] = b.slice(-2);
  return {
    m: transposeA ? columnsA : rowsA,
    k: transposeA ? rowsA : columnsA,
    kb: transposeB ? columnsB : rowsB,
    n: transposeB ? rowsB : columnsB,
  };
}

/**
 * Inputs a (…, m, k), b (…, k, n) and perhaps a bias (n,). Batch axes are equal, or one operand has none and is
 * shared.
 */
export const matmulOperation: Operation<MatmulAttributes> = operation<MatmulAttributes>({
  name: 'matmul',
  epilogue: true,
  flops: ({ inputs: [a], outputs: [c], attributes }) =>
    2 * sizeOf((c as Spec).shape) * ((a as Spec).shape.at(attributes.transposeA ? -2 : -1) ?? 0),
  infer([a, b], attributes) {
    const [x, y] = [a as Spec, b as Spec];
    if (x.dtype !== 'float32' || y.dtype !== 'float32')
      throw new DTypeError('matmul', 'float32 operands', `${x.dtype} and ${y.dtype}`);
    const { m, n, k, kb } = sizes(x.shape, y.shape, attributes);
    if (k !== kb) throw innerSizes(x.shape, y.shape, attributes);
    const batch = broadcastShapes('matmul', x.shape.slice(0, -2), y.shape.slice(0, -2));
    return [{ shape: [...batch, m, n], dtype: 'float32' }];
  },
  encode(words, { inputs: [a, b, bias], outputs: [c], attributes }) {
    const [x, y] = [a as Placed, b as Placed];
    const { m, n, k } = sizes(x.shape, y.shape, attributes);
    const batchA = sizeOf(x.shape.slice(0, -2));
    const batchB = sizeOf(y.shape.slice(0, -2));
    encodeGemm(words, {
      a,
      b,
      bias,
      c,
      m,
      n,
      k,
      transposeA: Number(attributes.transposeA),
      transposeB: Number(attributes.transposeB),
      batch: sizeOf((c as Placed).shape.slice(0, -2)),
      batchStrideA: batchA === 1 ? 0 : m * k,
      batchStrideB: batchB === 1 ? 0 : k * n,
      activation: GemmActivation[attributes.activation],
    });
  },
  gradient({ inputs: [a, b], upstream: [dc], attributes: { transposeA, transposeB }, wanted }) {
    const [x, y, d] = [a as Tensor, b as Tensor, dc as Tensor];
    const da = (): Tensor =>
      transposeA ? product(y, d, transposeB, true) : product(d, y, false, !transposeB);
    const db = (): Tensor => {
      // One shared (k, n) operand: its gradient over all batches is one product over all rows.
      if (!transposeA && !transposeB && y.rank === 2 && x.rank > 2)
        return product(
          reshape(x, [-1, x.shape.at(-1) as number]),
          reshape(d, [-1, d.shape.at(-1) as number]),
          true,
          false,
        );
      return transposeB ? product(d, x, true, transposeA) : product(x, d, !transposeA, false);
    };
    return [wanted[0] ? sumTo(da(), x.shape) : undefined, wanted[1] ? sumTo(db(), y.shape) : undefined];
  },
});

function innerSizes(a: Shape, b: Shape, attributes: MatmulAttributes = plainMatmul): ShapeError {
  const { k, kb } = sizes(a, b, attributes);
  const how = attributes.transposeA || attributes.transposeB ? ' after transposing' : '';
  return new ShapeError(
    'matmul',
    `inner sizes that are equal${how}`,
    `${k} and ${kb}, of shapes ${showShape(a)} and ${showShape(b)}`,
  );
}

function product(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
  return apply(matmulOperation, [a, b], { transposeA, transposeB, activation: 'None' });
}

/**
 * The matrix product of a (…, m, k) and b (…, k, n); batch axes broadcast. A vector counts as a row on the left
 * and as a column on the right, as in NumPy. float32; of two integer tensors, int32. Throws a {@link ShapeError} where inner sizes differ.
 */
export function matmul(a: TensorLike, b: TensorLike): Tensor {
  let x = operand(a, 'matmul');
  let y = operand(b, 'matmul');
  if (x.rank === 0 || y.rank === 0)
    throw new ShapeError(
      'matmul',
      'operands of rank ≥ 1',
      `${showShape(x.shape)} and ${showShape(y.shape)}`,
      'Use multiply(a, b).',
    );
  const [row, column] = [x.rank === 1, y.rank === 1];
  if (row) x = reshape(x, [1, ...x.shape]);
  if (column) y = reshape(y, [...y.shape, 1]);
  if (x.dtype !== 'float32' && y.dtype !== 'float32') {
    if (x.shape.at(-1) !== y.shape.at(-2)) throw innerSizes(x.shape, y.shape);
    const products = multiply(cast(expandDims(x, -1), 'int32'), cast(expandDims(y, -3), 'int32'));
    const c = sum(products, { axis: -2 });
    return reshape(c, shapeOf(c, row, column));
  }
  const [u, v] = matchBatches(cast(x, 'float32'), cast(y, 'float32'));
  const flat = v.rank === 2 && u.rank > 2;
  // A batch against one shared matrix is a single product with more rows.
  const c = flat
    ? reshape(product(reshape(u, [-1, u.shape.at(-1) as number]), v, false, false), [
        ...u.shape.slice(0, -1),
        v.shape[1] as number,
      ])
    : product(u, v, false, false);
  return reshape(c, shapeOf(c, row, column));
}

/** The shape of a product without the axes that stood in for those of vectors. */
function shapeOf({ shape, rank }: Tensor, row: boolean, column: boolean): number[] {
  return shape.filter((_, axis) => !(row && axis === rank - 2) && !(column && axis === rank - 1));
}

/** Batch axes that the instruction takes: equal, or absent on one side. */
function matchBatches(a: Tensor, b: Tensor): [Tensor, Tensor] {
  const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  if (sameShape(batchA, batchB) || batchA.length === 0 || batchB.length === 0) return [a, b];
  if (a.shape.at(-1) !== b.shape.at(-2)) return [a, b];
  const batch = broadcastShapes('matmul', batchA, batchB);
  return [broadcastTo(a, [...batch, ...a.shape.slice(-2)]), broadcastTo(b, [...batch, ...b.shape.slice(-2)])];
}

/** Another shape for the same elements (keras.ops.reshape): a view, nothing is copied. */

import { checkList, ShapeError, showShape } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { type Shape, type Spec, sameShape, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { apply } from '../apply.ts';
import { type Operation, operation } from '../operation.ts';

/** The target of `reshape`, -1 resolved. */
export interface ReshapeAttributes {
  readonly shape: Shape;
}

export const reshapeOperation: Operation<ReshapeAttributes> = operation<ReshapeAttributes>({
  name: 'reshape',
  infer: ([x], { shape }) => [{ shape, dtype: (x as Spec).dtype }],
  encode: 'view',
  gradient: ({ inputs: [x], upstream: [dy] }) => [reshape(dy as Tensor, (x as Tensor).shape)],
});

/**
 * The elements of `x` in row-major order, in another shape of as many. One size may be -1: it is inferred.
 * Throws a {@link ShapeError} where the sizes do not multiply to `x.size`.
 */
export function reshape(x: TensorLike, shape: readonly number[]): Tensor {
  const tensor = asTensor(x, 'reshape');
  const resolved = resolve(tensor, shape);
  return sameShape(tensor.shape, resolved) ? tensor : apply(reshapeOperation, [tensor], { shape: resolved });
}

function resolve({ shape: from, size }: Tensor, shape: readonly number[]): Shape {
  checkList('reshape', 'shape', shape);
  const unknown = shape.indexOf(-1);
  const result = [...shape];
  if (unknown >= 0) {
    const rest = sizeOf(shape.filter((_, axis) => axis !== unknown));
    result[unknown] = rest === 0 ? 0 : size / rest;
  }
  if (result.some((length) => !Number.isInteger(length) || length < 0) || sizeOf(result) !== size)
    throw new ShapeError(
      'reshape',
      `a shape of ${size} elements, as ${showShape(from)} has`,
      showShape(shape),
    );
  return result;
}

/** Products of a cell whose gates may each see other values (dropout with a mask a gate). */

import { add } from '../../ops/arithmetic/add.ts';
import { matmul } from '../../ops/linear/matmul.ts';
import { concatenate } from '../../ops/shape/concatenate.ts';
import { slice } from '../../ops/shape/slice.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** The columns of gates `first` to `first + count - 1`. */
export function gateColumns(x: TensorLike, units: number, first: number, count = 1): Tensor {
  const tensor = asTensor(x, 'gateColumns');
  const start = tensor.shape.map((_, axis) => (axis === tensor.rank - 1 ? first * units : 0));
  const size = tensor.shape.map((length, axis) => (axis === tensor.rank - 1 ? count * units : length));
  return slice(tensor, start, size);
}

/** `x·kernel + bias` for the first `gates` gates (B, gates·u); `xs` is one tensor for all, or one a gate. */
export function gateProducts(
  xs: readonly Tensor[],
  kernel: TensorLike,
  units: number,
  gates: number,
  bias?: TensorLike,
): Tensor {
  const tensor = asTensor(kernel, 'gateProducts');
  const whole = tensor.shape[1] === gates * units ? tensor : gateColumns(tensor, units, 0, gates);
  const products =
    xs.length === 1
      ? matmul(xs[0] as Tensor, whole)
      : concatenate(
          Array.from({ length: gates }, (_, gate) =>
            matmul(xs[gate] as Tensor, gateColumns(tensor, units, gate)),
          ),
          { axis: -1 },
        );
  return bias === undefined ? products : add(products, bias);
}

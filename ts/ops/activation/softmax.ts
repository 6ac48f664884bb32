/** Softmax over axes (keras.ops.softmax). */

import { checkKeys } from '../../closest.ts';
import { DTypeError, ShapeError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { type Shape, type Spec, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeSoftmax, encodeSoftmaxGradient } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { subtract } from '../arithmetic/subtract.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { sum } from '../reduction/sum.ts';
import { cast } from '../shape/cast.ts';
import { atLastAxis } from './last-axis.ts';

/** Rows and columns of an operation over the last axis. */
export function rowsOf(shape: Shape): { rows: number; columns: number } {
  return { rows: sizeOf(shape.slice(0, -1)), columns: shape.at(-1) ?? 1 };
}

/** The spec of rows of float32. */
export function rowsSpec(name: string, { shape, dtype }: Spec): Spec {
  if (dtype !== 'float32') throw new DTypeError(name, 'float32', dtype);
  if (shape.length === 0) throw new ShapeError(name, 'a tensor of rank ≥ 1', 'a scalar');
  return { shape, dtype };
}

/** y·(dy - Σ y·dy), y = softmax(x). */
export const softmaxGradientOperation: Operation<undefined> = operation<undefined>({
  name: 'softmaxGradient',
  infer: ([y]) => [rowsSpec('softmaxGradient', y as Spec)],
  encode: (words, { inputs: [y, dy], outputs: [dx] }) =>
    encodeSoftmaxGradient(words, { y, dy, dx, ...rowsOf((dx as Placed).shape) }),
  gradient({ inputs, upstream, wanted }) {
    const [y, dy, ddx] = [inputs[0] as Tensor, inputs[1] as Tensor, upstream[0] as Tensor];
    const along = (t: Tensor): Tensor => sum(t, { axis: -1, keepDims: true });
    return [
      wanted[0]
        ? subtract(multiply(ddx, subtract(dy, along(multiply(y, dy)))), multiply(dy, along(multiply(ddx, y))))
        : undefined,
      wanted[1] ? apply(softmaxGradientOperation, [y, ddx], undefined) : undefined,
    ];
  },
});

export const softmaxOperation: Operation<undefined> = operation<undefined>({
  name: 'softmax',
  infer: ([x]) => [rowsSpec('softmax', x as Spec)],
  encode: (words, { inputs: [x], outputs: [y] }) =>
    encodeSoftmax(words, { x, y, ...rowsOf((y as Placed).shape) }),
  gradient: ({ outputs: [y], upstream: [dy] }) => [
    apply(softmaxGradientOperation, [y as Tensor, dy as Tensor], undefined),
  ],
});

/** Over which axes a softmax sums to 1. */
export interface SoftmaxOptions {
  /** One axis or several. Default -1. */
  readonly axis?: number | readonly number[];
}

/** `exp(x)/Σ exp(x)` over axes, float32, without overflow: positive numbers that sum to 1. */
export function softmax(x: TensorLike, options: SoftmaxOptions = {}): Tensor {
  checkKeys('softmax', options, 'axis');
  const { axis = -1 } = options;
  const tensor = cast(asTensor(x, 'softmax'), 'float32');
  return atLastAxis('softmax', tensor, axis, (rows) => apply(softmaxOperation, [rows], undefined));
}

/** The logarithm of the softmax over axes (keras.ops.log_softmax). */

import { checkKeys } from '../../closest.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Spec } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeLogSoftmax, encodeLogSoftmaxGradient } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { negative } from '../arithmetic/negative.ts';
import { subtract } from '../arithmetic/subtract.ts';
import { exp } from '../elementwise/exp.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { sum } from '../reduction/sum.ts';
import { cast } from '../shape/cast.ts';
import { atLastAxis } from './last-axis.ts';
import { rowsOf, rowsSpec, type SoftmaxOptions } from './softmax.ts';

/** dy - eʸ·Σ dy, y = logSoftmax(x). */
export const logSoftmaxGradientOperation: Operation<undefined> = operation<undefined>({
  name: 'logSoftmaxGradient',
  infer: ([y]) => [rowsSpec('logSoftmaxGradient', y as Spec)],
  encode: (words, { inputs: [y, dy], outputs: [dx] }) =>
    encodeLogSoftmaxGradient(words, { y, dy, dx, ...rowsOf((dx as Placed).shape) }),
  gradient({ inputs, upstream, wanted }) {
    const [y, dy, ddx] = [inputs[0] as Tensor, inputs[1] as Tensor, upstream[0] as Tensor];
    const along = (t: Tensor): Tensor => sum(t, { axis: -1, keepDims: true });
    const p = exp(y);
    return [
      wanted[0] ? negative(multiply(multiply(ddx, p), along(dy))) : undefined,
      wanted[1] ? subtract(ddx, along(multiply(ddx, p))) : undefined,
    ];
  },
});

export const logSoftmaxOperation: Operation<undefined> = operation<undefined>({
  name: 'logSoftmax',
  infer: ([x]) => [rowsSpec('logSoftmax', x as Spec)],
  encode: (words, { inputs: [x], outputs: [y] }) =>
    encodeLogSoftmax(words, { x, y, ...rowsOf((y as Placed).shape) }),
  gradient: ({ outputs: [y], upstream: [dy] }) => [
    apply(logSoftmaxGradientOperation, [y as Tensor, dy as Tensor], undefined),
  ],
});

/** `x - ln Σ exp(x)` over axes, float32: the logarithm of the softmax, exact also where that underflows. */
export function logSoftmax(x: TensorLike, options: SoftmaxOptions = {}): Tensor {
  checkKeys('logSoftmax', options, 'axis');
  const { axis = -1 } = options;
  const tensor = cast(asTensor(x, 'logSoftmax'), 'float32');
  return atLastAxis('logSoftmax', tensor, axis, (rows) => apply(logSoftmaxOperation, [rows], undefined));
}

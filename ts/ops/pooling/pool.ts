/**
 * The largest or the mean of each window, and the gradients. The gradient of the largest goes to the first of its
 * window, row by row (as XLA's select-and-scatter); a mean leaves out what lies in the padding.
 */

import type { Spec } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import {
  encodeMaxPoolSelect,
  encodePool,
  encodePoolGradient,
  POOL_AVERAGE,
  POOL_MAX,
} from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { checkImages, checkShapeIs, geometryWords, type WindowAttributes } from '../convolution/geometry.ts';
import { type Operation, operation, type Placed } from '../operation.ts';

/** The shapes of x and y for either of them. */
function shapes({ input, output }: WindowAttributes, { shape }: Spec): { x: number[]; y: number[] } {
  const [batch, channels] = [shape[0] as number, shape.at(-1) as number];
  return { x: [batch, ...input, channels], y: [batch, ...output, channels] };
}

function words(window: WindowAttributes, { shape }: Placed): number[] {
  const channels = shape.at(-1) as number;
  return geometryWords(window, [shape[0] as number, channels, channels, 1]);
}

/** Checks tensors that are as large as x or y. */
function check(
  name: string,
  window: WindowAttributes,
  inputs: readonly Spec[],
  kinds: readonly ('x' | 'y')[],
): ReturnType<typeof shapes> {
  const first = inputs[0] as Spec;
  checkImages(name, first, window.kernel.length);
  const expected = shapes(window, first);
  kinds.forEach((kind, index) => {
    checkShapeIs(name, kind === 'x' ? 'an input' : 'an output', inputs[index] as Spec, expected[kind]);
  });
  return expected;
}

/** x (batch, …input, channels) to y (batch, …output, channels). */
export const maxPoolOperation: Operation<WindowAttributes> = operation<WindowAttributes>({
  name: 'maxPool',
  infer: (inputs, window) => [{ shape: check('maxPool', window, inputs, ['x']).y, dtype: 'float32' }],
  encode(program, { inputs: [x], outputs: [y], attributes }) {
    encodePool(program, { function: POOL_MAX, x, y, geometry: words(attributes, x as Placed) });
  },
  gradient: ({ inputs: [x], outputs: [y], upstream: [dy], attributes }) => [
    apply(maxPoolGradientOperation, [x as Tensor, y as Tensor, dy as Tensor], attributes),
  ],
});

/** dx of x, y and dy. */
export const maxPoolGradientOperation: Operation<WindowAttributes> = operation<WindowAttributes>({
  name: 'maxPoolGradient',
  infer: (inputs, window) => [
    { shape: check('maxPoolGradient', window, inputs, ['x', 'y', 'y']).x, dtype: 'float32' },
  ],
  encode(program, { inputs: [x, y, dy], outputs: [dx], attributes }) {
    const geometry = words(attributes, x as Placed);
    encodePoolGradient(program, { function: POOL_MAX, x, y, dy, dx, geometry });
  },
  gradient: ({ inputs: [x, y], upstream: [g], attributes }) => [
    undefined,
    undefined,
    apply(maxPoolSelectOperation, [x as Tensor, y as Tensor, g as Tensor], attributes),
  ],
});

/** Of each window of x the one of `values` where x is its first largest, y. */
export const maxPoolSelectOperation: Operation<WindowAttributes> = operation<WindowAttributes>({
  name: 'maxPoolSelect',
  infer: (inputs, window) => [
    { shape: check('maxPoolSelect', window, inputs, ['x', 'y', 'x']).y, dtype: 'float32' },
  ],
  encode(program, { inputs: [x, y, values], outputs: [output], attributes }) {
    encodeMaxPoolSelect(program, { x, y, values, output, geometry: words(attributes, x as Placed) });
  },
  gradient: ({ inputs: [x, y], upstream: [g], attributes }) => [
    undefined,
    undefined,
    apply(maxPoolGradientOperation, [x as Tensor, y as Tensor, g as Tensor], attributes),
  ],
});

/** x (batch, …input, channels) to y (batch, …output, channels). */
export const averagePoolOperation: Operation<WindowAttributes> = operation<WindowAttributes>({
  name: 'averagePool',
  infer: (inputs, window) => [{ shape: check('averagePool', window, inputs, ['x']).y, dtype: 'float32' }],
  encode(program, { inputs: [x], outputs: [y], attributes }) {
    encodePool(program, { function: POOL_AVERAGE, x, y, geometry: words(attributes, x as Placed) });
  },
  gradient: ({ upstream: [dy], attributes }) => [
    apply(averagePoolGradientOperation, [dy as Tensor], attributes),
  ],
});

/** dx of dy. */
export const averagePoolGradientOperation: Operation<WindowAttributes> = operation<WindowAttributes>({
  name: 'averagePoolGradient',
  infer: (inputs, window) => [
    { shape: check('averagePoolGradient', window, inputs, ['y']).x, dtype: 'float32' },
  ],
  encode(program, { inputs: [dy], outputs: [dx], attributes }) {
    const geometry = words(attributes, dy as Placed);
    const absent = { x: undefined, y: undefined };
    encodePoolGradient(program, { function: POOL_AVERAGE, ...absent, dy, dx, geometry });
  },
  gradient: ({ upstream: [g], attributes }) => [apply(averagePoolOperation, [g as Tensor], attributes)],
});

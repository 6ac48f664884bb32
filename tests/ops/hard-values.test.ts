// Where numbers are hard, ops do what Keras does: ties, infinities, NaN and overflow, and the dtypes of integers.

import {
  abs,
  add,
  argmax,
  argmin,
  argsort,
  BinaryCrossentropy,
  cumprod,
  grad,
  hardTanh,
  hypot,
  layerNormalization,
  logaddexp,
  max,
  min,
  power,
  prod,
  relu,
  softsign,
  sort,
  square,
  sum,
  type Tensor,
  tensor,
  trunc,
  valueAndGrad,
} from 'oxigrad';
import { describe, expect, test } from 'vitest';
import { expectClose, golden } from '../golden/golden.ts';
import { fromGolden } from '../golden/tensor.ts';

const functions: Readonly<Record<string, (...x: Tensor[]) => Tensor>> = {
  argmax: (x) => argmax(x),
  argmin: (x) => argmin(x),
  argsort: (x) => argsort(x),
  cumprod: (x) => cumprod(x),
  hard_tanh: hardTanh,
  logaddexp,
  max: (x) => max(x),
  min: (x) => min(x),
  power,
  prod: (x) => prod(x),
  relu,
  sort: (x) => sort(x),
  square,
  trunc,
};

describe.each(golden('hard-values').cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
  const run = functions[one.op] as (...x: Tensor[]) => Tensor;
  const inputs = one.inputs.map(fromGolden);

  test('value and dtype', () => {
    const output = run(...inputs);
    expect(output.dtype).toBe(one.outputs[0]?.dtype);
    expectClose(output.data(), one.outputs[0] as never, { compare: 'value' });
  });

  if (one.gradients !== undefined)
    test('gradients', () => {
      const positions = [...inputs.keys()];
      const found = valueAndGrad((...x) => sum(run(...x)), positions)(...inputs).gradient;
      one.gradients?.forEach((expected, index) => {
        expectClose((found[index] as Tensor).data(), expected as never, { compare: 'value' });
      });
    });
});

test('the product of others is differentiated again, also with zeros', () => {
  const slope = (at: number): number[] => [
    ...grad((x) => sum(grad((y) => prod(y))(x)))(tensor([at, 2, 0])).data(),
  ];
  // Of xyz, the sum of the first derivatives is yz + xz + xy.
  expect(slope(3)).toEqual([2 + 0, 3 + 0, 3 + 2]);
  expect(slope(0)).toEqual([2, 0, 2]);
});

test('where there is no slope, or a limit of it, the gradient is 0', () => {
  const slope = (fn: (x: Tensor) => Tensor, ...values: number[]): number[] => [
    ...grad((x) => sum(fn(x)))(tensor(values)).data(),
  ];
  const high = Number.POSITIVE_INFINITY;
  expect(slope(abs, 0, -0)).toEqual([0, 0]);
  expect(slope((x) => hypot(x, [0, 4]), 0, 3)).toEqual([0, Math.fround(0.6)]);
  expect(slope(softsign, high, 0, -high)).toEqual([0, 1, 0]);
});

test('of a uint8, hardTanh cuts what is above 1', () => {
  const cut = hardTanh(tensor([0, 1, 2, 255], { dtype: 'uint8' }));
  expect([cut.dtype, ...cut.data()]).toEqual(['uint8', 0, 1, 1, 1]);
});

test('a number that an integer dtype does not have widens the result', () => {
  const whole = tensor([2], { dtype: 'int32' });
  expect(add(whole, 1e10).dtype).toBe('float32');
  expect(add(whole, 1e10).item()).toBe(1e10);
  expect(add(tensor([2], { dtype: 'uint8' }), 300).item()).toBe(302);
  expect(add(whole, 3).dtype).toBe('int32');
});

test('a negative power of an integer is cut towards zero', () => {
  const base = tensor([1, -1, -1, 2, -3, 0, -(2 ** 31)], { dtype: 'int32' });
  const exponent = tensor([-3, -3, -2, -1, -1, -1, -1], { dtype: 'int32' });
  expect(power(base, exponent).toArray()).toEqual([1, -1, 1, 0, 0, 0, 0]);
  expect(power(base, 3).toArray()).toEqual([1, -1, -1, 8, -27, 0, 0]);
});

test('over one feature a normalized layer has no slope', () => {
  const x = tensor([[0.3], [-7.1], [1e3]]);
  const slope = grad((y) => sum(layerNormalization(y, [2.5], [0.5])))(x);
  expect([...slope.data()]).toEqual([0, 0, 0]);
});

test('an infinite logit on the wrong side is an infinite loss', () => {
  const loss = new BinaryCrossentropy({ fromLogits: true, reduction: 'none' });
  const [high, low] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const logits = tensor([[high], [low], [1e30], [low]]);
  expect(loss.call(tensor([[0], [1], [1], [0.5]]), logits).toArray()).toEqual([high, high, 0, high]);
});

/** Runs of elementwise operations become one instruction, with the bits of the operations one by one. */

import {
  add,
  compile,
  configure,
  divide,
  explain,
  grad,
  multiply,
  normal,
  relu,
  sigmoid,
  subtract,
  sum,
  type Tensor,
  tanh,
  Variable,
} from 'oxigrad';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(() => configure({ threads: 1 }));

const COUNT = 20_011;
const large = (seed: number): Tensor => normal([COUNT], { seed });

/** Compiles, compares with the eager result bit by bit, and returns the names of the instructions. */
function instructions(compute: (...inputs: Tensor[]) => Tensor, ...inputs: Tensor[]): string[] {
  const compiled = compile(compute);
  const bits = (result: Tensor): Uint32Array =>
    new Uint32Array((result.data() as Float32Array).slice().buffer);
  expect(bits(compiled(...inputs))).toEqual(bits(compute(...inputs)));
  expect(bits(compiled(...inputs))).toEqual(bits(compute(...inputs)));
  const lines = explain(compiled).matchAll(/^ +\d+ {2}.* = (.+?)\(/gm);
  return [...lines].map(([, name]) => name as string);
}

describe('chains', () => {
  it('are one instruction without temporaries', () => {
    const inputs = [1, 2, 3, 4].map(large);
    const compute = (a: Tensor, b: Tensor, c: Tensor, d: Tensor): Tensor =>
      multiply(relu(add(multiply(a, b), c)), d);
    expect(instructions(compute as (...inputs: Tensor[]) => Tensor, ...inputs)).toEqual([
      'multiply add relu multiply',
    ]);
  });

  it('take scalars, two branches, and a value twice', () => {
    const compute = (a: Tensor, b: Tensor): Tensor => {
      const bent = tanh(subtract(a, 0.5));
      return divide(add(multiply(bent, bent), sigmoid(multiply(b, 3))), 7);
    };
    const names = instructions(compute as (...inputs: Tensor[]) => Tensor, large(1), large(2));
    // `bent` is read twice, by one operation; a value that two read is kept.
    expect(names.join(' ').split(' ')).toHaveLength(7);
    expect(names.length).toBeLessThan(7);
  });

  it('keep what somebody else reads', () => {
    const compute = (a: Tensor, b: Tensor): Tensor => {
      const product = multiply(a, b);
      const total = sum(product);
      return add(relu(product), total);
    };
    const names = instructions(compute as (...inputs: Tensor[]) => Tensor, large(1), large(2));
    expect(names).toEqual(['multiply', 'sum', 'relu add']);
  });

  it('are cut where they are long or have many inputs', () => {
    const inputs = Array.from({ length: 12 }, (_, seed) => large(seed));
    const names = instructions(
      (first, ...others) =>
        others.reduce((y, x, i) => (i % 2 === 0 ? relu(add(y, x)) : multiply(y, x)), first as Tensor),
      ...inputs,
    );
    expect(names.join(' ').split(' ')).toHaveLength(17);
    expect(names.length).toBeGreaterThan(1);
    expect(names.length).toBeLessThan(6);
  });

  it('leave small tensors, rows that repeat and integers alone', () => {
    const row = normal([1, 200], { seed: 1 });
    const names = instructions(
      (a) => multiply(add(a as Tensor, row), a as Tensor),
      normal([100, 200], { seed: 2 }),
    );
    expect(names).toEqual(['add', 'multiply']);
    expect(instructions((a) => relu(add(a as Tensor, 1)), normal([100], { seed: 2 }))).toEqual([
      'add',
      'relu',
    ]);
  });

  it('update a variable in place', () => {
    const [chained, one] = [new Variable(large(1)), new Variable(large(1))];
    const step = (variable: Variable): void => {
      const gradient = grad((w: Tensor) => sum(multiply(tanh(w), tanh(w))))(variable.read());
      variable.assign(subtract(variable.read(), multiply(gradient, 0.1)));
    };
    const compiled = compile(() => step(chained));
    for (let i = 0; i < 3; i++) {
      compiled();
      step(one);
    }
    expect(chained.read().data()).toEqual(one.read().data());
    expect(explain(compiled)).toContain('multiply subtract');
  });
});

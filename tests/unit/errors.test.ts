/** How errors show what they got: any value of JavaScript, shortly, and never with an error of its own. */

import { expect, it } from 'vitest';
import { checkOptions, show, showShape, ValueError } from '../../ts/errors.ts';
import { zeros } from '../../ts/ops/creation/full.ts';
import { checkShape } from '../../ts/tensor/shape.ts';

const cyclic: unknown[] = [1];
cyclic.push(cyclic);
const hostile = new Proxy(
  {},
  {
    getPrototypeOf: () => {
      throw new Error('mine');
    },
  },
);
const holes = [2, 3, 4];
delete holes[1];
const gone = zeros([2, 3]);
gone.dispose();

const shown: readonly (readonly [unknown, string])[] = [
  ['a"b', '"a\\"b"'],
  [Number.NaN, 'NaN'],
  [undefined, 'undefined'],
  [null, 'null'],
  [10n, '10n'],
  [Symbol('s'), 'Symbol(s)'],
  [() => 1, 'a function'],
  [class Mine {}, 'the function Mine'],
  [[[1, [2, [3]]], 'x'], '[[1, [2, […]]], "x"]'],
  [Array.from({ length: 1e6 }, () => 0), '[0, 0, 0, 0, 0, 0, 0, 0, …]'],
  [holes, '[2, undefined, 4]'],
  [cyclic, '[1, [1, [1, […]]]]'],
  [{ a: { b: { c: { d: 1 } } } }, '{ a: { b: { c: { … } } } }'],
  [Object.create(null), '{  }'],
  [new Float32Array(1e6), 'Float32Array(1000000)'],
  [new Map([[1, 2]]), 'Map'],
  [new Date(0), 'Date'],
  [gone, 'Tensor(shape (2, 3), float32)'],
  [hostile, 'an object that cannot be read'],
];

it('shows any value', () => {
  for (const [value, text] of shown) expect(show(value)).toBe(text);
});

it('keeps every text short', () => {
  const long = 'x'.repeat(1e6);
  for (const value of [long, [long, long], { [long]: 1 }, 10n ** 1000n, Symbol(long)])
    expect(show(value).length).toBeLessThan(250);
  expect(showShape(new Array(1e6).fill(7)).length).toBeLessThan(250);
});

const shapes: readonly unknown[] = [
  3,
  null,
  '3',
  holes,
  [1.5],
  [-1],
  [2n],
  [Symbol()],
  new Array(33).fill(1),
  [2 ** 31],
  [0, 2 ** 31],
  [2 ** 16, 2 ** 15],
  new Array(1e9),
  { length: 1, 0: 1 },
];

it('refuses what is no shape', () => {
  for (const shape of shapes)
    expect(() => checkShape('here', shape as number[])).toThrow(/^here: expected .*sizes.*, got /);
});

it.each<[unknown]>([[null], [3], ['x'], [[1]], [() => 1], [new Date()], [new Map()], [{ keep_dims: true }]])(
  'refuses the options %o',
  (options) => {
    expect(() => checkOptions('here', options as object)).toThrow(ValueError);
  },
);

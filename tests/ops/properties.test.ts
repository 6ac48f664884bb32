// Laws that hold for every shape: broadcasting, reshapes and transposes, parts put together again, slices as Python
// takes them, products against three loops.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as ops from '../../ts/ops/index.ts';
import { compile } from '../../ts/plan/compile.ts';
import { broadcastShapes, sizeOf } from '../../ts/tensor/shape.ts';
import type { Tensor } from '../../ts/tensor/tensor.ts';
import { expectClose } from '../golden/golden.ts';
import { broadcastIndex, grid, places } from './case.ts';
import { bits, exact } from './run.ts';

const size = fc.integer({ min: 0, max: 4 });
const shape = fc.array(size, { maxLength: 4 });
const seed = fc.integer({ min: 1, max: 1000 });

/** Two shapes that broadcast: some axes of a common shape replaced by 1, leading ones left out. */
const broadcasting = fc
  .record({
    common: shape,
    left: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    right: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    cut: fc.nat(4),
  })
  .map(({ common, left, right, cut }) => ({
    a: common.map((length, axis) => (left[axis] ? 1 : length)),
    b: common.map((length, axis) => (right[axis] ? 1 : length)).slice(Math.min(cut, common.length)),
  }));

function check<T>(arbitrary: fc.Arbitrary<T>, law: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, law), { numRuns: 60, seed: 20261124 });
}

describe('broadcasting', () => {
  test('shapes and values of a sum are those of NumPy', () => {
    check(fc.tuple(broadcasting, seed), ([{ a, b }, n]) => {
      const target = broadcastShapes('test', a, b);
      const [x, y] = [grid(a, -2, 2, n), grid(b, -2, 2, n + 1)];
      const [from, to] = [broadcastIndex(a, target), broadcastIndex(b, target)];
      const expected = from.map((place, i) =>
        Math.fround((x.data()[place] as number) + (y.data()[to[i] as number] as number)),
      );
      const sum = ops.add(x, y);
      expect(sum.shape).toEqual(target);
      expect([...sum.data()]).toEqual(sizeOf(target) === 0 ? [] : expected);
      expect(exact([ops.add(ops.broadcastTo(x, target), ops.broadcastTo(y, target))])).toEqual(exact([sum]));
    });
  });
});

describe('axes', () => {
  const permuted = fc
    .tuple(shape, seed)
    .chain(([sizes, n]) =>
      fc.shuffledSubarray([...sizes.keys()], { minLength: sizes.length }).map((axes) => ({ sizes, axes, n })),
    );
  test('a transpose and its inverse give the tensor back, and elements are where the axes say', () => {
    check(permuted, ({ sizes, axes, n }) => {
      const x = grid(sizes, -2, 2, n);
      const y = ops.transpose(x, axes);
      expect(
        exact([
          ops.transpose(
            y,
            axes.map((_, axis) => axes.indexOf(axis)),
          ),
        ]),
      ).toEqual(exact([x]));
      if (x.size === 0) return;
      const place = sizes.map((length) => n % length);
      const pick = (t: Tensor, index: readonly number[]): number =>
        ops
          .slice(
            t,
            index,
            index.map(() => 1),
          )
          .data()[0] as number;
      expect(
        pick(
          y,
          axes.map((axis) => place[axis] as number),
        ),
      ).toBe(pick(x, place));
    });
  });
  test('a function of a transpose is the transpose of the function, eager and compiled', () => {
    const run = compile((x: Tensor, axes: readonly number[]) => ops.exp(ops.transpose(x, axes)));
    check(permuted, ({ sizes, axes, n }) => {
      const x = grid(sizes, -2, 2, n);
      const expected = exact([ops.transpose(ops.exp(x), axes)]);
      expect(exact([ops.exp(ops.transpose(x, axes))])).toEqual(expected);
      expect(exact([run(x, axes)])).toEqual(expected);
    });
    run.dispose();
  });
  test('a reshape keeps the elements in order', () => {
    check(fc.tuple(shape, seed), ([sizes, n]) => {
      const x = grid(sizes, -2, 2, n);
      const y = ops.reshape(x, [sizeOf(sizes), 1]);
      expect(bits(y)).toEqual(bits(x));
      expect(exact([ops.reshape(y, sizes)])).toEqual(exact([x]));
    });
  });
  test('flips undo themselves, rolls undo their opposite', () => {
    check(fc.tuple(shape, seed, fc.integer({ min: -9, max: 9 })), ([sizes, n, shift]) => {
      const x = grid(sizes, -2, 2, n);
      expect(exact([ops.flip(ops.flip(x))])).toEqual(exact([x]));
      expect(exact([ops.roll(ops.roll(x, shift), -shift)])).toEqual(exact([x]));
    });
  });
});

describe('parts', () => {
  test('what is split and put together again is the same', () => {
    check(
      fc.tuple(
        fc.array(size, { minLength: 1, maxLength: 3 }),
        fc.nat(2),
        fc.array(fc.nat(4), { maxLength: 3 }),
        seed,
      ),
      ([sizes, at, cuts, n]) => {
        const axis = at % sizes.length;
        const x = grid(sizes, -2, 2, n);
        const length = sizes[axis] as number;
        const ends = cuts.map((cut) => Math.min(cut, length)).sort((a, b) => a - b);
        const parts = ops.split(x, ends, { axis });
        expect(parts).toHaveLength(ends.length + 1);
        expect(exact([ops.concatenate(parts, { axis })])).toEqual(exact([x]));
        if (length > 0) expect(exact([ops.stack(ops.unstack(x, { axis }), { axis })])).toEqual(exact([x]));
      },
    );
  });
  test('a strided slice takes what Python takes', () => {
    const bound = fc.option(fc.integer({ min: -8, max: 8 }), { nil: null });
    const stride = fc.option(
      fc.integer({ min: -3, max: 3 }).filter((by) => by !== 0),
      { nil: null },
    );
    check(fc.tuple(fc.integer({ min: 0, max: 6 }), bound, bound, stride), ([length, start, stop, by]) => {
      const x = ops.arange(length);
      const values = Array.from({ length }, (_, i) => i);
      const step = by ?? 1;
      // Python's rule, by its definition: walk from the start while the stop is not reached.
      const clamp = (i: number): number =>
        Math.min(Math.max(i < 0 ? i + length : i, step > 0 ? 0 : -1), step > 0 ? length : length - 1);
      const first = start === null ? (step > 0 ? 0 : length - 1) : clamp(start);
      const last = stop === null ? (step > 0 ? length : -1) : clamp(stop);
      const expected: number[] = [];
      for (let i = first; step > 0 ? i < last : i > last; i += step) expected.push(values[i] as number);
      expect([...ops.stridedSlice(x, [[start, stop, by]]).data()]).toEqual(expected);
    });
  });
  test('padding, then slicing it off, gives the tensor back', () => {
    const widths = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 3, maxLength: 3 });
    check(fc.tuple(fc.array(size, { maxLength: 3 }), widths, seed), ([sizes, around, n]) => {
      const x = grid(sizes, -2, 2, n);
      const own = around.slice(0, sizes.length) as [number, number][];
      const padded = ops.pad(x, own, { constantValues: 7 });
      expect(padded.shape).toEqual(
        sizes.map((length, axis) => length + (own[axis]?.[0] ?? 0) + (own[axis]?.[1] ?? 0)),
      );
      expect(
        exact([
          ops.slice(
            padded,
            own.map(([before]) => before),
            sizes,
          ),
        ]),
      ).toEqual(exact([x]));
      const sevens = [...padded.data()].filter((value) => value === 7).length;
      expect(sevens).toBe(padded.size - x.size);
    });
  });
});

describe('products', () => {
  const length = fc.integer({ min: 0, max: 9 });
  test('matmul and einsum are three loops', () => {
    check(fc.tuple(length, length, length, seed), ([m, k, n, draw]) => {
      const [a, b] = [grid([m, k], -2, 2, draw), grid([k, n], -2, 2, draw + 1)];
      const [x, y] = [a.data(), b.data()];
      const expected = places([m, n]).map(([i = 0, j = 0]) => {
        let sum = 0;
        for (let l = 0; l < k; l++) sum += (x[i * k + l] as number) * (y[l * n + j] as number);
        return sum;
      });
      const product = ops.matmul(a, b);
      expect(product.shape).toEqual([m, n]);
      expectClose(product.data(), m * n === 0 ? [] : expected);
      expect(exact([ops.einsum('ij,jk->ik', a, b)])).toEqual(exact([product]));
      expectClose(ops.transpose(ops.matmul(ops.transpose(b), ops.transpose(a))).data(), product.data());
    });
  });
});

describe('order', () => {
  test('a sort is a permutation in rising order, also of whole numbers of 32 bits', () => {
    const whole = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    check(fc.array(whole, { maxLength: 40 }), (values) => {
      const x = ops.cast(Int32Array.from(values), 'int32');
      const sorted = [...values].sort((a, b) => a - b);
      expect([...ops.sort(x).data()]).toEqual(sorted);
      expect([...ops.take(x, ops.argsort(x)).data()]).toEqual(sorted);
      const { values: top } = ops.topK(x, Math.min(3, values.length));
      expect([...top.data()]).toEqual(sorted.toReversed().slice(0, 3));
      if (values.length === 0) return;
      expect(ops.argmax(x).item()).toBe(values.indexOf(Math.max(...values)));
      expect(ops.argmin(x).item()).toBe(values.indexOf(Math.min(...values)));
    });
  });
});

// What functions add to the operations they call: dtypes of plain numbers, random orders, updates in place.

import { describe, expect, test } from 'vitest';
import { grad } from '../../ts/autodiff/gradients.ts';
import * as ops from '../../ts/ops/index.ts';
import { compile } from '../../ts/plan/compile.ts';
import type { Tensor } from '../../ts/tensor/tensor.ts';
import { Variable } from '../../ts/tensor/variable.ts';
import { exact, make } from './run.ts';

describe('plain numbers', () => {
  const whole = make([2], 'int32', [3, -4]);
  test('take the dtype of the tensor they meet, unless they have a fraction', () => {
    expect(exact([ops.add(whole, 2)])).toEqual(exact([make([2], 'int32', [5, -2])]));
    expect(exact([ops.add(whole, 0.5)])).toEqual(exact([make([2], 'float32', [3.5, -3.5])]));
    expect(exact([ops.maximum(0, whole)])).toEqual(exact([make([2], 'int32', [3, 0])]));
    expect(ops.divide(whole, 2).dtype).toBe('float32');
  });
  test('are clipped to in the dtype of the tensor', () => {
    expect(exact([ops.clip(whole, -1, 2)])).toEqual(exact([make([2], 'int32', [2, -1])]));
  });
});

describe('random', () => {
  test('one seed gives one draw, a generator gives a new one each time', () => {
    expect(exact([ops.normal([5], { seed: 3 })])).toEqual(exact([ops.normal([5], { seed: 3 })]));
    const generator = new ops.SeedGenerator(3);
    const [first, second] = [ops.normal([5], { seed: generator }), ops.normal([5], { seed: generator })];
    expect(exact([first])).not.toEqual(exact([second]));
    generator.state.dispose();
  });
  test('eager and compiled draw the same numbers, and a compiled function draws new ones at every call', () => {
    const draws = (generator: ops.SeedGenerator, x: Tensor): Tensor =>
      ops.concatenate([ops.uniform([6], { seed: generator }), ops.dropout(x, 0.5, { seed: generator })]);
    const x = ops.ones([9]);
    const [one, two] = [new ops.SeedGenerator(11), new ops.SeedGenerator(11)];
    const step = compile((t: Tensor) => draws(two, t));
    const eager = [draws(one, x), draws(one, x), draws(one, x)];
    const replayed = [step(x), step(x), step(x)];
    expect(exact(replayed)).toEqual(exact(eager));
    expect(exact([replayed[0] as Tensor])).not.toEqual(exact([replayed[1] as Tensor]));
    step.dispose();
    one.state.dispose();
    two.state.dispose();
  });
  test('a permutation holds every number once, a shuffle every row', () => {
    const order = [...ops.permutation(100, { seed: 5 }).data()];
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    const rows = ops.shuffle(ops.reshape(ops.arange(12), [4, 3]), { seed: 1 }).toArray() as number[][];
    expect(rows.map(([first = 0]) => first).toSorted((a, b) => a - b)).toEqual([0, 3, 6, 9]);
    for (const [a = 0, b, c] of rows) expect([b, c]).toEqual([a + 1, a + 2]);
  });
  test('classes are drawn as often as their logits say', () => {
    const logits = [[Math.log(0.2), Math.log(0.5), Math.log(0.3), Number.NEGATIVE_INFINITY]];
    const drawn = ops.categorical(logits, 20_000, { seed: 9 });
    expect(drawn.shape).toEqual([1, 20_000]);
    const counts = [...ops.bincount(ops.flatten(drawn), { length: 4 }).data()];
    [0.2, 0.5, 0.3].forEach((share, index) => {
      // Five standard errors of a binomial count.
      const error = 5 * Math.sqrt(20_000 * share * (1 - share));
      expect(Math.abs((counts[index] as number) - 20_000 * share)).toBeLessThan(error);
    });
    expect(counts[3]).toBe(0);
  });
  test('dropout with a noise shape drops whole rows, and passes the gradient where it kept', () => {
    const x = ops.ones([50, 4]);
    const run = (t: Tensor): Tensor => ops.dropout(t, 0.5, { noiseShape: [50, 1], seed: 2 });
    const rows = run(x).toArray() as number[][];
    for (const row of rows) expect(new Set(row).size).toBe(1);
    expect(new Set(rows.map(([first]) => first))).toEqual(new Set([0, 2]));
    expect(exact([grad((t) => ops.sum(run(t)))(x)])).toEqual(exact([run(x)]));
  });
});

describe('an update of a slice', () => {
  test('of a variable keeps what readers of the old value see', () => {
    const variable = new Variable(make([4], 'float32', [1, 2, 3, 4]));
    const step = compile((value: Tensor) => {
      const old = variable.read();
      variable.assign(ops.sliceUpdate(old, [1], value));
      return ops.sum(old);
    });
    expect(step(make([2], 'float32', [10, 20])).item()).toBe(10);
    expect([...variable.data()]).toEqual([1, 10, 20, 4]);
    expect(step(make([2], 'float32', [0, 0])).item()).toBe(35);
    expect([...variable.data()]).toEqual([1, 0, 0, 4]);
    step.dispose();
    variable.dispose();
  });
});

describe('gradients where a formula has none', () => {
  test('equal operands and equal extremes share it, as in JAX', () => {
    const x = make([3], 'float32', [1, 2, 2]);
    expect([...grad((t) => ops.sum(ops.maximum(t, 2)))(x).data()]).toEqual([0, 0.5, 0.5]);
    expect([...grad((t) => ops.max(t))(x).data()]).toEqual([0, 0.5, 0.5]);
    expect([...grad((t) => ops.sum(ops.abs(t)))([-1, 0, 2]).data()]).toEqual([-1, 0, 1]);
    expect([...grad((t) => ops.sum(ops.relu(t)))([-1, 0, 2]).data()]).toEqual([0, 0, 1]);
  });
  test('powers of 0, products and running products with zeros have finite ones', () => {
    expect([...grad((t) => ops.sum(ops.power(t, 2)))([0, 3]).data()]).toEqual([0, 6]);
    expect([...grad((t) => ops.sum(ops.power(t, 0)))([0, 3]).data()]).toEqual([0, 0]);
    expect([...grad((t) => ops.prod(t))([2, 0, 3]).data()]).toEqual([0, 6, 0]);
    expect([...grad((t) => ops.prod(t))([0, 0, 3]).data()]).toEqual([0, 0, 0]);
    // d/dx Σ (a, ab, abc) at (2, 0, 3): (1 + b + bc, a + ac, ab).
    expect([...grad((t) => ops.sum(ops.cumprod(t)))([2, 0, 3]).data()]).toEqual([1, 8, 0]);
  });
});

describe('take', () => {
  test('of a large data set gathers rows where it lies, with the bits and errors of the instruction', () => {
    const large = ops.uniform([300, 301], { seed: 5 });
    const rows = make([4], 'int32', [299, 0, -1, 7]);
    const compiled = compile((x: Tensor, indices: Tensor) => ops.take(x, indices, { axis: 0 }));
    expect(exact([ops.take(large, rows, { axis: 0 })])).toEqual(exact([compiled(large, rows)]));
    const outside = make([2], 'int32', [1, 300]);
    const message = 'take: expected indices from -300 to 299 for axis 0, got 300 at position 1.';
    expect(() => ops.take(large, outside, { axis: 0 })).toThrow(message);
    expect(() => compiled(large, outside)).toThrow(message);
  });
});

describe('images', () => {
  const pixels = Array.from({ length: 16 }, (_, index) => index);
  test('of whole numbers are rounded, and keep their dtype', () => {
    for (const dtype of ['int32', 'uint8'] as const) {
      const wide = pixels.map((pixel) => 8 * pixel);
      const image = make([1, 4, 4, 1], dtype, wide);
      const small = make([1, 3, 3, 1], dtype, [7, 17, 28, 49, 60, 71, 92, 103, 113]);
      expect(exact([ops.resize(image, 3)])).toEqual(exact([small]));
      expect(ops.resize(image, 3, { interpolation: 'nearest' }).dtype).toBe(dtype);
    }
  });
  test('end at the limits of their dtype, where an interpolation goes beyond', () => {
    const image = make(
      [1, 4, 4, 1],
      'uint8',
      pixels.map((pixel) => 127 * (pixel % 3)),
    );
    const large = ops.resize(image, 8, { interpolation: 'bicubic' });
    expect([...large.data().slice(0, 8)]).toEqual([0, 9, 77, 164, 255, 224, 47, 0]);
  });
  test('say what they have to be', () => {
    expect(() => ops.resize(make([4, 4, 1], 'float32', pixels), 2)).toThrow(/rank 4.*got \(4, 4, 1\)/);
    expect(() => ops.resize(make([1, 4, 4, 1], 'float32', pixels), 0)).toThrow(/size.*got 0/);
  });
});

describe('resizing a long axis', () => {
  const cubic = (x: number): number => {
    if (x >= 2) return 0;
    return x >= 1 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : (1.5 * x - 2.5) * x * x + 1;
  };
  test.each([
    [3000, 5000, false],
    [5000, 700, true],
    [9000, 9001, false],
  ] as const)('of %i to %i pixels, smoothed: %s, weighs those around each', (length, size, antialias) => {
    const image = ops.uniform([1, length, 2, 1], { seed: 1 });
    const resized = ops.resize(image, [size, 2], { interpolation: 'bicubic', antialias });
    const [from, to, step] = [image.data(), resized.data(), length / size];
    const width = antialias ? Math.max(step, 1) : 1;
    for (const pixel of [0, 1, 63, 64, 65, size >> 1, size - 2, size - 1]) {
      const at = (pixel + 0.5) * step - 0.5;
      let [sum, total] = [0, 0];
      for (let source = 0; source < length; source++) {
        const weight = cubic(Math.abs(source - at) / width);
        total += weight;
        sum += weight * (from[2 * source] as number);
      }
      expect(to[2 * pixel]).toBeCloseTo(sum / total, 5);
    }
  });
});

describe('adaptive pooling', () => {
  const x = make([1, 5, 1], 'float32', [5, 1, 4, 2, 3]);
  test('takes windows as equal as can be, also more of them than there are positions', () => {
    const values = (y: Tensor): number[] => [...y.data()];
    expect(values(ops.adaptiveMaxPool(x, 2))).toEqual([5, 4]);
    expect(values(ops.adaptiveMaxPool(x, 1))).toEqual([5]);
    expect(values(ops.adaptiveMaxPool(x, 7))).toEqual([5, 5, 4, 4, 4, 3, 3]);
    expect(values(ops.adaptiveAveragePool(x, 5))).toEqual([5, 1, 4, 2, 3]);
    expect(values(ops.adaptiveAveragePool(x, 3))).toEqual([3, 7 / 3, 2.5].map(Math.fround));
  });
  test('says what does not fit', () => {
    expect(() => ops.adaptiveMaxPool(x, [2, 2])).toThrow(/outputSize.*got \[2, 2\]/);
    expect(() => ops.adaptiveMaxPool(make([1, 0, 1], 'float32', []), 2)).toThrow(
      /positions, got \(1, 0, 1\)/,
    );
  });
});

describe('sums of groups', () => {
  test('of whole numbers are exact past 2^24', () => {
    const whole = ops.cast([2 ** 24, 1, 3, 2 ** 24], 'int32');
    const sums = ops.segmentSum(whole, [0, 0, 1, 1], { numSegments: 2 });
    expect([sums.dtype, ...sums.data()]).toEqual(['int32', 2 ** 24 + 1, 2 ** 24 + 3]);
    const put = ops.scatter([[1], [1], [0], [0]], whole, [2]);
    expect([...put.data()]).toEqual([2 ** 24 + 3, 2 ** 24 + 1]);
  });
});

// What becomes a tensor: arrays of every kind and realm are copied; holes, ragged rows and numbers that a dtype does
// not have are errors.

import { runInNewContext } from 'node:vm';
import {
  add,
  cast,
  compile,
  Dataset,
  Dense,
  Dropout,
  DTypeError,
  Flatten,
  flip,
  grad,
  gradients,
  identity,
  multiply,
  pad,
  relu,
  reshape,
  roll,
  Sequential,
  ShapeError,
  scope,
  setRandomSeed,
  slice,
  split,
  squeeze,
  sum,
  type Tensor,
  type TensorLike,
  take,
  tensor,
  tile,
  transpose,
  ValueError,
  Variable,
  valueAndGradients,
} from 'oxigrad';
import { describe, expect, test } from 'vitest';

const holes = (): number[] => new Array(8);
// biome-ignore lint/suspicious/noSparseArray: that is what is tried.
const withHole = [1, , 3] as number[];

describe('a hole is an error like undefined', () => {
  test('in elements', () => {
    expect(() => add(holes(), 0)).toThrow(DTypeError);
    expect(() => tensor(withHole)).toThrow('tensor: expected a number or boolean at [1], got undefined.');
    expect(() => tensor([withHole, [4, 5, 6]])).toThrow('at [0][1], got undefined');
    expect(() => tensor([[4, 5, 6], withHole])).toThrow('at [1][1], got undefined');
    expect(() => tensor(new Array(2 ** 32 - 1))).toThrow(DTypeError);
  });

  test('in the rows that a model is given', async () => {
    const model = new Sequential([new Dense(1, { inputShape: [2] })]);
    const row = new Array<number>(2);
    row[0] = 1;
    await expect(model.predict([row, [1, 5]])).rejects.toThrow('at [0][1], got undefined');
    expect((await model.predict([[1, 5]])).shape).toEqual([1, 1]);
  });
});

test('arrays in themselves, and deeper than any tensor, are errors', () => {
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  expect(() => tensor(cyclic as never)).toThrow(ShapeError);
  expect(() => tensor([[1], cyclic] as never)).toThrow(ShapeError);
});

describe('numbers that an integer dtype does not have are errors', () => {
  test.each([
    ['uint8', 300],
    ['uint8', -1],
    ['int8', 128],
    ['int8', -129],
    ['int32', 2 ** 31],
    ['int32', 1.5],
    ['int32', Number.NaN],
    ['uint8', Number.POSITIVE_INFINITY],
  ] as const)('%s does not have %d', (dtype, value) => {
    for (const given of [[0, value], Float32Array.of(0, value), Float64Array.of(0, value)])
      expect(() => tensor(given, { dtype })).toThrow(ValueError);
    expect(() => tensor(tensor([value]), { dtype })).toThrow(`${Math.fround(value)} at position 0`);
  });

  test('the ends of the range are kept, and bool is whether a number is not 0', () => {
    expect(tensor([0, 255], { dtype: 'uint8' }).toArray()).toEqual([0, 255]);
    expect(tensor([-128, 127], { dtype: 'int8' }).toArray()).toEqual([-128, 127]);
    expect(tensor([-(2 ** 31), 2 ** 31 - 1], { dtype: 'int32' }).toArray()).toEqual([
      -(2 ** 31),
      2 ** 31 - 1,
    ]);
    expect(tensor([0, -0, 0.5, Number.NaN], { dtype: 'bool' }).toArray()).toEqual([0, 0, 1, 1]);
    expect(tensor(Uint8Array.of(0, 7), { dtype: 'bool' }).toArray()).toEqual([0, 1]);
    expect(tensor(Float64Array.of(2 ** 24 + 1), { dtype: 'int32' }).item()).toBe(2 ** 24 + 1);
  });

  test('wide arrays of integers are int32 if they fit', () => {
    expect(() => tensor(Uint32Array.of(2 ** 31))).toThrow(ValueError);
    expect(() => tensor(BigInt64Array.of(2n ** 40n))).toThrow('1099511627776 at position 0');
    expect(tensor(BigInt64Array.of(2n ** 40n), { dtype: 'float32' }).item()).toBe(2 ** 40);
  });
});

describe('typed arrays of every kind', () => {
  test.each([
    [Float32Array.of(1, 2), 'float32'],
    [Float64Array.of(1, 2), 'float32'],
    [Int32Array.of(1, 2), 'int32'],
    [Int16Array.of(1, 2), 'int32'],
    [Uint16Array.of(1, 2), 'int32'],
    [Uint32Array.of(1, 2), 'int32'],
    [BigInt64Array.of(1n, 2n), 'int32'],
    [BigUint64Array.of(1n, 2n), 'int32'],
    [Uint8Array.of(1, 2), 'uint8'],
    [Uint8ClampedArray.of(1, 2), 'uint8'],
    [Buffer.from([1, 2]), 'uint8'],
    [Int8Array.of(1, 2), 'int8'],
  ] as const)('%s', (array, dtype) => {
    const kind = array instanceof Buffer ? 'Uint8Array' : array.constructor.name;
    const one = kind.startsWith('Big') ? '1n, 2n' : '1, 2';
    for (const given of [array, runInNewContext(`${kind}.of(${one})`) as typeof array]) {
      const made = tensor(given);
      expect([made.dtype, made.toArray()]).toEqual([dtype, [1, 2]]);
      expect(identity(given).dtype).toBe(dtype);
      expect(add(given, 1).toArray()).toEqual([2, 3]);
    }
  });

  test('a DataView is refused', () => {
    expect(() => tensor(new DataView(new ArrayBuffer(4)) as never)).toThrow(DTypeError);
  });

  test('an array whose buffer was transferred is refused, an empty one is not', () => {
    const gone = Float32Array.of(1, 2);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    expect(() => add(gone, 1)).toThrow(ValueError);
    expect(tensor(new Float32Array(0)).shape).toEqual([0]);
  });

  test('a model takes arrays and objects of another realm', async () => {
    const model = new Sequential([new Dense(1, { inputShape: [2], kernelInitializer: 'ones' })]);
    const x = runInNewContext('new Float32Array([1, 2, 3, 4])') as Float32Array;
    expect((await model.predict(x)).toArray()).toEqual([[3], [7]]);
    expect((await model.predict(runInNewContext('[[1, 2], [3, 4]]') as number[][])).toArray()).toEqual([
      [3],
      [7],
    ]);
  });
});

describe('what is made of an array does not change with it', () => {
  const makers: Record<string, (x: TensorLike) => Tensor> = {
    cast: (x) => cast(x, 'float32'),
    flip: (x) => flip(x),
    identity,
    pad: (x) => pad(x, 0),
    relu,
    reshape: (x) => reshape(x, [2, 2]),
    roll: (x) => roll(x, 0),
    slice: (x) => slice(x, [0], [4]),
    split: (x) => split(x, 1)[0] as Tensor,
    squeeze,
    take: (x) => take(x, [0, 1, 2, 3]),
    tensor: (x) => tensor(x),
    tile: (x) => tile(x, 1),
    transpose: (x) => transpose(x),
    Dropout: (x) => new Dropout(0.5).apply(x) as Tensor,
    Flatten: (x) => new Flatten().apply(x) as Tensor,
  };
  test.each(Object.keys(makers))('%s', (name) => {
    for (const make of [Float32Array, Buffer]) {
      const frame = make === Buffer ? Buffer.from([1, 2, 3, 4]) : Float32Array.of(1, 2, 3, 4);
      const made = (makers[name] as (x: TensorLike) => Tensor)(frame);
      const before = [...made.data()];
      frame.fill(9);
      expect([...made.data()]).toEqual(before);
    }
  });

  test('a gradient is that of the values that were used', () => {
    const frame = Float32Array.of(1, 2);
    const slope = grad((x) => {
      const y = sum(multiply(x, frame));
      frame.fill(9);
      return y;
    });
    expect(slope([1, 1]).toArray()).toEqual([1, 2]);
  });

  test('the elements of a data set', () => {
    const frame = Float32Array.of(1, 2);
    const [first] = [...Dataset.fromTensorSlices(frame)];
    frame.fill(9);
    expect((first as Tensor).item()).toBe(1);
  });
});

describe('promises of any kind are refused where no scope, trace or tape may stay open', () => {
  // biome-ignore lint/suspicious/noThenProperty: a promise of another library.
  const thenable = { then: (_: unknown, fail: (error: Error) => void) => fail(new Error('late')) };
  const kinds: [string, () => unknown][] = [
    ['a promise that rejects', () => Promise.reject(new Error('late'))],
    ['a promise of another realm', () => runInNewContext('Promise.resolve(1)')],
    ['a thenable', () => thenable],
  ];
  const weight = new Variable(tensor([1, 2]));
  test.each(kinds)('%s', (_, make) => {
    const body = make as () => Tensor;
    for (const run of [
      () => scope(body),
      () => compile(body)(),
      () => gradients(body, [weight]),
      () => valueAndGradients(body, [weight]),
      () => grad(body)(1),
    ])
      expect(run).toThrow('got one that returned a promise');
    expect(gradients(() => sum(multiply(weight, 3)), [weight])[0]?.toArray()).toEqual([3, 3]);
  });
});

test('a seed that does not fit is an error, not another seed', () => {
  for (const seed of [2 ** 40, 2 ** 32, -1, 0.5, Number.NaN])
    expect(() => setRandomSeed(seed)).toThrow(ValueError);
  setRandomSeed(2 ** 32 - 1);
});

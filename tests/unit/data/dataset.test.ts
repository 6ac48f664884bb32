// Dataset: every step against the same step on arrays, synchronous and asynchronous, closing, and bad input.
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Dataset } from '../../../ts/data/dataset.ts';
import { DTypeError, ShapeError, StateError, ValueError } from '../../../ts/errors.ts';
import { tensor } from '../../../ts/tensor/create.ts';
import type { Tensor } from '../../../ts/tensor/tensor.ts';

const count = (length: number): number[] => Array.from({ length }, (_, i) => i);

async function collect<T>(dataset: Dataset<T>): Promise<T[]> {
  const elements: T[] = [];
  for await (const element of dataset) elements.push(element);
  return elements;
}

/** A source that says when it was opened and closed. */
function observed(length: number) {
  const log: string[] = [];
  const source = function* () {
    log.push('open');
    try {
      for (let i = 0; i < length; i++) {
        log.push(`${i}`);
        yield i;
      }
    } finally {
      log.push('close');
    }
  };
  return { source, log };
}

describe('fromTensorSlices', () => {
  it('cuts tuples along the first axis', () => {
    const x = [
      [1, 2],
      [3, 4],
      [5, 6],
    ];
    const dataset = Dataset.fromTensorSlices([tensor(x), Int32Array.of(7, 8, 9)]);
    expectTypeOf(dataset).toEqualTypeOf<Dataset<[Tensor, Tensor]>>();
    const elements = Array.from(dataset);
    expect(elements.map(([row, label]) => [row.toArray(), label.toArray()])).toEqual([
      [[1, 2], 7],
      [[3, 4], 8],
      [[5, 6], 9],
    ]);
    expect(elements[0]?.[1].dtype).toBe('int32');
    expect(dataset.cardinality).toBe(3);
  });

  it('cuts plain objects at any depth, and single tensors', () => {
    const deep = Dataset.fromTensorSlices({ inputs: { a: [1, 2], b: Int8Array.of(3, 4) }, y: [5, 6] });
    expectTypeOf(deep).toEqualTypeOf<Dataset<{ inputs: { a: Tensor; b: Tensor }; y: Tensor }>>();
    const [, second] = Array.from(deep);
    expect([second?.inputs.a.item(), second?.inputs.b.item(), second?.y.item()]).toEqual([2, 4, 6]);
    const single = Dataset.fromTensorSlices([
      [1, 2],
      [3, 4],
    ]);
    expectTypeOf(single).toEqualTypeOf<Dataset<Tensor>>();
    expect(Array.from(single, (row) => row.toArray())).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('takes no entries', () => {
    expect(Array.from(Dataset.fromTensorSlices(tensor(new Float32Array(), { shape: [0, 3] })))).toEqual([]);
  });

  it('refuses tensors of different lengths, scalars and nothing', () => {
    expect(() => Dataset.fromTensorSlices([Int32Array.of(1), Int32Array.of(1, 2)])).toThrow(ShapeError);
    expect(() => Dataset.fromTensorSlices({ x: [1, 2], y: 3 })).toThrow('x: (2,), y: ()');
    expect(() => Dataset.fromTensorSlices({})).toThrow(ShapeError);
  });
});

describe('steps give what the same steps on arrays give', () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constantFrom('take', 'skip', 'repeat', 'prefetch', 'shuffle'),
        n: fc.integer({ min: 1, max: 7 }),
      }),
      fc.record({ kind: fc.constantFrom('map', 'filter'), n: fc.integer({ min: 1, max: 3 }) }),
    ),
    { maxLength: 5 },
  );
  type Step = { kind: string; n: number };
  const apply = (dataset: Dataset<number>, { kind, n }: Step, later: boolean): Dataset<number> => {
    const when = <V>(value: V): V | Promise<V> => (later ? Promise.resolve(value) : value);
    if (kind === 'map') return dataset.map((value) => when(value * n + 1));
    if (kind === 'filter') return dataset.filter((value) => when(value % n === 0));
    if (kind === 'shuffle') return dataset.shuffle(n, { seed: 1 });
    return dataset[kind as 'take'](n);
  };
  const model = (values: number[], { kind, n }: Step): number[] => {
    if (kind === 'map') return values.map((value) => value * n + 1);
    if (kind === 'filter') return values.filter((value) => value % n === 0);
    if (kind === 'take') return values.slice(0, n);
    if (kind === 'skip') return values.slice(n);
    if (kind === 'repeat') return Array.from({ length: n }, () => values).flat();
    return values;
  };
  // After a shuffle the order is another one, so only steps that do not depend on it may follow.
  const isOrdered = (list: Step[]): boolean => {
    const shuffled = list.findIndex(({ kind }) => kind === 'shuffle');
    return shuffled < 0 || !list.slice(shuffled).some(({ kind }) => kind === 'take' || kind === 'skip');
  };
  const sorted = (values: number[]): number[] => values.slice().sort((a, b) => a - b);

  it('synchronously, asynchronously, and with promises', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 12 }), steps, async (length, list) => {
        fc.pre(isOrdered(list));
        const build = (later: boolean): Dataset<number> =>
          list.reduce((dataset, step) => apply(dataset, step, later), Dataset.from(count(length)));
        const expected = list.reduce(model, count(length));
        const isShuffled = list.some(({ kind }) => kind === 'shuffle');
        const order = isShuffled ? sorted : (values: number[]) => values;
        expect(order(Array.from(build(false)))).toEqual(order(expected));
        expect(order(await collect(build(false)))).toEqual(order(expected));
        expect(order(await collect(build(true)))).toEqual(order(expected));
        const { cardinality } = build(false);
        if (cardinality !== undefined) expect(cardinality).toBe(expected.length);
      }),
    );
  });
});

describe('batch', () => {
  const dataset = Dataset.fromTensorSlices({
    x: count(10).map((i) => [i, i + 0.5]),
    y: Int32Array.from(count(10)),
  });

  it('stacks tensors, the last batch with what is left', () => {
    const batches = Array.from(dataset.batch(4));
    expectTypeOf(batches).toEqualTypeOf<{ x: Tensor; y: Tensor }[]>();
    expect(batches.map(({ x, y }) => [x.shape, Array.from(y.data())])).toEqual([
      [
        [4, 2],
        [0, 1, 2, 3],
      ],
      [
        [4, 2],
        [4, 5, 6, 7],
      ],
      [
        [2, 2],
        [8, 9],
      ],
    ]);
    expect(batches[2]?.x.toArray()).toEqual([
      [8, 8.5],
      [9, 9.5],
    ]);
    expect([batches[0]?.x.dtype, batches[0]?.y.dtype]).toEqual(['float32', 'int32']);
    expect(dataset.batch(4).cardinality).toBe(3);
  });

  it('leaves out the last batch when asked', () => {
    expect(Array.from(dataset.batch(4, { dropRemainder: true })).length).toBe(2);
    expect(dataset.batch(4, { dropRemainder: true }).cardinality).toBe(2);
    expect(Array.from(dataset.batch(11, { dropRemainder: true }))).toEqual([]);
  });

  it('batches batches, numbers, and rows given as arrays', () => {
    expect(Array.from(dataset.batch(2).batch(3), ({ x }) => x.shape)).toEqual([
      [3, 2, 2],
      [2, 2, 2],
    ]);
    expect(Array.from(Dataset.from([1, 2, 3]).batch(2), (batch) => batch.toArray())).toEqual([[1, 2], [3]]);
    const rows = Dataset.from([
      [1, 2],
      [3, 4],
    ]);
    expect(Array.from(rows.batch(2), (batch) => batch.toArray())).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
    ]);
  });

  it('copies: a batch stays when its source changes', () => {
    const values = Float32Array.of(1, 2);
    const [batch] = Array.from(Dataset.fromTensorSlices(values).batch(2));
    values.fill(9);
    expect(batch?.toArray()).toEqual([1, 2]);
  });

  it('refuses elements that do not fit together', () => {
    const read = (elements: readonly unknown[]) => () =>
      Array.from(Dataset.from(elements).batch(elements.length));
    expect(
      read([
        [1, 2],
        [1, 2, 3],
      ]),
    ).toThrow(ShapeError);
    expect(
      read([
        [1, 2],
        [1, 2, 3],
      ]),
    ).toThrow('Dataset.batch: expected elements of one shape, (2,), got (3,) at 1.');
    expect(read([Int32Array.of(1), Float32Array.of(1)])).toThrow(DTypeError);
    expect(read([{ x: Int32Array.of(1) }, { y: Int32Array.of(1) }])).toThrow(
      'elements of one structure (x), got none in element 1',
    );
  });
});

describe('shuffle', () => {
  it('holds every element once, in the same order for the same seed', () => {
    const order = (seed: number): number[] => Array.from(Dataset.from(count(100)).shuffle(100, { seed }));
    expect(order(1)).toEqual(order(1));
    expect(order(1)).not.toEqual(order(2));
    expect(order(1).sort((a, b) => a - b)).toEqual(count(100));
    expect(order(1)).not.toEqual(count(100));
  });

  it('takes another order in each pass, unless told not to', () => {
    const fresh = Dataset.from(count(50)).shuffle(50, { seed: 1 });
    expect(Array.from(fresh)).not.toEqual(Array.from(fresh));
    const fixed = Dataset.from(count(50)).shuffle(50, { seed: 1, reshuffleEachIteration: false });
    expect(Array.from(fixed)).toEqual(Array.from(fixed));
    const repeated = Array.from(Dataset.from(count(50)).shuffle(50, { seed: 1 }).repeat(2));
    expect(repeated.slice(0, 50)).not.toEqual(repeated.slice(50));
  });

  it('draws an element at most a buffer too early', () => {
    const order = Array.from(Dataset.from(count(200)).shuffle(10, { seed: 3 }));
    order.forEach((value, position) => {
      expect(value).toBeLessThan(position + 10);
    });
  });
});

describe('sources', () => {
  it('are opened for every pass, and closed at its end, at a break, and at an error', () => {
    const { source, log } = observed(3);
    const dataset = Dataset.from(source).map((value) => {
      if (value === 2) throw new RangeError('two');
      return value;
    });
    for (const value of dataset) if (value === 1) break;
    expect(log.splice(0)).toEqual(['open', '0', '1', 'close']);
    expect(() => Array.from(dataset)).toThrow('two');
    expect(log.splice(0)).toEqual(['open', '0', '1', '2', 'close']);
  });

  it('are read no further than needed', () => {
    const { source, log } = observed(100);
    expect(Array.from(Dataset.from(source).skip(1).take(2))).toEqual([1, 2]);
    expect(log).toEqual(['open', '0', '1', '2', 'close']);
    expect(Array.from(Dataset.from(source).take(0))).toEqual([]);
  });

  it('may be asynchronous generators', async () => {
    const closed: string[] = [];
    const dataset = Dataset.from(async function* () {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        closed.push('close');
      }
    });
    const seen: number[] = [];
    for await (const value of dataset.map((value) => value * 2)) {
      if (value > 4) break;
      seen.push(value);
    }
    expect([seen, closed]).toEqual([[0, 2, 4], ['close']]);
  });

  it('throw a StateError when a spent generator is read again', () => {
    const dataset = Dataset.from(observed(2).source());
    expect(Array.from(dataset)).toEqual([0, 1]);
    expect(() => Array.from(dataset)).toThrow(StateError);
    expect(() => Array.from(dataset)).toThrow('Give the function that makes the generator');
  });

  it('that are empty end an endless repetition', () => {
    expect(Array.from(Dataset.from(observed(0).source).repeat())).toEqual([]);
    expect(Array.from(Dataset.from([7]).repeat().take(3))).toEqual([7, 7, 7]);
    expect([Dataset.from([7]).repeat().cardinality, Dataset.from([]).repeat().cardinality]).toEqual([
      Infinity,
      0,
    ]);
  });
});

describe('promises', () => {
  it('in a synchronous loop throw a StateError and close the source', () => {
    const { source, log } = observed(3);
    const dataset = Dataset.from(source).map(async (value) => value);
    expect(() => Array.from(dataset)).toThrow(StateError);
    expect(() => Array.from(dataset)).toThrow('Use for await (… of dataset).');
    expect(log.slice(0, 3)).toEqual(['open', '0', 'close']);
  });

  it('that are rejected reach the reader, and close the source', async () => {
    const { source, log } = observed(3);
    const dataset = Dataset.from(source).map((value) =>
      value === 1 ? Promise.reject(new RangeError('one')) : value,
    );
    await expect(collect(dataset)).rejects.toThrow('one');
    expect(log.at(-1)).toBe('close');
    await expect(collect(dataset.prefetch(2))).rejects.toThrow('one');
  });

  it('are awaited ahead by prefetch, and never more than asked for', async () => {
    let begun = 0;
    const dataset = Dataset.from(count(10)).map(async (value) => {
      begun++;
      return value;
    });
    const iterator = dataset.prefetch(2)[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(begun).toBe(3);
    expect((await iterator.next()).value).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(begun).toBe(4);
    await iterator.return?.();
    expect((await iterator.next()).done).toBe(true);
  });
});

it.each([
  ['batch', 0],
  ['batch', 1.5],
  ['batch', Number.NaN],
  ['shuffle', 0],
  ['take', -1],
  ['skip', -1],
  ['repeat', -1],
  ['prefetch', 0],
] as const)('%s refuses %d', (name, value) => {
  expect(() => Dataset.from([1])[name](value)).toThrow(ValueError);
  expect(() => Dataset.from([1])[name](value)).toThrow(new RegExp(`^Dataset\\.${name}: expected `));
});

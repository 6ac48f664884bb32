/** Recurrent and attention layers beyond single goldens: bad input, masks between layers, dropout, state, training. */

import {
  Adam,
  add,
  Bidirectional,
  compile,
  Dense,
  Embedding,
  GRU,
  gradients,
  Identity,
  Input,
  Layer,
  LSTM,
  Masking,
  Model,
  MultiHeadAttention,
  mean,
  multiply,
  notEqual,
  ones,
  RNN,
  RNNCell,
  Sequential,
  ShapeError,
  SimpleRNN,
  SimpleRNNCell,
  setRandomSeed,
  slice,
  squeeze,
  subtract,
  sum,
  type Tensor,
  TimeDistributed,
  tanh,
  tensor,
  uniform,
  ValueError,
  type Variable,
  zeros,
} from 'oxigrad';
import { describe, expect, it, test } from 'vitest';

const x = uniform([3, 5, 4], { seed: 1, minval: -1, maxval: 1 });

/** Equal within the rounding of a few sums in another order. */
function expectNear(actual: Tensor, expected: Tensor, within = 2e-6): void {
  expect(actual.shape).toEqual(expected.shape);
  const wanted = expected.data();
  actual.data().forEach((value, index) => {
    expect(Math.abs(value - (wanted[index] as number))).toBeLessThanOrEqual(within);
  });
}

describe('bad input is an error with the name of the layer', () => {
  const cases: readonly [string, () => unknown, new (...args: never[]) => Error, RegExp][] = [
    [
      'no steps',
      () => new LSTM(2, { name: 'own' }).apply(zeros([2, 0, 3])),
      ShapeError,
      /LSTM 'own'.*at least one step.*\(None, 0, 3\)|\(2, 0, 3\)/,
    ],
    ['rank 2', () => new GRU(2, { name: 'own' }).apply(zeros([2, 3])), ShapeError, /GRU 'own'/],
    [
      'a mask of another length',
      () => new SimpleRNN(2, { name: 'own' }).apply(x, { mask: tensor([[true, false]]) }),
      ShapeError,
      /SimpleRNN 'own'.*\(3, 5\).*\(1, 2\)/,
    ],
    [
      'states that do not fit',
      () => new LSTM(2, { name: 'own' }).apply(x, { initialState: [zeros([3, 2]), zeros([3, 3])] }),
      ShapeError,
      /LSTM 'own'.*\(3, 2\), \(3, 2\).*\(3, 3\)/,
    ],
    ['units of 0', () => new LSTM(0), ValueError, /units/],
    [
      'no keys',
      () => new MultiHeadAttention(1, 2, { name: 'own' }).apply([x, zeros([3, 0, 4])]),
      ShapeError,
      /MultiHeadAttention 'own'/,
    ],
    [
      'a mask of keys of another length',
      () => new MultiHeadAttention(1, 2, { name: 'own' }).apply([x, x], { valueMask: tensor([[true]]) }),
      ShapeError,
      /MultiHeadAttention 'own'.*valueMask/,
    ],
    [
      'another size than before',
      () => {
        const layer = new GRU(2, { name: 'own' });
        layer.apply(x);
        layer.apply(zeros([3, 5, 6]));
      },
      ShapeError,
      /GRU 'own'.*built for/,
    ],
    [
      'directions that are the same',
      () => new Bidirectional(new LSTM(2), { backwardLayer: new LSTM(2) }),
      ValueError,
      /goBackwards/,
    ],
    [
      'steps of one sample',
      () => new TimeDistributed(new Dense(2), { name: 'own' }).apply(zeros([2, 3])),
      ShapeError,
      /'own'/,
    ],
  ];
  test.each(cases)('%s', (_, body, kind, text) => {
    expect(body).toThrow(kind);
    expect(body).toThrow(text);
  });
});

describe('an index outside an embedding', () => {
  const layer = new Embedding(5, 3, { name: 'words' });
  it('is an error that names layer, index and place', () => {
    expect(() => layer.apply(tensor([[1, 5]], { dtype: 'int32' }))).toThrow(
      /Embedding 'words': expected indices from 0 to 4.*got 5 at position 1/,
    );
  });

  it('stops a training step before anything has changed', async () => {
    const model = new Sequential([new Embedding(5, 3), new LSTM(2), new Dense(1)]);
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    const y = zeros([2, 1]);
    await model.fit(
      tensor(
        [
          [1, 2],
          [3, 4],
        ],
        { dtype: 'int32' },
      ),
      y,
      { epochs: 1, verbose: 0 },
    );
    const before = model.getWeights().map((weight) => weight.data());
    const bad = tensor(
      [
        [1, 2],
        [3, 9],
      ],
      { dtype: 'int32' },
    );
    await expect(model.fit(bad, y, { epochs: 1, verbose: 0 })).rejects.toThrow(ValueError);
    expect(model.getWeights().map((weight) => weight.data())).toEqual(before);
  });
});

describe('masks between layers', () => {
  const words = tensor(
    [
      [1, 2, 3, 0],
      [4, 0, 0, 0],
    ],
    { dtype: 'int32' },
  );

  it('lets padding after the words change nothing', () => {
    const embedding = new Embedding(6, 4, { maskZero: true });
    const lstm = new LSTM(3);
    const model = new Sequential([embedding, lstm]);
    const padded = model.apply(words);
    const short = lstm.apply(embedding.apply(tensor([[4]], { dtype: 'int32' })));
    expectNear(tensor([...padded.data()].slice(3)), tensor([...short.data()]), 0);
  });

  it('passes through layers that support it, to attention too', () => {
    const embedding = new Embedding(6, 4, { maskZero: true });
    const attention = new MultiHeadAttention(2, 3);
    const vectors = embedding.apply(words);
    const own = attention.apply([vectors, vectors]);
    const bare = multiply(vectors, 1);
    const seen = notEqual(words, 0);
    const explicit = attention.apply([bare, bare], { valueMask: seen });
    // Rows that are padding themselves see nothing; the others agree.
    expectNear(tensor([...own.data()].slice(0, 12)), tensor([...explicit.data()].slice(0, 12)));
    expectNear(tensor([...own.data()].slice(16, 20)), tensor([...explicit.data()].slice(16, 20)));
  });

  it('skips the steps that Masking leaves out', () => {
    const steps = [...x.data()].slice(0, 20);
    for (const place of [4, 5, 6, 7]) steps[place] = 0;
    const gru = new GRU(3);
    const masked = gru.apply(new Masking().apply(tensor(steps, { shape: [1, 5, 4] })));
    const kept = steps.filter((_, place) => place < 4 || place > 7);
    expectNear(masked, gru.apply(tensor(kept, { shape: [1, 4, 4] })), 0);
  });
});

describe('one instruction and single steps agree', () => {
  const mask = tensor(
    Array.from({ length: 15 }, (_, i) => i % 4 !== 1),
    { shape: [3, 5] },
  );
  const kinds = [
    ['SimpleRNN', (own: object): Layer => new SimpleRNN(3, { returnSequences: true, ...own })],
    ['LSTM', (own: object): Layer => new LSTM(3, { returnSequences: true, ...own })],
    ['GRU', (own: object): Layer => new GRU(3, { returnSequences: true, ...own })],
    [
      'GRU, reset before',
      (own: object): Layer => new GRU(3, { returnSequences: true, resetAfter: false, ...own }),
    ],
  ] as const;
  test.each(kinds)('%s', (_, make) => {
    const fused = make({});
    // Another function is not known to be tanh, so that each step is computed by itself.
    const single = make({ activation: (z: Tensor) => tanh(z) });
    for (const layer of [fused, single]) layer.apply(x);
    single.setWeights(fused.getWeights());
    for (const options of [{}, { mask }]) {
      expectNear(fused.apply(x, options), single.apply(x, options));
      const slopes = [fused, single].map((layer) =>
        gradients(
          () => sum(multiply(layer.apply(x, options), layer.apply(x, options))),
          layer.trainableWeights,
        ),
      ) as [Tensor[], Tensor[]];
      slopes[0].forEach((slope, index) => {
        expectNear(slope, slopes[1][index] as Tensor, 2e-5);
      });
    }
  });
});

describe('dropout', () => {
  test.each([
    ['of inputs', { dropout: 0.5 }],
    ['of inputs, a mask a gate', { dropout: 0.5, implementation: 1 as const }],
    ['of states', { recurrentDropout: 0.5 }],
  ])('%s acts while training only, and is the same for one seed', (_, options) => {
    const make = (): LSTM => new LSTM(4, { seed: 3, ...options });
    const [one, two] = [make(), make()];
    one.apply(x);
    two.apply(x);
    two.setWeights(one.getWeights());
    expect(one.apply(x).data()).toEqual(one.apply(x, { training: false }).data());
    const trained = one.apply(x, { training: true }).data();
    expect(trained).toEqual(two.apply(x, { training: true }).data());
    expect(trained).not.toEqual(one.apply(x).data());
    expect(one.apply(x, { training: true }).data()).not.toEqual(trained);
  });

  it('drops the same inputs at every step', () => {
    const layer = new SimpleRNN(1, {
      dropout: 0.5,
      seed: 1,
      activation: 'linear',
      useBias: false,
      returnSequences: true,
    });
    const steps = ones([1, 6, 8]);
    layer.apply(steps);
    layer.setWeights([ones([8, 1]), zeros([1, 1])]);
    const found = layer.apply(steps, { training: true }).data();
    expect(new Set(found).size).toBe(1);
  });
});

it('drops the same part of a state at every step, and as much as it is told', () => {
  const units = 4000;
  const layer = new RNN<Tensor[]>(
    new SimpleRNNCell(units, {
      recurrentDropout: 0.3,
      seed: 2,
      activation: 'linear',
      useBias: false,
      kernelInitializer: 'zeros',
      recurrentInitializer: new Identity(),
    }),
    { returnState: true },
  );
  const steps = 3;
  const [, state] = layer.apply(zeros([1, steps, 1]), {
    initialState: ones([1, units]),
    training: true,
  }) as [Tensor, Tensor];
  const values = [...state.data()];
  // What is kept grows by 1 / 0.7 at each step; a mask of another step would have zeroed some of it.
  const kept = values.filter((value) => value !== 0);
  for (const value of kept) expect(value).toBeCloseTo(0.7 ** -steps, 4);
  // Five standard errors of a binomial count.
  expect(Math.abs(kept.length - 0.7 * units)).toBeLessThan(5 * Math.sqrt(0.3 * 0.7 * units));
});

describe('state', () => {
  it('goes on where the last call ended, in pieces as in one', () => {
    const whole = new LSTM(3, { returnSequences: true });
    const pieces = new LSTM(3, { returnSequences: true, stateful: true });
    const expected = whole.apply(x);
    pieces.apply(zeros([3, 1, 4]));
    pieces.setWeights(whole.getWeights());
    pieces.resetStates();
    const list = x.toArray() as number[][][];
    const part = (from: number, to: number): Tensor => tensor(list.map((sample) => sample.slice(from, to)));
    const found = [pieces.apply(part(0, 2)), pieces.apply(part(2, 5))].map(
      (y) => y.toArray() as number[][][],
    );
    const joined = tensor(list.map((_, row) => [...(found[0]?.[row] ?? []), ...(found[1]?.[row] ?? [])]));
    expectNear(joined, expected, 0);
  });

  it('has one batch size', () => {
    const layer = new GRU(2, { stateful: true, name: 'own' });
    layer.apply(x);
    expect(() => layer.apply(zeros([2, 5, 4]))).toThrow(/GRU 'own'.*batches of 3 rows/);
    layer.resetStates();
    expect(() => new GRU(2).resetStates()).toThrow(/stateful/);
  });

  it('comes out, and goes in, of drawn models', () => {
    const input = Input({ shape: [5, 4] });
    const [output, h, c] = new LSTM<Tensor[]>(3, { returnState: true }).apply(input) as [
      typeof input,
      typeof input,
      typeof input,
    ];
    const second = new LSTM(3).apply([input, h, c]);
    const model = new Model({ inputs: input, outputs: [output, second] });
    const [a, b] = model.apply(x) as unknown as [Tensor, Tensor];
    expect([a.shape, b.shape]).toEqual([
      [3, 3],
      [3, 3],
    ]);
  });
});

/** The running mean of what was seen. */
class MeanCell extends RNNCell {
  static override readonly className: string = 'MeanCell';
  readonly stateSizes: readonly number[] = [4, 1];
  readonly outputSize: number = 4;

  override call(inputs: Tensor | Tensor[]): Tensor[] {
    const [input, total, count] = inputs as [Tensor, Tensor, Tensor];
    const next = [add(total, input), add(count, 1)] as const;
    return [multiply(next[0], tensor([0.2])), ...next];
  }
}

it('takes whole numbers as floats', () => {
  const layer = new LSTM(3, { seed: 1 });
  const numbers = [1, 2, 3, 4, 5, 6];
  const whole = layer.apply(tensor(numbers, { shape: [1, 3, 2], dtype: 'int32' })) as Tensor;
  const floats = layer.apply(tensor(numbers, { shape: [1, 3, 2] })) as Tensor;
  expect(whole.data()).toEqual(floats.data());
});

it('takes cells of your own', () => {
  const found = new RNN<Tensor[]>(new MeanCell(), { returnState: true }).apply(x);
  expectNear(found[0] as Tensor, mean(x, { axis: 1 }));
  expect((found[2] as Tensor).toArray()).toEqual([[5], [5], [5]]);
});

it('learns to tell whether a sequence rises', async () => {
  setRandomSeed(4);
  const rows = 64;
  const starts = uniform([rows, 1, 1], { seed: 5 });
  const slopes = uniform([rows, 1, 1], { seed: 6, minval: -1, maxval: 1 });
  const times = tensor([0, 1, 2, 3, 4, 5], { shape: [1, 6, 1] });
  const data = add(starts, multiply(slopes, multiply(times, 0.3)));
  const labels = tensor([...slopes.data()].map((slope) => Number(slope > 0)));
  const model = new Sequential([
    new Bidirectional(new GRU(6), { inputShape: [6, 1] }),
    new Dense(1, { activation: 'sigmoid' }),
  ]);
  model.compile({ optimizer: new Adam({ learningRate: 0.01 }), loss: 'binaryCrossentropy' });
  const { history } = await model.fit(data, labels, { epochs: 60, batchSize: 16, verbose: 0 });
  const losses = history['loss'] as number[];
  expect(losses.at(-1)).toBeLessThan(0.4 * (losses[0] as number));
});

it('gives every projection of a head weights of its own', () => {
  const layer = new MultiHeadAttention(2, 4, { inputShape: [5, 4] });
  layer.apply([x, x]);
  const [query, , key] = layer.weights as [Variable, Variable, Variable];
  expect(query.data()).not.toEqual(key.data());
});

describe('TimeDistributed', () => {
  /** Sees the other samples. */
  class Centered extends Layer {
    override call(x: Tensor): Tensor {
      return subtract(x, mean(x, { axis: 0, keepDims: true }));
    }
  }

  it('applies what sees the batch to each step by itself, and all else to all steps at once', () => {
    const centered = new TimeDistributed(new Centered()).apply(x);
    expectNear(centered, subtract(x, mean(x, { axis: 0, keepDims: true })));
    const inner = new Sequential([new Dense(4), new Centered()]);
    const [single, alone] = [
      new TimeDistributed(inner).apply(x) as Tensor,
      inner.apply(squeeze(slice(x, [0, 2, 0], [3, 1, 4]), 1)) as Tensor,
    ];
    expectNear(squeeze(slice(single, [0, 2, 0], [3, 1, 4]), 1), alone);
    const program = (layer: Layer): number => {
      const run = compile((x: Tensor) => new TimeDistributed(layer).apply(x));
      run(x);
      return run.plans[0]?.program.words.length as number;
    };
    expect(program(new Dense(2))).toBeLessThan(program(inner));
  });

  it('punishes each step by itself, too', () => {
    const layer = new TimeDistributed(new Dense(2, { activityRegularizer: 'l2' }));
    const outputs = layer.apply(x);
    expect(layer.losses.reduce((total, loss) => total + loss.item(), 0)).toBeCloseTo(
      (0.01 * sum(multiply(outputs, outputs)).item()) / 3,
      5,
    );
  });
});

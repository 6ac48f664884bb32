// Smaller models compute what the whole ones compute with the cut units silenced, whatever the graph.

import { beforeAll, describe, expect, it } from 'vitest';
import { findCuts, pruneStructure } from '../../ts/deploy/prune.ts';
import { ShapeError, StateError, UnsupportedError, ValueError } from '../../ts/errors.ts';
import {
  Add,
  BatchNormalization,
  Bidirectional,
  Concatenate,
  Conv2D,
  Conv2DTranspose,
  Dense,
  DepthwiseConv2D,
  Dropout,
  Embedding,
  Flatten,
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GRU,
  Input,
  type KerasTensor,
  Layer,
  LayerNormalization,
  LSTM,
  MaxPooling2D,
  Model,
  Multiply,
  multiply,
  Permute,
  PReLU,
  ReLU,
  Reshape,
  SeparableConv2D,
  Sequential,
  SimpleRNN,
  setRandomSeed,
  TimeDistributed,
  tensor,
  UpSampling2D,
  ZeroPadding2D,
} from '../../ts/index.ts';
import type { Tensor } from '../../ts/tensor/tensor.ts';
import { numbers } from '../numbers.ts';

beforeAll(() => setRandomSeed(7));

type Draw = (below: number) => number;

/** A value of `shape`, between -1 and 1; whole numbers below `vocabulary` where there is one. */
function random(shape: readonly number[], draw: Draw, vocabulary?: number): Tensor {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const value = (): number => (vocabulary === undefined ? draw(2001) / 1000 - 1 : draw(vocabulary));
  return tensor(Array.from({ length: size }, value), {
    shape: [...shape],
    ...(vocabulary === undefined ? {} : { dtype: 'int32' }),
  });
}

function randomize(model: Model, draw: Draw): void {
  for (const variable of model.weights) {
    const own = random(variable.shape, draw).data() as Float32Array;
    if (/variance|gamma/.test(variable.name)) own.set(own.map((value) => 0.5 + Math.abs(value)));
    variable.assign(tensor(own, { shape: [...variable.shape] }));
  }
}

interface Drawn {
  readonly model: Model;
  readonly shape: readonly number[];
  readonly vocabulary?: number;
}

const pick = <Value>(draw: Draw, ...values: (() => Value)[]): Value =>
  (values[draw(values.length)] as () => Value)();

/** Blocks of layers on images, drawn at random: what they do to the shape is theirs. */
function images(draw: Draw): Drawn {
  const shape = [8, 8, 1 + draw(3)];
  const input = Input({ shape });
  const width = 4 * (1 + draw(4)) + draw(3);
  const shared = new Conv2D(width, 3, { padding: 'same' });
  let x: KerasTensor = new Conv2D(width, 3, { padding: 'same', activation: 'relu' }).apply(input);
  const inner = (channels: number): Model => {
    const own = Input({ shape: [...x.shape.slice(1, -1), channels] as number[] });
    const middle = new Conv2D(8 + draw(5), 1, { activation: 'relu' }).apply(own);
    return new Model({ inputs: own, outputs: new Conv2D(width, 1).apply(middle) });
  };
  for (let count = 1 + draw(4); count > 0; count--)
    x = pick<KerasTensor>(
      draw,
      () => new Add().apply([x, new Conv2D(x.shape.at(-1) as number, 3, { padding: 'same' }).apply(x)]),
      () =>
        new Multiply().apply([
          x,
          new Conv2D(x.shape.at(-1) as number, 1, { activation: 'sigmoid' }).apply(x),
        ]),
      () => new Concatenate().apply([x, new Conv2D(4 + draw(8), 1).apply(x)]),
      () => new ReLU().apply(new BatchNormalization().apply(x)),
      () => new DepthwiseConv2D(3, { padding: 'same', depthMultiplier: 1 + draw(2) }).apply(x),
      () => new SeparableConv2D(6 + draw(9), 3, { padding: 'same' }).apply(x),
      () => new Conv2DTranspose(5 + draw(8), 2, { padding: 'same' }).apply(x),
      () => new PReLU({ sharedAxes: [1, 2] }).apply(x),
      () => {
        const twice = inner(x.shape.at(-1) as number);
        const other = new Conv2D(x.shape.at(-1) as number, 1).apply(x);
        return new Add().apply([twice.apply(x), twice.apply(other)] as KerasTensor[]);
      },
      () => inner(x.shape.at(-1) as number).apply(new Dropout(0.1).apply(x)) as KerasTensor,
      () => {
        const [one, other] = [new Conv2D(width, 1).apply(x), new Conv2D(width, 1).apply(x)];
        return new Add().apply([shared.apply(one), shared.apply(other)]);
      },
      () => new ZeroPadding2D(1).apply(x),
      () => new UpSampling2D(2).apply(new MaxPooling2D(2).apply(x)),
      () => new Permute([2, 1, 3]).apply(x),
      () => new Conv2D(8, 1, { activation: 'gelu' }).apply(new Conv2D(4, 1, { groups: 1 }).apply(x)),
    );
  const flat = pick<KerasTensor>(
    draw,
    () => new Flatten().apply(x),
    () => new GlobalAveragePooling2D().apply(x),
    () => new Reshape([-1]).apply(x),
  );
  const features = pick<KerasTensor>(
    draw,
    () => flat,
    () => new Dense(9, { activation: 'relu' }).apply(flat),
    () => new LayerNormalization().apply(new Dense(8).apply(flat)),
  );
  return { model: new Model({ inputs: input, outputs: new Dense(3).apply(features) }), shape };
}

/** Layers on sequences. */
function sequences(draw: Draw): Drawn {
  const vocabulary = draw(2) === 0 ? 11 : undefined;
  const shape = vocabulary === undefined ? [5, 3] : [5];
  const input = Input({ shape, ...(vocabulary === undefined ? {} : { dtype: 'int32' }) });
  let x: KerasTensor = vocabulary === undefined ? input : new Embedding(vocabulary, 6 + draw(6)).apply(input);
  const all = { returnSequences: true };
  const recurrent = (options: object): LSTM | GRU | SimpleRNN =>
    pick<LSTM | GRU | SimpleRNN>(
      draw,
      () => new LSTM(5 + draw(6), options),
      () => new GRU(5 + draw(6), options),
      () => new GRU(6, { ...options, resetAfter: false }),
      () => new SimpleRNN(5 + draw(6), options),
    );
  const mode = (): 'sum' | 'concat' | 'mul' | 'ave' =>
    (['sum', 'concat', 'mul', 'ave'] as const)[draw(4)] as 'sum';
  for (let count = 1 + draw(3); count > 0; count--)
    x = pick<KerasTensor>(
      draw,
      () => recurrent(all).apply(x) as KerasTensor,
      () => new Bidirectional(recurrent(all), { mergeMode: mode() }).apply(x),
      () => new TimeDistributed(new Dense(6 + draw(5), { activation: 'relu' })).apply(x),
      () => new Dense(7 + draw(4)).apply(x),
      () => new Add().apply([x, new Dense(x.shape.at(-1) as number).apply(x)]),
    );
  const last = pick<KerasTensor>(
    draw,
    () => recurrent({}).apply(x) as KerasTensor,
    () => new Bidirectional(recurrent({})).apply(x),
    () => new GlobalAveragePooling1D().apply(x),
    () => new Flatten().apply(x),
  );
  const model = new Model({ inputs: input, outputs: new Dense(2, { activation: 'softmax' }).apply(last) });
  return { model, shape, ...(vocabulary === undefined ? {} : { vocabulary }) };
}

/** Silences the units that go: whatever reads them reads nothing. */
function silence(model: Model, ratio: number, samples?: Tensor): number {
  const { found, gone, members } = findCuts('test', model, ratio, samples === undefined ? {} : { samples });
  for (const unit of gone)
    for (const { variable, axis, position } of members.get(unit) ?? []) {
      if (found.consumed.get(variable) !== axis) continue;
      const mask = Array.from({ length: variable.shape[axis] as number }, (_, at) => Number(at !== position));
      const shape = variable.shape.map((size, one) => (one === axis ? size : 1));
      variable.assign(multiply(variable.value, tensor(mask, { shape })));
    }
  return gone.size;
}

describe('pruneStructure', () => {
  it('computes what the whole model computes with the cut units silenced, on 300 random graphs', async () => {
    let shrunk = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const draw = numbers(seed);
      const { model, shape, vocabulary } = seed % 3 === 0 ? sequences(draw) : images(draw);
      randomize(model, draw);
      const ratio = [0.25, 0.5, 0.75][draw(3)] as number;
      const { model: smaller } = pruneStructure(model, ratio);
      const x = random([2, ...shape], draw, vocabulary);
      const found = [...((await smaller.predict(x)) as Tensor).data()];
      shrunk += Number(silence(model, ratio) > 0);
      const truth = [...((await model.predict(x)) as Tensor).data()];
      const scale = Math.max(...truth.map(Math.abs));
      found.forEach((value, index) => {
        expect(Math.abs(value - (truth[index] as number)), `seed ${seed}`).toBeLessThanOrEqual(1e-5 * scale);
      });
      for (const one of [model, smaller]) one.dispose();
    }
    expect(shrunk).toBeGreaterThan(250);
  });

  it('keeps a multiple of four units, and says why others had to stay', () => {
    const model = new Sequential([
      new Dense(22, { inputShape: [6] }),
      new LayerNormalization(),
      new Dense(18, { activation: 'relu', name: 'inner' }),
      new Dense(16, { activation: 'relu' }),
      new Dense(3),
    ]);
    const { layers, model: smaller } = pruneStructure(model, 0.5);
    expect(layers.map(({ from, to }) => [from, to])).toEqual([
      [22, 22],
      [18, 8],
      [16, 8],
      [3, 3],
    ]);
    expect(layers[0]?.frozen).toBe("'layerNormalization' mixes its units");
    expect(layers[3]?.frozen).toBe('its units are the outputs');
    expect(smaller.countParams()).toBeLessThan(model.countParams());
    const kept = pruneStructure(model, 0.5, { keep: ['inner'] });
    expect(kept.layers.map(({ to }) => to)).toEqual([22, 18, 8, 3]);
    expect(kept.layers[1]?.frozen).toBe('it is to be kept');
  });

  it('leaves what the shape of a layer says', () => {
    class Scale extends Layer {
      static override readonly className: string = 'Scale';
      override call(x: Tensor): Tensor {
        return multiply(x, 2);
      }
    }
    const input = Input({ shape: [6] });
    const shaped = new Reshape([1, 16]).apply(new Dense(16).apply(input));
    const scaled = new Scale().apply(new Dense(12).apply(new Flatten().apply(shaped)));
    const outputs = new Dense(2).apply(scaled as KerasTensor);
    const { sources, found } = findCuts('test', new Model({ inputs: input, outputs }), 0.5, {});
    const reasons = sources.map(({ units }) => found.reasonOf(units[0] as number));
    expect(reasons[0]).toMatch(/^'reshape.*' has a shape that says them$/);
    expect(reasons[1]).toBeUndefined();
  });

  it('keeps what varies, and adds the mean of the rest to the next bias', async () => {
    const draw = numbers(5);
    const model = new Sequential([new Dense(8, { inputShape: [4], activation: 'relu' }), new Dense(3)]);
    randomize(model, draw);
    const [kernel, bias, next] = model.weights as [Weight, Weight, Weight];
    type Weight = (typeof model.weights)[number];
    // Four units are large and constant: by their weights they would stay.
    const constant = [0, 2, 5, 7];
    const at = (unit: number): number => Number(constant.includes(unit));
    kernel.assign(multiply(kernel.value, tensor(Array.from({ length: 8 }, (_, unit) => 1 - at(unit)))));
    bias.assign(tensor(Array.from({ length: 8 }, (_, unit) => 3 * at(unit))));
    next.assign(multiply(next.value, tensor(Array.from({ length: 8 }, (_, unit) => [1 + 9 * at(unit)]))));
    const samples = random([64, 4], draw);
    const { model: smaller, layers } = pruneStructure(model, 0.5, { samples });
    expect(layers[0]).toMatchObject({ from: 8, to: 4 });
    const [truth, found] = [
      [...(await model.predict(samples)).data()],
      [...((await smaller.predict(samples)) as Tensor).data()],
    ];
    for (const [index, value] of found.entries()) expect(value).toBeCloseTo(truth[index] as number, 4);
  });

  it('refuses other ratios, names, samples and models', () => {
    const model = new Sequential([new Dense(8, { inputShape: [3] }), new Dense(2)]);
    for (const ratio of [0, -1, 1.5, Number.NaN, '1' as never])
      expect(() => pruneStructure(model, ratio)).toThrow(ValueError);
    expect(() => pruneStructure(model, 0.5, { keep: ['nobody'] })).toThrow(ValueError);
    for (const shape of [[4, 2], [0, 3], [3]])
      expect(() => pruneStructure(model, 0.5, { samples: random(shape, numbers(1)) })).toThrow(ShapeError);
    expect(() => pruneStructure(new Sequential([new Dense(2)]), 0.5)).toThrow(StateError);
    class Own extends Model<KerasTensor> {
      readonly dense: Dense = new Dense(2);
      override call(x: Tensor | Tensor[]): Tensor {
        return this.dense.apply(x as Tensor);
      }
    }
    const own = new Own();
    own.build([null, 3]);
    expect(() => pruneStructure(own, 0.5)).toThrow(UnsupportedError);
    expect(pruneStructure(model, 1).model.countParams()).toBe(model.countParams());
  });
});

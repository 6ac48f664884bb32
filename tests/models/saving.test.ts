/** Weights and models in files: round trips, and files that do not fit. */

import {
  DataError,
  Dense,
  Input,
  Layer,
  layers,
  loadModel,
  Model,
  modelFromConfig,
  Sequential,
  ShapeError,
  type Tensor,
  ValueError,
} from 'oxigrad';
import { describe, expect, it, vi } from 'vitest';
import { decodeSafetensors } from '../../ts/io/safetensors.ts';
import { clusters, network, state } from './run.ts';

const quiet = { verbose: 0 } as const;

/** A layer of the user's own, with a weight and a layer inside. */
class Scaled extends Layer {
  static override readonly className: string = 'Scaled';
  inner: Dense = new Dense(4, { name: 'inner' });

  override call(x: Tensor): Tensor {
    return this.inner.apply(x);
  }
}

describe('weights', () => {
  it('fit the same model made a second time, whose layers have other numbers', () => {
    const make = (): Sequential =>
      new Sequential([
        new Sequential([new Dense(3, { inputShape: [2] }), new Dense(4)]),
        ...Array.from({ length: 9 }, () => new Dense(4)),
        new Dense(1, { name: 'head' }),
      ]);
    const [first, second] = [make(), make()];
    second.loadWeights(first.saveWeights().slice().buffer);
    expect(second.getWeights().map((weight) => weight.toArray())).toEqual(
      first.getWeights().map((weight) => weight.toArray()),
    );
    const other = new Sequential([new Dense(1, { name: 'tail', inputShape: [2] })]);
    const head = new Sequential([new Dense(1, { name: 'head', inputShape: [2] })]);
    expect(() => other.loadWeights(head.saveWeights())).toThrow(/none for tail/);
  });

  it('go through a file unchanged, under the names of their layers', () => {
    const [a, b] = [network(), network()];
    b.setWeights(b.getWeights().map((weight) => weight.data().map(() => 0.5)));
    const bytes = a.saveWeights();
    const names = a.weights.map(({ name }) => name);
    expect([...decodeSafetensors(bytes).tensors.keys()].sort()).toEqual([...names].sort());
    // The names of the second model's layers count on: the same layers again, named alike.
    const config = a.toJSON();
    const twin = modelFromConfig(config);
    twin.loadWeights(bytes);
    expect(twin.getWeights().map((weight) => weight.data())).toEqual(
      a.getWeights().map((weight) => weight.data()),
    );
  });

  it('of another model are refused, and nothing changes', () => {
    const model = network();
    const before = state(model);
    const other = new Sequential([new Dense(2, { inputShape: [2], name: 'other' })]);
    expect(() => model.loadWeights(other.saveWeights())).toThrow(DataError);
    const names = model.layers.map(({ name }) => name);
    const wider = new Sequential([
      new Dense(16, { inputShape: [2], name: names[0] as string }),
      new Dense(4, { name: names[2] as string }),
    ]);
    expect(() => model.loadWeights(wider.saveWeights())).toThrow(ShapeError);
    expect(() => model.loadWeights(model.saveWeights().subarray(0, 100))).toThrow(DataError);
    expect(() => model.setWeights([[1]])).toThrow(/4 arrays/);
    expect(() => model.setWeights([...model.getWeights().slice(0, 3), [[1, 2]]])).toThrow(
      /\(3,\).*\(1, 2\)/s,
    );
    expect(state(model)).toEqual(before);
  });

  it("of layers inside a layer of one's own are found and saved", () => {
    const x = Input({ shape: [3] });
    const model = new Model({ inputs: x, outputs: new Scaled({ name: 'scaled' }).apply(x) });
    expect([...decodeSafetensors(model.saveWeights()).tensors.keys()]).toEqual([
      'scaled/inner/bias',
      'scaled/inner/kernel',
    ]);
    expect(model.countParams()).toBe(16);
  });
});

describe('a model', () => {
  it('goes through a file with its optimizer, and goes on training to the same bits', async () => {
    const { x, y } = clusters();
    const model = network({ rate: 0 });
    await model.fit(x, y, { ...quiet, shuffle: false });
    const copy = loadModel(model.save()) as Sequential;
    expect(copy).toBeInstanceOf(Sequential);
    expect(state(copy)).toEqual(state(model));
    for (const one of [model, copy]) await one.fit(x, y, { ...quiet, shuffle: false, epochs: 2 });
    expect(state(copy)).toEqual(state(model));
    expect(await copy.evaluate(x, y, quiet)).toEqual(await model.evaluate(x, y, quiet));
  });

  it('whose layers were frozen since the optimizer was built is read, and its optimizer begins anew', () => {
    const { x, y } = clusters();
    const model = network();
    model.trainOnBatch(x, y);
    const [first] = model.layers;
    (first as Dense).trainable = false;
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const read = loadModel(model.save());
    expect(warn.mock.calls.flat().join()).toContain("loadModel: left the optimizer's state out");
    warn.mockRestore();
    expect(read.getWeights().map((weight) => weight.data())).toEqual(
      model.getWeights().map((weight) => weight.data()),
    );
    expect(read.optimizer?.iterations.data()[0]).toBe(0);
    read.trainOnBatch(x, y);
  });

  it('names the class that a config needs and nobody gave', () => {
    const x = Input({ shape: [3] });
    const model = new Model({ inputs: x, outputs: new Scaled().apply(x) });
    expect(() => modelFromConfig(model.toJSON())).toThrow(/'Scaled' among customObjects/);
    const copy = modelFromConfig(model.toJSON(), { customObjects: { Scaled } });
    expect(copy.countParams()).toBe(16);
    expect(() => Model.fromConfig(model.getConfig(), { customObjects: { ...layers } })).toThrow(ValueError);
  });

  it('is read from bytes at any offset, of any view', () => {
    const model = network();
    const bytes = model.save();
    for (const offset of [1, 2, 3]) {
      const larger = Buffer.alloc(bytes.length + offset);
      larger.set(bytes, offset);
      expect(state(loadModel(larger.subarray(offset)) as Sequential)).toEqual(state(model));
    }
    const view = new DataView(bytes.slice().buffer);
    expect(state(loadModel(view as unknown as Uint8Array) as Sequential)).toEqual(state(model));
    for (const wrong of [null, undefined, 5, [1, 2], Symbol('file'), Object.create(null)])
      expect(() => loadModel(wrong as Uint8Array)).toThrow(/expected the bytes of a file/);
  });

  it('says that weights alone are no model', () => {
    expect(() => loadModel(network().saveWeights())).toThrow(/loadWeights/);
    expect(() => modelFromConfig('{')).toThrow(DataError);
  });
});

/** How models are put together: Sequential, graphs, subclasses, trainable flags, names. */

import {
  Adam,
  Add,
  add,
  Concatenate,
  compile,
  Dense,
  Dropout,
  Flatten,
  Input,
  type KerasTensor,
  Layer,
  MaxNorm,
  MeanSquaredError,
  Model,
  mean,
  multiply,
  type Optimizer,
  Sequential,
  SGD,
  ShapeError,
  StateError,
  square,
  sum,
  type Tensor,
  tensor,
  ValueError,
  type Variable,
  valueAndGradients,
} from 'oxigrad';
import { describe, expect, it } from 'vitest';
import { clusters, network, state } from './run.ts';

const quiet = { verbose: 0 } as const;

describe('Sequential', () => {
  it('is built by the first data it sees, or by build', async () => {
    const { x, y } = clusters(20);
    const model = new Sequential([new Dense(4), new Dense(3, { activation: 'softmax' })]);
    expect(model.built).toBe(false);
    expect(() => model.countParams()).toThrow(StateError);
    model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
    await model.fit(x, y, quiet);
    expect(model.countParams()).toBe(4 * 2 + 4 + 3 * 4 + 3);
    const other = new Sequential([new Dense(4), new Dense(3)]);
    other.build([null, 2]);
    expect(other.countParams()).toBe(27);
    expect(other.outputs[0]?.shape).toEqual([null, 3]);
  });

  it('grows with add and shrinks with pop, and compiled steps follow', () => {
    const { x } = clusters(4);
    const model = new Sequential();
    model
      .add(Input({ shape: [2] }))
      .add(new Dense(4))
      .add(new Dense(3));
    expect(model.predictOnBatch(x).shape).toEqual([4, 3]);
    const top = model.pop();
    expect(model.predictOnBatch(x).shape).toEqual([4, 4]);
    model.add(top).add(new Dense(5));
    expect(model.predictOnBatch(x).shape).toEqual([4, 5]);
    expect(model.layers).toHaveLength(3);
  });

  it('refuses what is no layer, names that repeat, and shapes that do not follow', () => {
    expect(() => new Sequential([(() => 1) as unknown as Dense])).toThrow(ValueError);
    expect(() => new Sequential([new Dense(1, { name: 'a' }), new Dense(1, { name: 'a' })])).toThrow(
      /two named 'a'/,
    );
    expect(() => new Sequential([new Dense(1), Input({ shape: [2] })])).toThrow(ValueError);
    expect(() => new Sequential().pop()).toThrow(StateError);
    expect(() => new Dense(0)).toThrow(ValueError);
    expect(() => new Dense(4).apply(tensor([1, 2]))).toThrow(ShapeError);
    const dense = new Dense(4, { inputShape: [2] });
    dense.apply([[1, 2]]);
    expect(() => dense.apply([[1, 2, 3]])).toThrow(/\(…, 2\)/);
  });

  it('takes models as layers', () => {
    const encoder = new Sequential([new Dense(4, { inputShape: [2] })]);
    const model = new Sequential([encoder, new Dense(2)]);
    expect(model.built).toBe(true);
    expect(model.weights).toHaveLength(4);
    const features = new Model({ inputs: model.input, outputs: model.layers[1]?.input as KerasTensor });
    expect(features.predictOnBatch([[1, 2]]).shape).toEqual([1, 4]);
  });

  it('has its own input and output, also where it is part of another, as in Keras', () => {
    const encoder = new Sequential([new Dense(4, { inputShape: [2] })]);
    const { input, output } = encoder;
    new Sequential([encoder, new Dense(2)]);
    expect([encoder.input, encoder.output]).toEqual([input, output]);
    expect(new Model({ inputs: encoder.input, outputs: encoder.output as KerasTensor }).inputs).toEqual([
      input,
    ]);
    const list = new Model({ inputs: [input as KerasTensor], outputs: [output as KerasTensor] });
    expect([list.input, list.output]).toEqual([[input], [output]]);
    expect(() => new Sequential([new Dense(1)]).input).toThrow(StateError);
  });
});

describe('a graph', () => {
  it('shares layers, skips and merges', () => {
    const a = Input({ shape: [3] });
    const b = Input({ shape: [3] });
    const shared = new Dense(3, { name: 'shared' });
    const merged = new Add().apply([shared.apply(a), shared.apply(b)]);
    const out = new Concatenate().apply([merged, a]);
    const model = new Model({ inputs: [a, b], outputs: out });
    expect(model.weights).toHaveLength(2);
    const x = tensor([[1, 2, 3]]);
    const [kernel, bias] = model.getWeights() as [Tensor, Tensor];
    const one = new Dense(3);
    one.apply(x);
    one.setWeights([kernel, bias]);
    const single = one.apply(x).data();
    expect(model.apply([x, x]).data()).toEqual(
      Float32Array.of(...single.map((value) => value + value), 1, 2, 3),
    );
    expect(out.shape).toEqual([null, 6]);
  });

  it('is not built from outputs that need another input, nor of two layers of one name', () => {
    const a = Input({ shape: [3] });
    const b = Input({ shape: [3], name: 'the_other' });
    expect(() => new Model({ inputs: a, outputs: new Add().apply([a, b]) })).toThrow(/the_other/);
    const twice = new Dense(2, { name: 'd' }).apply(new Dense(2, { name: 'd' }).apply(a));
    expect(() => new Model({ inputs: a, outputs: twice })).toThrow(/two named 'd'/);
    expect(() => new Add().apply([a, Input({ shape: [4] })])).toThrow(ShapeError);
  });

  it('keeps sizes open that data fills in', () => {
    const x = Input({ shape: [null, 2] });
    const model = new Model({ inputs: x, outputs: new Dense(3).apply(x) });
    expect(model.outputs[0]?.shape).toEqual([null, null, 3]);
    expect(model.predictOnBatch(tensor(new Float32Array(20), { shape: [2, 5, 2] })).shape).toEqual([2, 5, 3]);
  });
});

/** A subclass with layers in fields and in an array. */
class Residual extends Model {
  blocks: Dense[] = [new Dense(2, { activation: 'relu' }), new Dense(2, { activation: 'relu' })];
  dropout: Dropout = new Dropout(0.5, { seed: 1 });
  head: Dense = new Dense(3);

  override call(x: Tensor): Tensor {
    const hidden = this.blocks.reduce((value, block) => add(value, block.apply(value)), x);
    return this.head.apply(this.dropout.apply(hidden));
  }
}

describe('a subclassed model', () => {
  it('finds its layers, trains, and passes the training flag on to them', async () => {
    const { x, y } = clusters();
    const model = new Residual();
    model.compile({ optimizer: new Adam(), loss: 'mse', metrics: ['mae'] });
    const { history } = await model.fit(x, y, { ...quiet, epochs: 3 });
    expect(Object.keys(history)).toEqual(['loss', 'mae']);
    expect(model.weights).toHaveLength(6);
    expect(model.layers.map(({ className }) => className)).toEqual(['Dense', 'Dense', 'Dropout', 'Dense']);
    const [first, second] = [model.predictOnBatch(x).data(), model.predictOnBatch(x).data()];
    expect(first).toEqual(second);
    expect(model.apply(x, { training: true }).data()).not.toEqual(model.apply(x, { training: true }).data());
    expect(() => model.getConfig()).toThrow(/getConfig/);
  });
});

/** A layer of one's own with a weight and a loss. */
class Quadratic extends Layer {
  a: Variable | undefined;

  override build(): void {
    this.a = this.addWeight('a', [], { initializer: 'ones' });
  }

  override call(x: Tensor): Tensor {
    this.addLoss(mean(square(x)));
    return multiply(square(x), this.a as Variable);
  }
}

describe('a layer of one’s own', () => {
  it('infers its output shape by tracing, and adds its losses to training', () => {
    const x = Input({ shape: [4] });
    const model = new Model({ inputs: x, outputs: new Quadratic().apply(x) });
    expect(model.outputs[0]?.shape).toEqual([null, 4]);
    model.compile({ optimizer: new SGD({ learningRate: 0 }), loss: 'mse' });
    const logs = model.trainOnBatch([[1, 1, 1, 1]], [[0, 0, 0, 0]]);
    expect(logs['loss']).toBe(2);
    expect(model.losses).toHaveLength(0);
    model.apply(tensor([[2, 2, 2, 2]]));
    expect(model.losses.map((loss) => loss.item())).toEqual([4]);
  });
});

describe('trainable', () => {
  it('freezes weights in steps that were compiled before, recursively', () => {
    const { x, y } = clusters();
    const model = network({ rate: 0 });
    model.trainOnBatch(x, y);
    const [first] = model.layers as [Dense];
    first.trainable = false;
    expect(model.trainableWeights).toHaveLength(2);
    expect(model.nonTrainableWeights).toHaveLength(2);
    const frozen = first.kernel?.data();
    const other = model.weights[2]?.data();
    model.trainOnBatch(x, y);
    expect(first.kernel?.data()).toEqual(frozen);
    expect(model.weights[2]?.data()).not.toEqual(other);
    model.trainable = false;
    expect(model.trainableWeights).toHaveLength(0);
    const before = model.weights.map((weight) => weight.data());
    model.trainOnBatch(x, y);
    expect(model.weights.map((weight) => weight.data())).toEqual(before);
  });
});

describe('a loop of one’s own', () => {
  it('gives the bits of fit', async () => {
    const { x, y } = clusters(60);
    const runs: Uint8Array[][] = [];
    for (const own of [false, true]) {
      const model = network({ rate: 0 });
      const optimizer = model.optimizer as Optimizer;
      if (own) {
        const loss = new MeanSquaredError();
        const step = compile((a: Tensor, b: Tensor) => {
          const { value, gradients } = valueAndGradients(
            () => loss.apply(b, model.call(a, { training: true })),
            model.trainableWeights,
          );
          optimizer.applyGradients(gradients, model.trainableWeights);
          return value;
        });
        for (let repeat = 0; repeat < 3; repeat++) step(x, y);
      } else {
        model.compile({ optimizer, loss: new MeanSquaredError() });
        await model.fit(x, y, { ...quiet, batchSize: 60, epochs: 3, shuffle: false });
      }
      runs.push(state(model).slice(0, 4));
    }
    expect(runs[0]).toEqual(runs[1]);
  });
});

describe('constraints', () => {
  it('hold after every step', () => {
    const { x, y } = clusters();
    const model = new Sequential([
      new Flatten({ inputShape: [2] }),
      new Dense(3, { kernelConstraint: new MaxNorm({ maxValue: 0.1 }) }),
    ]);
    model.compile({ optimizer: new SGD({ learningRate: 1 }), loss: 'mse' });
    for (let step = 0; step < 3; step++) model.trainOnBatch(x, y);
    const norms = sum(square(model.weights[0] as Variable), { axis: 0 }).data();
    for (const norm of norms) expect(Math.sqrt(norm)).toBeLessThanOrEqual(0.1 + 1e-6);
  });
});

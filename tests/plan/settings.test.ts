/** What a plan depends on beside its arguments: it serves again when that is again as it was, and only then. */

import {
  Adam,
  BatchNormalization,
  compile,
  Dense,
  ExponentialDecay,
  Input,
  Layer,
  Model,
  multiply,
  normal,
  ones,
  Sequential,
  SGD,
  setRandomSeed,
  type Tensor,
  tensor,
  Variable,
} from 'oxigrad';
import { expect, it } from 'vitest';

/** Passes its input on, and counts the traces that it is part of. */
class Counted extends Layer {
  traces = 0;
  override call(x: Tensor): Tensor {
    this.traces++;
    return multiply(x, 1);
  }
}

function adversaries(): { d: Sequential; gan: Model; counted: Counted; step: () => void } {
  setRandomSeed(3);
  const counted = new Counted();
  const d = new Sequential([
    new Dense(8, { activation: 'relu', inputShape: [2] }),
    counted,
    new Dense(1, { activation: 'sigmoid' }),
  ]);
  d.compile({ optimizer: new Adam(), loss: 'binaryCrossentropy' });
  const z = Input({ shape: [3] });
  const gan = new Model({ inputs: z, outputs: d.apply(new Dense(2).apply(z)) });
  d.trainable = false;
  gan.compile({ optimizer: new Adam(), loss: 'binaryCrossentropy' });
  const [real, noise, y] = [normal([8, 2], { seed: 1 }), normal([8, 3], { seed: 2 }), ones([8, 1])];
  const step = (): void => {
    d.trainable = true;
    d.trainOnBatch(real, y);
    d.trainable = false;
    gan.trainOnBatch(noise, y);
  };
  return { d, gan, counted, step };
}

it('a GAN that toggles trainable at every step traces each of its steps once', () => {
  const { counted, step } = adversaries();
  counted.traces = 0;
  step();
  // That of the discriminator, and that of the generator through it.
  const once = counted.traces;
  expect(once).toBe(2);
  for (let count = 0; count < 5; count++) step();
  expect(counted.traces).toBe(once);
});

it('toggling changes what is trained, to the numbers of models that never toggled', () => {
  const weights = (model: Model): unknown => model.getWeights().map((weight) => weight.toArray());
  const { d, gan } = adversaries();
  const x = normal([8, 2], { seed: 4 });
  const y = ones([8, 1]);
  const first = weights(d);
  gan.trainOnBatch(normal([8, 3], { seed: 5 }), y);
  expect(weights(d)).toEqual(first);
  d.trainable = true;
  d.trainOnBatch(x, y);
  d.trainable = false;
  const second = weights(d);
  expect(second).not.toEqual(first);
  gan.trainOnBatch(normal([8, 3], { seed: 6 }), y);
  expect(weights(d)).toEqual(second);
  d.trainable = true;
  d.trainOnBatch(x, y);
  const { d: fresh } = adversaries();
  fresh.trainable = true;
  fresh.trainOnBatch(x, y);
  fresh.trainOnBatch(x, y);
  expect(weights(d)).toEqual(weights(fresh));
});

it('both states of a flag stay compiled, and what never asked for it is not traced again', () => {
  const [v, other] = [new Variable(tensor([1])), new Variable(tensor([1]))];
  let traces = 0;
  const asks = compile((x: Tensor) => {
    traces++;
    return multiply(x, v.trainable ? 2 : 3);
  });
  const x = tensor([1]);
  for (let count = 0; count < 4; count++) {
    v.trainable = true;
    expect(asks(x).item()).toBe(2);
    other.trainable = !other.trainable;
    expect(asks(x).item()).toBe(2);
    v.trainable = false;
    expect(asks(x).item()).toBe(3);
  }
  expect(traces).toBe(2);
  expect(asks.plans.length).toBe(2);
});

it('a frozen BatchNormalization inside uses its moving statistics, and thawed those of the batch', () => {
  const norm = new BatchNormalization({ momentum: 0 });
  const model = new Sequential([Input({ shape: [1] }), norm]);
  const run = compile((x: Tensor) => model.apply(x, { training: true }));
  const x = tensor([[-1], [1]], { dtype: 'float32' });
  const shifted = tensor([[9], [11]], { dtype: 'float32' });
  norm.trainable = false;
  expect(run(shifted).data()[0]).toBeCloseTo(9, 1);
  norm.trainable = true;
  expect(run(x).data()[0]).toBeCloseTo(-1, 2);
  norm.trainable = false;
  expect(run(shifted).data()[0]).toBeCloseTo(9, 1);
});

it('layers that come and go, and a schedule in place of a rate, are seen', () => {
  const model = new Sequential([new Dense(2, { inputShape: [2], kernelInitializer: 'ones' })]);
  const run = compile((x: Tensor) => model.apply(x));
  expect(run(ones([1, 2])).toArray()).toEqual([[2, 2]]);
  model.add(new Dense(1, { kernelInitializer: 'ones' }));
  expect(run(ones([1, 2])).toArray()).toEqual([[4]]);
  model.pop();
  expect(run(ones([1, 2])).toArray()).toEqual([[2, 2]]);

  const v = new Variable(tensor([0]));
  const optimizer = new SGD({ learningRate: 1 });
  const step = compile(() => optimizer.applyGradients([ones([1])], [v]));
  step();
  expect(v.data()[0]).toBe(-1);
  optimizer.learningRate = new ExponentialDecay(10, 1, 1);
  step();
  expect(v.data()[0]).toBe(-11);
});

it('the programs of a function that were used longest ago are dropped, of whatever state', () => {
  const v = new Variable(tensor([1]));
  const run = compile((x: Tensor) => multiply(x, v.trainable ? 2 : 3), { cacheSize: 2 });
  for (const size of [1, 2, 3]) {
    v.trainable = !v.trainable;
    run(ones([size]));
    expect(run.plans.length).toBe(Math.min(size, 2));
  }
  expect(run(ones([2])).data()[0]).toBe(v.trainable ? 2 : 3);
});

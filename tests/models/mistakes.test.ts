/** What only TypeScript forbids, and data as it comes: an error that says what was meant, or what Keras makes of it. */

import {
  Adam,
  argmax,
  argsort,
  Conv2D,
  concatenate,
  cumsum,
  Dense,
  expandDims,
  explain,
  Input,
  Layer,
  LSTM,
  loadModel,
  losses,
  Model,
  mean,
  OxigradError,
  pad,
  Sequential,
  SGD,
  softmax,
  squeeze,
  stack,
  type Tensor,
  tensor,
  transpose,
  uniform,
  Variable,
  zeros,
} from 'oxigrad';
import { describe, expect, it } from 'vitest';
import { clusters, network } from './run.ts';

const quiet = { verbose: 0 } as const;

/** A call that TypeScript would not let through. */
type Any = (...args: readonly unknown[]) => unknown;
const call = (fn: unknown): Any => fn as Any;
const make = (type: unknown, ...args: readonly unknown[]): unknown =>
  Reflect.construct(type as new () => unknown, args);

class Silent extends Layer {
  override call(): never {
    return undefined as never;
  }
}

describe('a mistake in JavaScript', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['an axis by position', () => call(mean)([[1, 2]], 0), /^mean: expected options.*got 0/],
    ['an axis of argmax by position', () => call(argmax)([[1, 2]], -1), /^argmax: expected options.*got -1/],
    ['an axis of softmax by position', () => call(softmax)([[1, 2]], 0), /^softmax: expected options.*got 0/],
    ['an axis of concatenate by position', () => call(concatenate)([[1], [2]], 0), /^concatenate: .*got 0/],
    ['an axis of stack by position', () => call(stack)([[1], [2]], 1), /^stack: expected options.*got 1/],
    ['an axis of cumsum by position', () => call(cumsum)([[1, 2]], 1), /^cumsum: expected options.*got 1/],
    ['an axis of argsort by position', () => call(argsort)([[1, 2]], 0), /^argsort: expected options.*got 0/],
    [
      'an operation on a symbolic tensor',
      () => call(mean)(Input({ shape: [2] })),
      /^mean: expected a tensor.*got KerasTensor\(.*\)\..*class Mine extends Layer \{ call\(x\) \{ return mean\(x\)/,
    ],
    ['bounds of uniform by position', () => call(uniform)([3], -1, 1), /^uniform: expected options.*got -1/],
    ['no options', () => call(pad)([1], 1, null), /^pad: expected options.*got null/],
    [
      'a mask that is symbolic',
      () => {
        const [inputs, mask] = [Input({ shape: [5, 3] }), Input({ shape: [5] })];
        return new LSTM(2).apply(inputs, { mask: mask as unknown as Tensor });
      },
      /^LSTM 'lstm\w*': expected mask with values.*got KerasTensor.*applied to a list/,
    ],
    [
      'an initializer that is none',
      () => make(Dense, 2, { kernelInitializer: () => 0 }),
      /^Dense.*initializer: .*got the function kernelInitializer/,
    ],
    ['a loss of plain numbers', () => call(losses.huber)([1], [2]), /^huber: expected tensors, got \[1\]/],
    ['a model to explain', () => call(explain)(network()), /^explain: .*made by compile.*use profile/],
    ['beta1 by position', () => make(Adam, 0.1, 0.9), /expected options.*got 0\.9/],
    [
      'a learning rate that is text',
      () => make(SGD, { learningRate: '0.1' }),
      /finite learningRate, got "0\.1"/,
    ],
    [
      'pairs of gradients and variables',
      () => call(new SGD().applyGradients.bind(new SGD()))([[tensor(1), new Variable(tensor(1))]]),
      /^SGD.applyGradients: expected variables to be a list, got undefined/,
    ],
    [
      'layers without a list',
      () => make(Sequential, new Dense(1), new Dense(1)),
      /^Sequential.*: expected a list of layers, got Dense/,
    ],
    ['a shape by position', () => call(tensor)([1, 2], [2, 1]), /^tensor: expected options.*got \[2, 1\]/],
    ['a dtype of Keras alone', () => call(tensor)([1], { dtype: 'float64' }), /a dtype \(.*got "float64"/],
    ['a size for a shape', () => call(zeros)(3), /a list of whole sizes.*got 3/],
    ["an option in Keras's spelling", () => make(Dense, 1, { use_bias: false }), /camelCase.*got "use_bias"/],
    [
      'compile by position',
      () => call(network().compile.bind(network()))('adam', 'mse'),
      /camelCase.*got "adam"/,
    ],
    ['a variable of a number', () => make(Variable, 5), /^Variable 'variable': expected a tensor.*got 5/],
    [
      'a number assigned',
      () => {
        const variable = new Variable(tensor(1), { name: 'v' });
        call(variable.assign.bind(variable))(2);
      },
      /^Variable 'v': expected a tensor.*got 2/,
    ],
    [
      'a size that is not known',
      () => Input({ shape: [null, 0] }),
      /^InputLayer.*got \(None, 0\)\. Give the shape of one sample/,
    ],
    ['no size of a kernel', () => make(Conv2D, 8), /^Conv2D 'conv2d.*kernelSize to be a whole number/],
    ['Input without a shape', () => call(Input)(), /shape to be a list.*Give the shape of one sample/],
    ['Input of a number', () => call(Input)({ shape: 3 }), /shape to be a list.*got 3/],
    [
      'inputs and outputs by position',
      () => make(Model, Input({ shape: [1] })),
      /expected \{ inputs, outputs \}/,
    ],
    [
      'outputs by name',
      () => {
        const inputs = Input({ shape: [1] });
        return make(Model, { inputs, outputs: { a: new Dense(1).apply(inputs) } });
      },
      /one output of layers or a list/,
    ],
    [
      'the path of no file',
      () => call(loadModel)('model.safetensors'),
      /^loadModel: expected to read model\.safetensors, got/,
    ],
    ['a layer that forgets to return', () => new Silent().apply([[1]]), /^Silent .*call to return tensors/],
    [
      'one that does so in a graph',
      () => new Silent().apply(Input({ shape: [1] })),
      /call to return tensors/,
    ],
    [
      "addWeight in Keras's form",
      () => call(new Dense(1).addWeight.bind(new Dense(1)))({ shape: [2] }),
      /addWeight\(name, shape, options\), got the name/,
    ],
  ])('says what was expected: %s', (_, body, text) => {
    expect(body).toThrow(OxigradError);
    expect(body).toThrow(text);
  });

  it.each<[string, () => Tensor, readonly number[]]>([
    ['squeeze', () => squeeze(zeros([1, 2]), { axis: 0 }), [2]],
    ['expandDims', () => expandDims(zeros([2]), { axis: [0, 2] }), [1, 2, 1]],
    ['transpose', () => transpose(zeros([2, 3, 4]), { axes: [1, 0, 2] }), [3, 2, 4]],
  ])('takes the axes of %s by name too', (_, body, shape) => {
    expect(body().shape).toEqual(shape);
  });

  it("does not pass over an option of fit in Keras's spelling", async () => {
    const { x, y } = clusters(20);
    const options = { ...quiet, batch_size: 4 };
    await expect(network().fit(x, y, options)).rejects.toThrow(
      /got "batch_size"\. Did you mean 'batchSize'\?/,
    );
  });

  it('names the cure when trainable has changed since compile', async () => {
    const { x, y } = clusters(20);
    const model = network();
    (model.layers[0] as Layer).trainable = false;
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
    await model.fit(x, y, quiet);
    (model.layers[0] as Layer).trainable = true;
    await expect(model.fit(x, y, quiet)).rejects.toThrow(/Compile again after a change of trainable/);
  });
});

describe('data', () => {
  const line = (): Sequential => {
    const model = new Sequential([new Dense(1, { inputShape: [1] })]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    return model;
  };

  it('may lack the last axis, or have one too many, where its size is 1, as in Keras', async () => {
    const model = line();
    await model.fit([1, 2, 3], [2, 4, 6], { ...quiet, validationData: [[4], [8]] });
    const rows = (await model.predict([[1], [2]])).toArray();
    expect((await model.predict([1, 2])).toArray()).toEqual(rows);
    expect((await model.predict([[[1]], [[2]]])).toArray()).toEqual(rows);
    expect(await model.evaluate([1], [2])).toEqual(await model.evaluate([[1]], [[2]]));
    await expect(network().predict([1, 2])).rejects.toThrow(/got shape \(2,\)|got shape \(None,\)/);
    const images = new Sequential([new Conv2D(2, 3, { inputShape: [4, 4, 1] })]);
    expect((await images.predict(zeros([5, 4, 4]))).shape).toEqual([5, 2, 2, 2]);
  });

  it('may be the pixels of a canvas', async () => {
    const pixels = Uint8ClampedArray.of(0, 255, 7);
    expect(tensor(pixels).dtype).toBe('uint8');
    const model = line();
    expect((await model.predict(pixels)).toArray()).toEqual((await model.predict([0, 255, 7])).toArray());
  });

  it('comes back as JSON', () => {
    expect(JSON.stringify({ y: tensor([[1, 2]]), z: tensor(3) })).toBe('{"y":[[1,2]],"z":3}');
  });
});

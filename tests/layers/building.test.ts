/** Building: by whoever calls it, once, and as a whole or not at all. */

import {
  Add,
  Dense,
  Flatten,
  Initializer,
  Input,
  Layer,
  layers,
  Model,
  MultiHeadAttention,
  normal,
  ones,
  Sequential,
  SGD,
  ShapeError,
  type Tensor,
  ValueError,
  type Variable,
  valueAndGradients,
  zeros,
} from 'oxigrad';
import { averagePool, sum } from 'oxigrad/ops';
import { describe, expect, it } from 'vitest';

type Shape = readonly (number | null)[];

/** Throws at the calls of these numbers, is 1 at all others. */
class Failing extends Initializer {
  static override readonly className: string = 'Failing';
  readonly made: Tensor[] = [];
  #calls = 0;
  readonly #bad: readonly number[];

  constructor(...bad: number[]) {
    super();
    this.#bad = bad;
  }

  protected override values(shape: readonly number[]): Tensor {
    if (this.#bad.includes(this.#calls++)) throw new ValueError('Failing', 'luck', 'none');
    return ones(shape);
  }
}

/** Builds its layers itself, as Keras's guides do. */
class Block extends Layer {
  readonly hidden: Dense = new Dense(8, { activation: 'relu' });
  readonly head: Dense;

  constructor(initializer?: Initializer) {
    super();
    this.head = new Dense(4, initializer && { kernelInitializer: initializer });
  }

  override build(shape: Shape): void {
    this.hidden.build(shape);
    this.head.build([...shape.slice(0, -1), 8]);
  }

  override call(x: Tensor): Tensor {
    return this.head.apply(this.hidden.apply(x));
  }
}

describe('build', () => {
  it('makes a layer built, whoever calls it: its next call makes no other weights', () => {
    for (const layer of [new Dense(3), new layers.Conv1D(3, 2), new layers.LSTM(3)]) {
      const shape = layer instanceof Dense ? [2, 4] : [2, 5, 4];
      layer.build([null, ...shape.slice(1)]);
      expect(layer.built).toBe(true);
      const { weights } = layer;
      layer.apply(ones(shape));
      layer.build([null, ...shape.slice(1)]);
      expect(layer.weights).toEqual(weights);
    }
  });

  it('of several inputs builds what is inside once', () => {
    const layer = new MultiHeadAttention(2, 3);
    layer.build([
      [null, 5, 4],
      [null, 6, 4],
    ]);
    const { weights } = layer;
    layer.apply([ones([1, 5, 4]), ones([1, 6, 4])]);
    expect(layer.weights).toEqual(weights);
    expect(weights).toHaveLength(8);
  });

  it('inside a build of one’s own makes each weight once', () => {
    const model = new Sequential([new Block()]);
    model.predictOnBatch(normal([2, 4]));
    expect(model.countParams()).toBe(4 * 8 + 8 + 8 * 4 + 4);
  });

  it('gives weights that a loop of one’s own trains', () => {
    const layer = new Dense(1);
    layer.build([null, 2]);
    const weights = layer.trainableWeights;
    const optimizer = new SGD({ learningRate: 0.1 });
    const losses = Array.from({ length: 2 }, () => {
      const { value, gradients } = valueAndGradients(() => sum(layer.apply(ones([1, 2]))), weights);
      optimizer.applyGradients(gradients, weights);
      return value.item();
    });
    expect(losses[1]).toBeCloseTo((losses[0] as number) - 0.3, 5);
  });

  it('notes the shape for configs and summaries', () => {
    const layer = new Dense(2, { name: 'd' });
    layer.build([null, 3]);
    const model = new Sequential([layer]);
    model.build([null, 3]);
    expect(JSON.stringify(model.getConfig())).toContain('"build_config":{"input_shape":[null,3]}');
  });
});

describe('a build that fails', () => {
  it('leaves the layer without weights, and the next one is whole', () => {
    const initializer = new Failing(0);
    const layer = new Dense(3, { biasInitializer: initializer });
    expect(() => layer.apply(ones([1, 2]))).toThrow(/luck/);
    expect([layer.built, layer.weights.length, layer.kernel]).toEqual([false, 0, undefined]);
    layer.apply(ones([1, 4]));
    expect(layer.weights.map(({ shape }) => shape)).toEqual([[4, 3], [3]]);
    expect(layer.weights.some(({ disposed }) => disposed)).toBe(false);
  });

  it('gives the memory of what it made back', () => {
    const made: Variable[] = [];
    class Half extends Layer {
      override build(_shape: Shape): void {
        made.push(this.addWeight('a', [2], { initializer: 'ones' }));
        this.track(new Dense(1));
        throw new ValueError(this.className, 'more', 'this');
      }

      override call(x: Tensor): Tensor {
        return x;
      }
    }
    const layer = new Half();
    for (let round = 0; round < 2; round++) expect(() => layer.build([null, 2])).toThrow(/more/);
    expect(made.map(({ disposed }) => disposed)).toEqual([true, true]);
    expect([layer.weights, layer.sublayers]).toEqual([[], []]);
  });

  it('takes back the layers inside that were built for it', () => {
    const block = new Block(new Failing(0));
    expect(() => block.apply(ones([1, 3]))).toThrow(/luck/);
    expect([block.hidden.built, block.weights.length]).toEqual([false, 0]);
    expect(block.apply(ones([1, 2])).shape).toEqual([1, 4]);
  });

  it('is taken back in a subclassed model, where a call fails behind it, too', () => {
    class Net extends Model {
      first: Dense = new Dense(2);
      second: Flatten = new Flatten();
      third: Add = new Add();

      override call(x: Tensor): Tensor {
        return this.third.apply([this.second.apply(this.first.apply(x)), ones([1, 10])]);
      }
    }
    const model = new Net();
    expect(() => model.apply(ones([1, 3, 4]))).toThrow(ShapeError);
    expect([model.built, model.weights.length]).toEqual([false, 0]);
    expect(model.apply(ones([1, 5, 7])).shape).toEqual([1, 10]);
  });

  it('of a graph leaves no calls behind', () => {
    const [first, second] = [new Dense(2), new Dense(1, { kernelInitializer: new Failing(0) })];
    const model = new Sequential([first, second]);
    expect(() => model.build([null, 3])).toThrow(/luck/);
    expect([first.built, model.built]).toEqual([false, false]);
    expect(() => first.input).toThrow(/never/);
    expect(model.predictOnBatch(ones([1, 4])).shape).toEqual([1, 1]);
  });

  it('keeps the stack of a Sequential to which a layer was added that does not fit', () => {
    const model = new Sequential([Input({ shape: [3] }), new Dense(2)]);
    const x = normal([2, 3]);
    const before = model.predictOnBatch(x).data();
    expect(() => model.add(new layers.Conv1D(2, 3))).toThrow(ShapeError);
    expect(model.layers).toHaveLength(1);
    expect(model.predictOnBatch(x).data()).toEqual(before);
    model.add(new Dense(5));
    expect(model.predictOnBatch(x).shape).toEqual([2, 5]);
  });
});

describe('a Sequential without an input shape', () => {
  it('takes other sizes than the first, where its layers take them', () => {
    const model = new Sequential([new layers.Embedding(50, 8), new layers.LSTM(8), new Dense(1)]);
    model.compile({ loss: 'mse' });
    for (const length of [5, 6])
      expect(model.trainOnBatch(zeros([4, length], { dtype: 'int32' }), ones([4, 1]))).toHaveProperty('loss');
    const again = Sequential.fromConfig(model.getConfig(), { customObjects: layers }) as Sequential;
    expect(again.countParams()).toBe(model.countParams());
    expect(again.predictOnBatch(zeros([4, 7], { dtype: 'int32' })).shape).toEqual([4, 1]);
    const flat = new Sequential([new Flatten(), new Dense(1)]);
    flat.predictOnBatch(ones([4, 5, 2]));
    expect(() => flat.predictOnBatch(ones([4, 6, 2]))).toThrow(ShapeError);
    expect(() => flat.predictOnBatch(ones([4, 10]))).toThrow(ShapeError);
    const given = new Sequential([Input({ shape: [5] }), new layers.Embedding(50, 8)]);
    expect(() => given.predictOnBatch(zeros([4, 6], { dtype: 'int32' }))).toThrow(ShapeError);
  });

  it('is built inside a layer of one’s own, over sizes that are not known', () => {
    class Encoder extends Layer {
      readonly attention: MultiHeadAttention = new MultiHeadAttention(2, 4);
      readonly projection: Sequential = new Sequential([
        new Dense(32, { activation: 'relu' }),
        new Dense(16),
      ]);

      override call(x: Tensor): Tensor {
        return this.projection.apply(this.attention.apply([x, x]));
      }
    }
    const x = Input({ shape: [null, 16] });
    const model = new Model({ inputs: x, outputs: new Encoder().apply(x) });
    expect(model.output).toHaveProperty('shape', [null, null, 16]);
    for (const length of [3, 8])
      expect(model.predictOnBatch(ones([2, length, 16])).shape).toEqual([2, length, 16]);
  });
});

describe('the output of a layer of one’s own, over sizes that are not known', () => {
  /** A layer of large steps. */
  class Down extends Layer {
    readonly #by: number;
    readonly #padding: 'same' | 'valid';

    constructor(by: number, padding: 'same' | 'valid') {
      super();
      this.#by = by;
      this.#padding = padding;
    }

    override call(x: Tensor): Tensor {
      return averagePool(x, this.#by, { strides: this.#by, padding: this.#padding });
    }
  }

  it.each([2, 16, 32, 200])('has open sizes where it steps by %i', (by) => {
    for (const padding of ['same', 'valid'] as const) {
      const x = Input({ shape: [null, 4] });
      const y = new Down(by, padding).apply(x);
      expect(y.shape).toEqual([null, null, 4]);
      expect(() => new Dense(1).apply(new Flatten().apply(y))).toThrow(ShapeError);
    }
  });
});

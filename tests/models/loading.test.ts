/** What reading a file costs, and what a broken or hostile one can do: shapes come first, and errors are short. */

import {
  type Config,
  DataError,
  Dense,
  Initializer,
  Input,
  Layer,
  type LayerOptions,
  loadModel,
  Model,
  matmul,
  modelFromConfig,
  ones,
  Sequential,
  ShapeError,
  type Tensor,
  type Variable,
} from 'oxigrad';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../ts/io/safetensors.ts';
import { network, state } from './run.ts';

/** Counts its calls. */
class Counting extends Initializer {
  static calls = 0;
  static override readonly className: string = 'Counting';
  protected override values(shape: readonly number[]): Tensor {
    Counting.calls++;
    return ones(shape);
  }
}

/** Unnamed layers inside. */
class Block extends Layer {
  static override readonly className: string = 'Block';
  readonly first: Dense = new Dense(3);
  readonly second: Dense = new Dense(4);
  override call(x: Tensor): Tensor {
    return this.second.apply(this.first.apply(x));
  }
}

/** A model's file with another config. */
function changed(model: Model, change: (config: { layers: { config: Record<string, unknown> }[] }) => void) {
  const { tensors, metadata } = decodeSafetensors(model.save());
  const json = JSON.parse(metadata['model'] as string);
  change(json.config);
  return encodeSafetensors(tensors, { ...metadata, model: JSON.stringify(json) });
}

describe('loadModel', () => {
  it('computes no first values', () => {
    const model = new Sequential([new Dense(2, { inputShape: [3], kernelInitializer: new Counting() })]);
    const bytes = model.save();
    const before = Counting.calls;
    const copy = loadModel(bytes, { customObjects: { Counting } });
    expect(copy.getWeights().map((weight) => weight.data())).toEqual(
      model.getWeights().map((weight) => weight.data()),
    );
    expect(Counting.calls).toBe(before);
    modelFromConfig(model.toJSON(), { customObjects: { Counting } });
    expect(Counting.calls).toBe(before + 1);
  });

  it('gives first values to a layer that asks for them while it is built', () => {
    class Asking extends Layer {
      static override readonly className: string = 'Asking';
      sum = 0;
      override build(): void {
        const weight = this.addWeight('weight', [2], { initializer: 'ones' });
        this.sum = weight.data()[0] as number;
      }
      override call(x: Tensor): Tensor {
        return x;
      }
    }
    const x = Input({ shape: [1] });
    const model = new Model({ inputs: x, outputs: new Asking().apply(x) });
    model.setWeights([[5, 6]]);
    const copy = loadModel(model.save(), { customObjects: { Asking } });
    expect((copy.layers[1] as Asking).sum).toBe(1);
    expect(copy.getWeights()[0]?.data()).toEqual(Float32Array.of(5, 6));
  });

  it('compares names and shapes before it takes memory', () => {
    const model = network();
    const units = (config: { layers: { config: Record<string, unknown> }[] }): void => {
      for (const layer of config.layers) if ('units' in layer.config) layer.config['units'] = 60_000_000;
    };
    // Weights of 960 MB and more than any memory has: what is wrong is the shape.
    const wide = (config: { layers: { config: Record<string, unknown> }[] }): void => {
      const [last] = config.layers.filter((layer) => 'units' in layer.config).slice(-1);
      (last as { config: Record<string, unknown> }).config['units'] = 30_000_000;
    };
    expect(() => loadModel(changed(model, wide))).toThrow(ShapeError);
    expect(() => loadModel(changed(model, units))).toThrow(/fewer than 2 \*\* 31 elements/);
    const { metadata } = decodeSafetensors(changed(model, wide));
    expect(() => loadModel(encodeSafetensors({}, metadata))).toThrow(/none for .*kernel/);
    expect(state(loadModel(model.save()) as Sequential)).toEqual(state(model));
  });

  it("finds the weights of unnamed layers in a layer of one's own, however many were made before", () => {
    const model = new Sequential([new Dense(4, { inputShape: [2] }), new Block(), new Dense(1)]);
    const bytes = model.save();
    for (let count = 0; count < 3; count++) {
      const copy = loadModel(bytes, { customObjects: { Block } });
      expect(copy.getWeights().map((weight) => weight.data())).toEqual(
        model.getWeights().map((weight) => weight.data()),
      );
    }
  });
});

describe('a layer whose constructor takes more than options', () => {
  class Linear extends Layer {
    static override readonly className: string = 'Linear';
    readonly units: number;
    constructor(units: number, options: LayerOptions = {}) {
      super(options);
      this.units = units;
    }
    override build(inputShape: readonly (number | null)[]): void {
      this.addWeight('kernel', [inputShape.at(-1) as number, this.units], { initializer: 'ones' });
    }
    override call(x: Tensor): Tensor {
      return matmul(x, this.weights[0] as Variable);
    }
  }
  class Written extends Linear {
    static override readonly className: string = 'Written';
    override getConfig(): Config {
      return { ...super.getConfig(), units: this.units };
    }
    static override fromConfig({ units, ...options }: Config): Written {
      return new Written(units as number, options as LayerOptions);
    }
  }
  const x = Input({ shape: [3] });

  it('is told what to write', () => {
    const model = new Model({ inputs: x, outputs: new Linear(2).apply(x) });
    expect(() => loadModel(model.save(), { customObjects: { Linear } })).toThrow(
      /^Linear.fromConfig: .*getConfig\(\).*static fromConfig.*new Linear\(/s,
    );
  });

  it('comes back as what it writes, frozen and of its dtype', () => {
    const layer = new Written(2, { trainable: false });
    const model = new Model({ inputs: x, outputs: layer.apply(x) });
    const copy = loadModel(model.save(), { customObjects: { Written } });
    expect(copy.toJSON()).toEqual(model.toJSON());
    expect(copy.trainableWeights).toEqual([]);
    expect(copy.predictOnBatch([[1, 2, 3]]).toArray()).toEqual([[6, 6]]);
  });
});

describe('a node of a graph', () => {
  const operation = (args: unknown[]): Config => {
    const input = {
      class_name: 'InputLayer',
      config: { name: 'x', batch_shape: [null, 2] },
      inbound_nodes: [],
    };
    const node = { args, kwargs: {} };
    const plus = { module: 'keras.src.ops.numpy', class_name: 'Add', config: { name: 'plus' } };
    return {
      class_name: 'Functional',
      config: {
        layers: [input, { ...plus, inbound_nodes: [node] }],
        input_layers: [['x', 0, 0]],
        output_layers: [['plus', 0, 0]],
      },
    } as unknown as Config;
  };
  const tensorOf = (...history: unknown[]): object => ({
    class_name: '__keras_tensor__',
    config: { keras_history: history },
  });

  it('that is an operation is named, with what it is applied to', () => {
    expect(() => modelFromConfig(operation([tensorOf('x', 0, 0), 1]))).toThrow(
      /layer "plus": expected layers, got the operation "keras.src.ops.numpy.Add" of "x" and 1/,
    );
  });

  it.each([
    [[1], /call of layer "plus": expected outputs of layers as its inputs, got 1/],
    [[[]], /call of layer "plus": expected an input, got none/],
    [[tensorOf('y', 0, 0)], /layer "plus" applied to \["y", 0, 0\]/],
    [[tensorOf('plus', 0, 0)], /layer "plus" applied to \["plus", 0, 0\]/],
    [{ a: 1 }, /call of layer "plus": expected \{ args/],
  ])('that cannot be read says what is wrong: %j', (args, text) => {
    const config = operation(args as unknown[]) as unknown as { config: { layers: { module?: string }[] } };
    delete (config.config.layers[1] as { module?: string }).module;
    expect(() => modelFromConfig(config as unknown as Config)).toThrow(text);
  });
});

describe('a count in a file', () => {
  it.each([
    ['AUC', { num_thresholds: 1e9 }],
    ['PrecisionAtRecall', { recall: 0.5, num_thresholds: 1e9 }],
    ['SensitivityAtSpecificity', { specificity: 0.5, num_thresholds: 2 ** 53 }],
    ['IoU', { num_classes: 1e9, target_class_ids: [0] }],
    ['MeanIoU', { num_classes: 1e9 }],
    ['OneHotIoU', { num_classes: 1e9, target_class_ids: [0] }],
    ['OneHotMeanIoU', { num_classes: 1e9 }],
  ])('of %s that no memory holds is an error', (name, config) => {
    const model = new Sequential([new Dense(1, { inputShape: [2] })]);
    model.compile({ loss: 'mse' });
    const json = JSON.parse(JSON.stringify(model)) as { compile_config: { metrics: unknown } };
    json.compile_config.metrics = [{ class_name: name, config }];
    expect(() => modelFromConfig(json as unknown as Config)).toThrow(/whole number from/);
  });
});

describe('a hostile file', () => {
  const x = Input({ shape: [3] });
  const model = new Sequential([new Dense(1, { inputShape: [2] })]);
  const tensor = { data: new Float32Array(1), shape: [1], dtype: 'float32' } as const;
  const refused = (bytes: Uint8Array): string => {
    try {
      model.loadWeights(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(DataError);
      return (error as Error).message;
    }
    throw new Error('no error');
  };

  it('of many unknown names is refused at once, in few words', () => {
    const many = Object.fromEntries(
      Array.from({ length: 80_000 }, (_, index) => [`dense_${index}/a`, tensor]),
    );
    expect(refused(encodeSafetensors(many))).toMatch(/unknown dense_.* more/);
    expect(refused(encodeSafetensors(many)).length).toBeLessThan(1000);
  });

  it('of as many names as the model has, long ones, is refused at once', () => {
    for (const part of ['a', '/', '_1', '1', 'A', ' ']) {
      const name = part.repeat(1_000_000);
      expect(refused(encodeSafetensors({ [name]: tensor, [`${name}b`]: tensor })).length).toBeLessThan(3000);
    }
  });

  it('of deep lists is refused', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const json = new TextEncoder().encode(`{"a":${deep}}`);
    const bytes = new Uint8Array(8 + json.length);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
    bytes.set(json, 8);
    expect(refused(bytes).length).toBeLessThan(1000);
    expect(() => modelFromConfig(`{"class_name":"Sequential","config":{"layers":${deep}}}`)).toThrow(
      DataError,
    );
    let nested: object = { class_name: 'Sequential', config: { layers: [] } };
    for (let depth = 0; depth < 10_000; depth++)
      nested = { class_name: 'Sequential', config: { layers: [nested] } };
    expect(() => modelFromConfig(nested as never)).toThrow(/at most 200 levels/);
    const round = { class_name: 'Sequential', config: { layers: [] as unknown[] } };
    round.config.layers.push(round, round);
    expect(() => modelFromConfig(round as never)).toThrow(/at most 200 levels/);
  });

  it('of a call with a long name is read and written', () => {
    const json = JSON.parse(JSON.stringify(new Model({ inputs: x, outputs: new Dense(1).apply(x) })));
    json.config.layers[1].inbound_nodes[0].kwargs = { ['A'.repeat(300_000)]: 1 };
    expect(() => modelFromConfig(json).toJSON()).not.toThrow(RangeError);
  });

  it('of a class that nobody knows names the nearest, not all', () => {
    const layer = { class_name: 'Dence', config: { name: 'head' } };
    const config = { class_name: 'Sequential', config: { layers: [layer] } };
    expect(() => modelFromConfig(config)).toThrow(/layer "head": expected a class for 'Dence'.*'Dense'/);
    try {
      modelFromConfig(config);
    } catch (error) {
      expect((error as Error).message.length).toBeLessThan(300);
    }
  });
});

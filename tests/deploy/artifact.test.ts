// Artifacts run as the models they were made of, and nothing but an artifact runs.

import { beforeAll, describe, expect, it } from 'vitest';
import { exportArtifact, exportModule } from '../../ts/deploy/index.ts';
import {
  DataError,
  OxigradError,
  ShapeError,
  StateError,
  UnsupportedError,
  ValueError,
} from '../../ts/errors.ts';
import {
  Add,
  add as addTensors,
  BatchNormalization,
  Bidirectional,
  Conv2D,
  Dense,
  DepthwiseConv2D,
  Dropout,
  Embedding,
  Flatten,
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  Input,
  InputLayer,
  LayerNormalization,
  LSTM,
  MaxPooling2D,
  Model,
  MultiHeadAttention,
  ReLU,
  Sequential,
  setRandomSeed,
  tensor,
} from '../../ts/index.ts';
import { decodeSafetensors, encodeSafetensors } from '../../ts/io/safetensors.ts';
import { load, type Runner } from '../../ts/runtime/index.ts';
import type { TypedArray } from '../../ts/tensor/dtype.ts';
import { numbers } from '../numbers.ts';

beforeAll(() => setRandomSeed(1));

const values = (count: number, seed = 1): Float32Array => {
  const draw = numbers(seed);
  return Float32Array.from({ length: count }, () => draw(2 ** 20) / 2 ** 19 - 1);
};

const mlp = (): Sequential =>
  new Sequential([
    new Dense(24, { activation: 'relu', inputShape: [17] }),
    new Dropout(0.5),
    new Dense(5, { activation: 'softmax', name: 'scores' }),
  ]);

const convnet = (): Sequential =>
  new Sequential([
    new InputLayer({ shape: [12, 12, 3] }),
    new Conv2D(8, 3, { padding: 'same', useBias: false }),
    new BatchNormalization(),
    new ReLU(),
    new DepthwiseConv2D(3, { strides: 2 }),
    new BatchNormalization({ scale: false }),
    new Conv2D(12, 1),
    new BatchNormalization({ center: false }),
    new ReLU(),
    new MaxPooling2D(2),
    new Flatten(),
    new Dense(7),
    new BatchNormalization(),
  ]);

/** Statistics that are not those of the beginning. */
function shuffleWeights(model: Sequential | Model): void {
  model.weights.forEach((variable, index) => {
    const positive = /variance|gamma/.test(variable.name);
    const array = values(variable.size, index + 3).map((value) =>
      positive ? 0.6 + Math.abs(value) : value * 0.7,
    );
    variable.assign(tensor(array, { shape: [...variable.shape] }));
  });
}

const models: readonly (readonly [name: string, model: () => Model, row: readonly number[]])[] = [
  ['an MLP', mlp, [17]],
  ['a convnet', convnet, [12, 12, 3]],
  [
    'a residual network',
    () => {
      const input = Input({ shape: [8, 8, 4] });
      const body = new Conv2D(4, 3, { padding: 'same' }).apply(input);
      const sum = new Add().apply([input, new ReLU().apply(new BatchNormalization().apply(body))]);
      return new Model({ inputs: input, outputs: new GlobalAveragePooling2D().apply(sum) });
    },
    [8, 8, 4],
  ],
  [
    'a bidirectional LSTM',
    () => new Sequential([new Bidirectional(new LSTM(6), { inputShape: [5, 3] }), new Dense(2)]),
    [5, 3],
  ],
  [
    'a transformer block',
    () => {
      const input = Input({ shape: [6, 8] });
      const attended = new MultiHeadAttention(2, 4).apply([input, input]);
      const sum = new LayerNormalization().apply(new Add().apply([input, attended]));
      return new Model({
        inputs: input,
        outputs: new GlobalAveragePooling1D().apply(new Dense(4).apply(sum)),
      });
    },
    [6, 8],
  ],
];

const size = (row: readonly number[]): number => row.reduce((product, axis) => product * axis, 1);
const first = (outputs: Record<string, TypedArray>): number[] => [
  ...(Object.values(outputs)[0] as TypedArray),
];

describe('an artifact', () => {
  it.each(models)('of %s gives the bits of predict, on any number of rows', async (_, make, row) => {
    const model = make();
    shuffleWeights(model);
    const run = await load(await exportArtifact(model, { batchSizes: [1, 4], fold: false }));
    expect(run.batchSizes).toEqual([1, 4]);
    for (const rows of [1, 3, 4, 9]) {
      const x = values(rows * size(row), rows);
      const truth = (await model.predict(tensor(x, { shape: [rows, ...row] }), { batchSize: rows })) as {
        data(): TypedArray;
      };
      expect(first(run(x)), `${rows} rows`).toEqual([...truth.data()]);
    }
  });

  it('has batch normalisations in the weights before them', async () => {
    const model = convnet();
    shuffleWeights(model);
    const run = await load(await exportArtifact(model));
    expect(run.manifest.instructions.map(([, name]) => name)).not.toContain('BatchNormalization');
    const x = values(5 * 12 * 12 * 3);
    const truth = [...(await model.predict(tensor(x, { shape: [5, 12, 12, 3] }))).data()];
    const scale = Math.max(...truth.map(Math.abs));
    first(run(x)).forEach((value, index) => {
      expect(Math.abs(value - (truth[index] as number))).toBeLessThanOrEqual(1e-5 * scale);
    });
  });

  it('leaves the model as it is, and exports again to the same bytes', async () => {
    const model = mlp();
    const before = model.weights.map((variable) => [...variable.data()]);
    const [one, other] = [await exportArtifact(model), await exportArtifact(model)];
    expect(Buffer.compare(one, other)).toBe(0);
    expect(model.weights.map((variable) => [...variable.data()])).toEqual(before);
  });

  it('knows its inputs, outputs, labels and provenance', async () => {
    const labels = ['a', 'b', 'c', 'd', 'e'];
    const run = await load(
      await exportArtifact(mlp(), { labels, preprocessing: 'none', provenance: { from: 'a test' } }),
    );
    expect(run.inputs.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual([
      { shape: [null, 17], dtype: 'float32' },
    ]);
    expect(run.outputs).toEqual([{ name: 'scores', shape: [null, 5], dtype: 'float32' }]);
    expect(run.labels).toEqual(labels);
    expect(run.manifest).toMatchObject({ preprocessing: 'none', provenance: { from: 'a test' } });
  });

  it('writes into arrays of the caller', async () => {
    const run = await load(await exportArtifact(mlp()));
    const x = values(2 * 17);
    const scores = new Float32Array(10);
    run.into(x, { scores });
    expect([...scores]).toEqual(first(run(x)));
  });

  it.each([7, 12] as const)(
    'of 8-bit weights and %i-bit activations is near the model',
    async (activationBits) => {
      const model = convnet();
      shuffleWeights(model);
      const plain = await exportArtifact(model);
      const bytes = await exportArtifact(model, { quantize: { activationBits } });
      expect(bytes.length).toBeLessThan(plain.length);
      const run = await load(bytes);
      expect(run.manifest.instructions.map(([, name]) => name)).toEqual(
        expect.arrayContaining(['PackInt8', 'GemmInt8', 'ConvolutionInt8']),
      );
      const x = values(4 * 12 * 12 * 3);
      const [truth, found] = [first((await load(plain))(x)), first(run(x))];
      const rms = (list: readonly number[]): number =>
        Math.sqrt(list.reduce((sum, value) => sum + value * value, 0) / list.length);
      const error = rms(truth.map((value, index) => value - (found[index] as number))) / rms(truth);
      expect(error).toBeLessThan(activationBits === 7 ? 0.06 : 0.02);
      expect(error).toBeGreaterThan(0);
    },
  );

  it('takes rows one by one where they are not independent', async () => {
    const input = Input({ shape: [4] });
    class Mixing extends Dense {
      override call(x: Parameters<Dense['call']>[0]): ReturnType<Dense['call']> {
        const a = super.call(x);
        return addTensors(a, a.shape[0] === undefined ? 0 : a.shape[0]);
      }
    }
    const model = new Model({ inputs: input, outputs: new Mixing(2).apply(input) });
    const run = await load(await exportArtifact(model, { batchSizes: [1, 3] }));
    expect(run.manifest.rowsIndependent).toBe(false);
    const x = values(12);
    const truth = await model.predict(tensor(x.slice(), { shape: [3, 4] }));
    expect(first(run(x.slice(0, 12)))).toEqual([...truth.data()]);
    expect(() => run(values(8))).toThrow(ShapeError);
  });
});

describe('a module', () => {
  it('is kernels and model in one file', async () => {
    const model = mlp();
    const bytes = await exportModule(model, { quantize: {} });
    const x = values(3 * 17);
    const truth = first((await load(await exportArtifact(model, { quantize: {} })))(x));
    const module = await WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>);
    for (const source of [bytes, module]) {
      const found = first((await load(source))(x));
      found.forEach((value, index) => {
        expect(Math.abs(value - (truth[index] as number))).toBeLessThan(1e-6);
      });
    }
  });

  it('takes its kernels from where they are said to be, and nothing else for kernels', async () => {
    const { readFile } = await import('node:fs/promises');
    const kernels = await readFile(new URL('../../ts/wasm/simd128.wasm', import.meta.url));
    const model = mlp();
    expect(await exportModule(model, { build: 'relaxed' })).not.toEqual(await exportModule(model));
    expect(Buffer.compare(await exportModule(model, { kernels }), await exportModule(model))).toBe(0);
    await expect(exportModule(mlp(), { kernels: new Uint8Array(9) })).rejects.toThrow(DataError);
    await expect(exportModule(mlp(), { build: 'fast' as never })).rejects.toThrow(ValueError);
    await expect(load(new Uint8Array(kernels))).rejects.toThrow(DataError);
  });
});

describe('what cannot be exported', () => {
  it('says why', async () => {
    await expect(exportArtifact(new Sequential([new Dense(2)]))).rejects.toThrow(StateError);
    await expect(exportArtifact(mlp(), { batchSizes: [0] })).rejects.toThrow(ValueError);
    await expect(exportArtifact(mlp(), { batchSizes: [] })).rejects.toThrow(ValueError);
    class Own extends Model {
      readonly inner = new Dense(2);
      override call(x: Parameters<Dense['call']>[0]): ReturnType<Dense['call']> {
        return this.inner.apply(x);
      }
    }
    const own = new Own();
    own.build([null, 3]);
    await expect(exportArtifact(own)).rejects.toThrow(UnsupportedError);
    const open = new Sequential([new InputLayer({ shape: [null] }), new Embedding(4, 2)]);
    await expect(exportArtifact(open)).rejects.toThrow(ValueError);
    const stateful = new Sequential([
      new InputLayer({ batchShape: [1, 3, 2] }),
      new LSTM(2, { stateful: true }),
    ]);
    await expect(exportArtifact(stateful, { batchSizes: [1] })).rejects.toThrow(UnsupportedError);
  });
});

describe('bad input', () => {
  let bytes: Uint8Array;
  let run: Runner;
  beforeAll(async () => {
    bytes = await exportArtifact(mlp(), { quantize: {} });
    run = await load(bytes);
  });

  it('names the input', () => {
    expect(() => run(values(18))).toThrow(ShapeError);
    expect(() => run(new Int32Array(17))).toThrow(/float32/);
    expect(() => run({ other: values(17) })).toThrow(ValueError);
    expect(() => run(null as never)).toThrow(ValueError);
    expect(() => run.into(values(17), { scores: new Float32Array(4) })).toThrow(ShapeError);
    expect(first(run(values(17)))).toHaveLength(5);
    expect(first(run(new Float32Array(0)))).toHaveLength(0);
  });

  it('is an error once the model is disposed of', async () => {
    const gone = await load(bytes);
    gone.dispose();
    expect(() => gone(values(17))).toThrow(StateError);
  });

  it('cut short at any byte is a typed error', async () => {
    for (let length = 0; length < bytes.length; length += 1 + Math.floor(length / 40))
      await expect(load(bytes.slice(0, length)), `${length} bytes`).rejects.toThrow(OxigradError);
  });

  it('with a bit flipped is a typed error', async () => {
    const draw = numbers(5);
    for (let round = 0; round < 150; round++) {
      const broken = bytes.slice();
      const at = draw(bytes.length);
      broken[at] = (broken[at] as number) ^ (1 << draw(8));
      await expect(load(broken), `byte ${at}`).rejects.toThrow(OxigradError);
    }
  });

  it('of another version, or of another kind, says so', async () => {
    const { tensors, metadata } = decodeSafetensors(bytes);
    const again = (changes: Record<string, string>): Uint8Array =>
      encodeSafetensors(tensors, { ...metadata, ...changes });
    await expect(load(again({ format: 'oxigrad-artifact/2' }))).rejects.toThrow(UnsupportedError);
    await expect(load(again({ format: 'pt' }))).rejects.toThrow(DataError);
    await expect(load(again({ manifest: '{' }))).rejects.toThrow(DataError);
    await expect(load(new Uint8Array(40))).rejects.toThrow(DataError);
  });

  it('whose manifest is not one is a typed error', async () => {
    const { tensors, metadata } = decodeSafetensors(bytes);
    const { digest } = await import('../../ts/runtime/artifact.ts');
    const manifest = JSON.parse(metadata['manifest'] as string) as Record<string, unknown[]>;
    const [port] = manifest['inputs'] as [object];
    const wrong: Record<string, unknown>[] = [
      { inputs: [port, port] },
      { outputs: [{ ...port, name: '__proto__' }] },
      { outputs: 3 },
      { labels: [1, 2] },
      { labels: 'a' },
      { preprocessing: {} },
      { provenance: 'here' },
      { batches: [] },
      { batches: null },
      { instructions: [[0, 'Unary', 'other']] },
    ];
    for (const change of wrong) {
      const text = JSON.stringify({ ...manifest, ...change });
      const sha256 = (await digest(text, tensors)) as string;
      const broken = encodeSafetensors(tensors, { ...metadata, manifest: text, sha256 });
      await expect(load(broken), JSON.stringify(change).slice(0, 60)).rejects.toThrow(OxigradError);
    }
  });

  it('whose words name what is not there is an error before anything runs', async () => {
    const { tensors, metadata } = decodeSafetensors(bytes);
    const words = tensors.get('batch-1/words')?.data as Int32Array;
    const draw = numbers(9);
    let refused = 0;
    for (let round = 0; round < 200; round++) {
      const changed = words.slice();
      changed[draw(changed.length)] = draw(2 ** 32) | 0;
      const copy = new Map(tensors).set('batch-1/words', {
        data: changed,
        shape: [changed.length],
        dtype: 'int32' as const,
      });
      // Without a digest, as in a page without https.
      const { digest } = await import('../../ts/runtime/artifact.ts');
      const sha256 = (await digest(metadata['manifest'] as string, copy)) as string;
      try {
        const loaded = await load(encodeSafetensors(copy, { ...metadata, sha256 }), { memoryLimitMB: 16 });
        loaded(values(17));
      } catch (error) {
        expect(error).toBeInstanceOf(OxigradError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(100);
  });
});

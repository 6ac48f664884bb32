// Writes the artifacts that every later version has to run, with the bits that they gave when they were written. A file that
// is there stays: it is of the version that wrote it, and only new ones are added.
// usage: npm run build && node tests/deploy/golden/make.mjs
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const dist = join(folder, '../../../dist');
const {
  Add,
  BatchNormalization,
  Bidirectional,
  Conv2D,
  Dense,
  DepthwiseConv2D,
  Embedding,
  Flatten,
  GlobalAveragePooling1D,
  GRU,
  Input,
  LayerNormalization,
  LSTM,
  MaxPooling2D,
  Model,
  MultiHeadAttention,
  Sequential,
  tensor,
} = await import(join(dist, 'node/index.js'));
const { exportArtifact } = await import(join(dist, 'node/deploy.js'));
const { load } = await import(join(dist, 'node/runtime.js'));
const kernels = readFileSync(join(dist, 'wasm/simd128.wasm'));

/** The same numbers in every engine. */
const values = (length, from) =>
  Float32Array.from({ length }, (_, at) => (((at + from) * 7919) % 2003) / 1001.5 - 1);

const mlp = () =>
  new Sequential([
    new Dense(16, { activation: 'relu', inputShape: [20] }),
    new Dense(4, { activation: 'softmax', name: 'scores' }),
  ]);
const convnet = () =>
  new Sequential([
    new Conv2D(8, 3, { inputShape: [8, 8, 3], padding: 'same' }),
    new BatchNormalization(),
    new MaxPooling2D(2),
    new DepthwiseConv2D(3, { activation: 'gelu' }),
    new Conv2D(16, 1, { activation: 'silu' }),
    new Flatten(),
    new Dense(3, { activation: 'sigmoid' }),
  ]);
const recurrent = () =>
  new Sequential([
    new Bidirectional(new LSTM(4, { returnSequences: true }), { inputShape: [5, 3] }),
    new GRU(3),
    new Dense(2, { activation: 'tanh' }),
  ]);
const transformer = () => {
  const input = Input({ shape: [6], dtype: 'int32' });
  const x = new Embedding(9, 8).apply(input);
  const attended = new MultiHeadAttention(2, 4).apply([x, x]);
  const sum = new LayerNormalization().apply(new Add().apply([x, attended]));
  const pooled = new GlobalAveragePooling1D().apply(new Dense(8, { activation: 'gelu' }).apply(sum));
  return new Model({ inputs: input, outputs: new Dense(2).apply(pooled) });
};
const cases = [
  ['mlp-float32', mlp, {}],
  ['mlp-float16', mlp, { quantize: { bits: 16 } }],
  ['mlp-int8', mlp, { quantize: { bits: 8 } }],
  ['mlp-int8-12', mlp, { quantize: { bits: 8, activationBits: 12 } }],
  ['mlp-int4', mlp, { quantize: { bits: 4 } }],
  ['mlp-int3', mlp, { quantize: { bits: 3, activationBits: 32 } }],
  ['convnet-float32', convnet, {}],
  ['convnet-int8', convnet, { quantize: {} }],
  ['recurrent-float32', recurrent, {}],
  ['transformer-float32', transformer, {}],
];

for (const [name, make, options] of cases) {
  const file = join(folder, `${name}.oxi`);
  if (existsSync(file)) continue;
  const model = make();
  model.weights.forEach((variable, index) => {
    const positive = /variance|gamma/.test(variable.name);
    const own = values(variable.size, 31 * index + 1).map((value) => (positive ? 1.5 + value : 0.5 * value));
    variable.assign(tensor(own, { shape: [...variable.shape] }));
  });
  const bytes = await exportArtifact(model, { ...options, batchSizes: [1, 2] });
  const run = await load(bytes, { kernels });
  const [{ shape, dtype }] = run.inputs;
  const size = shape.slice(1).reduce((product, axis) => product * axis, 3);
  const input =
    dtype === 'int32' ? Int32Array.from({ length: size }, (_, at) => (at * 5) % 9) : values(size, 3);
  const outputs = Object.entries(run(input)).map(([output, array]) => [
    output,
    Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64'),
  ]);
  writeFileSync(file, bytes);
  const golden = {
    rows: 3,
    inputs: Buffer.from(input.buffer).toString('base64'),
    outputs: Object.fromEntries(outputs),
  };
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(golden)}\n`);
}

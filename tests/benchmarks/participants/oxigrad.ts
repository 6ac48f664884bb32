/** oxigrad: the built package, or the module that OXIGRAD_BENCH_ENTRY names (`npm run bench -- --entry ts/index.ts`). */

import { readFileSync } from 'node:fs';
import { batchesOf, firstRows, type HostInput, type Inputs, input, type Participant } from './participant.ts';

const entry: string =
  process.env['OXIGRAD_BENCH_ENTRY'] ?? new URL('../../../dist/index.js', import.meta.url).href;
const library: typeof import('oxigrad') = await import(entry);
const { Adam, compile, configure, Dense, matmul, Sequential, tensor, Variable } = library;
type Model = InstanceType<typeof Sequential>;

const upload = ({ data, shape }: HostInput): ReturnType<typeof tensor> => tensor(data, { shape });

function build(inputs: Inputs): Model {
  const model = new Sequential([
    new Dense(128, { activation: 'relu', inputShape: [784] }),
    new Dense(10, { activation: 'softmax' }),
  ]);
  model.setWeights(['w1', 'b1', 'w2', 'b2'].map((name) => upload(input(inputs, name))));
  model.compile({ optimizer: new Adam({ learningRate: 1e-3 }), loss: 'categoricalCrossentropy' });
  return model;
}

/** The participant. */
export const oxigrad: Participant = {
  async describe(threads) {
    await configure({ threads });
    const packageFile = new URL('../../../package.json', import.meta.url);
    const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
    const simd = WebAssembly.validate(
      // A function with f32x4.relaxed_madd of three zeros.
      Uint8Array.of(
        ...[
          0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15,
        ],
        ...[65, 0, 253, 15, 65, 0, 253, 15, 253, 133, 2, 11],
      ),
    );
    return {
      version,
      detail: `${simd ? 'relaxed SIMD' : 'simd128'}, ${threads} thread${threads > 1 ? 's' : ''}`,
    };
  },

  async gemm(inputs) {
    // All three matrices stay where the kernels are, as those of the peers do.
    const [a, b] = [new Variable(upload(input(inputs, 'a'))), new Variable(upload(input(inputs, 'b')))];
    const [rows, columns] = [a.shape[0] as number, b.shape[1] as number];
    const c = new Variable(tensor(new Float32Array(rows * columns), { shape: [rows, columns] }));
    const multiply = compile(() => c.assign(matmul(a, b)));
    multiply();
    return {
      answer: c.data() as Float32Array,
      run: () => multiply(),
      release() {
        multiply.dispose();
        for (const variable of [a, b, c]) variable.dispose();
      },
    };
  },

  async step(inputs, batch, checkSteps) {
    const model = build(inputs);
    const xs = batchesOf(input(inputs, 'x'), batch).map((data) => upload({ data, shape: [batch, 784] }));
    const ys = batchesOf(input(inputs, 'y'), batch).map((data) => upload({ data, shape: [batch, 10] }));
    let next = 0;
    const run = (): number => {
      const index = next++ % xs.length;
      return Number(model.trainOnBatch(xs[index] as never, ys[index] as never)['loss']);
    };
    const answer = Float32Array.from({ length: checkSteps }, () => {
      // As in Keras the loss returned is the mean since the last reset; that of a single batch is compared.
      model.resetMetrics();
      return run();
    });
    return { answer, run, note: 'trainOnBatch' };
  },

  async fit(inputs, batch, checkSteps) {
    const settings = { batchSize: batch, epochs: 1, verbose: 0 } as const;
    const [x, y] = [upload(input(inputs, 'x')), upload(input(inputs, 'y'))];
    const head = ['x', 'y'].map((name) => upload(firstRows(input(inputs, name), batch * checkSteps)));
    const { history } = await build(inputs).fit(head[0] as never, head[1] as never, {
      ...settings,
      shuffle: false,
    });
    const model = build(inputs);
    return {
      answer: Float32Array.of(Number(history['loss']?.[0])),
      run: () => model.fit(x, y, settings),
      asynchronous: true,
    };
  },

  async predict(inputs, batch) {
    const model = build(inputs);
    const { data } = firstRows(input(inputs, 'x'), batch);
    const run = async (): Promise<Float32Array> => {
      const x = tensor(data, { shape: [batch, 784] });
      return (await model.predict(x, { batchSize: batch, verbose: 0 })).data() as Float32Array;
    };
    return { answer: await run(), run, asynchronous: true };
  },
};

/** onnxruntime-web, wasm: runs graphs, trains none. The graphs are written here, in ONNX's protobuf. */

import * as ort from 'onnxruntime-web';
import { Cannot, firstRows, type HostInput, type Inputs, input, type Participant } from './participant.ts';

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
const number = (field: number, value: number): number[] => [...varint(field << 3), ...varint(value)];
const bytes = (field: number, value: ArrayLike<number>): number[] => [
  ...varint((field << 3) | 2),
  ...varint(value.length),
  ...Array.from(value),
];
const text = (field: number, value: string): number[] => bytes(field, new TextEncoder().encode(value));

/** ValueInfoProto: a float32 tensor. */
const tensorType = (name: string, shape: readonly number[]): number[] => {
  const dimensions = shape.flatMap((size) => bytes(1, number(1, size)));
  return [...text(1, name), ...bytes(2, bytes(1, [...number(1, 1), ...bytes(2, dimensions)]))];
};
const node = (type: string, inputs: readonly string[], output: string): number[] => [
  ...inputs.flatMap((name) => text(1, name)),
  ...text(2, output),
  ...text(4, type),
];

/** ModelProto of one output; initializers come as inputs, bound below. */
function model(
  nodes: readonly number[][],
  inputs: readonly number[][],
  output: number[],
  constants: Readonly<Record<string, HostInput>>,
): Uint8Array {
  // TensorProto: dims, data_type float, name, raw_data.
  const tensors = Object.entries(constants).map(([name, { data, shape }]) => [
    ...shape.flatMap((size) => number(1, size)),
    ...number(2, 1),
    ...text(8, name),
    ...bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ]);
  const graph = [
    nodes.map((body) => bytes(1, body)),
    [text(2, 'benchmark')],
    tensors.map((body) => bytes(5, body)),
    inputs.map((body) => bytes(11, body)),
    [bytes(12, output)],
  ].flat(2);
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, number(2, 17))]);
}

let threads = 1;
const open = (graph: Uint8Array): Promise<ort.InferenceSession> =>
  ort.InferenceSession.create(graph, { executionProviders: ['wasm'], graphOptimizationLevel: 'all' });
const untrained = async (): Promise<never> => {
  throw new Cannot('runs graphs, has no training');
};

/** The participant. */
export const onnxruntime: Participant = {
  async describe(wanted) {
    threads = wanted;
    ort.env.wasm.numThreads = threads;
    return {
      version: ort.env.versions.common,
      detail: `wasm, SIMD, ${threads} thread${threads > 1 ? 's' : ''}`,
    };
  },
  async gemm(inputs: Inputs) {
    const [a, b] = [input(inputs, 'a'), input(inputs, 'b')];
    const shape = [a.shape[0] as number, b.shape[1] as number];
    // B is a constant of the graph: packed once, as in a model.
    const session = await open(
      model([node('MatMul', ['a', 'b'], 'c')], [tensorType('a', a.shape)], tensorType('c', shape), { b }),
    );
    const feeds = { a: new ort.Tensor('float32', a.data, [...a.shape]) };
    const run = async (): Promise<Float32Array> => (await session.run(feeds))['c']?.data as Float32Array;
    return {
      answer: (await run()).slice(),
      run,
      asynchronous: true,
      note: 'B is a constant of the graph, packed once',
      release: () => void session.release(),
    };
  },
  step: untrained,
  fit: untrained,
  async predict(inputs: Inputs, batch: number) {
    const constants = Object.fromEntries(['w1', 'b1', 'w2', 'b2'].map((name) => [name, input(inputs, name)]));
    const nodes = [
      node('Gemm', ['x', 'w1', 'b1'], 'z1'),
      node('Relu', ['z1'], 'h'),
      node('Gemm', ['h', 'w2', 'b2'], 'z2'),
      node('Softmax', ['z2'], 'y'),
    ];
    const session = await open(
      model(nodes, [tensorType('x', [batch, 784])], tensorType('y', [batch, 10]), constants),
    );
    const { data } = firstRows(input(inputs, 'x'), batch);
    const run = async (): Promise<Float32Array> =>
      (await session.run({ x: new ort.Tensor('float32', data, [batch, 784]) }))['y']?.data as Float32Array;
    return { answer: (await run()).slice(), run, asynchronous: true, release: () => void session.release() };
  },
};

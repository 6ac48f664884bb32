/** onnxruntime-web, wasm: runs graphs, trains none. Images are channels first, as ONNX has them. */

import * as ort from 'onnxruntime-web';
import {
  firstRows,
  type HostInput,
  type Inputs,
  input,
  type Maker,
  type Parameters,
  type Participant,
  type Prepared,
  parameter,
  permute,
} from '../participant.ts';
import { type Attribute, model, node, tensorType } from './graph.ts';

const FIRST = [0, 3, 1, 2];
const LAST = [0, 2, 3, 1];

/** A graph with constants, run on what it is fed; the result in the layout of the case. */
async function session(
  nodes: readonly number[][],
  fed: Readonly<Record<string, HostInput>>,
  constants: Readonly<Record<string, HostInput>>,
  result: (answer: HostInput) => Float32Array = ({ data }) => data,
  note = 'inputs and outputs are copied on every run: its tensors live in JavaScript',
): Promise<Prepared> {
  const inputs = Object.entries(fed).map(([name, { shape }]) => tensorType(name, shape));
  const opened = await ort.InferenceSession.create(model(nodes, inputs, tensorType('y'), constants), {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
  });
  const feeds = Object.fromEntries(
    Object.entries(fed).map(([name, { data, shape }]) => [name, new ort.Tensor('float32', data, [...shape])]),
  );
  const run = async (): Promise<ort.Tensor> => (await opened.run(feeds))['y'] as ort.Tensor;
  const first = await run();
  const answer = result({ data: (first.data as Float32Array).slice(), shape: first.dims });
  return { answer, run, asynchronous: true, note, release: () => void opened.release() };
}

/** One operator of an image (batch, height, width, channels) and constants. */
function imageOperator(
  type: string,
  constants: (inputs: Inputs) => Readonly<Record<string, HostInput>>,
  attributes: (parameters: Parameters) => Readonly<Record<string, Attribute>>,
): Maker {
  return (inputs, parameters) => {
    const held = constants(inputs);
    const operator = node(type, ['x', ...Object.keys(held)], 'y', attributes(parameters));
    const x = permute(input(inputs, 'x'), FIRST);
    return session([operator], { x }, held, (answer) => permute(answer, LAST).data);
  };
}

const pool = ({ size, strides }: Parameters): Readonly<Record<string, Attribute>> => ({
  kernel_shape: [size as number, size as number],
  strides: [strides as number, strides as number],
});
const named = (inputs: Inputs, names: readonly string[]): Readonly<Record<string, HostInput>> =>
  Object.fromEntries(names.map((name) => [name, input(inputs, name)]));
const fedBy =
  (names: readonly string[], nodes: readonly number[][], constants: readonly string[] = []): Maker =>
  (inputs) =>
    session(nodes, named(inputs, names), named(inputs, constants));

const matmul: Maker = (inputs, { transposeA, transposeB, half }) => {
  const [a, b] = [input(inputs, 'a'), input(inputs, 'b')];
  // Gemm takes transposes; MatMul more than two axes. A slice is a node of its own.
  const left = half === undefined ? 'a' : 'left';
  const nodes =
    transposeA || transposeB
      ? [node('Gemm', [left, 'b'], 'y', { transA: transposeA ?? 0, transB: transposeB ?? 0 })]
      : [node('MatMul', [left, 'b'], 'y')];
  if (half !== undefined) nodes.unshift(node('Split', ['a'], ['left', 'right'], { axis: 1, num_outputs: 2 }));
  // B is a constant of the graph: packed once, as in a model.
  return session(nodes, { a }, { b }, undefined, 'B is a constant of the graph, packed once');
};

const predict: Maker = (inputs, parameters) => {
  const nodes = [
    node('Gemm', ['x', 'w0', 'w1'], 'z1'),
    node('Relu', ['z1'], 'h'),
    node('Gemm', ['h', 'w2', 'w3'], 'z2'),
    node('Softmax', ['z2'], 'y'),
  ];
  const x = firstRows(input(inputs, 'x'), parameter(parameters, 'batch'));
  return session(nodes, { x }, named(inputs, ['w0', 'w1', 'w2', 'w3']));
};

const conv = imageOperator(
  'Conv',
  (inputs) => ({ kernel: permute(input(inputs, 'kernel'), [3, 2, 0, 1]) }),
  () => ({ auto_pad: 'SAME_UPPER' }),
);
const EPSILON = { float: 1e-3 };

/** The participant. */
export const onnxruntime: Participant = {
  async describe(threads) {
    ort.env.wasm.numThreads = threads;
    return {
      version: ort.env.versions.common,
      detail: `wasm, SIMD, ${threads} thread${threads > 1 ? 's' : ''}`,
    };
  },
  cannot: (kind) =>
    /train|fit|gradient/.test(kind) ? 'runs graphs, has no training' : 'has no such operator',
  works: {
    matmul,
    conv,
    depthwise: (inputs, parameters) => {
      const channels = input(inputs, 'x').shape.at(-1) as number;
      const depthwise = imageOperator(
        'Conv',
        // (3, 3, channels, 1) → (channels, 1, 3, 3)
        (inputs) => ({ kernel: permute(input(inputs, 'kernel'), [2, 3, 0, 1]) }),
        () => ({ auto_pad: 'SAME_UPPER', group: channels }),
      );
      return depthwise(inputs, parameters);
    },
    'max-pool': imageOperator('MaxPool', () => ({}), pool),
    'average-pool': imageOperator('AveragePool', () => ({}), pool),
    'batch-norm': imageOperator(
      'BatchNormalization',
      (inputs) => named(inputs, ['gamma', 'beta', 'mean', 'variance']),
      () => ({ epsilon: EPSILON }),
    ),
    'layer-norm': fedBy(
      ['x'],
      [node('LayerNormalization', ['x', 'gamma', 'beta'], 'y', { epsilon: EPSILON })],
      ['gamma', 'beta'],
    ),
    softmax: fedBy(['x'], [node('Softmax', ['x'], 'y')]),
    gelu: fedBy(['x'], [node('Gelu', ['x'], 'y')]),
    add: fedBy(['a', 'b'], [node('Add', ['a', 'b'], 'y')]),
    chain: fedBy(
      ['a', 'b', 'c', 'd'],
      [
        node('Mul', ['a', 'b'], 'ab'),
        node('Add', ['ab', 'c'], 'abc'),
        node('Relu', ['abc'], 'r'),
        node('Mul', ['r', 'd'], 'y'),
      ],
    ),
    'predict-mlp': predict,
  },
};

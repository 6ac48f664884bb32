/** Bad input of every family of layers: an error with the layer's name, what was expected and what came; no change. */

import {
  type AnyLayer,
  layers,
  type OxigradError,
  ShapeError,
  type Tensor,
  tensor,
  ValueError,
  type Variable,
  zeros,
} from 'oxigrad';
import { describe, expect, it } from 'vitest';

type Kind = new (...args: never[]) => OxigradError;
type Shapes = readonly (readonly number[])[];
type Options = Readonly<Record<string, unknown>>;

/** A call that must throw, of a layer that is new, or (with `good`) of one that has computed something. */
interface BadCall {
  readonly make: () => AnyLayer;
  readonly good?: Shapes;
  readonly bad: Shapes;
  readonly options?: Options;
  readonly kind: Kind;
  readonly got: RegExp;
}

const flag = (...values: boolean[]): Tensor => tensor([values]);

/** Applies a layer to zeros of some shapes. */
function apply(layer: AnyLayer, shapes: Shapes, options: Options = {}): unknown {
  const inputs = shapes.map((shape) => zeros(shape));
  return layer.apply(inputs.length > 1 ? inputs : (inputs[0] as Tensor), options);
}

/** Everything a layer remembers: weights, states, positions of random numbers. */
function memory(layer: AnyLayer): number[][] {
  const one = layer as unknown as { generator?: { state: Variable }; states?: readonly Variable[] };
  const seed = one.generator === undefined ? [] : [one.generator.state];
  return [...layer.weights, ...(one.states ?? []), ...seed].map((variable) => [...variable.data()]);
}

const { AdaptiveMaxPooling2D, Add, Attention, AdditiveAttention, AveragePooling2D, BatchNormalization } =
  layers;
const { Bidirectional, Concatenate, Conv1D, Conv2D, Conv2DTranspose, Conv3D, Cropping1D, Dense } = layers;
const { DepthwiseConv2D, Dot, Dropout, EinsumDense, Embedding, GlobalAveragePooling1D, GRU } = layers;
const { GlobalMaxPooling2D, GroupedQueryAttention, GroupNormalization, LSTM, LayerNormalization } = layers;
const { Masking, MaxPooling1D, MaxPooling3D, MultiHeadAttention, Normalization, PReLU, Permute } = layers;
const { RMSNormalization, RNN, RepeatVector, Rescaling, Reshape, Resizing, SeparableConv2D, SimpleRNN } =
  layers;
const { SimpleRNNCell, Softmax, Subtract, TimeDistributed, UnitNormalization, UpSampling2D } = layers;
const { ZeroPadding2D } = layers;

const calls: Readonly<Record<string, BadCall>> = {
  // core
  'Dense, another size': {
    make: () => new Dense(2),
    good: [[2, 3]],
    bad: [[2, 4]],
    kind: ShapeError,
    got: /\(2, 4\)/,
  },
  'Dense, rank 1': { make: () => new Dense(2), bad: [[3]], kind: ShapeError, got: /\(None,\)/ },
  'EinsumDense, another rank': {
    make: () => new EinsumDense('abc,cd->abd', [null, 2]),
    bad: [[2, 3]],
    kind: ShapeError,
    got: /\(None, 3\)/,
  },
  // convolution
  'Conv1D, another rank': {
    make: () => new Conv1D(2, 3),
    bad: [[2, 3]],
    kind: ShapeError,
    got: /\(None, 3\)/,
  },
  'Conv1D, too short': {
    make: () => new Conv1D(2, 5),
    bad: [[2, 3, 1]],
    kind: ShapeError,
    got: /\(None, 3, 1\)/,
  },
  'Conv1D, no steps': {
    make: () => new Conv1D(2, 2),
    bad: [[2, 0, 1]],
    kind: ShapeError,
    got: /\(None, 0, 1\)/,
  },
  'Conv2D, other channels': {
    make: () => new Conv2D(2, 1),
    good: [[1, 2, 2, 3]],
    bad: [[1, 2, 2, 4]],
    kind: ShapeError,
    got: /got 4/,
  },
  'Conv2D, groups': {
    make: () => new Conv2D(4, 1, { groups: 2 }),
    bad: [[1, 2, 2, 3]],
    kind: ValueError,
    got: /got 3/,
  },
  'Conv3D, another rank': {
    make: () => new Conv3D(2, 1),
    bad: [[1, 2, 2, 3]],
    kind: ShapeError,
    got: /\(None, 2, 2, 3\)/,
  },
  'Conv2DTranspose, no channels': {
    make: () => new Conv2DTranspose(2, 1),
    bad: [[1, 2, 2, 0]],
    kind: ShapeError,
    got: /\(None, 2, 2, 0\)/,
  },
  'DepthwiseConv2D, other channels': {
    make: () => new DepthwiseConv2D(1),
    good: [[1, 2, 2, 3]],
    bad: [[1, 2, 2, 1]],
    kind: ShapeError,
    got: /got 1/,
  },
  'SeparableConv2D, too small': {
    make: () => new SeparableConv2D(2, 3),
    bad: [[1, 2, 5, 3]],
    kind: ShapeError,
    got: /\(None, 2, 5, 3\)/,
  },
  // pooling
  'MaxPooling1D, too short': {
    make: () => new MaxPooling1D(),
    bad: [[2, 1, 3]],
    kind: ShapeError,
    got: /\(2, 1, 3\)/,
  },
  'MaxPooling3D, another rank': {
    make: () => new MaxPooling3D(),
    bad: [[2, 4, 4, 3]],
    kind: ShapeError,
    got: /\(2, 4, 4, 3\)/,
  },
  'AveragePooling2D, no rows': {
    make: () => new AveragePooling2D(2),
    bad: [[2, 0, 4, 3]],
    kind: ShapeError,
    got: /\(2, 0, 4, 3\)/,
  },
  'GlobalMaxPooling2D, no pixels': {
    make: () => new GlobalMaxPooling2D(),
    bad: [[2, 0, 4, 3]],
    kind: ShapeError,
    got: /\(2, 0, 4, 3\)/,
  },
  'GlobalAveragePooling1D, mask': {
    make: () => new GlobalAveragePooling1D(),
    bad: [[1, 3, 2]],
    options: { mask: flag(true, false) },
    kind: ShapeError,
    got: /\(1, 2\)/,
  },
  'AdaptiveMaxPooling2D, no columns': {
    make: () => new AdaptiveMaxPooling2D(2),
    bad: [[1, 3, 0, 2]],
    kind: ShapeError,
    got: /\(1, 3, 0, 2\)/,
  },
  // normalisation
  'BatchNormalization, other channels': {
    make: () => new BatchNormalization(),
    good: [[4, 3]],
    bad: [[4, 2]],
    options: { training: true },
    kind: ShapeError,
    got: /\(4, 2\)/,
  },
  'BatchNormalization, mask': {
    make: () => new BatchNormalization(),
    good: [[1, 4, 3]],
    bad: [[1, 4, 3]],
    options: { training: true, mask: flag(true) },
    kind: ShapeError,
    got: /\(1, 1\)/,
  },
  'BatchNormalization, axis': {
    make: () => new BatchNormalization({ axis: 2 }),
    bad: [[4, 3]],
    kind: ValueError,
    got: /axis 2/,
  },
  'LayerNormalization, another size': {
    make: () => new LayerNormalization(),
    good: [[4, 3]],
    bad: [[4, 2]],
    kind: ShapeError,
    got: /\(4, 2\)/,
  },
  'LayerNormalization, axes': {
    make: () => new LayerNormalization({ axis: [1, -1] }),
    bad: [[4, 3]],
    kind: ValueError,
    got: /1, -1/,
  },
  'RMSNormalization, another size': {
    make: () => new RMSNormalization(),
    good: [[4, 3]],
    bad: [[4, 2]],
    kind: ShapeError,
    got: /\(4, 2\)/,
  },
  'GroupNormalization, groups': {
    make: () => new GroupNormalization({ groups: 2 }),
    bad: [[4, 3]],
    kind: ValueError,
    got: /got 3/,
  },
  'UnitNormalization, axis': {
    make: () => new UnitNormalization({ axis: 2 }),
    bad: [[4, 3]],
    kind: ValueError,
    got: /axis 2/,
  },
  'Normalization, another size': {
    make: () => new Normalization(),
    good: [[4, 3]],
    bad: [[4, 2]],
    kind: ShapeError,
    got: /\(4, 2\)/,
  },
  // recurrent
  'LSTM, no steps': { make: () => new LSTM(2), bad: [[2, 0, 3]], kind: ShapeError, got: /\(None, 0, 3\)/ },
  'GRU, rank 2': { make: () => new GRU(2), bad: [[2, 3]], kind: ShapeError, got: /\(None, 3\)/ },
  'SimpleRNN, mask': {
    make: () => new SimpleRNN(2, { stateful: true }),
    good: [[1, 3, 2]],
    bad: [[1, 3, 2]],
    options: { mask: flag(true, false) },
    kind: ShapeError,
    got: /\(1, 2\)/,
  },
  'LSTM, stateful, another batch': {
    make: () => new LSTM(2, { stateful: true }),
    good: [[2, 3, 2]],
    bad: [[3, 3, 2]],
    kind: ShapeError,
    got: /got 3/,
  },
  'LSTM, one state of two': {
    make: () => new LSTM(2, { stateful: true }),
    good: [[2, 3, 2]],
    bad: [
      [2, 3, 2],
      [2, 2],
    ],
    kind: ShapeError,
    got: /got \(2, 2\)/,
  },
  'GRU, with dropout, another size': {
    make: () => new GRU(2, { dropout: 0.5, recurrentDropout: 0.5, stateful: true }),
    good: [[2, 3, 2]],
    bad: [[2, 3, 4]],
    options: { training: true },
    kind: ShapeError,
    got: /\(2, 3, 4\)/,
  },
  'RNN, no steps': {
    make: () => new RNN(new SimpleRNNCell(2)),
    bad: [[2, 0, 3]],
    kind: ShapeError,
    got: /\(None, 0, 3\)/,
  },
  'Bidirectional, mask': {
    make: () => new Bidirectional(new GRU(2)),
    good: [[1, 3, 2]],
    bad: [[1, 3, 2]],
    options: { mask: flag(true, false) },
    kind: ShapeError,
    got: /\(1, 2\)/,
  },
  'TimeDistributed, rank 2': {
    make: () => new TimeDistributed(new Dense(2)),
    bad: [[2, 3]],
    kind: ShapeError,
    got: /\(None, 3\)/,
  },
  'TimeDistributed, mask': {
    make: () => new TimeDistributed(new Dense(2)),
    good: [[1, 3, 2]],
    bad: [[1, 3, 2]],
    options: { mask: flag(true, false) },
    kind: ShapeError,
    got: /\(1, 2\)/,
  },
  'Masking, rank 1': { make: () => new Masking(), bad: [[3]], kind: ShapeError, got: /\(3,\)/ },
  // attention
  'MultiHeadAttention, no keys': {
    make: () => new MultiHeadAttention(1, 2),
    bad: [
      [2, 3, 4],
      [2, 0, 4],
    ],
    kind: ShapeError,
    got: /\(None, 0, 4\)/,
  },
  'MultiHeadAttention, four inputs': {
    make: () => new MultiHeadAttention(1, 2),
    bad: [
      [2, 3, 4],
      [2, 3, 4],
      [2, 3, 4],
      [2, 3, 4],
    ],
    kind: ValueError,
    got: /4 inputs/,
  },
  'MultiHeadAttention, attentionMask': {
    make: () => new MultiHeadAttention(1, 2),
    good: [[1, 3, 4]],
    bad: [[1, 3, 4]],
    options: { attentionMask: zeros([1, 3, 2], { dtype: 'bool' }) },
    kind: ShapeError,
    got: /\(1, (1, )?3, 2\)/,
  },
  'GroupedQueryAttention, valueMask': {
    make: () => new GroupedQueryAttention(2, 2, 1),
    good: [[1, 3, 4]],
    bad: [[1, 3, 4]],
    options: { valueMask: flag(true) },
    kind: ShapeError,
    got: /\(1, 1\)/,
  },
  'Attention, other features': {
    make: () => new Attention(),
    bad: [
      [2, 3, 4],
      [2, 3, 5],
    ],
    kind: ShapeError,
    got: /\(None, 3, 4\), \(None, 3, 5\)/,
  },
  'AdditiveAttention, one input': {
    make: () => new AdditiveAttention(),
    bad: [[2, 3, 4]],
    kind: ValueError,
    got: /1 input/,
  },
  'AdditiveAttention, queryMask': {
    make: () => new AdditiveAttention(),
    good: [
      [1, 3, 4],
      [1, 2, 4],
    ],
    bad: [
      [1, 3, 4],
      [1, 2, 4],
    ],
    options: { queryMask: flag(true, true) },
    kind: ShapeError,
    got: /\(1, 2(, 1)?\)/,
  },
  // merging
  'Add, shapes': {
    make: () => new Add(),
    bad: [
      [2, 3],
      [2, 4],
    ],
    kind: ShapeError,
    got: /\(.*3\).*\(.*4\)/,
  },
  'Add, one input': { make: () => new Add(), bad: [[2, 3]], kind: ValueError, got: /one/ },
  'Subtract, three inputs': {
    make: () => new Subtract(),
    bad: [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
    kind: ValueError,
    got: /3/,
  },
  'Concatenate, shapes': {
    make: () => new Concatenate(),
    bad: [
      [2, 3],
      [3, 3],
    ],
    kind: ShapeError,
    got: /\(2, 3\).*\(3, 3\)/,
  },
  'Dot, sizes': {
    make: () => new Dot(1),
    bad: [
      [2, 3],
      [2, 4],
    ],
    kind: ShapeError,
    got: /3.*4/,
  },
  // reshaping
  'Reshape, another size': { make: () => new Reshape([4]), bad: [[2, 3]], kind: ShapeError, got: /3/ },
  'Permute, another rank': {
    make: () => new Permute([2, 1]),
    bad: [[2, 3]],
    kind: ShapeError,
    got: /\(.*3\)/,
  },
  'RepeatVector, another rank': {
    make: () => new RepeatVector(2),
    bad: [[2, 3, 4]],
    kind: ShapeError,
    got: /\(.*3, 4\)/,
  },
  'Cropping1D, too short': {
    make: () => new Cropping1D(),
    bad: [[1, 2, 3]],
    kind: ShapeError,
    got: /\(1, 2, 3\)/,
  },
  'ZeroPadding2D, another rank': {
    make: () => new ZeroPadding2D(),
    bad: [[1, 2, 3]],
    kind: ShapeError,
    got: /\(1, 2, 3\)/,
  },
  'UpSampling2D, another rank': {
    make: () => new UpSampling2D(),
    bad: [[1, 2, 3]],
    kind: ShapeError,
    got: /\(1, 2, 3\)/,
  },
  'Resizing, one image': {
    make: () => new Resizing(2, 2),
    bad: [[2, 3, 1]],
    kind: ShapeError,
    got: /\(2, 3, 1\)/,
  },
  // the rest
  'PReLU, another size': {
    make: () => new PReLU(),
    good: [[2, 3]],
    bad: [[2, 4]],
    kind: ShapeError,
    got: /\(.*4\)/,
  },
  'PReLU, another rank': {
    make: () => new PReLU(),
    good: [[2, 3]],
    bad: [[2, 3, 3]],
    kind: ShapeError,
    got: /\(.*3, 3\)/,
  },
  'Softmax, axis': { make: () => new Softmax({ axis: 3 }), bad: [[2, 3]], kind: ValueError, got: /axis 3/ },
  'Softmax, mask': {
    make: () => new Softmax(),
    bad: [[1, 3]],
    options: { mask: flag(true, false) },
    kind: ShapeError,
    got: /\(1, 2\)/,
  },
  'Dropout, rank of noiseShape': {
    make: () => new Dropout(0.5, { noiseShape: [null, 1, 3] }),
    bad: [[2, 3]],
    options: { training: true },
    kind: ShapeError,
    got: /\(2, 3\)/,
  },
  'Dropout, sizes of noiseShape': {
    make: () => new Dropout(0.5, { noiseShape: [null, 2] }),
    bad: [[2, 3]],
    options: { training: true },
    kind: ShapeError,
    got: /\(2, [23]\)/,
  },
  'Rescaling, channels': {
    make: () => new Rescaling([1, 2]),
    bad: [[2, 3]],
    kind: ShapeError,
    got: /\(2, 3\)/,
  },
};

describe.each(Object.entries(calls))('%s', (_, { make, good, bad, options, kind, got }) => {
  it('is an error that names the layer, and changes nothing', () => {
    const layer = make();
    if (good !== undefined) apply(layer, good, { training: true });
    const [before, { built }] = [memory(layer), layer];
    const call = (): unknown => apply(layer, bad, options);
    expect(call).toThrow(kind);
    const name = `${layer.className} '${layer.name}'`;
    const inner = layer.sublayers.map((one) => `${one.className} '${one.name}'`);
    const { message } = thrown(call);
    expect(
      [name, ...inner].some((where) => message.startsWith(where)),
      message,
    ).toBe(true);
    expect(message).toMatch(/: expected .*, got /);
    expect(message).toMatch(got);
    expect(memory(layer)).toEqual(before);
    expect(layer.built).toBe(built);
    if (good !== undefined) apply(layer, good, { training: true });
  });
});

function thrown(body: () => unknown): Error {
  try {
    body();
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected an error, got none');
}

it('an index outside an embedding leaves the table as it was', () => {
  const layer = new Embedding(3, 2, { name: 'words' });
  layer.apply(tensor([[0, 1]], { dtype: 'int32' }));
  const before = memory(layer);
  for (const index of [3, -4])
    expect(() => layer.apply(tensor([[0, index]], { dtype: 'int32' }))).toThrow(
      new RegExp(`Embedding 'words': expected indices from 0 to 2.*got ${index} at position 1`),
    );
  expect(memory(layer)).toEqual(before);
});

it('a random layer draws nothing where its input does not fit', () => {
  const [one, two] = [new Dropout(0.5, { seed: 3, noiseShape: [null, 3] }), new Dropout(0.5, { seed: 3 })];
  const x = zeros([4, 3]);
  expect(() => one.apply(zeros([4, 2]), { training: true })).toThrow(ShapeError);
  one.apply(x, { training: true });
  two.apply(x, { training: true });
  expect(memory(one)).toEqual(memory(two));
});

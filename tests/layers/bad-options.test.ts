/** Options that no layer takes, of every family, and what Keras has and we do not: an error with the layer's name. */

import { type AnyLayer, DTypeError, layers, type OxigradError, UnsupportedError, ValueError } from 'oxigrad';
import { describe, expect, test } from 'vitest';

type Kind = new (...args: never[]) => OxigradError;

function thrown(body: () => unknown): Error {
  try {
    body();
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected an error, got none');
}

/** Any constructor, with options that TypeScript would not let through. */
type Any = new (...args: readonly unknown[]) => AnyLayer;
const table = layers as unknown as Readonly<Record<string, Any & { fromConfig(config: object): AnyLayer }>>;

const constructors: readonly (readonly [name: string, args: readonly unknown[], kind: Kind, got: RegExp])[] =
  [
    ['Dense', [0], ValueError, /units.*got 0/],
    ['Dense', [2, { activation: 'rely' }], ValueError, /"rely"/],
    ['Dense', [2, { kernelInitializer: 'glorot' }], ValueError, /"glorot"/],
    ['Dense', [2, { kernelRegularizer: 'l3' }], ValueError, /"l3"/],
    ['Dense', [2, { biasConstraint: 'positive' }], ValueError, /"positive"/],
    ['Dense', [2, { dtype: 'float8' }], DTypeError, /"float8"/],
    ['Dense', [2, { name: 'a/b' }], ValueError, /"a\/b"/],
    ['EinsumDense', ['ab,bc', 3], ValueError, /"ab,bc"/],
    ['EinsumDense', ['ab,bc->ac', 3, { biasAxes: 'z' }], ValueError, /"z"/],
    ...['Conv1D', 'Conv2D', 'Conv3D', 'Conv1DTranspose', 'Conv2DTranspose', 'Conv3DTranspose'].flatMap(
      (name) => [
        [name, [0, 2], ValueError, /filters.*got 0/] as const,
        [name, [2, 0], ValueError, /kernelSize.*got 0/] as const,
        [name, [2, 2, { strides: 0 }], ValueError, /strides.*got 0/] as const,
        [name, [2, 2, { strides: 1.5 }], ValueError, /strides.*got 1.5/] as const,
        [name, [2, 2, { dilationRate: 0 }], ValueError, /dilationRate.*got 0/] as const,
        [name, [2, 2, { padding: 'full' }], ValueError, /padding.*"full"/] as const,
        [name, [2, 2, { dataFormat: 'NHWC' }], ValueError, /dataFormat.*"NHWC"/] as const,
      ],
    ),
    ['Conv2DTranspose', [2, 2, { outputPadding: -1 }], ValueError, /outputPadding.*got -1/],
    ['Conv2D', [2, 2, { padding: 'causal' }], ValueError, /"causal"/],
    ['Conv2D', [2, 2, { groups: 0 }], ValueError, /groups.*got 0/],
    ['Conv2D', [2, 2, { strides: 2, dilationRate: 2 }], UnsupportedError, /dilationRate \(2, 2\)/],
    ...['DepthwiseConv1D', 'DepthwiseConv2D'].flatMap((name) => [
      [name, [0], ValueError, /kernelSize.*got 0/] as const,
      [name, [2, { strides: 0 }], ValueError, /strides.*got 0/] as const,
      [name, [2, { depthMultiplier: 0 }], ValueError, /depthMultiplier.*got 0/] as const,
    ]),
    ...['SeparableConv1D', 'SeparableConv2D'].flatMap((name) => [
      [name, [0, 2], ValueError, /filters.*got 0/] as const,
      [name, [2, 2, { strides: 0 }], ValueError, /strides.*got 0/] as const,
      [name, [2, 2, { padding: 'full' }], ValueError, /padding.*"full"/] as const,
    ]),
    ...[1, 2, 3].flatMap((rank) => [
      [`MaxPooling${rank}D`, [{ strides: 0 }], ValueError, /strides.*got 0/] as const,
      [`AveragePooling${rank}D`, [2, { padding: 'causal' }], ValueError, /padding.*"causal"/] as const,
      [`GlobalMaxPooling${rank}D`, [{ dataFormat: 'first' }], ValueError, /dataFormat.*"first"/] as const,
      [`AdaptiveMaxPooling${rank}D`, [0], ValueError, /outputSize.*got 0/] as const,
      [`AdaptiveAveragePooling${rank}D`, [[1, 1, 1, 1]], ValueError, /outputSize.*\[1, 1, 1, 1\]/] as const,
      [`Cropping${rank}D`, [{ cropping: -1 }], ValueError, /cropping.*got -1/] as const,
      [`ZeroPadding${rank}D`, [{ padding: -1 }], ValueError, /padding.*got -1/] as const,
      [`UpSampling${rank}D`, [{ size: 0 }], ValueError, /size.*got 0/] as const,
    ]),
    ['UpSampling2D', [{ interpolation: 'cubic' }], ValueError, /"cubic"/],
    ['Resizing', [0, 2], ValueError, /height.*got 0/],
    ['Resizing', [2, 2, { interpolation: 'area' }], ValueError, /"area"/],
    ['Resizing', [2, 2, { fillMode: 'reflect' }], UnsupportedError, /"reflect"/],
    ['Resizing', [2, 2, { cropToAspectRatio: true, padToAspectRatio: true }], ValueError, /both/],
    ['BatchNormalization', [{ axis: 0.5 }], ValueError, /axis.*got 0.5/],
    ['GroupNormalization', [{ groups: -2 }], ValueError, /groups.*got -2/],
    ['Normalization', [{ mean: 1 }], ValueError, /got \(\) and none/],
    ['LSTM', [0], ValueError, /units.*got 0/],
    // Rates outside 0 to 1 are clipped, as in Keras.
    ['GRU', [2, { dropout: Number.NaN }], ValueError, /dropout.*got NaN/],
    ['SimpleRNN', [2, { recurrentDropout: '0.5' }], ValueError, /recurrentDropout.*got "0\.5"/],
    ['GRU', [2, { recurrentActivation: 'sigmod' }], ValueError, /"sigmod"/],
    ['RNN', [{}], ValueError, /cell.*got/],
    ['Bidirectional', [{}], ValueError, /recurrent.*got/],
    ['TimeDistributed', [{}], ValueError, /layer.*got/],
    ['Embedding', [0, 2], ValueError, /inputDim.*got 0/],
    ['MultiHeadAttention', [0, 2], ValueError, /numHeads.*got 0/],
    ['MultiHeadAttention', [1, 2, { slidingWindow: 0 }], ValueError, /slidingWindow.*got 0/],
    ['MultiHeadAttention', [1, 2, { dropout: 2 }], ValueError, /dropout.*got 2/],
    ['GroupQueryAttention', [2, 3, 2], ValueError, /3 and 2/],
    ['Attention', [{ scoreMode: 'sum' }], ValueError, /"sum"/],
    ['AdditiveAttention', [{ dropout: -1 }], ValueError, /dropout.*got -1/],
    ['Dropout', [2], ValueError, /rate.*got 2/],
    ['GaussianDropout', [1], ValueError, /rate.*got 1/],
    ['GaussianNoise', [-1], ValueError, /stddev.*got -1/],
    ['RepeatVector', [0], ValueError, /got 0/],
    ['Permute', [[1, 3]], ValueError, /1,? ?3/],
    ['Flatten', [{ dataFormat: 'last' }], ValueError, /"last"/],
    ['LeakyReLU', [{ negativeSlope: -1 }], ValueError, /got -1/],
    ['ReLU', [{ maxValue: -1 }], ValueError, /-1/],
    ['Dot', [0], ValueError, /got \[?0/],
  ];

describe('options', () => {
  test.each(constructors)('%s %j', (name, args, kind, got) => {
    const make = (): unknown => new (table[name] as Any)(...args);
    expect(make).toThrow(kind);
    const { message } = thrown(make);
    expect(message).toMatch(new RegExp(`^${name}(Cell)?[ :]`));
    expect(message).toMatch(/: expected .*, got /);
    expect(message).toMatch(got);
  });
});

describe('what Keras has and we do not', () => {
  const config = { name: 'own', units: 2, input_dim: 2, output_dim: 2 };
  test.each([
    ['BatchNormalization', { renorm: true }],
    ['BatchNormalization', { synchronized: true }],
    ['LayerNormalization', { rms_scaling: true }],
    ['Dense', { lora_rank: 2 }],
    ['Dense', { quantization_config: { mode: 'int8' } }],
    ['Embedding', { weights: [[0]] }],
  ])('%s %j is an UnsupportedError from the config too', (name, extra) => {
    const make = (): unknown => table[name]?.fromConfig({ ...config, ...extra });
    expect(make).toThrow(UnsupportedError);
    expect(thrown(make).message).toMatch(new RegExp(`^${name}.*: expected .*, got `));
  });

  test.each([
    // Of how Keras computes, not of what.
    ['LSTM', { units: 2, use_cudnn: true }],
    ['MultiHeadAttention', { num_heads: 1, key_dim: 2, flash_attention: true }],
    // Without renorm they say nothing.
    ['BatchNormalization', { renorm: false, renorm_momentum: 0.5, renorm_clipping: { rmax: 3 } }],
  ])('%s %j changes no result', (name, extra) => {
    const layer = table[name]?.fromConfig({ name: 'own', ...extra }) as AnyLayer;
    expect(layer.name).toBe('own');
  });
});

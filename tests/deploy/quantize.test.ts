// Weights in fewer bits: how far outputs move, what is left alone and why, and rounding by samples.

import { beforeAll, describe, expect, it } from 'vitest';
import { type ExportOptions, exportArtifact, type QuantizedWeight } from '../../ts/deploy/index.ts';
import { ValueError } from '../../ts/errors.ts';
import {
  Conv2D,
  Dense,
  DepthwiseConv2D,
  Flatten,
  ReLU,
  Sequential,
  setRandomSeed,
  tensor,
} from '../../ts/index.ts';
import { load } from '../../ts/runtime/index.ts';
import type { TypedArray } from '../../ts/tensor/dtype.ts';
import type { Tensor } from '../../ts/tensor/tensor.ts';
import { numbers } from '../numbers.ts';

beforeAll(() => setRandomSeed(3));

/** Inputs that depend on each other, as those of networks do. */
function values(rows: number, size: number, seed: number): Float32Array {
  const draw = numbers(seed);
  const uniform = (): number => draw(2 ** 20) / 2 ** 20;
  const array = new Float32Array(rows * size);
  for (let row = 0; row < rows; row++) {
    const shared = uniform();
    for (let i = 0; i < size; i++) array[row * size + i] = Math.max(0, shared + uniform() - 0.7);
  }
  return array;
}

const mlp = (): Sequential =>
  new Sequential([new Dense(32, { activation: 'relu', inputShape: [40] }), new Dense(6)]);

const convnet = (): Sequential =>
  new Sequential([
    new Conv2D(24, 3, { inputShape: [8, 8, 4] }),
    new ReLU(),
    new DepthwiseConv2D(3),
    new Conv2D(16, 2),
    new Flatten(),
    new Dense(5),
  ]);

const first = (outputs: Record<string, TypedArray>): number[] => [
  ...(Object.values(outputs)[0] as TypedArray),
];

async function relativeError(model: Sequential, x: Float32Array, options: ExportOptions): Promise<number> {
  const truth = first((await load(await exportArtifact(model)))(x));
  const found = first((await load(await exportArtifact(model, options)))(x));
  const power = (list: readonly number[]): number => list.reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt(power(truth.map((value, index) => value - (found[index] as number))) / power(truth));
}

describe('weights in fewer bits', () => {
  const kinds = [
    ['an MLP', mlp, 40],
    ['a convnet', convnet, 256],
  ] as const;

  it.each(kinds)(
    'of %s take less room, and move the outputs by what they leave out',
    async (_, make, size) => {
      const model = make();
      const x = values(16, size, 1);
      const bounds = [
        [{ bits: 16 }, 1e-3],
        [{ bits: 8, activationBits: 32 }, 0.02],
        [{ bits: 8, activationBits: 12 }, 0.02],
        [{ bits: 8 }, 0.06],
        [{ bits: 4, activationBits: 32 }, 0.25],
        [{ bits: 4 }, 0.25],
        [{ bits: 3 }, 0.5],
      ] as const;
      let bytes = (await exportArtifact(model, { batchSizes: [1] })).length;
      for (const [quantize, bound] of bounds) {
        const error = await relativeError(model, x, { quantize });
        expect(error, JSON.stringify(quantize)).toBeGreaterThan(0);
        expect(error, JSON.stringify(quantize)).toBeLessThan(bound);
      }
      for (const bits of [16, 8, 4, 3] as const) {
        const own = (await exportArtifact(model, { batchSizes: [1], quantize: { bits, activationBits: 32 } }))
          .length;
        expect(own, `${bits} bits`).toBeLessThan(bytes);
        bytes = own;
      }
    },
  );

  it.each(kinds)('of %s err less where samples say how to round them', async (_, make, size) => {
    const model = make();
    const samples = values(256, size, 2);
    const shape = make === mlp ? [256, 40] : [256, 8, 8, 4];
    for (const bits of [4, 3] as const) {
      const quantize = { bits, activationBits: 32 } as const;
      const plain = await relativeError(model, samples, { quantize });
      const rounded = await relativeError(model, samples, {
        quantize,
        samples: tensor(samples.slice(), { shape }),
      });
      expect(rounded, `${bits} bits`).toBeLessThan(plain * 0.8);
    }
  });

  it('says what was left alone, and why', async () => {
    const found = new Map<string, QuantizedWeight>();
    const onQuantized = (one: QuantizedWeight): void => {
      found.set(one.name.replace(/_\d+\//, '/'), one);
    };
    await exportArtifact(convnet(), { quantize: { filter: (name) => !/^dense/.test(name) }, onQuantized });
    const named = (name: string): QuantizedWeight | undefined => found.get(name);
    expect(named('conv2d/kernel')).toMatchObject({ quantized: true });
    expect(named('depthwise_conv2d/kernel_1')).toMatchObject({
      quantized: false,
      reason: expect.stringMatching('grouped'),
    });
    expect(named('dense/kernel')).toMatchObject({
      quantized: false,
      reason: expect.stringMatching('filter'),
    });
  });

  it('takes no fewer than 32 samples, nor those of another shape', async () => {
    const model = mlp();
    const with_ = (samples: Tensor): Promise<unknown> =>
      exportArtifact(model, { quantize: { bits: 4 }, samples });
    await expect(with_(tensor(values(31, 40, 1), { shape: [31, 40] }))).rejects.toThrow(ValueError);
    await expect(with_(tensor(values(32, 41, 1), { shape: [32, 41] }))).rejects.toThrow(ValueError);
    await expect(exportArtifact(model, { quantize: { bits: 5 as never } })).rejects.toThrow(ValueError);
    await expect(exportArtifact(model, { quantize: { activationBits: 9 as never } })).rejects.toThrow(
      ValueError,
    );
  });
});

/** Normalisation layers against Keras, and what they say to bad input. */

import {
  BatchNormalization,
  compile,
  GroupNormalization,
  LayerNormalization,
  Normalization,
  RMSNormalization,
  ShapeError,
  type Tensor,
  tensor,
  UnsupportedError,
  uniform,
  zeros,
} from 'oxigrad';
import { describe, expect, it } from 'vitest';
import type { LayerCase } from '../golden/cases.ts';
import { expectClose, type GoldenTensor, golden, toFloat32 } from '../golden/golden.ts';
import { holdToKeras } from './networks.ts';

holdToKeras('layers-normalization');

describe('BatchNormalization', () => {
  it('leaves its moving statistics alone where it is frozen', () => {
    const layer = new BatchNormalization({ trainable: false });
    const x = uniform([8, 3], { seed: 1 });
    layer.apply(x, { training: true });
    expect([...(layer.movingMean?.data() ?? [])]).toEqual([0, 0, 0]);
    expect([...(layer.movingVariance?.data() ?? [])]).toEqual([1, 1, 1]);
  });

  it('follows the batches compiled as it does eagerly, bit for bit', () => {
    const [eager, compiled] = [new BatchNormalization(), new BatchNormalization()];
    const step = compile((x: Tensor) => compiled.apply(x, { training: true }));
    for (let seed = 1; seed <= 3; seed++) {
      const x = uniform([5, 4, 3], { seed });
      expect(step(x).data()).toEqual(eager.apply(x, { training: true }).data());
    }
    expect(compiled.getWeights().map((weight) => weight.data())).toEqual(
      eager.getWeights().map((weight) => weight.data()),
    );
  });

  it('says what it was built for, and changes nothing', () => {
    const layer = new BatchNormalization();
    layer.apply(uniform([8, 3], { seed: 1 }), { training: true });
    const before = layer.getWeights().map((weight) => weight.data());
    expect(() => layer.apply(zeros([8, 4]), { training: true })).toThrow(ShapeError);
    expect(() => layer.apply(zeros([8, 4]), { training: true })).toThrow(
      /rank 2 with 3 channels on axis -1, got \(8, 4\)/,
    );
    const mask = tensor([true, false]);
    expect(() => layer.apply(zeros([8, 3]), { training: true, mask })).toThrow(
      /mask of shape \(8,\), got \(2,\)/,
    );
    expect(layer.getWeights().map((weight) => weight.data())).toEqual(before);
  });

  it('refuses what it does not do', () => {
    expect(() => new BatchNormalization({ renorm: true })).toThrow(UnsupportedError);
    expect(() => new BatchNormalization({ synchronized: true })).toThrow(/synchronized to be false/);
    expect(() => new BatchNormalization({ axis: 3 }).apply(zeros([2, 3]))).toThrow(/axis 3/);
  });
});

describe('Normalization', () => {
  interface Adapted extends LayerCase {
    /** The batches that it was adapted to. */
    readonly adapt?: readonly GoldenTensor[];
  }
  const adapted = golden<Adapted>('layers-normalization').cases.filter(({ adapt }) => adapt !== undefined);
  const fromGolden = (value: GoldenTensor): Tensor => tensor(toFloat32(value), { shape: value.shape });

  it.each(adapted.map((one) => [one.name, one] as const))('%s', (_, { adapt = [], config, weights }) => {
    const batches = adapt.map(fromGolden);
    const ways = [batches.length > 1 ? batches : (batches[0] as Tensor), new Set(batches)];
    for (const data of ways) {
      const layer = Normalization.fromConfig(config) as Normalization;
      layer.adapt(data);
      Object.entries(weights).forEach(([name, expected], index) => {
        expect(layer.weights[index]?.name).toBe(`layer/${name}`);
        expectClose(layer.weights[index]?.data() as Float32Array, expected, { name });
      });
    }
  });

  it('keeps its statistics where data does not fit', () => {
    const layer = new Normalization();
    layer.adapt([
      [1, 2],
      [3, 6],
    ]);
    const before = layer.getWeights().map((weight) => weight.data());
    expect(before.map((values) => [...values])).toEqual([[2, 4], [1, 4], [0]]);
    expect(() => layer.adapt([zeros([2, 2]), zeros([2, 3])])).toThrow(
      /Normalization 'norm.*\(None, 2\) on axes \(-1,\), got \(2, 3\)/,
    );
    expect(() => layer.adapt(new Set<Tensor>())).toThrow(/at least one batch, got none/);
    expect(() => layer.adapt(zeros([0, 2]))).toThrow(/data with elements, got \(0, 2\)/);
    expect(() => layer.apply(zeros([2, 3]))).toThrow(/\(None, 2\).*got \(2, 3\)/);
    expect(layer.getWeights().map((weight) => weight.data())).toEqual(before);
    expect(() => new Normalization({ mean: 1 })).toThrow(/mean and variance of one shape/);
    expect(() => new Normalization({ mean: [1, 2], variance: [1] })).toThrow(/got \(2,\) and \(1,\)/);
    expect(() => new Normalization({ mean: [1, 2], variance: [1, 1] }).apply(zeros([2, 3]))).toThrow(
      ShapeError,
    );
    expect(() => new Normalization({ mean: 0, variance: 1 }).adapt(zeros([2, 3]))).toThrow(
      /mean and variance/,
    );
  });
});

describe('GroupNormalization', () => {
  it('says what does not fit, and leaves no weights', () => {
    const layer = new GroupNormalization({ groups: 2 });
    expect(() => layer.apply(zeros([2, 3]))).toThrow(
      /GroupNormalization 'group.*multiple of groups, 2, got 3/,
    );
    expect(layer.weights).toHaveLength(0);
    layer.apply(zeros([2, 4]));
    expect(() => layer.apply(zeros([2, 6]))).toThrow(/4 channels on axis -1, got \(2, 6\)/);
    expect(() => new GroupNormalization({ groups: 0 })).toThrow(/groups.*got 0/);
    expect(() => new GroupNormalization({ axis: 0, groups: 1 }).apply(zeros([2, 3]))).toThrow(/axis behind/);
  });
});

describe('LayerNormalization and RMSNormalization', () => {
  it('say what they were built for', () => {
    for (const layer of [new LayerNormalization(), new RMSNormalization()]) {
      layer.apply(zeros([2, 3]));
      expect(() => layer.apply(zeros([2, 4]))).toThrow(ShapeError);
      expect(() => layer.apply(zeros([2, 4]))).toThrow(/sizes \(3,\) on axes \(-1,\), got \(2, 4\)/);
    }
    expect(() => new LayerNormalization({ rmsScaling: true })).toThrow(/Use RMSNormalization/);
  });
});

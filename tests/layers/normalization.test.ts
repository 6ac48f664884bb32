/** Normalisation layers against Keras, and what they say to bad input. */

import {
  BatchNormalization,
  compile,
  LayerNormalization,
  layers,
  RMSNormalization,
  ShapeError,
  type Tensor,
  tensor,
  UnsupportedError,
  uniform,
  zeros,
} from 'oxigrad';
import { describe, expect, it } from 'vitest';
import { holdToKeras } from './networks.ts';

// Layers of the golden that oxigrad does not have: GroupNormalization, UnitNormalization, Normalization.
holdToKeras('layers-normalization', (layer) => layer in layers);

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

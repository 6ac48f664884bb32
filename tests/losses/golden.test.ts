// Losses and their gradients against real Keras (tests/golden/losses.py).

import { describe, expect, it } from 'vitest';
import { grad } from '../../ts/autodiff/gradients.ts';
import type { Config } from '../../ts/config/config.ts';
import { type LossName, lossesByName } from '../../ts/losses/names.ts';
import { sum } from '../../ts/ops/reduction/sum.ts';
import { compile } from '../../ts/plan/compile.ts';
import { tensor } from '../../ts/tensor/create.ts';
import type { Tensor } from '../../ts/tensor/tensor.ts';
import {
  expectClose,
  expectShape,
  type GoldenConfig,
  type GoldenTensor,
  golden,
  toFloat32,
} from '../golden/golden.ts';

interface LossCase {
  readonly name: string;
  readonly loss: string;
  readonly config: GoldenConfig;
  readonly y_true: GoldenTensor;
  readonly y_pred: GoldenTensor;
  readonly sample_weight: GoldenTensor | null;
  readonly output: GoldenTensor;
  readonly gradient: GoldenTensor;
}

/** What Keras's config leaves out, though the case has it: these classes keep it to themselves. */
const unsaid: Record<string, Config> = {
  'Huber delta=0.5': { delta: 0.5 },
  'Huber delta=0.5, weighted': { delta: 0.5 },
  'CosineSimilarity axis=1 of rank 3': { axis: 1 },
};

function read({ shape, dtype, ...rest }: GoldenTensor): Tensor {
  const data = toFloat32({ shape, dtype, ...rest });
  return tensor(dtype === 'int32' ? Int32Array.from(data) : data, { shape });
}

describe('losses match Keras', () => {
  it.each(golden<LossCase>('losses').cases.map((one) => [one.name, one] as const))('%s', (name, one) => {
    const loss = lossesByName[one.loss as LossName].fromConfig({ ...one.config, ...unsaid[name] } as Config);
    const [yTrue, yPred] = [read(one.y_true), read(one.y_pred)];
    const weight = one.sample_weight === null ? undefined : read(one.sample_weight);
    const value = loss.apply(yTrue, yPred, weight);
    expectShape(value.shape, one.output);
    expectClose(value.data(), one.output);
    const total = (prediction: Tensor): Tensor => sum(loss.apply(yTrue, prediction, weight));
    const gradient = grad(total)(yPred);
    expectShape(gradient.shape, one.gradient);
    expectClose(gradient.data(), one.gradient, { name: 'gradient' });
    expect(compile(total)(yPred).data()).toEqual(total(yPred).data());
    expect(compile(grad(total))(yPred).data()).toEqual(gradient.data());
    expect(loss.getConfig()).toMatchObject(one.config);
  });
});

/** Callbacks against Keras, fed with scripted metrics epoch by epoch. */

import {
  type Callback,
  Dense,
  EarlyStopping,
  LearningRateScheduler,
  ReduceLROnPlateau,
  Sequential,
  SGD,
} from 'oxigrad';
import { describe, expect, it } from 'vitest';
import type { CallbackCase } from '../golden/cases.ts';
import { expectClose, golden } from '../golden/golden.ts';

const file = golden<CallbackCase>('callbacks');

const spelled: Readonly<Record<string, string>> = { min_lr: 'minLr' };

function camelCase(config: CallbackCase['config']): object {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      spelled[key] ?? key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}

function made(one: CallbackCase): Callback {
  const options = camelCase(one.config);
  if (one.callback === 'EarlyStopping') return new EarlyStopping(options);
  if (one.callback === 'ReduceLROnPlateau') return new ReduceLROnPlateau(options);
  return new LearningRateScheduler((epoch, rate) => (epoch < 3 ? rate : rate * 0.5));
}

describe.each(file.cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
  it('does what Keras does', async () => {
    const model = new Sequential([new Dense(1, { useBias: false, inputShape: [1] })]);
    model.compile({ optimizer: new SGD({ learningRate: 0.1 }), loss: 'mse', metrics: ['accuracy'] });
    model.trainOnBatch([[0]], [[0]]);
    const callback = made(one);
    callback.setModel(model);
    model.stopTraining = false;
    await callback.onTrainBegin();
    const rates: number[] = [];
    let ran = 0;
    for (const [epoch, logs] of one.logs.entries()) {
      await callback.onEpochBegin(epoch);
      model.setWeights([[[epoch]]]);
      const values = Object.fromEntries(Object.entries(logs).map(([key, value]) => [key, Number(value)]));
      await callback.onEpochEnd(epoch, values);
      rates.push(model.optimizer?.learningRate ?? 0);
      ran++;
      if (model.stopTraining) break;
    }
    await callback.onTrainEnd();
    expect(ran).toBe(one.epochs_run);
    if (callback instanceof EarlyStopping) {
      expect(callback.stoppedEpoch).toBe(one.stopped_epoch);
      expect(callback.bestEpoch).toBe(one.best_epoch);
      expect(model.getWeights()[0]?.item()).toBe(one.final_weight);
    }
    if (one.learning_rates !== undefined)
      expectClose(rates, Float32Array.from(one.learning_rates), { relative: 1e-6, compare: 'value' });
  });
});

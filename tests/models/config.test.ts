/** Models as Keras writes them: JSON, compile config, summary; and back. */

import { clearSession, type Model, modelFromConfig } from 'oxigrad';
import { describe, expect, it } from 'vitest';
import type { ModelConfigCase } from '../golden/cases.ts';
import { golden } from '../golden/golden.ts';

const file = golden<ModelConfigCase>('model-config');

function summaryOf(model: Model, options: object): string {
  let text = '';
  model.summary({
    lineLength: 80,
    printFn: (part) => {
      text += part;
    },
    ...options,
  });
  return text;
}

describe.each(file.cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
  const read = (): Model => {
    clearSession();
    const model = modelFromConfig(one.json);
    // The golden was written after a step, when the optimizer had its slots.
    if (one.name.endsWith(', trained'))
      model.trainOnBatch([new Array(64).fill(0)], [[1, 0, 0, 0, 0, 0, 0, 0, 0, 0]]);
    return model;
  };

  it('is read from Keras and written as Keras does', () => {
    const model = read();
    expect(model.toJSON()).toEqual(JSON.parse(one.json));
    expect(JSON.parse(JSON.stringify(model))).toEqual(JSON.parse(one.json));
  });

  it('has the weights of Keras', () => {
    const model = read();
    const weights = model.weights.map(({ name, shape, trainable }) => ({
      path: name,
      shape: [...shape],
      trainable,
    }));
    const expected = one.weights.map((weight) => ({
      ...weight,
      // Keras puts the names of enclosing models before; oxigrad those of the layer alone.
      path: weight.path.split('/').slice(-2).join('/'),
    }));
    expect(weights).toEqual(expected);
    if (one.count_params !== null) expect(model.countParams()).toBe(one.count_params);
  });

  it('prints the summary of Keras', () => {
    expect(summaryOf(read(), {})).toBe(one.summary);
    expect(summaryOf(read(), { expandNested: true, showTrainable: true })).toBe(one.summary_trainable);
  });
});

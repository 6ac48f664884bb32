// An option that is not known is an error that names the nearest one, in plain JavaScript too.

import { describe, expect, it } from 'vitest';
import { ValueError } from '../../ts/errors.ts';
import {
  Adam,
  Dense,
  type KerasTensor,
  Model,
  ones,
  Sequential,
  SGD,
  sum,
  type Tensor,
} from '../../ts/index.ts';

const model = (): Sequential => {
  const own = new Sequential([new Dense(1, { inputShape: [2] })]);
  own.compile({ optimizer: 'sgd', loss: 'mse' });
  return own;
};
const [x, y] = [ones([4, 2]), ones([4, 1])];
/** Options as JavaScript lets one write them. */
const slip = (options: object): never => options as never;

describe('an unknown option', () => {
  it.each([
    ['compile', () => model().compile(slip({ optimiser: 'sgd' })), "'optimizer'"],
    ['fit', () => model().fit(x, y, slip({ batchsize: 1 })), "'batchSize'"],
    ['fit', () => model().fit(x, y, slip({ epoch: 1 })), "'epochs'"],
    ['evaluate', () => model().evaluate(x, y, slip({ verbos: 0 })), "'verbose'"],
    ['predict', () => model().predict(x, slip({ batch: 2, batchSizes: 2 })), undefined],
    ['trainOnBatch', () => model().trainOnBatch(x, y, slip({ sampleWeights: ones([4]) })), "'sampleWeight'"],
    ['sum', () => sum([[1]], slip({ axis: 0, keepdims: true })), "'keepDims'"],
    ['SGD', () => new SGD(slip({ clipnorm: 1 })), "'clipNorm'"],
    ['Adam', () => new Adam(slip({ learningrate: 1 })), "'learningRate'"],
  ] as const)('of %s', async (where, call, near) => {
    const error = await (async () => call())().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ValueError);
    const { message } = error as ValueError;
    expect(message).toContain(where);
    if (near !== undefined) expect(message).toContain(`Did you mean ${near}?`);
  });

  it('leaves the model as it was', async () => {
    const own = model();
    const before = [...(own.weights[0]?.data() ?? [])];
    await expect(own.fit(x, y, slip({ epoks: 2 }))).rejects.toThrow(ValueError);
    expect([...(own.weights[0]?.data() ?? [])]).toEqual(before);
    await own.fit(x, y, { epochs: 1, verbose: 0 });
  });
});

describe('a step of a class', () => {
  it('is an error while fit would never call it', () => {
    class Own extends Model<KerasTensor> {
      readonly dense: Dense = new Dense(1);
      override call(x: Tensor | Tensor[]): Tensor {
        return this.dense.apply(x as Tensor);
      }
      trainStep(): void {}
    }
    expect(() => new Own().compile({ loss: 'mse' })).toThrow(/no steps of its own, got trainStep/);
  });
});

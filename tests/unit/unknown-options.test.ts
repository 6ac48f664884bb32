/** Options that nobody knows are errors, with the name that is meant: also in Keras's spelling. */

import * as ox from 'oxigrad';
import { describe, expect, it } from 'vitest';

type Any = new (...given: unknown[]) => unknown;
type Call = (...given: unknown[]) => unknown;

const make =
  (type: unknown, ...given: unknown[]): (() => unknown) =>
  () =>
    new (type as Any)(...given);

const call =
  (fn: unknown, ...given: unknown[]): (() => unknown) =>
  () =>
    (fn as Call)(...given);

const x = ox.ones([2, 3]);

describe('an option that nobody knows', () => {
  it.each<[string, () => unknown, string]>([
    ['a callback', make(ox.EarlyStopping, { restore_best_weights: true }), 'restoreBestWeights'],
    ['a callback after its first', make(ox.EarlyStopping, 'loss', { patienc: 3 }), 'patience'],
    ['a callback of files', make(ox.ModelCheckpoint, 'm', { save_best_only: true }), 'saveBestOnly'],
    ['a callback of functions', make(ox.LambdaCallback, { onEpochsEnd: () => undefined }), 'onEpochEnd'],
    ['a loss', make(ox.losses.Huber, { deltas: 1 }), 'delta'],
    ['a loss without its own', make(ox.losses.Poisson, { reductions: 'sum' }), 'reduction'],
    [
      'a function that is a loss',
      call(ox.losses.binaryCrossentropy, x, x, { fromLogit: true }),
      'fromLogits',
    ],
    ['a metric', make(ox.metrics.AUC, { num_thresholds: 3 }), 'numThresholds'],
    ['a metric without its own', make(ox.metrics.MeanSquaredError, { names: 'm' }), 'name'],
    ['a metric with an argument', make(ox.metrics.MeanIoU, 2, { ignoreClasses: 1 }), 'ignoreClass'],
    ['an optimizer', make(ox.Adam, { beta: 0.9 }), 'beta1'],
    ['a schedule', make(ox.CosineDecay, 0.1, 10, { warmupStep: 1 }), 'warmupSteps'],
    ['an initializer', make(ox.HeNormal, { seeds: 1 }), 'seed'],
    ['a regularizer', make(ox.L1L2, { l3: 1 }), 'l1'],
    ['a constraint', make(ox.MaxNorm, { max_value: 1 }), 'maxValue'],
    ['an activation', call(ox.activations.gelu, x, { aproximate: true }), 'approximate'],
    ['a reduction', call(ox.sum, x, { keepdims: true }), 'keepDims'],
    ['a draw', call(ox.normal, [2], { std_dev: 1 }), 'stddev'],
    ['an operation', call(ox.oneHot, [1], 3, { axes: 1 }), 'axis'],
    [
      'an operation of images',
      call(ox.conv, ox.ones([1, 4, 4, 2]), ox.ones([3, 3, 2, 4]), { stride: 2 }),
      'strides',
    ],
    [
      'a step of a dataset',
      () => call(ox.Dataset.from([1]).batch.bind(ox.Dataset.from([1])), 2, { drop: true })(),
      '',
    ],
    ['a split', call(ox.trainTestSplit, [x], { test_size: 0.5 }), 'testSize'],
  ])('of %s is an error that names it', (_, wrong, meant) => {
    expect(wrong).toThrow(ox.ValueError);
    expect(wrong).toThrow(
      meant === '' ? /expected options .*, got "/ : new RegExp(`Did you mean '${meant}'`),
    );
  });

  it('is one of another class of the family, too', () => {
    expect(make(ox.SGD, { beta1: 0.9 })).toThrow(/^SGD: expected options .*momentum, nesterov, got "beta1"/);
    expect(make(ox.losses.Dice, { delta: 1 })).toThrow(
      /^Dice: expected options reduction, axis, name, got "delta"/,
    );
    expect(make(ox.metrics.Sum, { axis: 1 })).toThrow(/^Sum: expected options name, got "axis"/);
  });

  it('says the name of the class that was made', () => {
    class Mine extends ox.losses.Loss {
      constructor(options = {}) {
        super('mine', options);
      }
      override call(t: ox.Tensor): ox.Tensor {
        return t;
      }
    }
    expect(make(Mine, { reducton: 'sum' })).toThrow(
      /^Mine: expected options reduction, name, got "reducton"/,
    );
  });
});

describe('a config', () => {
  it('makes an instance of the class that it is given to, also of one that extends ours', () => {
    class Softer extends ox.losses.Huber {}
    class Slower extends ox.SGD {}
    class Wider extends ox.HeNormal {}
    expect(Softer.fromConfig({ delta: 2 })).toBeInstanceOf(Softer);
    expect(Slower.fromConfig({ learning_rate: 0.5 })).toBeInstanceOf(Slower);
    expect(Wider.fromConfig({ seed: 3 })).toBeInstanceOf(Wider);
  });

  it('gives a constructor the arguments that it requires', () => {
    const metric = ox.metrics.IoU.fromConfig({ num_classes: 3, target_class_ids: [0], axis: 1 });
    expect(metric.getConfig()).toMatchObject({ num_classes: 3, target_class_ids: [0], axis: 1 });
    expect(() => ox.metrics.IoU.fromConfig({})).toThrow(/numClasses.*got undefined/);
    expect(
      ox.metrics.BinaryIoU.fromConfig({ target_class_ids: [1], threshold: 0.3 }).getConfig(),
    ).toMatchObject({
      target_class_ids: [1],
    });
  });
});

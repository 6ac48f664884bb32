// Names, shapes that decide, configs and bad input of metrics.

import { describe, expect, expectTypeOf, it } from 'vitest';
import { type OxigradError, ShapeError, StateError, ValueError } from '../../ts/errors.ts';
import {
  AUC,
  BinaryAccuracy,
  CategoricalAccuracy,
  F1Score,
  getMetric,
  Mean,
  MeanMetricWrapper,
  type MetricName,
  Precision,
  PrecisionAtRecall,
  SparseCategoricalAccuracy,
  SparseCategoricalCrossentropy,
  TopKCategoricalAccuracy,
} from '../../ts/metrics/index.ts';
import { metricsByName } from '../../ts/metrics/names.ts';
import { sum } from '../../ts/ops/reduction/sum.ts';
import { compile } from '../../ts/plan/compile.ts';

describe('names', () => {
  it('every name gives a metric, and every config comes back', () => {
    for (const [name, metricClass] of Object.entries(metricsByName)) {
      const metric = getMetric(name as MetricName);
      expect(metric.constructor, name).toBe(metricClass);
      expect(metricClass.fromConfig(metric.getConfig()).getConfig()).toEqual(metric.getConfig());
      expect(metricsByName[metric.className as keyof typeof metricsByName], name).toBe(metricClass);
    }
    const metric = new PrecisionAtRecall(0.5, { numThresholds: 10 });
    expect(getMetric({ class_name: 'PrecisionAtRecall', config: metric.getConfig() }).getConfig()).toEqual(
      metric.getConfig(),
    );
  });

  it('accuracy and crossentropy are told by the shapes', () => {
    const of = (name: MetricName, yTrue: (number | null)[], yPred: (number | null)[]) =>
      getMetric(name, { yTrue, yPred });
    expect(of('accuracy', [null, 1], [null, 1])).toBeInstanceOf(BinaryAccuracy);
    expect(of('accuracy', [null, 10], [null, 10])).toBeInstanceOf(CategoricalAccuracy);
    expect(of('acc', [null], [null, 10])).toBeInstanceOf(SparseCategoricalAccuracy);
    expect(of('accuracy', [null, 1], [null, 10])).toBeInstanceOf(SparseCategoricalAccuracy);
    expect(of('crossentropy', [null], [null, 10])).toBeInstanceOf(SparseCategoricalCrossentropy);
    expect(of('acc', [null], [null, 10]).name).toBe('acc');
  });

  it('are literal types', () => {
    expectTypeOf<'accuracy' | 'mse' | 'AUC' | 'precision'>().toExtend<MetricName>();
    // @ts-expect-error a typo is a compile error
    expect(() => getMetric('acuracy')).toThrow(ValueError);
  });

  it('a function is a metric', () => {
    const metric = getMetric(function total(_yTrue, yPred) {
      return sum(yPred, { axis: -1 });
    });
    expect(metric).toBeInstanceOf(MeanMetricWrapper);
    expect(metric.name).toBe('total');
    metric.updateState([[0], [0]], [[1], [3]]);
    expect(metric.result().item()).toBe(2);
  });
});

describe('state', () => {
  it('starts at 0, and a reset forgets', () => {
    const mean = new Mean();
    expect(mean.result().item()).toBe(0);
    mean.updateState([1, 2, 6]);
    expect(mean.result().item()).toBe(3);
    mean.resetState();
    expect(mean.result().item()).toBe(0);
    expect(mean.variables.map(({ name, trainable }) => [name, trainable])).toEqual([
      ['mean_total', false],
      ['mean_count', false],
    ]);
    mean.dispose();
    mean.updateState(4);
    expect(mean.result().item()).toBe(4);
  });

  it('a mean has the same bits inside a compiled function', () => {
    const metric = new Mean();
    const compiled = compile(() => metric.result());
    for (const [value, weight] of [
      [0.1, 0],
      [1 / 3, 0.7],
      [-2.2e-38, 3],
      [3.3e38, 1e-3],
      [Number.NaN, 1],
    ] as const) {
      metric.updateState(value, weight);
      expect(compiled().data()).toEqual(metric.result().data());
    }
  });

  it('NaN stays visible', () => {
    const mean = new Mean();
    mean.updateState([1, Number.NaN]);
    expect(mean.result().item()).toBeNaN();
  });
});

describe('bad input', () => {
  it.each<[string, () => unknown, new (...args: never[]) => OxigradError]>([
    ['k of 0', () => new TopKCategoricalAccuracy({ k: 0 }), ValueError],
    ['a threshold above 1', () => new Precision({ thresholds: 2 }), ValueError],
    ['no thresholds', () => new Precision({ thresholds: [] }), ValueError],
    ['a NaN threshold', () => new BinaryAccuracy({ threshold: Number.NaN }), ValueError],
    ['an unknown curve', () => new AUC({ curve: 'PRC' as 'PR' }), ValueError],
    ['one threshold under a curve', () => new AUC({ numThresholds: 1 }), ValueError],
    ['labels without multiLabel', () => new AUC({ numLabels: 2 }), ValueError],
    ['a recall of 2', () => new PrecisionAtRecall(2), ValueError],
    ['an unknown average', () => new F1Score({ average: 'mean' as 'macro' }), ValueError],
    ['shapes that differ', () => new Precision().updateState([[1, 0]], [[1, 0, 0]]), ShapeError],
    [
      'a class that is not there',
      () => new Precision({ classId: 3 }).updateState([[1, 0]], [[1, 0]]),
      ValueError,
    ],
    ['scores of a vector', () => new F1Score().updateState([1, 0], [1, 0]), ShapeError],
    ['a result before a batch decides the shape', () => new F1Score().result(), StateError],
  ])('%s throws', (_, call, error) => {
    expect(call).toThrow(error);
  });

  it('leaves the state as it was', () => {
    const metric = new F1Score();
    metric.updateState([[1, 0]], [[0.9, 0.1]]);
    const before = metric.variables.map((variable) => variable.data());
    expect(() => metric.updateState([[1, 0, 0]], [[1, 0, 0]])).toThrow(ShapeError);
    expect(metric.variables.map((variable) => variable.data())).toEqual(before);
  });
});

/** Metrics by name: a static table, so that bundlers drop it where nobody uses names. */

import type { Config } from '../config/config.ts';
import { objectOf } from '../config/objects.ts';
import { bySpelling, isBelow, type NamesOf, type Spelling, spellings } from '../config/spellings.ts';
import { Accuracy } from './accuracy.ts';
import * as all from './all.ts';
import { MeanMetricWrapper, type MetricFunction } from './mean-metric-wrapper.ts';
import { Metric } from './metric.ts';
import { accuracyFor, crossentropyFor, type LabelShape } from './resolve.ts';
import * as withArguments from './with-arguments.ts';

/** A class of metrics. */
export interface MetricClass {
  new (): Metric;
  fromConfig(config: Config): Metric;
}

type ClassName = NamesOf<typeof all, MetricClass>;

/** Names that the rule does not derive. */
const aliases = {
  mse: 'MeanSquaredError',
  MSE: 'MeanSquaredError',
  mae: 'MeanAbsoluteError',
  MAE: 'MeanAbsoluteError',
  mape: 'MeanAbsolutePercentageError',
  MAPE: 'MeanAbsolutePercentageError',
  msle: 'MeanSquaredLogarithmicError',
  MSLE: 'MeanSquaredLogarithmicError',
  bce: 'BinaryCrossentropy',
  BCE: 'BinaryCrossentropy',
  kld: 'KLDivergence',
  logcosh: 'LogCoshError',
  logCosh: 'LogCoshError',
  log_cosh: 'LogCoshError',
  fbeta_score: 'FBetaScore',
} as const;

/** The names of metrics that need no argument: camelCase, Keras's snake_case, the class, and Keras's short ones. */
export type PlainMetricName = Spelling<ClassName> | keyof typeof aliases;

/** Names that stand for a metric by the shapes of targets and predictions. */
export type ShapedMetricName = 'accuracy' | 'acc' | 'crossentropy' | 'ce';

/** The names of metrics. */
export type MetricName = PlainMetricName | ShapedMetricName;

/** Every metric that needs no argument by its names. */
export const metricsByName: { readonly [Name in PlainMetricName]: MetricClass } = /* @__PURE__ */ bySpelling<
  PlainMetricName,
  MetricClass
>(all, isBelow(Metric), spellings, aliases);

const family = {
  kind: 'metric',
  base: Metric,
  wrap: (fn: MetricFunction): Metric => new MeanMetricWrapper(fn),
} as const;

/** A metric as Keras serialises it. */
export interface SerializedMetric {
  readonly class_name: string;
  readonly config: Config;
}

/** What names a metric. */
export type MetricIdentifier = MetricName | Metric | MetricFunction | SerializedMetric;

/**
 * The metric of a name, an instance, a function or a serialised metric. `'accuracy'` and `'crossentropy'` need the
 * shapes of targets and predictions (without them: `Accuracy`, and an error). Unknown names throw a `ValueError`.
 */
export function getMetric(
  identifier: MetricIdentifier,
  shapes?: { yTrue: LabelShape; yPred: LabelShape },
): Metric {
  if (typeof identifier !== 'string')
    return objectOf({ ...family, table: { ...metricsByName, ...withArguments } }, identifier);
  const lower = identifier.toLowerCase();
  if (lower === 'accuracy' || lower === 'acc') {
    const found = shapes === undefined ? Accuracy : metricsByName[accuracyFor(shapes.yTrue, shapes.yPred)];
    return found.fromConfig({ name: identifier });
  }
  if ((lower === 'crossentropy' || lower === 'ce') && shapes !== undefined)
    return metricsByName[crossentropyFor(shapes.yTrue, shapes.yPred)].fromConfig({ name: identifier });
  return objectOf({ ...family, table: metricsByName }, identifier);
}

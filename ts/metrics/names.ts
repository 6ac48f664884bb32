/** Metrics by name: a static table, so that bundlers drop it where nobody uses names. */

import type { Config } from '../config/config.ts';
import { objectOf } from '../config/objects.ts';
import { Accuracy } from './accuracy.ts';
import { AUC } from './auc.ts';
import { BinaryAccuracy } from './binary-accuracy.ts';
import { BinaryCrossentropy } from './binary-crossentropy.ts';
import { BinaryIoU } from './binary-iou.ts';
import { CategoricalAccuracy } from './categorical-accuracy.ts';
import { CategoricalCrossentropy } from './categorical-crossentropy.ts';
import { CategoricalHinge } from './categorical-hinge.ts';
import { ConcordanceCorrelation } from './concordance-correlation.ts';
import { CosineSimilarity } from './cosine-similarity.ts';
import { F1Score } from './f1-score.ts';
import { FalseNegatives } from './false-negatives.ts';
import { FalsePositives } from './false-positives.ts';
import { FBetaScore } from './fbeta-score.ts';
import { Hinge } from './hinge.ts';
import { IoU } from './iou.ts';
import { KLDivergence } from './kl-divergence.ts';
import { LogCoshError } from './log-cosh-error.ts';
import { Mean } from './mean.ts';
import { MeanAbsoluteError } from './mean-absolute-error.ts';
import { MeanAbsolutePercentageError } from './mean-absolute-percentage-error.ts';
import { MeanIoU } from './mean-iou.ts';
import { MeanMetricWrapper, type MetricFunction } from './mean-metric-wrapper.ts';
import { MeanSquaredError } from './mean-squared-error.ts';
import { MeanSquaredLogarithmicError } from './mean-squared-logarithmic-error.ts';
import { Metric } from './metric.ts';
import { OneHotIoU } from './one-hot-iou.ts';
import { OneHotMeanIoU } from './one-hot-mean-iou.ts';
import { PearsonCorrelation } from './pearson-correlation.ts';
import { Poisson } from './poisson.ts';
import { Precision } from './precision.ts';
import { PrecisionAtRecall } from './precision-at-recall.ts';
import { R2Score } from './r2-score.ts';
import { Recall } from './recall.ts';
import { RecallAtPrecision } from './recall-at-precision.ts';
import { accuracyFor, crossentropyFor, type LabelShape } from './resolve.ts';
import { RootMeanSquaredError } from './root-mean-squared-error.ts';
import { SensitivityAtSpecificity } from './sensitivity-at-specificity.ts';
import { SparseCategoricalAccuracy } from './sparse-categorical-accuracy.ts';
import { SparseCategoricalCrossentropy } from './sparse-categorical-crossentropy.ts';
import { SparseTopKCategoricalAccuracy } from './sparse-top-k-categorical-accuracy.ts';
import { SpecificityAtSensitivity } from './specificity-at-sensitivity.ts';
import { SquaredHinge } from './squared-hinge.ts';
import { Sum } from './sum.ts';
import { TopKCategoricalAccuracy } from './top-k-categorical-accuracy.ts';
import { TrueNegatives } from './true-negatives.ts';
import { TruePositives } from './true-positives.ts';

/** The names of metrics that need no argument. */
export type PlainMetricName =
  | 'auc'
  | 'AUC'
  | 'Accuracy'
  | 'binaryAccuracy'
  | 'binary_accuracy'
  | 'BinaryAccuracy'
  | 'binaryCrossentropy'
  | 'binary_crossentropy'
  | 'BinaryCrossentropy'
  | 'categoricalAccuracy'
  | 'categorical_accuracy'
  | 'CategoricalAccuracy'
  | 'categoricalCrossentropy'
  | 'categorical_crossentropy'
  | 'CategoricalCrossentropy'
  | 'categoricalHinge'
  | 'categorical_hinge'
  | 'CategoricalHinge'
  | 'cosineSimilarity'
  | 'cosine_similarity'
  | 'CosineSimilarity'
  | 'f1Score'
  | 'f1_score'
  | 'F1Score'
  | 'fBetaScore'
  | 'fbeta_score'
  | 'FBetaScore'
  | 'falseNegatives'
  | 'false_negatives'
  | 'FalseNegatives'
  | 'falsePositives'
  | 'false_positives'
  | 'FalsePositives'
  | 'hinge'
  | 'Hinge'
  | 'klDivergence'
  | 'kl_divergence'
  | 'KLDivergence'
  | 'logCoshError'
  | 'log_cosh_error'
  | 'LogCoshError'
  | 'mean'
  | 'Mean'
  | 'meanAbsoluteError'
  | 'mean_absolute_error'
  | 'MeanAbsoluteError'
  | 'meanAbsolutePercentageError'
  | 'mean_absolute_percentage_error'
  | 'MeanAbsolutePercentageError'
  | 'meanSquaredError'
  | 'mean_squared_error'
  | 'MeanSquaredError'
  | 'meanSquaredLogarithmicError'
  | 'mean_squared_logarithmic_error'
  | 'MeanSquaredLogarithmicError'
  | 'poisson'
  | 'Poisson'
  | 'precision'
  | 'Precision'
  | 'recall'
  | 'Recall'
  | 'rootMeanSquaredError'
  | 'root_mean_squared_error'
  | 'RootMeanSquaredError'
  | 'sparseCategoricalAccuracy'
  | 'sparse_categorical_accuracy'
  | 'SparseCategoricalAccuracy'
  | 'sparseCategoricalCrossentropy'
  | 'sparse_categorical_crossentropy'
  | 'SparseCategoricalCrossentropy'
  | 'sparseTopKCategoricalAccuracy'
  | 'sparse_top_k_categorical_accuracy'
  | 'SparseTopKCategoricalAccuracy'
  | 'squaredHinge'
  | 'squared_hinge'
  | 'SquaredHinge'
  | 'sum'
  | 'Sum'
  | 'topKCategoricalAccuracy'
  | 'top_k_categorical_accuracy'
  | 'TopKCategoricalAccuracy'
  | 'trueNegatives'
  | 'true_negatives'
  | 'TrueNegatives'
  | 'truePositives'
  | 'true_positives'
  | 'TruePositives'
  | 'r2Score'
  | 'r2_score'
  | 'R2Score'
  | 'pearsonCorrelation'
  | 'pearson_correlation'
  | 'PearsonCorrelation'
  | 'concordanceCorrelation'
  | 'concordance_correlation'
  | 'ConcordanceCorrelation'
  | 'binaryIoU'
  | 'binary_io_u'
  | 'BinaryIoU'
  | 'mse'
  | 'mae'
  | 'mape'
  | 'msle'
  | 'bce'
  | 'kld'
  | 'logcosh'
  | 'logCosh'
  | 'log_cosh';

/** Names that stand for a metric by the shapes of targets and predictions. */
export type ShapedMetricName = 'accuracy' | 'acc' | 'crossentropy' | 'ce';

/** The names of metrics. */
export type MetricName = PlainMetricName | ShapedMetricName;

/** A class of metrics. */
export interface MetricClass {
  new (): Metric;
  fromConfig(config: Config): Metric;
}

/** Every metric by its names: camelCase, Keras's snake_case, the class, and Keras's short names. */
export const metricsByName: { readonly [Name in PlainMetricName]: MetricClass } = {
  auc: AUC,
  AUC,
  Accuracy,
  binaryAccuracy: BinaryAccuracy,
  binary_accuracy: BinaryAccuracy,
  BinaryAccuracy,
  binaryCrossentropy: BinaryCrossentropy,
  binary_crossentropy: BinaryCrossentropy,
  BinaryCrossentropy,
  categoricalAccuracy: CategoricalAccuracy,
  categorical_accuracy: CategoricalAccuracy,
  CategoricalAccuracy,
  categoricalCrossentropy: CategoricalCrossentropy,
  categorical_crossentropy: CategoricalCrossentropy,
  CategoricalCrossentropy,
  categoricalHinge: CategoricalHinge,
  categorical_hinge: CategoricalHinge,
  CategoricalHinge,
  cosineSimilarity: CosineSimilarity,
  cosine_similarity: CosineSimilarity,
  CosineSimilarity,
  f1Score: F1Score,
  f1_score: F1Score,
  F1Score,
  fBetaScore: FBetaScore,
  fbeta_score: FBetaScore,
  FBetaScore,
  falseNegatives: FalseNegatives,
  false_negatives: FalseNegatives,
  FalseNegatives,
  falsePositives: FalsePositives,
  false_positives: FalsePositives,
  FalsePositives,
  hinge: Hinge,
  Hinge,
  klDivergence: KLDivergence,
  kl_divergence: KLDivergence,
  KLDivergence,
  logCoshError: LogCoshError,
  log_cosh_error: LogCoshError,
  LogCoshError,
  mean: Mean,
  Mean,
  meanAbsoluteError: MeanAbsoluteError,
  mean_absolute_error: MeanAbsoluteError,
  MeanAbsoluteError,
  meanAbsolutePercentageError: MeanAbsolutePercentageError,
  mean_absolute_percentage_error: MeanAbsolutePercentageError,
  MeanAbsolutePercentageError,
  meanSquaredError: MeanSquaredError,
  mean_squared_error: MeanSquaredError,
  MeanSquaredError,
  meanSquaredLogarithmicError: MeanSquaredLogarithmicError,
  mean_squared_logarithmic_error: MeanSquaredLogarithmicError,
  MeanSquaredLogarithmicError,
  poisson: Poisson,
  Poisson,
  precision: Precision,
  Precision,
  recall: Recall,
  Recall,
  rootMeanSquaredError: RootMeanSquaredError,
  root_mean_squared_error: RootMeanSquaredError,
  RootMeanSquaredError,
  sparseCategoricalAccuracy: SparseCategoricalAccuracy,
  sparse_categorical_accuracy: SparseCategoricalAccuracy,
  SparseCategoricalAccuracy,
  sparseCategoricalCrossentropy: SparseCategoricalCrossentropy,
  sparse_categorical_crossentropy: SparseCategoricalCrossentropy,
  SparseCategoricalCrossentropy,
  sparseTopKCategoricalAccuracy: SparseTopKCategoricalAccuracy,
  sparse_top_k_categorical_accuracy: SparseTopKCategoricalAccuracy,
  SparseTopKCategoricalAccuracy,
  squaredHinge: SquaredHinge,
  squared_hinge: SquaredHinge,
  SquaredHinge,
  sum: Sum,
  Sum,
  topKCategoricalAccuracy: TopKCategoricalAccuracy,
  top_k_categorical_accuracy: TopKCategoricalAccuracy,
  TopKCategoricalAccuracy,
  trueNegatives: TrueNegatives,
  true_negatives: TrueNegatives,
  TrueNegatives,
  truePositives: TruePositives,
  true_positives: TruePositives,
  TruePositives,
  r2Score: R2Score,
  r2_score: R2Score,
  R2Score,
  pearsonCorrelation: PearsonCorrelation,
  pearson_correlation: PearsonCorrelation,
  PearsonCorrelation,
  concordanceCorrelation: ConcordanceCorrelation,
  concordance_correlation: ConcordanceCorrelation,
  ConcordanceCorrelation,
  binaryIoU: BinaryIoU,
  binary_io_u: BinaryIoU,
  BinaryIoU,
  mse: MeanSquaredError,
  mae: MeanAbsoluteError,
  mape: MeanAbsolutePercentageError,
  msle: MeanSquaredLogarithmicError,
  bce: BinaryCrossentropy,
  kld: KLDivergence,
  logcosh: LogCoshError,
  logCosh: LogCoshError,
  log_cosh: LogCoshError,
};

/** The metrics that need an argument, for configs only. */
const withArguments = {
  IoU,
  MeanIoU,
  OneHotIoU,
  OneHotMeanIoU,
  PrecisionAtRecall,
  RecallAtPrecision,
  SensitivityAtSpecificity,
  SpecificityAtSensitivity,
};

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

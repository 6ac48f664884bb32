/** All metrics. */

export * from './all.ts';
export { MeanMetricWrapper, type MetricFunction } from './mean-metric-wrapper.ts';
export * from './metric.ts';
export {
  getMetric,
  type MetricIdentifier,
  type MetricName,
  type PlainMetricName,
  type SerializedMetric,
  type ShapedMetricName,
} from './names.ts';
export * from './with-arguments.ts';

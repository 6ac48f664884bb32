/** `oxigrad/deploy`: from a trained model to a small file that runs without the library. */

export { type ExportOptions, exportArtifact } from './export.ts';
export type { AnyModel } from './inference.ts';
export type { Labelled, Latency, Measured } from './measure.ts';
export { exportModule, type KernelOptions, type ModuleOptions, withKernels } from './module.ts';
export { type OptimizeOptions, type OptimizeResult, optimize, type Technique } from './optimize.ts';
export type { Candidate, Result } from './pareto.ts';
export { type Pruned, type PrunedLayer, type PruneOptions, pruneStructure } from './prune.ts';
export type { PerWeight, Quantization, QuantizedWeight, WeightBits } from './quantize.ts';
export {
  type BitsEffect,
  type MixedPrecisionOptions,
  mixedPrecision,
  type SensitivityOptions,
  sensitivity,
  type WeightSensitivity,
} from './sensitivity.ts';

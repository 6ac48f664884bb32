/** `oxigrad/deploy`: from a trained model to a small file that runs without the library. */

export { type ExportOptions, exportArtifact } from './export.ts';
export type { AnyModel } from './inference.ts';
export type { Quantization, QuantizedWeight, WeightBits } from './quantize.ts';

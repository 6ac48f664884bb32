/** Normalisations. */

export { type BatchNormalizationOptions, batchNormalization } from './batch-normalization.ts';
export {
  type LayerNormalizationOptions,
  layerNormalization,
  rmsNormalization,
} from './layer-normalization.ts';

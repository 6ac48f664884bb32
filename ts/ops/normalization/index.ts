/** Normalisations. */

export { batchNormalization, type ChannelNormalizationOptions } from './batch-normalization.ts';
export {
  layerNormalization,
  type RowNormalizationOptions,
  rmsNormalization,
} from './layer-normalization.ts';

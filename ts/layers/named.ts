/** Layers of convolutional networks as the full entry has them: they know all names. */

import { Conv1D as LeanConv1D, Conv2D as LeanConv2D, Conv3D as LeanConv3D } from './convolutional/conv.ts';
import {
  Conv1DTranspose as LeanConv1DTranspose,
  Conv2DTranspose as LeanConv2DTranspose,
  Conv3DTranspose as LeanConv3DTranspose,
} from './convolutional/conv-transpose.ts';
import {
  DepthwiseConv1D as LeanDepthwiseConv1D,
  DepthwiseConv2D as LeanDepthwiseConv2D,
} from './convolutional/depthwise-conv.ts';
import {
  SeparableConv1D as LeanSeparableConv1D,
  SeparableConv2D as LeanSeparableConv2D,
} from './convolutional/separable-conv.ts';
import { named } from './names.ts';
import { BatchNormalization as LeanBatchNormalization } from './normalization/batch-normalization.ts';
import { GroupNormalization as LeanGroupNormalization } from './normalization/group-normalization.ts';
import { LayerNormalization as LeanLayerNormalization } from './normalization/layer-normalization.ts';
import { layerNames, weightNames } from './tables.ts';

/** A convolution over steps, which knows all names. */
export const Conv1D: typeof LeanConv1D = /* @__PURE__ */ named(LeanConv1D, layerNames);
/** A convolution over steps. */
export type Conv1D = LeanConv1D;

/** A convolution over images, which knows all names. */
export const Conv2D: typeof LeanConv2D = /* @__PURE__ */ named(LeanConv2D, layerNames);
/** A convolution over images. */
export type Conv2D = LeanConv2D;

/** A convolution over volumes, which knows all names. */
export const Conv3D: typeof LeanConv3D = /* @__PURE__ */ named(LeanConv3D, layerNames);
/** A convolution over volumes. */
export type Conv3D = LeanConv3D;

/** A transposed convolution over steps, which knows all names. */
export const Conv1DTranspose: typeof LeanConv1DTranspose = /* @__PURE__ */ named(
  LeanConv1DTranspose,
  layerNames,
);
/** A transposed convolution over steps. */
export type Conv1DTranspose = LeanConv1DTranspose;

/** A transposed convolution over images, which knows all names. */
export const Conv2DTranspose: typeof LeanConv2DTranspose = /* @__PURE__ */ named(
  LeanConv2DTranspose,
  layerNames,
);
/** A transposed convolution over images. */
export type Conv2DTranspose = LeanConv2DTranspose;

/** A transposed convolution over volumes, which knows all names. */
export const Conv3DTranspose: typeof LeanConv3DTranspose = /* @__PURE__ */ named(
  LeanConv3DTranspose,
  layerNames,
);
/** A transposed convolution over volumes. */
export type Conv3DTranspose = LeanConv3DTranspose;

/** A convolution of each channel over steps, which knows all names. */
export const DepthwiseConv1D: typeof LeanDepthwiseConv1D = /* @__PURE__ */ named(
  LeanDepthwiseConv1D,
  layerNames,
);
/** A convolution of each channel over steps. */
export type DepthwiseConv1D = LeanDepthwiseConv1D;

/** A convolution of each channel over images, which knows all names. */
export const DepthwiseConv2D: typeof LeanDepthwiseConv2D = /* @__PURE__ */ named(
  LeanDepthwiseConv2D,
  layerNames,
);
/** A convolution of each channel over images. */
export type DepthwiseConv2D = LeanDepthwiseConv2D;

/** A separable convolution over steps, which knows all names. */
export const SeparableConv1D: typeof LeanSeparableConv1D = /* @__PURE__ */ named(
  LeanSeparableConv1D,
  layerNames,
);
/** A separable convolution over steps. */
export type SeparableConv1D = LeanSeparableConv1D;

/** A separable convolution over images, which knows all names. */
export const SeparableConv2D: typeof LeanSeparableConv2D = /* @__PURE__ */ named(
  LeanSeparableConv2D,
  layerNames,
);
/** A separable convolution over images. */
export type SeparableConv2D = LeanSeparableConv2D;

/** Normalisation by the statistics of the batch, which knows all names. */
export const BatchNormalization: typeof LeanBatchNormalization = /* @__PURE__ */ named(
  LeanBatchNormalization,
  weightNames,
);
/** Normalisation by the statistics of the batch. */
export type BatchNormalization = LeanBatchNormalization;

/** Normalisation of groups of channels, which knows all names. */
export const GroupNormalization: typeof LeanGroupNormalization = /* @__PURE__ */ named(
  LeanGroupNormalization,
  weightNames,
);
/** Normalisation of groups of channels. */
export type GroupNormalization = LeanGroupNormalization;

/** Normalisation of each sample, which knows all names. */
export const LayerNormalization: typeof LeanLayerNormalization = /* @__PURE__ */ named(
  LeanLayerNormalization,
  weightNames,
);
/** Normalisation of each sample. */
export type LayerNormalization = LeanLayerNormalization;

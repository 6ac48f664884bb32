/** All layers. This lean entry takes functions and instances where `oxigrad` also takes names. */

export type { Config } from '../config/config.ts';
export { ELU, type ELUOptions } from './activations/elu.ts';
export { LeakyReLU, type LeakyReLUOptions } from './activations/leaky-relu.ts';
export { PReLU, type PReLUOptions } from './activations/prelu.ts';
export { ReLU, type ReLUOptions } from './activations/relu.ts';
export { Softmax, type SoftmaxOptions } from './activations/softmax.ts';
export { AdditiveAttention } from './attention/additive-attention.ts';
export {
  Attention,
  type AttentionOptions,
  type ScoredAttentionCallOptions,
  type ScoredAttentionOptions,
} from './attention/attention.ts';
export { EinsumDense, type EinsumDenseOptions } from './attention/einsum-dense.ts';
export {
  GroupedQueryAttention,
  GroupedQueryAttention as GroupQueryAttention,
} from './attention/grouped-query-attention.ts';
export type { AttentionCallOptions, HeadedAttentionOptions } from './attention/headed-attention.ts';
export { MultiHeadAttention, type MultiHeadAttentionOptions } from './attention/multi-head-attention.ts';
export { clearSession } from './auto-name.ts';
export type { ConvLayerOptions } from './convolutional/base-conv.ts';
export { Conv1D, type Conv1DOptions, Conv2D, Conv3D } from './convolutional/conv.ts';
export {
  Conv1DTranspose,
  Conv2DTranspose,
  Conv3DTranspose,
  type ConvTransposeLayerOptions,
} from './convolutional/conv-transpose.ts';
export {
  DepthwiseConv1D,
  DepthwiseConv2D,
  type DepthwiseConvOptions,
} from './convolutional/depthwise-conv.ts';
export {
  SeparableConv1D,
  SeparableConv2D,
  type SeparableConvOptions,
} from './convolutional/separable-conv.ts';
export { Activation } from './core/activation.ts';
export { Dense, type DenseOptions } from './core/dense.ts';
export { Input, InputLayer, type InputOptions } from './core/input-layer.ts';
export { Embedding, type EmbeddingOptions } from './embedding/embedding.ts';
export { Masking, type MaskingOptions } from './embedding/masking.ts';
export { type BatchShape, KerasTensor } from './keras-tensor.ts';
export {
  type AnyLayer,
  type BatchShapes,
  type CallOptions,
  type FromConfigOptions,
  Layer,
  type LayerClass,
  type LayerOptions,
  type WeightOptions,
} from './layer.ts';
export { Add } from './merging/add.ts';
export { Average } from './merging/average.ts';
export { Concatenate, type ConcatenateOptions } from './merging/concatenate.ts';
export { Dot, type DotOptions } from './merging/dot.ts';
export { Maximum } from './merging/maximum.ts';
export { Minimum } from './merging/minimum.ts';
export { Multiply } from './merging/multiply.ts';
export { Subtract } from './merging/subtract.ts';
export type {
  ActivationIdentifier,
  ConstraintIdentifier,
  InitializerIdentifier,
  RegularizerIdentifier,
} from './names.ts';
export { BatchNormalization, type BatchNormalizationOptions } from './normalization/batch-normalization.ts';
export { GroupNormalization, type GroupNormalizationOptions } from './normalization/group-normalization.ts';
export {
  LayerNormalization,
  type LayerNormalizationOptions,
  RMSNormalization,
  type RMSNormalizationOptions,
} from './normalization/layer-normalization.ts';
export { Normalization, type NormalizationOptions } from './normalization/normalization.ts';
export { UnitNormalization, type UnitNormalizationOptions } from './normalization/unit-normalization.ts';
export {
  AdaptiveAveragePooling1D,
  AdaptiveAveragePooling2D,
  AdaptiveAveragePooling3D,
  AdaptiveMaxPooling1D,
  AdaptiveMaxPooling2D,
  AdaptiveMaxPooling3D,
  type AdaptivePoolingOptions,
} from './pooling/adaptive-pooling.ts';
export {
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling3D,
  type GlobalPoolingOptions,
} from './pooling/global-pooling.ts';
export {
  AveragePooling1D,
  AveragePooling2D,
  AveragePooling3D,
  MaxPooling1D,
  MaxPooling2D,
  MaxPooling3D,
  type MaxPoolingOptions,
  type PoolingOptions,
} from './pooling/pooling.ts';
export { Rescaling, type RescalingOptions } from './preprocessing/rescaling.ts';
export { Resizing, type ResizingOptions } from './preprocessing/resizing.ts';
export {
  Bidirectional,
  type BidirectionalOptions,
  type MergeMode,
  type RecurrentLayer,
} from './recurrent/bidirectional.ts';
export { RNNCell } from './recurrent/cell.ts';
export { GRU, type GRUOptions } from './recurrent/gru.ts';
export { GRUCell, type GRUCellOptions } from './recurrent/gru-cell.ts';
export { LSTM, type LSTMOptions } from './recurrent/lstm.ts';
export { LSTMCell, type LSTMCellOptions } from './recurrent/lstm-cell.ts';
export { RNN, type RNNCallOptions, type RNNOptions } from './recurrent/rnn.ts';
export { SimpleRNN, type SimpleRNNOptions } from './recurrent/simple-rnn.ts';
export { SimpleRNNCell } from './recurrent/simple-rnn-cell.ts';
export { StackedRNNCells } from './recurrent/stacked-rnn-cells.ts';
export type { GatedCellOptions, RecurrentCellOptions } from './recurrent/standard-cell.ts';
export { TimeDistributed } from './recurrent/time-distributed.ts';
export {
  ActivityRegularization,
  type ActivityRegularizationOptions,
} from './regularization/activity-regularization.ts';
export { Dropout, type DropoutOptions } from './regularization/dropout.ts';
export { GaussianDropout } from './regularization/gaussian-dropout.ts';
export { GaussianNoise } from './regularization/gaussian-noise.ts';
export type { RandomLayerOptions } from './regularization/random-layer.ts';
export { Cropping1D, Cropping2D, Cropping3D, type CroppingOptions } from './reshaping/cropping.ts';
export { type DataFormat, Flatten, type FlattenOptions } from './reshaping/flatten.ts';
export { Permute } from './reshaping/permute.ts';
export { RepeatVector } from './reshaping/repeat-vector.ts';
export { Reshape } from './reshaping/reshape.ts';
export {
  UpSampling1D,
  UpSampling2D,
  type UpSampling2DOptions,
  UpSampling3D,
  type UpSamplingOptions,
} from './reshaping/up-sampling.ts';
export {
  ZeroPadding1D,
  ZeroPadding2D,
  ZeroPadding3D,
  type ZeroPaddingOptions,
} from './reshaping/zero-padding.ts';

/** All layers. This lean entry takes functions and instances where `oxigrad` also takes names. */

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
export type { Config } from './config.ts';
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
export { clearSession } from './naming.ts';
export { Rescaling, type RescalingOptions } from './preprocessing/rescaling.ts';
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
export { type DataFormat, Flatten, type FlattenOptions } from './reshaping/flatten.ts';
export { Permute } from './reshaping/permute.ts';
export { RepeatVector } from './reshaping/repeat-vector.ts';
export { Reshape } from './reshaping/reshape.ts';

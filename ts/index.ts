/**
 * The full entry: everything public by its name. Losses and metrics of one name are told apart by their
 * namespaces, `losses.MeanSquaredError` and `metrics.MeanSquaredError`; the flat name is that of the loss.
 */

import { activationName, getActivation } from './activations/names.ts';
import { getInitializer } from './initializers/names.ts';
import { PReLU as LeanPReLU } from './layers/activations/prelu.ts';
import { EinsumDense as LeanEinsumDense } from './layers/attention/einsum-dense.ts';
import { GroupedQueryAttention as LeanGroupedQueryAttention } from './layers/attention/grouped-query-attention.ts';
import { MultiHeadAttention as LeanMultiHeadAttention } from './layers/attention/multi-head-attention.ts';
import { Activation as LeanActivation } from './layers/core/activation.ts';
import { Dense as LeanDense } from './layers/core/dense.ts';
import { Embedding as LeanEmbedding } from './layers/embedding/embedding.ts';
import type { KerasTensor } from './layers/keras-tensor.ts';
import { Layer as LeanLayer } from './layers/layer.ts';
import { named } from './layers/names.ts';
import { GRU as LeanGRU } from './layers/recurrent/gru.ts';
import { GRUCell as LeanGRUCell } from './layers/recurrent/gru-cell.ts';
import { LSTM as LeanLSTM } from './layers/recurrent/lstm.ts';
import { LSTMCell as LeanLSTMCell } from './layers/recurrent/lstm-cell.ts';
import { RNN as LeanRNN } from './layers/recurrent/rnn.ts';
import { SimpleRNN as LeanSimpleRNN } from './layers/recurrent/simple-rnn.ts';
import { SimpleRNNCell as LeanSimpleRNNCell } from './layers/recurrent/simple-rnn-cell.ts';
import { layerNames, weightNames } from './layers/tables.ts';
import { Model as LeanModel } from './models/model.ts';
import { Sequential as LeanSequential } from './models/sequential.ts';
import { trainingNames } from './models/tables.ts';
import type { Tensor } from './tensor/tensor.ts';

export * as activations from './activations/index.ts';
export * from './callbacks/index.ts';
export type { Config } from './config/config.ts';
export {
  Constraint,
  type ConstraintIdentifier,
  type ConstraintName,
  getConstraint,
  MaxNorm,
  MinMaxNorm,
  NonNeg,
  UnitNorm,
} from './constraints/index.ts';
export * from './core.ts';
export { toCategorical } from './data/categorical.ts';
export { Dataset, type DatasetSource } from './data/dataset.ts';
export { normalize } from './data/normalize.ts';
export { type SplitOptions, shuffle, trainTestSplit } from './data/split.ts';
export type { TruncatedNormalOptions } from './initializers/index.ts';
export * from './initializers/index.ts';
export type { DropoutOptions, SoftmaxOptions } from './layers/index.ts';
export * from './layers/index.ts';
export * as layers from './layers/index.ts';
export {
  BatchNormalization,
  Conv1D,
  Conv1DTranspose,
  Conv2D,
  Conv2DTranspose,
  Conv3D,
  Conv3DTranspose,
  DepthwiseConv1D,
  DepthwiseConv2D,
  GroupNormalization,
  LayerNormalization,
  SeparableConv1D,
  SeparableConv2D,
} from './layers/named.ts';
export * as losses from './losses/index.ts';
export {
  BinaryCrossentropy,
  BinaryFocalCrossentropy,
  CategoricalCrossentropy,
  CategoricalFocalCrossentropy,
  CategoricalHinge,
  CosineSimilarity,
  Dice,
  getLoss,
  Hinge,
  Huber,
  KLDivergence,
  LogCosh,
  Loss,
  type LossFunction,
  LossFunctionWrapper,
  type LossIdentifier,
  type LossName,
  type LossOptions,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
  Poisson,
  type Reduction,
  SparseCategoricalCrossentropy,
  SquaredHinge,
  Tversky,
} from './losses/index.ts';
export * as metrics from './metrics/index.ts';
export {
  Accuracy,
  AUC,
  BinaryAccuracy,
  CategoricalAccuracy,
  F1Score,
  FalseNegatives,
  FalsePositives,
  FBetaScore,
  getMetric,
  LogCoshError,
  Mean,
  MeanMetricWrapper,
  Metric,
  type MetricFunction,
  type MetricIdentifier,
  type MetricName,
  type MetricOptions,
  Precision,
  PrecisionAtRecall,
  Recall,
  RecallAtPrecision,
  RootMeanSquaredError,
  SensitivityAtSpecificity,
  SparseCategoricalAccuracy,
  SparseTopKCategoricalAccuracy,
  SpecificityAtSensitivity,
  Sum,
  TopKCategoricalAccuracy,
  TrueNegatives,
  TruePositives,
} from './metrics/index.ts';
export * from './models/index.ts';
export type { LoadOptions } from './models/load.ts';
export { loadModel, modelFromConfig } from './models/named.ts';
export * from './optimizers/index.ts';
export * from './regularizers/index.ts';
export * from './schedules/index.ts';

/** A layer; as the base of layers of your own it knows the names of initializers. */
export const Layer: typeof LeanLayer = /* @__PURE__ */ named(LeanLayer, { initializer: getInitializer });
/** A layer. */
export type Layer<Output extends Tensor | Tensor[] = Tensor> = LeanLayer<Output>;

/** A densely connected layer, which knows all names. */
export const Dense: typeof LeanDense = /* @__PURE__ */ named(LeanDense, layerNames);
/** A densely connected layer. */
export type Dense = LeanDense;

/** A ReLU that learns its slope, which knows all names. */
export const PReLU: typeof LeanPReLU = /* @__PURE__ */ named(LeanPReLU, weightNames);
/** A ReLU that learns its slope. */
export type PReLU = LeanPReLU;

/** An activation as a layer, which knows all names. */
export const Activation: typeof LeanActivation = /* @__PURE__ */ named(LeanActivation, {
  activation: getActivation,
  activationName,
});
/** An activation as a layer. */
export type Activation = LeanActivation;

/** A fully connected recurrent layer, which knows all names. */
export const SimpleRNN: typeof LeanSimpleRNN = /* @__PURE__ */ named(LeanSimpleRNN, layerNames);
/** A fully connected recurrent layer. */
export type SimpleRNN<Output extends Tensor | Tensor[] = Tensor> = LeanSimpleRNN<Output>;

/** Long short-term memory, which knows all names. */
export const LSTM: typeof LeanLSTM = /* @__PURE__ */ named(LeanLSTM, layerNames);
/** Long short-term memory. */
export type LSTM<Output extends Tensor | Tensor[] = Tensor> = LeanLSTM<Output>;

/** Gated recurrent units, which knows all names. */
export const GRU: typeof LeanGRU = /* @__PURE__ */ named(LeanGRU, layerNames);
/** Gated recurrent units. */
export type GRU<Output extends Tensor | Tensor[] = Tensor> = LeanGRU<Output>;

/** One step of SimpleRNN, which knows all names. */
export const SimpleRNNCell: typeof LeanSimpleRNNCell = /* @__PURE__ */ named(LeanSimpleRNNCell, layerNames);
/** One step of SimpleRNN. */
export type SimpleRNNCell = LeanSimpleRNNCell;

/** One step of LSTM, which knows all names. */
export const LSTMCell: typeof LeanLSTMCell = /* @__PURE__ */ named(LeanLSTMCell, layerNames);
/** One step of LSTM. */
export type LSTMCell = LeanLSTMCell;

/** One step of GRU, which knows all names. */
export const GRUCell: typeof LeanGRUCell = /* @__PURE__ */ named(LeanGRUCell, layerNames);
/** One step of GRU. */
export type GRUCell = LeanGRUCell;

/** Cells over sequences, which knows all names. */
export const RNN: typeof LeanRNN = /* @__PURE__ */ named(LeanRNN, layerNames);
/** Cells over sequences. */
export type RNN<Output extends Tensor | Tensor[] = Tensor> = LeanRNN<Output>;

/** Vectors for whole numbers, which knows all names. */
export const Embedding: typeof LeanEmbedding = /* @__PURE__ */ named(LeanEmbedding, layerNames);
/** Vectors for whole numbers. */
export type Embedding = LeanEmbedding;

/** A dense layer over axes named by an equation, which knows all names. */
export const EinsumDense: typeof LeanEinsumDense = /* @__PURE__ */ named(LeanEinsumDense, layerNames);
/** A dense layer over axes named by an equation. */
export type EinsumDense = LeanEinsumDense;

/** Attention of several heads, which knows all names. */
export const MultiHeadAttention: typeof LeanMultiHeadAttention = /* @__PURE__ */ named(
  LeanMultiHeadAttention,
  layerNames,
);
/** Attention of several heads. */
export type MultiHeadAttention<Output extends Tensor | Tensor[] = Tensor> = LeanMultiHeadAttention<Output>;

/** Attention whose heads share keys and values, which knows all names. */
export const GroupedQueryAttention: typeof LeanGroupedQueryAttention = /* @__PURE__ */ named(
  LeanGroupedQueryAttention,
  layerNames,
);
/** Attention whose heads share keys and values. */
export type GroupedQueryAttention<Output extends Tensor | Tensor[] = Tensor> =
  LeanGroupedQueryAttention<Output>;

/** A model, which knows the names of losses, metrics and optimizers. */
export const Model: typeof LeanModel = /* @__PURE__ */ named(LeanModel, trainingNames);
/** A model. */
export type Model<Outputs extends KerasTensor | KerasTensor[] = KerasTensor> = LeanModel<Outputs>;

/** A stack of layers, which knows the names of losses, metrics and optimizers. */
export const Sequential: typeof LeanSequential = /* @__PURE__ */ named(LeanSequential, trainingNames);
/** A stack of layers. */
export type Sequential = LeanSequential;

/** What layers, their calls and their weights may be told. */

import type { Constraint } from '../constraints/constraint.ts';
import type { Regularizer } from '../regularizers/regularizer.ts';
import type { DType } from '../tensor/dtype.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { BatchShape } from './keras-tensor.ts';
import type { InitializerIdentifier } from './names.ts';

/** Options of every layer. */
export interface LayerOptions {
  /** Unique in its model; default from the class: `dense`, `dense_1`, … */
  readonly name?: string;
  /** Whether training changes its weights. Default `true`. */
  readonly trainable?: boolean;
  /** The dtype of its weights. Default `'float32'`. */
  readonly dtype?: DType;
  /** The shape of one sample: as the first layer of a Sequential it builds the model at once. */
  readonly inputShape?: BatchShape;
}

/** What a call may be told. */
export interface CallOptions {
  /** Whether dropout drops and batch statistics are of the batch. Default: that of the call around it, or `false`. */
  readonly training?: boolean;
  /** bool, true where a step counts. Default: the mask that came with the input. */
  readonly mask?: Tensor;
}

/** Options of `addWeight`. */
export interface WeightOptions {
  /** Default Glorot uniform, for the layers of oxigrad; required for layers of your own. */
  readonly initializer: InitializerIdentifier;
  readonly regularizer?: Regularizer | undefined;
  readonly constraint?: Constraint | undefined;
  /** Whether training changes it. Default `true`. */
  readonly trainable?: boolean;
  /** Default: the layer's. */
  readonly dtype?: DType;
}

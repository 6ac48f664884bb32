/** Where a model's data enters (keras.Input, keras.layers.InputLayer). */

import { type Config, dtypeOf } from '../../config/config.ts';
import { type First, withFirst } from '../../config/first.ts';
import { ShapeError, showShape } from '../../errors.ts';
import type { DType } from '../../tensor/dtype.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type BatchShape, CallNode, type KerasTensor } from '../keras-tensor.ts';
import { type AnyLayer, Layer, type SamplesApart } from '../layer.ts';

/** Options of {@link Input}. */
export interface InputOptions {
  /** The shape of one sample, without the batch axis; `null` for sizes that vary. */
  readonly shape?: BatchShape;
  /** The number of samples in every batch, where it is fixed. */
  readonly batchSize?: number;
  /** Shape and batch size together. */
  readonly batchShape?: BatchShape;
  /** Data of other dtypes is converted. Default `'float32'`. */
  readonly dtype?: DType;
  readonly name?: string;
}

/** The layer behind {@link Input}. It passes on what it is given. */
export class InputLayer extends Layer {
  static override readonly className: string = 'InputLayer';
  static override readonly samplesApart: SamplesApart = true;

  readonly batchShape: BatchShape;

  constructor(first?: First<InputOptions, 'shape'>, rest?: InputOptions) {
    const options = withFirst('shape', first, rest);
    super({
      ...(options.name === undefined ? {} : { name: options.name }),
      dtype: options.dtype ?? 'float32',
    });
    const shape =
      options.batchShape ??
      (Array.isArray(options.shape) ? [options.batchSize ?? null, ...options.shape] : undefined);
    if (!Array.isArray(shape) || shape.some((size) => size !== null && !(Number.isInteger(size) && size > 0)))
      throw new ShapeError(
        this.where,
        'shape to be a list of whole sizes > 0, or null for those that vary',
        showShape((options.batchShape ?? options.shape) as BatchShape),
        'Give the shape of one sample, as in Input({ shape: [64] }).',
      );
    this.batchShape = [...shape];
    this.built = true;
    new CallNode(this, [], false, {}, [{ shape: this.batchShape, dtype: this.dtype }]);
  }

  override call(x: Tensor): Tensor {
    return x;
  }

  override computeOutputShape(): BatchShape {
    return this.batchShape;
  }

  override getConfig(): Config {
    return {
      batch_shape: this.batchShape,
      dtype: this.dtype,
      sparse: false,
      ragged: false,
      name: this.name,
      optional: false,
    };
  }

  static override fromConfig(config: Config): AnyLayer {
    const { batch_shape: batchShape, name, dtype = 'float32' } = config ?? {};
    return new InputLayer({
      batchShape: batchShape as BatchShape,
      dtype: dtypeOf(dtype, 'InputLayer.fromConfig'),
      ...(typeof name === 'string' ? { name } : {}),
    });
  }
}

/** A symbolic tensor to which layers are applied: `const x = Input({ shape: [64] })`. */
export function Input(options: InputOptions = {}): KerasTensor {
  return new InputLayer(options).output as KerasTensor;
}

/** Vectors for whole numbers, such as words (keras.layers.Embedding). */

import { type Config, numberIn, optionsFrom, serialize } from '../../config/config.ts';
import type { Constraint } from '../../constraints/constraint.ts';
import { checkWhole, type ValueError } from '../../errors.ts';
import type { Initializer } from '../../initializers/initializer.ts';
import { RandomUniform } from '../../initializers/random-uniform.ts';
import { notEqual } from '../../ops/compare/not-equal.ts';
import { embedding } from '../../ops/embedding/embedding.ts';
import { cast } from '../../ops/shape/cast.ts';
import type { Regularizer } from '../../regularizers/regularizer.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Variable } from '../../tensor/variable.ts';
import type { BatchShape } from '../keras-tensor.ts';
import {
  type AnyLayer,
  type BatchShapes,
  Layer,
  type LayerOptions,
  oneShape,
  type SamplesApart,
} from '../layer.ts';
import {
  type ConstraintIdentifier,
  type InitializerIdentifier,
  type RegularizerIdentifier,
  resolve,
} from '../names.ts';

/** Options of {@link Embedding}. */
export interface EmbeddingOptions extends LayerOptions {
  /** Default uniform in ±0.05. */
  readonly embeddingsInitializer?: InitializerIdentifier;
  readonly embeddingsRegularizer?: RegularizerIdentifier;
  readonly activityRegularizer?: RegularizerIdentifier;
  readonly embeddingsConstraint?: ConstraintIdentifier;
  /** Whether 0 stands for "no step": layers behind see a mask. Default `false`. */
  readonly maskZero?: boolean;
}

/**
 * Rows of a table (inputDim, outputDim) at whole numbers: input (…), output (…, outputDim). Throws a
 * {@link ValueError} that names the layer for a number outside the table, before any weight has changed.
 */
export class Embedding extends Layer {
  static override readonly className: string = 'Embedding';
  static override readonly samplesApart: SamplesApart = true;

  readonly inputDim: number;
  readonly outputDim: number;
  readonly maskZero: boolean;
  readonly embeddingsInitializer: Initializer;
  readonly embeddingsRegularizer: Regularizer | undefined;
  readonly embeddingsConstraint: Constraint | undefined;
  embeddings: Variable | undefined;

  constructor(inputDim: number, outputDim: number, options: EmbeddingOptions = {}) {
    super(options);
    const { where } = this;
    this.inputDim = checkWhole(where, 'inputDim', inputDim, 1);
    this.outputDim = checkWhole(where, 'outputDim', outputDim, 1);
    this.maskZero = options.maskZero ?? false;
    this.embeddingsInitializer = resolve(
      'initializer',
      options.embeddingsInitializer ?? new RandomUniform({ minval: -0.05, maxval: 0.05 }),
      where,
    );
    this.embeddingsRegularizer =
      options.embeddingsRegularizer && resolve('regularizer', options.embeddingsRegularizer, where);
    this.activityRegularizer =
      options.activityRegularizer && resolve('regularizer', options.activityRegularizer, where);
    this.embeddingsConstraint =
      options.embeddingsConstraint && resolve('constraint', options.embeddingsConstraint, where);
    this.supportsMasking = this.maskZero;
  }

  override build(): void {
    this.embeddings = this.addWeight('embeddings', [this.inputDim, this.outputDim], {
      initializer: this.embeddingsInitializer,
      regularizer: this.embeddingsRegularizer,
      constraint: this.embeddingsConstraint,
    });
  }

  override call(x: Tensor): Tensor {
    return embedding((this.embeddings as Variable).read(), cast(x, 'int32'), this.where);
  }

  override computeMask([x]: readonly Tensor[]): Tensor | undefined {
    return this.maskZero && x !== undefined ? notEqual(x, 0) : undefined;
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    return [...oneShape(this.where, inputShape), this.outputDim];
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      input_dim: this.inputDim,
      output_dim: this.outputDim,
      embeddings_initializer: serialize(this.embeddingsInitializer, 'keras.initializers'),
      embeddings_regularizer: serialize(this.embeddingsRegularizer, 'keras.regularizers'),
      activity_regularizer: serialize(this.activityRegularizer, 'keras.regularizers'),
      embeddings_constraint: serialize(this.embeddingsConstraint, 'keras.constraints'),
      mask_zero: this.maskZero,
      quantization_config: null,
    };
  }

  static override fromConfig(config: Config): AnyLayer {
    const where = 'Embedding.fromConfig';
    return new Embedding(
      numberIn(config, 'input_dim', where),
      numberIn(config, 'output_dim', where),
      optionsFrom(config, where),
    );
  }
}

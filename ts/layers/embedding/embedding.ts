/** Vectors for whole numbers, such as words (keras.layers.Embedding). */

import { type Config, numberIn, optionsFrom, serialize } from '../../config/config.ts';
import { checkWhole, type ValueError } from '../../errors.ts';
import { RandomUniform } from '../../initializers/random-uniform.ts';
import { notEqual } from '../../ops/compare/not-equal.ts';
import { embedding } from '../../ops/embedding/embedding.ts';
import { cast } from '../../ops/shape/cast.ts';
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
import { type RegularizerIdentifier, resolve } from '../names.ts';
import { type RulesOf, rulesConfig, type WeightRulesOptions, weightRules } from '../weight-rules.ts';

/** Options of {@link Embedding}. By default the embeddings are uniform in ±0.05. */
export interface EmbeddingOptions extends LayerOptions, WeightRulesOptions<'embeddings'> {
  readonly activityRegularizer?: RegularizerIdentifier;
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
  readonly rules: RulesOf<'embeddings'>;
  embeddings: Variable | undefined;

  constructor(inputDim: number, outputDim: number, options: EmbeddingOptions = {}) {
    super(options);
    const { where } = this;
    this.inputDim = checkWhole(where, 'inputDim', inputDim, 1);
    this.outputDim = checkWhole(where, 'outputDim', outputDim, 1);
    this.maskZero = options.maskZero ?? false;
    this.activityRegularizer =
      options.activityRegularizer && resolve('regularizer', options.activityRegularizer, where);
    const embeddings = new RandomUniform({ minval: -0.05, maxval: 0.05 });
    this.rules = weightRules(where, options, { embeddings });
    this.supportsMasking = this.maskZero;
  }

  override build(): void {
    this.embeddings = this.addWeight('embeddings', [this.inputDim, this.outputDim], this.rules.embeddings);
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
      activity_regularizer: serialize(this.activityRegularizer, 'keras.regularizers'),
      ...rulesConfig(this.rules),
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

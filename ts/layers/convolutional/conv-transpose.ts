/** Transposed convolutions (keras.layers.Conv1DTranspose, Conv2DTranspose, Conv3DTranspose). */

import { type Config, numberIn, optionsFrom } from '../../config/config.ts';
import { checkWhole, ShapeError, showShape } from '../../errors.ts';
import { GlorotUniform } from '../../initializers/glorot-uniform.ts';
import { convTranspose, transposedSize } from '../../ops/convolution/conv-transpose.ts';
import { type Padding, type Sizes, sizesOf } from '../../ops/convolution/geometry.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Variable } from '../../tensor/variable.ts';
import type { BatchShape } from '../keras-tensor.ts';
import type { AnyLayer, BatchShapes } from '../layer.ts';
import { type RulesOf, type WeightRulesOptions, weightRules } from '../weight-rules.ts';
import { sizesIn } from './config.ts';
import { WindowLayer, type WindowLayerOptions } from './window-layer.ts';

/** Options of a transposed convolution. */
export interface ConvTransposeLayerOptions extends WindowLayerOptions, WeightRulesOptions<'kernel'> {
  /** Added to the size of the output at its end. Default: what makes it input · strides with `'same'`. */
  readonly outputPadding?: Sizes;
}

/** A transposed convolution: kernel (…kernelSize, filters, channels). */
export abstract class BaseConvTranspose extends WindowLayer {
  readonly filters: number;
  readonly outputPadding: readonly number[] | undefined;
  declare readonly rules: RulesOf<'kernel' | 'bias'>;
  kernel: Variable | undefined;

  constructor(rank: number, filters: number, kernelSize: Sizes, options: ConvTransposeLayerOptions) {
    super(rank, kernelSize, options);
    const { where } = this;
    this.filters = checkWhole(where, 'filters', filters, 1);
    const { outputPadding } = options;
    this.outputPadding =
      outputPadding === undefined ? undefined : sizesOf(where, 'outputPadding', outputPadding, rank, 0);
    this.rules = { ...this.rules, ...weightRules(where, options, { kernel: new GlorotUniform() }) };
  }

  override build(inputShape: BatchShapes): void {
    const { channels } = this.partsOf(inputShape);
    this.computeOutputShape(inputShape);
    const shape = [...this.kernelSize, this.filters, channels];
    this.kernel = this.addWeight('kernel', shape, this.rules.kernel);
    this.finishBuild(channels, this.filters);
  }

  protected override convolve(x: Tensor): Tensor {
    const { strides, dilationRate, outputPadding } = this;
    const padding = this.padding as Padding;
    const options = { strides, padding, dilationRate, outputPadding };
    return convTranspose(x, this.kernel as Variable, options, this.where);
  }

  protected override outputSizes(
    input: BatchShape,
    shape: BatchShape,
  ): { spatial: BatchShape; channels: number } {
    const spatial = input.map((size, axis) =>
      transposedSize(size, {
        kernel: this.kernelSize[axis] as number,
        stride: this.strides[axis] as number,
        dilation: this.dilationRate[axis] as number,
        padding: this.padding as Padding,
        outputPadding: this.outputPadding?.[axis],
      }),
    );
    if (spatial.some((size) => size !== null && size < 1))
      throw new ShapeError(
        this.where,
        'an output of sizes ≥ 1',
        `${showShape(spatial)} for an input of shape ${showShape(shape)}`,
      );
    return { spatial, channels: this.filters };
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      filters: this.filters,
      output_padding: this.outputPadding ?? null,
    };
  }
}

/** Input (batch, steps, channels), output (batch, steps, filters). */
export class Conv1DTranspose extends BaseConvTranspose {
  static override readonly className: string = 'Conv1DTranspose';

  constructor(filters: number, kernelSize: Sizes, options: ConvTransposeLayerOptions = {}) {
    super(1, filters, kernelSize, options);
  }

  static override fromConfig(config: Config): AnyLayer {
    const where = 'Conv1DTranspose.fromConfig';
    return new Conv1DTranspose(
      numberIn(config, 'filters', where),
      sizesIn(config, 'kernel_size', where),
      optionsFrom(config, where),
    );
  }
}

/** Input (batch, height, width, channels), output (batch, height, width, filters). */
export class Conv2DTranspose extends BaseConvTranspose {
  static override readonly className: string = 'Conv2DTranspose';

  constructor(filters: number, kernelSize: Sizes, options: ConvTransposeLayerOptions = {}) {
    super(2, filters, kernelSize, options);
  }

  static override fromConfig(config: Config): AnyLayer {
    const where = 'Conv2DTranspose.fromConfig';
    return new Conv2DTranspose(
      numberIn(config, 'filters', where),
      sizesIn(config, 'kernel_size', where),
      optionsFrom(config, where),
    );
  }
}

/** Input (batch, depth, height, width, channels), output (batch, depth, height, width, filters). */
export class Conv3DTranspose extends BaseConvTranspose {
  static override readonly className: string = 'Conv3DTranspose';

  constructor(filters: number, kernelSize: Sizes, options: ConvTransposeLayerOptions = {}) {
    super(3, filters, kernelSize, options);
  }

  static override fromConfig(config: Config): AnyLayer {
    const where = 'Conv3DTranspose.fromConfig';
    return new Conv3DTranspose(
      numberIn(config, 'filters', where),
      sizesIn(config, 'kernel_size', where),
      optionsFrom(config, where),
    );
  }
}

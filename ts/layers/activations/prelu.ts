/** A ReLU that learns its slope below zero (keras.layers.PReLU; He et al., 2015). */

import type { Config } from '../../config/config.ts';
import { type First, withFirst } from '../../config/first.ts';
import { ShapeError, showShape } from '../../errors.ts';
import { Zeros } from '../../initializers/zeros.ts';
import { relu } from '../../ops/activation/relu.ts';
import { multiply } from '../../ops/arithmetic/multiply.ts';
import { negative } from '../../ops/arithmetic/negative.ts';
import { subtract } from '../../ops/arithmetic/subtract.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Variable } from '../../tensor/variable.ts';
import { type BatchShapes, Layer, type LayerOptions, oneShape, type SamplesApart } from '../layer.ts';
import { type RulesOf, rulesConfig, type WeightRulesOptions, weightRules } from '../weight-rules.ts';

/** Options of {@link PReLU}. By default alpha starts as zeros. */
export interface PReLUOptions extends LayerOptions, WeightRulesOptions<'alpha'> {
  /** Axes, counted from 1, along which all values share one slope. Default: none. */
  readonly sharedAxes?: readonly number[];
}

/** `x` where x ≥ 0, else `alpha · x`; alpha has the shape of a sample. */
export class PReLU extends Layer {
  static override readonly className: string = 'PReLU';
  static override readonly samplesApart: SamplesApart = true;

  readonly rules: RulesOf<'alpha'>;
  readonly sharedAxes: readonly number[] | undefined;
  alpha: Variable | undefined;

  constructor(first?: First<PReLUOptions, 'alphaInitializer'>, rest?: PReLUOptions) {
    const options = withFirst('alphaInitializer', first, rest);
    super(options);
    this.rules = weightRules(this.where, options, { alpha: new Zeros() });
    this.sharedAxes = options.sharedAxes;
    this.supportsMasking = true;
  }

  override build(inputShape: BatchShapes): void {
    const shape = oneShape(this.where, inputShape)
      .slice(1)
      .map((size, axis) => (this.sharedAxes?.includes(axis + 1) ? 1 : size));
    if (shape.includes(null))
      throw new ShapeError(
        this.where,
        'sizes that are known, or shared',
        showShape(shape),
        'Name the axes that vary in sharedAxes.',
      );
    this.alpha = this.addWeight('alpha', shape as number[], this.rules.alpha);
  }

  override call(x: Tensor): Tensor {
    this.computeOutputShape(x.shape);
    return subtract(relu(x), multiply(this.alpha as Variable, relu(negative(x))));
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShapes {
    const shape = oneShape(this.where, inputShape);
    const slopes = this.alpha?.shape;
    const fits =
      slopes === undefined ||
      (shape.length === slopes.length + 1 &&
        slopes.every((size, axis) => size === shape[axis + 1] || this.sharedAxes?.includes(axis + 1)));
    if (!fits)
      throw new ShapeError(
        this.where,
        `samples that fit slopes of shape ${showShape(slopes)}`,
        showShape(shape),
        'It was built for those.',
      );
    return shape;
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      ...rulesConfig(this.rules),
      shared_axes: this.sharedAxes ?? null,
    };
  }
}

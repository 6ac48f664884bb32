/** The same values in another shape (keras.layers.Reshape). */

import { type Config, optionsFrom } from '../../config/config.ts';
import { checkList, ShapeError, showShape, ValueError } from '../../errors.ts';
import { reshape } from '../../ops/shape/reshape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { BatchShape } from '../keras-tensor.ts';
import {
  type AnyLayer,
  type BatchShapes,
  Layer,
  type LayerOptions,
  oneShape,
  type SamplesApart,
} from '../layer.ts';
import { knownSize } from './shapes.ts';

/** (n, …) → (n, …targetShape), row by row. One size may be -1: it is computed. */
export class Reshape extends Layer {
  static override readonly className: string = 'Reshape';
  static override readonly samplesApart: SamplesApart = true;

  readonly targetShape: readonly number[];

  constructor(targetShape: readonly number[], options: LayerOptions = {}) {
    super(options);
    const open = checkList(this.where, 'targetShape', targetShape).filter((size) => size === -1).length;
    if (open > 1 || Array.from(targetShape).some((size) => !Number.isInteger(size) || size < -1))
      throw new ValueError(
        this.where,
        'targetShape to have whole sizes, at most one -1',
        showShape(targetShape),
      );
    this.targetShape = [...targetShape];
    this.built = true;
  }

  override call(x: Tensor): Tensor {
    const target = this.#sizes(x.shape);
    return reshape(x, [x.shape[0] as number, ...(target as number[])]);
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    const shape = oneShape(this.where, inputShape);
    return [shape[0] ?? null, ...this.#sizes(shape)];
  }

  #sizes(shape: BatchShape): BatchShape {
    const size = knownSize(shape.slice(1));
    const known = this.targetShape.reduce((product, axis) => (axis === -1 ? product : product * axis), 1);
    const open = this.targetShape.includes(-1);
    if (size === null) return this.targetShape.map((axis) => (axis === -1 ? null : axis));
    if (open ? known === 0 || size % known !== 0 : size !== known)
      throw new ShapeError(
        this.where,
        `samples of ${open ? `a multiple of ${known}` : known} values for targetShape ${showShape(this.targetShape)}`,
        `an input of shape ${showShape(shape)} (${size} values a sample)`,
      );
    return this.targetShape.map((axis) => (axis === -1 ? size / known : axis));
  }

  override getConfig(): Config {
    return { ...super.getConfig(), target_shape: this.targetShape };
  }

  static override fromConfig(config: Config): AnyLayer {
    const { target_shape: targetShape, ...rest } = config ?? {};
    return new Reshape(targetShape as readonly number[], optionsFrom(rest, 'Reshape.fromConfig'));
  }
}

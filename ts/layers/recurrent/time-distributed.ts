/** A layer for every step of a sequence (keras.layers.TimeDistributed). */

import { type Config, optionsFrom } from '../../config/config.ts';
import { ShapeError, show, showShape, UnsupportedError, ValueError } from '../../errors.ts';
import { reshape } from '../../ops/shape/reshape.ts';
import { stack } from '../../ops/shape/stack.ts';
import { unstack } from '../../ops/shape/unstack.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { layerFrom } from '../deserialize.ts';
import type { BatchShape } from '../keras-tensor.ts';
import {
  type AnyLayer,
  type BatchShapes,
  type CallOptions,
  type FromConfigOptions,
  isShapeList,
  Layer,
  type LayerOptions,
  oneShape,
  type SamplesApart,
} from '../layer.ts';
import { serializeNested } from './nested.ts';

/**
 * Applies a layer to each step of (B, T, …) with the same weights: all steps at once, as B·T samples, where that is
 * the same; else one after the other, as where a batch normalization trains or a layer of one's own is inside.
 */
export class TimeDistributed extends Layer {
  static override readonly className: string = 'TimeDistributed';
  static override readonly samplesApart: SamplesApart = true;

  readonly layer: Layer;

  constructor(layer: AnyLayer, options: LayerOptions = {}) {
    super(options);
    if (!(layer instanceof Layer)) throw new ValueError(this.where, 'a layer', show(layer));
    this.layer = layer as Layer;
    this.supportsMasking = true;
  }

  #stepShape(inputShape: BatchShapes): BatchShape {
    const shape = oneShape(this.where, inputShape);
    if (shape.length < 3)
      throw new ShapeError(this.where, 'an input (batch, steps, …) of rank ≥ 3', showShape(shape));
    return [shape[0] ?? null, ...shape.slice(2)];
  }

  override build(inputShape: BatchShapes): void {
    this.layer._ensureBuilt([this.#stepShape(inputShape)], false);
  }

  override call(x: Tensor, { mask, ...options }: CallOptions = {}): Tensor {
    this.#stepShape(x.shape);
    const [batch = 0, steps = 0, ...rest] = x.shape;
    if (mask !== undefined && (mask.shape[0] !== batch || mask.shape[1] !== steps))
      throw new ShapeError(this.where, `a mask of shape (${batch}, ${steps}, …)`, showShape(mask.shape));
    const inner = mask !== undefined && mask.rank > 2 ? mask : undefined;
    if (steps > 0 && !samplesApart(this.layer, options.training ?? false)) {
      const masks = inner && unstack(inner, { axis: 1 });
      const each = unstack(x, { axis: 1 }).map((step, index) => this.#apply(step, masks?.[index], options));
      return stack(each, { axis: 1 });
    }
    const joined = inner && reshape(inner, [batch * steps, ...inner.shape.slice(2)]);
    const y = this.#apply(reshape(x, [batch * steps, ...rest]), joined, options);
    return reshape(y, [batch, steps, ...y.shape.slice(1)]);
  }

  #apply(x: Tensor, mask: Tensor | undefined, options: CallOptions): Tensor {
    const y = this.layer.apply(x, { ...options, ...(mask && { mask }) });
    if (Array.isArray(y)) throw new UnsupportedError(this.where, 'a layer of one output', 'one of several');
    return y;
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    const steps = oneShape(this.where, inputShape)[1] ?? null;
    const result = this.layer.computeOutputShape(this.#stepShape(inputShape));
    if (isShapeList(result))
      throw new UnsupportedError(this.where, 'a layer of one output', 'one of several');
    return [result[0] ?? null, steps, ...result.slice(1)];
  }

  override getConfig(): Config {
    return { ...super.getConfig(), layer: serializeNested(this.layer) };
  }

  static override fromConfig(config: Config, options: FromConfigOptions = {}): AnyLayer {
    const { layer, ...rest } = config ?? {};
    const where = 'TimeDistributed.fromConfig';
    return new TimeDistributed(layerFrom(layer, options, where), optionsFrom(rest, where));
  }
}

/** Whether a layer, and all inside it, compute each sample from that sample alone. */
function samplesApart(layer: AnyLayer, training: boolean): boolean {
  let owner = layer.constructor as typeof Layer;
  while (!Object.hasOwn(owner.prototype, 'call')) owner = Object.getPrototypeOf(owner);
  const apart = Object.hasOwn(owner, 'samplesApart') && owner.samplesApart;
  return (
    (typeof apart === 'function' ? apart(layer as never, training) : apart) &&
    // What it punishes is divided by the size of the batch.
    layer.activityRegularizer === undefined &&
    layer.sublayers.every((inner) => samplesApart(inner, training))
  );
}

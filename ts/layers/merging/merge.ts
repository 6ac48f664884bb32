/** What layers that merge several tensors into one share (keras.src.layers.merging.base_merge). */

import { ShapeError, showShape, ValueError } from '../../errors.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { BatchShape } from '../keras-tensor.ts';
import { type BatchShapes, isShapeList, Layer, type LayerOptions } from '../layer.ts';

/** A layer of several inputs whose shapes broadcast: `new Add().apply([a, b])`. */
export abstract class Merge extends Layer {
  constructor(options: LayerOptions = {}) {
    super(options);
    this.supportsMasking = true;
  }

  /** Two inputs as one; more are merged from the left. */
  protected abstract merge(a: Tensor, b: Tensor): Tensor;

  override build(inputShape: BatchShapes): void {
    this.computeOutputShape(inputShape);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const list = this.tensors(inputs);
    return list.slice(1).reduce((merged, next) => this.merge(merged, next), list[0] as Tensor);
  }

  /** The inputs, of which there must be several. */
  protected tensors(inputs: Tensor | Tensor[]): Tensor[] {
    if (!Array.isArray(inputs) || inputs.length < 1)
      throw new ValueError(
        this.where,
        'a list of tensors',
        Array.isArray(inputs) ? 'an empty one' : 'one tensor',
      );
    return inputs;
  }

  /** The shapes of the inputs. */
  protected shapes(inputShape: BatchShapes): readonly BatchShape[] {
    if (!isShapeList(inputShape))
      throw new ValueError(this.where, 'a list of inputs', `one of shape ${showShape(inputShape)}`);
    return inputShape;
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    const shapes = this.shapes(inputShape);
    return shapes.reduce((a, b) => this.#broadcast(a, b, shapes));
  }

  #broadcast(a: BatchShape, b: BatchShape, all: readonly BatchShape[]): BatchShape {
    const rank = Math.max(a.length, b.length);
    return Array.from({ length: rank }, (_, axis) => {
      const x = a[axis - rank + a.length];
      const y = b[axis - rank + b.length];
      if (x === undefined || x === 1) return y ?? null;
      if (y === undefined || y === 1 || x === y) return x;
      if (x === null) return y;
      if (y === null) return x;
      throw new ShapeError(this.where, 'inputs whose shapes broadcast', all.map(showShape).join(' and '));
    });
  }
}

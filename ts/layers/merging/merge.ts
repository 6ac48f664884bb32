/** What layers that merge several tensors into one share (keras.src.layers.merging.base_merge). */

import { ShapeError, showShape, ValueError } from '../../errors.ts';
import { reshape } from '../../ops/shape/reshape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { BatchShape } from '../keras-tensor.ts';
import { type BatchShapes, isShapeList, Layer, type LayerOptions, type SamplesApart } from '../layer.ts';
import { seenByAny } from './masked.ts';

/**
 * A layer of several inputs whose shapes broadcast: `new Add().apply([a, b])`. One of fewer axes gets axes of size 1
 * behind that of the batch.
 */
export abstract class Merge extends Layer {
  static override readonly samplesApart: SamplesApart = true;

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
    const rank = Math.max(...list.map((input) => input.rank));
    return this.mergeAll(
      list.map((input) => (input.rank === rank ? input : reshape(input, ofRank(input.shape, rank)))),
    );
  }

  /** All inputs, of one rank, as one. */
  protected mergeAll(list: readonly Tensor[]): Tensor {
    return list.reduce((merged, next) => this.merge(merged, next));
  }

  /** What any input has seen counts, if all of them have masks. */
  override computeMask(
    _inputs: readonly Tensor[],
    masks: readonly (Tensor | undefined)[],
  ): Tensor | undefined {
    return seenByAny(masks);
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
    const rank = Math.max(...shapes.map((shape) => shape.length));
    return shapes
      .map((shape): BatchShape => ofRank(shape, rank))
      .reduce((a, b) => this.#broadcast(a, b, shapes));
  }

  #broadcast(a: BatchShape, b: BatchShape, all: readonly BatchShape[]): BatchShape {
    return a.map((x, axis) => {
      const y = b[axis] ?? null;
      if (x === 1) return y;
      if (y === 1 || x === y) return x;
      if (x === null) return y;
      if (y === null) return x;
      throw new ShapeError(this.where, 'inputs whose shapes broadcast', all.map(showShape).join(' and '));
    });
  }
}

/** A shape with axes of size 1 behind the first, up to a rank. */
function ofRank<Size>(shape: readonly Size[], rank: number): (Size | 1)[] {
  return [...shape.slice(0, 1), ...new Array<1>(rank - shape.length).fill(1), ...shape.slice(1)];
}

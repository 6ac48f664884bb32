/** What a cell is: one step of a recurrent layer (the cells of keras.layers.RNN). */

import type { Tensor } from '../../tensor/tensor.ts';
import { type BatchShapes, type CallOptions, Layer, oneShape, shapesOf } from '../layer.ts';

/**
 * One step of a recurrent layer. Applied to `[x, ...states]`, x (B, n) and the states (B, size) each, it returns
 * `[output, ...states]`. Extend it, with `new RNN(cell)`, for cells of your own.
 */
export abstract class RNNCell extends Layer<Tensor[]> {
  /** The size of each state. */
  abstract readonly stateSizes: readonly number[];
  /** The size of the output. */
  abstract readonly outputSize: number;

  abstract override call(inputs: Tensor | Tensor[], options?: CallOptions): Tensor[];

  /** Which state is the output of the step before: what a masked step repeats. */
  get outputState(): number {
    return 0;
  }

  /** @internal Opens a sequence: masks of dropout are drawn once, for all its steps. No user's cell has such a name. */
  _startSequence(): void {}

  /** @internal Ends it. */
  _endSequence(): void {}

  override computeOutputShape(inputShape: BatchShapes): BatchShapes {
    const [batch = null] = shapesOf(inputShape)[0] ?? [];
    return [this.outputSize, ...this.stateSizes].map((size) => [batch, size]);
  }

  /** The shape of x, alone or before the states. */
  protected inputShape(inputShape: BatchShapes): readonly (number | null)[] {
    return shapesOf(inputShape)[0] ?? oneShape(this.where, inputShape);
  }
}

/** Several cells as one (keras.layers.StackedRNNCells). */

import type { Config } from '../../config/config.ts';
import { optionsFrom } from '../../config/config.ts';
import { checkList, DataError, show, ValueError } from '../../errors.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { layerFrom } from '../deserialize.ts';
import type {
  AnyLayer,
  BatchShapes,
  CallOptions,
  FromConfigOptions,
  LayerOptions,
  SamplesApart,
} from '../layer.ts';
import { RNNCell } from './cell.ts';
import { serializeNested } from './nested.ts';

/** Cells on top of each other: each takes the output of the one before. Its states are those of all, in order. */
export class StackedRNNCells extends RNNCell {
  static override readonly className: string = 'StackedRNNCells';
  static override readonly samplesApart: SamplesApart = true;

  readonly cells: readonly RNNCell[];

  constructor(cells: readonly RNNCell[], options: LayerOptions = {}) {
    super(options);
    const given = checkList(this.where, 'cells', cells);
    if (given.length === 0 || !given.every((cell) => cell instanceof RNNCell))
      throw new ValueError(this.where, 'a list of cells', show(cells));
    this.cells = [...cells];
  }

  get stateSizes(): readonly number[] {
    return this.cells.flatMap(({ stateSizes }) => stateSizes);
  }

  get outputSize(): number {
    return (this.cells.at(-1) as RNNCell).outputSize;
  }

  override get outputState(): number {
    const last = this.cells.at(-1) as RNNCell;
    return this.stateSizes.length - last.stateSizes.length + last.outputState;
  }

  /** @internal */
  override _startSequence(): void {
    for (const cell of this.cells) cell._startSequence();
  }

  /** @internal */
  override _endSequence(): void {
    for (const cell of this.cells) cell._endSequence();
  }

  override build(inputShape: BatchShapes): void {
    let shape = this.inputShape(inputShape);
    for (const cell of this.cells) {
      cell._ensureBuilt([shape], false);
      shape = [shape[0] ?? null, cell.outputSize];
    }
  }

  override call(inputs: Tensor | Tensor[], options: CallOptions = {}): Tensor[] {
    const [x, ...states] = checkList(this.where, 'inputs', inputs as Tensor[]) as Tensor[];
    let output = x as Tensor;
    const next: Tensor[] = [];
    for (const cell of this.cells) {
      const own = states.splice(0, cell.stateSizes.length);
      const [result, ...made] = cell.call([output, ...own], options);
      output = result as Tensor;
      next.push(...made);
    }
    return [output, ...next];
  }

  override getConfig(): Config {
    return { ...super.getConfig(), cells: this.cells.map((cell) => serializeNested(cell)) };
  }

  static override fromConfig(config: Config, options: FromConfigOptions = {}): AnyLayer {
    const { cells, ...rest } = config ?? {};
    const where = 'StackedRNNCells.fromConfig';
    if (!Array.isArray(cells)) throw new DataError(where, '"cells" to be a list', show(cells));
    const made = cells.map((cell) => layerFrom(cell, options, where) as unknown as RNNCell);
    return new StackedRNNCells(made, optionsFrom(rest, where));
  }
}

/** One step of a fully connected recurrent layer (keras.layers.SimpleRNNCell). */

import { type Config, numberIn, optionsFrom } from '../../config/config.ts';
import { checkList } from '../../errors.ts';
import { add } from '../../ops/arithmetic/add.ts';
import { matmul } from '../../ops/linear/matmul.ts';
import type { CellKind } from '../../ops/recurrent/attributes.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Variable } from '../../tensor/variable.ts';
import type { AnyLayer, CallOptions, SamplesApart } from '../layer.ts';
import { type RecurrentCellOptions, StandardCell } from './standard-cell.ts';

/** `h = activation(x·W + b + h·U)`: W (n, units), U (units, units), b (units,); the output is h. */
export class SimpleRNNCell extends StandardCell {
  static override readonly className: string = 'SimpleRNNCell';
  static override readonly samplesApart: SamplesApart = true;

  protected override readonly gates: number = 1;
  readonly stateSizes: readonly number[];

  constructor(units: number, options: RecurrentCellOptions = {}) {
    super(units, options);
    this.stateSizes = [units];
  }

  override fusedKind(training: boolean): CellKind | undefined {
    return this.isStandard(training, false) ? 'Simple' : undefined;
  }

  override call(inputs: Tensor | Tensor[], { training = false }: CallOptions = {}): Tensor[] {
    const [x, state] = checkList(this.where, 'inputs', inputs as Tensor[]) as [Tensor, Tensor];
    let z = matmul(this.droppedInputs(x, training)[0] as Tensor, this.kernel as Variable);
    if (this.bias !== undefined) z = add(z, this.bias);
    const recurrent = matmul(
      this.droppedStates(state, training)[0] as Tensor,
      this.recurrentKernel as Variable,
    );
    const h = this.activation(add(z, recurrent));
    return [h, h];
  }

  static override fromConfig(config: Config): AnyLayer {
    return new SimpleRNNCell(
      numberIn(config, 'units', 'SimpleRNNCell.fromConfig'),
      optionsFrom(config, 'SimpleRNNCell.fromConfig'),
    );
  }
}

/** One step of a gated recurrent unit (keras.layers.GRUCell; Cho et al., 2014). */

import { type Config, numberIn, optionsFrom } from '../../config/config.ts';
import { checkList } from '../../errors.ts';
import { add } from '../../ops/arithmetic/add.ts';
import { multiply } from '../../ops/arithmetic/multiply.ts';
import { subtract } from '../../ops/arithmetic/subtract.ts';
import { matmul } from '../../ops/linear/matmul.ts';
import type { CellKind } from '../../ops/recurrent/attributes.ts';
import { reshape } from '../../ops/shape/reshape.ts';
import { slice } from '../../ops/shape/slice.ts';
import type { Shape } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Variable } from '../../tensor/variable.ts';
import type { AnyLayer, CallOptions, SamplesApart } from '../layer.ts';
import { activationName } from '../names.ts';
import { gateColumns, gateProducts } from './gates.ts';
import { type GatedCellOptions, StandardCell } from './standard-cell.ts';

/** Options of {@link GRUCell}. */
export interface GRUCellOptions extends GatedCellOptions {
  /** Whether the reset gate acts after the product, as cuDNN has it, or before (Cho et al.). Default `true`. */
  readonly resetAfter?: boolean;
}

/**
 * `h = z·h + (1 - z)·activation(x·W + r·(h·U + b'))`; gates z, r and the candidate have columns in this order:
 * W (n, 3·units), U (units, 3·units), b (2, 3·units), the second row for the state; without resetAfter (3·units,) and
 * `(r·h)·U`. The output is h.
 */
export class GRUCell extends StandardCell {
  static override readonly className: string = 'GRUCell';
  static override readonly samplesApart: SamplesApart = true;

  protected override readonly gates: number = 3;
  readonly stateSizes: readonly number[];
  readonly resetAfter: boolean;

  constructor(units: number, options: GRUCellOptions = {}) {
    super(units, options);
    this.stateSizes = [units];
    this.resetAfter = options.resetAfter ?? true;
  }

  protected override get biasShape(): Shape {
    return this.resetAfter ? [2, 3 * this.units] : [3 * this.units];
  }

  override fusedKind(training: boolean): CellKind | undefined {
    if (!this.isStandard(training, true)) return undefined;
    return this.resetAfter ? 'GruResetAfter' : 'Gru';
  }

  override biases(): { input: Tensor | undefined; recurrent: Tensor | undefined } {
    const bias = this.bias?.read();
    if (bias === undefined || !this.resetAfter) return { input: bias, recurrent: undefined };
    const columns = 3 * this.units;
    const row = (index: number): Tensor => reshape(slice(bias, [index, 0], [1, columns]), [columns]);
    return { input: row(0), recurrent: row(1) };
  }

  override call(inputs: Tensor | Tensor[], { training = false }: CallOptions = {}): Tensor[] {
    const [x, h] = checkList(this.where, 'inputs', inputs as Tensor[]) as [Tensor, Tensor];
    const { units, recurrentActivation, resetAfter } = this;
    const { input, recurrent } = this.biases();
    const kernel = this.recurrentKernel as Variable;
    const own = gateProducts(this.droppedInputs(x, training), this.kernel as Variable, units, 3, input);
    const states = this.droppedStates(h, training);
    const inner = gateProducts(states, kernel, units, resetAfter ? 3 : 2, recurrent);
    const gate = (index: number): Tensor =>
      recurrentActivation(add(gateColumns(own, units, index), gateColumns(inner, units, index)));
    const update = gate(0);
    const reset = gate(1);
    const product = resetAfter
      ? multiply(reset, gateColumns(inner, units, 2))
      : matmul(multiply(reset, states.at(-1) as Tensor), gateColumns(kernel, units, 2));
    const candidate = this.activation(add(gateColumns(own, units, 2), product));
    const output = add(multiply(update, h), multiply(subtract(1, update), candidate));
    return [output, output];
  }

  override ownConfig(): Config {
    return {
      ...super.ownConfig(),
      recurrent_activation: activationName(this.recurrentActivation),
      reset_after: this.resetAfter,
    };
  }

  static override fromConfig(config: Config): AnyLayer {
    return new GRUCell(
      numberIn(config, 'units', 'GRUCell.fromConfig'),
      optionsFrom(config, 'GRUCell.fromConfig'),
    );
  }
}

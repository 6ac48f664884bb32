/** One step of long short-term memory (keras.layers.LSTMCell; Hochreiter and Schmidhuber, 1997). */

import { type Config, numberIn, optionsFrom } from '../../config/config.ts';
import { checkList } from '../../errors.ts';
import { Initializer } from '../../initializers/initializer.ts';
import { add } from '../../ops/arithmetic/add.ts';
import { multiply } from '../../ops/arithmetic/multiply.ts';
import { ones } from '../../ops/creation/full.ts';
import type { CellKind } from '../../ops/recurrent/attributes.ts';
import { concatenate } from '../../ops/shape/concatenate.ts';
import type { Shape } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Variable } from '../../tensor/variable.ts';
import type { AnyLayer, CallOptions, SamplesApart } from '../layer.ts';
import { activationName } from '../names.ts';
import { gateColumns, gateProducts } from './gates.ts';
import { type GatedCellOptions, StandardCell } from './standard-cell.ts';

/** Options of {@link LSTMCell}. */
export interface LSTMCellOptions extends GatedCellOptions {
  /** Whether the bias of the forget gate starts at 1. Default `true`. */
  readonly unitForgetBias?: boolean;
}

/**
 * `c = f·c + i·activation(z)`, `h = o·activation(c)`; gates i, f, z, o have columns in this order: W (n, 4·units),
 * U (units, 4·units), b (4·units,). States h and c; the output is h.
 */
export class LSTMCell extends StandardCell {
  static override readonly className: string = 'LSTMCell';
  static override readonly samplesApart: SamplesApart = true;

  protected override readonly gates: number = 4;
  readonly stateSizes: readonly number[];
  readonly unitForgetBias: boolean;

  constructor(units: number, options: LSTMCellOptions = {}) {
    super(units, options);
    this.stateSizes = [units, units];
    this.unitForgetBias = options.unitForgetBias ?? true;
  }

  protected override get firstBias(): Initializer {
    const others = super.firstBias;
    return this.unitForgetBias ? new ForgetBias(others, this.units) : others;
  }

  override fusedKind(training: boolean): CellKind | undefined {
    return this.isStandard(training, true) ? 'Lstm' : undefined;
  }

  override call(inputs: Tensor | Tensor[], { training = false }: CallOptions = {}): Tensor[] {
    const [x, h, c] = checkList(this.where, 'inputs', inputs as Tensor[]) as [Tensor, Tensor, Tensor];
    const { units, activation, recurrentActivation } = this;
    const own = gateProducts(this.droppedInputs(x, training), this.kernel as Variable, units, 4, this.bias);
    const recurrent = gateProducts(
      this.droppedStates(h, training),
      this.recurrentKernel as Variable,
      units,
      4,
    );
    const z = add(own, recurrent);
    const gate = (index: number): Tensor => recurrentActivation(gateColumns(z, units, index));
    const cell = add(multiply(gate(1), c), multiply(gate(0), activation(gateColumns(z, units, 2))));
    const output = multiply(gate(3), activation(cell));
    return [output, output, cell];
  }

  override ownConfig(): Config {
    return {
      ...super.ownConfig(),
      recurrent_activation: activationName(this.recurrentActivation),
      unit_forget_bias: this.unitForgetBias,
    };
  }

  static override fromConfig(config: Config): AnyLayer {
    return new LSTMCell(
      numberIn(config, 'units', 'LSTMCell.fromConfig'),
      optionsFrom(config, 'LSTMCell.fromConfig'),
    );
  }
}

/** The bias of an LSTM: ones for the forget gate (Jozefowicz et al., 2015). */
class ForgetBias extends Initializer {
  static override readonly className: string = 'ForgetBias';
  readonly #others: Initializer;
  readonly #units: number;

  constructor(others: Initializer, units: number) {
    super();
    this.#others = others;
    this.#units = units;
  }

  protected override values(_shape: Shape): Tensor {
    const units = this.#units;
    return concatenate([this.#others.call([units]), ones([units]), this.#others.call([2 * units])]);
  }
}

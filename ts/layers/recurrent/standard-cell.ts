/** What the cells of SimpleRNN, LSTM and GRU share: weights, dropout, configs. */

import type { Activation } from '../../activations/names.ts';
import { sigmoid as sigmoidOfLogits } from '../../activations/sigmoid.ts';
import type { Config } from '../../config/config.ts';
import { checkWhole, ShapeError, show, showShape, ValueError } from '../../errors.ts';
import { GlorotUniform } from '../../initializers/glorot-uniform.ts';
import type { Initializer } from '../../initializers/initializer.ts';
import { Orthogonal } from '../../initializers/orthogonal.ts';
import { Zeros } from '../../initializers/zeros.ts';
import { sigmoid } from '../../ops/activation/sigmoid.ts';
import { multiply } from '../../ops/arithmetic/multiply.ts';
import { ones, onesLike } from '../../ops/creation/full.ts';
import { tanh } from '../../ops/elementwise/tanh.ts';
import { dropout } from '../../ops/random/dropout.ts';
import { SeedGenerator } from '../../ops/random/seed.ts';
import type { CellKind } from '../../ops/recurrent/attributes.ts';
import type { Shape } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Variable } from '../../tensor/variable.ts';
import type { BatchShapes, LayerOptions } from '../layer.ts';
import { type ActivationIdentifier, activationName, resolve } from '../names.ts';
import { type RulesOf, rulesConfig, type WeightRulesOptions, weightRules } from '../weight-rules.ts';
import { RNNCell } from './cell.ts';

/**
 * Options of SimpleRNNCell, and of what it has in common with the other cells. By default the kernel is Glorot uniform,
 * the recurrent kernel orthogonal, the bias zeros.
 */
export interface RecurrentCellOptions
  extends LayerOptions,
    WeightRulesOptions<'kernel' | 'recurrent' | 'bias'> {
  /** Default tanh. */
  readonly activation?: ActivationIdentifier;
  /** Default `true`. */
  readonly useBias?: boolean;
  /** The part of the inputs that is dropped while training; the same for all steps. Default 0. */
  readonly dropout?: number;
  /** The part of the states that is dropped while training; the same for all steps. Default 0. */
  readonly recurrentDropout?: number;
  /** A whole number ≥ 0; default: drawn from the global seed. */
  readonly seed?: number;
  /** With 1 each gate has dropout of its own; recurrentDropout implies it. Default 2: one for all. */
  readonly implementation?: 1 | 2;
}

/** Options of LSTMCell and GRUCell that both have. */
export interface GatedCellOptions extends RecurrentCellOptions {
  /** Of the gates. Default sigmoid. */
  readonly recurrentActivation?: ActivationIdentifier;
}

/** A cell with an input kernel, a recurrent kernel and a bias. */
export abstract class StandardCell extends RNNCell {
  readonly units: number;
  readonly activation: Activation;
  readonly recurrentActivation: Activation;
  readonly useBias: boolean;
  readonly rules: RulesOf<'kernel' | 'recurrent' | 'bias'>;
  readonly dropout: number;
  readonly recurrentDropout: number;
  readonly seed: number | undefined;
  readonly implementation: 1 | 2;
  kernel: Variable | undefined;
  recurrentKernel: Variable | undefined;
  bias: Variable | undefined;
  /** How many gates have columns of their own in the kernels. */
  protected abstract readonly gates: number;
  readonly #generator: SeedGenerator | undefined;
  #masks: { inputs: Tensor[] | undefined; states: Tensor[] | undefined } | undefined;

  constructor(units: number, options: GatedCellOptions) {
    super(options);
    const { where } = this;
    this.units = checkWhole(where, 'units', units, 1);
    this.activation = resolve('activation', options.activation ?? tanh, where);
    this.recurrentActivation = resolve('activation', options.recurrentActivation ?? sigmoidOfLogits, where);
    this.useBias = options.useBias ?? true;
    const [kernel, recurrent, bias] = [new GlorotUniform(), new Orthogonal(), new Zeros()];
    this.rules = weightRules(where, options, { kernel, recurrent, bias });
    this.dropout = clipRate(where, 'dropout', options.dropout);
    this.recurrentDropout = clipRate(where, 'recurrentDropout', options.recurrentDropout);
    this.implementation = this.recurrentDropout > 0 ? 1 : (options.implementation ?? 2);
    if (this.implementation !== 1 && this.implementation !== 2)
      throw new ValueError(where, 'implementation to be 1 or 2', show(this.implementation));
    this.seed = options.seed;
    if (this.dropout > 0 || this.recurrentDropout > 0)
      this.#generator = options.seed === undefined ? new SeedGenerator() : new SeedGenerator(options.seed);
  }

  get outputSize(): number {
    return this.units;
  }

  /** The shape of the bias. */
  protected get biasShape(): Shape {
    return [this.gates * this.units];
  }

  /** What the bias starts as. */
  protected get firstBias(): Initializer {
    return this.rules.bias.initializer;
  }

  override build(inputShape: BatchShapes): void {
    const shape = this.inputShape(inputShape);
    const size = shape.at(-1);
    if (shape.length !== 2 || size === null || size === undefined)
      throw new ShapeError(
        this.where,
        'an input (batch, features) whose features are known',
        showShape(shape),
      );
    const columns = this.gates * this.units;
    this.kernel = this.addWeight('kernel', [size, columns], this.rules.kernel);
    this.recurrentKernel = this.addWeight('recurrent_kernel', [this.units, columns], this.rules.recurrent);
    if (!this.useBias) return;
    this.bias = this.addWeight('bias', this.biasShape, {
      ...this.rules.bias,
      initializer: this.firstBias,
    });
  }

  /** @internal What one instruction for all steps would compute; `undefined` where steps must be taken one by one. */
  abstract fusedKind(training: boolean): CellKind | undefined;

  /** Whether nothing differs from what the instruction computes. */
  protected isStandard(training: boolean, gated: boolean): boolean {
    const dropped =
      training && (this.recurrentDropout > 0 || (this.dropout > 0 && this.implementation === 1));
    const gates = this.recurrentActivation === sigmoid || this.recurrentActivation === sigmoidOfLogits;
    return this.activation === tanh && (gates || !gated) && !dropped;
  }

  /** @internal The biases of the input's part and of the state's part. */
  biases(): { input: Tensor | undefined; recurrent: Tensor | undefined } {
    return { input: this.bias?.read(), recurrent: undefined };
  }

  /** @internal */
  override _startSequence(): void {
    this.#masks = { inputs: undefined, states: undefined };
  }

  /** @internal */
  override _endSequence(): void {
    this.#masks = undefined;
  }

  /** The input (B, n) for each gate, with dropout while training; one for all where there is one mask. */
  droppedInputs(x: Tensor, training: boolean): Tensor[] {
    return this.#dropped('inputs', x, training ? this.dropout : 0);
  }

  /** @internal A sequence (B, T, n) with dropout while training: the same for all steps. */
  droppedSequence(x: Tensor, training: boolean): Tensor {
    if (!training || this.dropout === 0) return x;
    const [batch = 0, , size = 0] = x.shape;
    const seed = this.#generator as SeedGenerator;
    return multiply(x, dropout(ones([batch, 1, size]), this.dropout, { seed }));
  }

  /** The state for each gate, with dropout while training. */
  protected droppedStates(h: Tensor, training: boolean): Tensor[] {
    return this.#dropped('states', h, training ? this.recurrentDropout : 0);
  }

  #dropped(which: 'inputs' | 'states', x: Tensor, rate: number): Tensor[] {
    if (rate === 0) return [x];
    const seed = this.#generator as SeedGenerator;
    const count = this.implementation === 1 ? this.gates : 1;
    const masks =
      this.#masks?.[which] ?? Array.from({ length: count }, () => dropout(onesLike(x), rate, { seed }));
    if (this.#masks !== undefined) this.#masks[which] = masks;
    return masks.map((mask) => multiply(x, mask));
  }

  override dispose(): void {
    super.dispose();
    this.#generator?.state.dispose();
  }

  override getConfig(): Config {
    return { ...super.getConfig(), ...this.ownConfig() };
  }

  /** @internal The config without what every layer has. */
  ownConfig(): Config {
    return {
      units: this.units,
      activation: activationName(this.activation),
      use_bias: this.useBias,
      ...rulesConfig(this.rules),
      dropout: this.dropout,
      recurrent_dropout: this.recurrentDropout,
      seed: this.seed ?? null,
    };
  }
}

/** A rate, cut to [0, 1] as Keras does. */
function clipRate(where: string, name: string, rate = 0): number {
  if (typeof rate !== 'number' || Number.isNaN(rate))
    throw new ValueError(where, `${name} to be a number from 0 to 1`, show(rate));
  return Math.min(1, Math.max(0, rate));
}

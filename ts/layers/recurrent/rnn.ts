/** Cells over sequences (keras.layers.RNN). */

import { type Config, optionsFrom, serialize } from '../../config/config.ts';
import { DataError, ShapeError, StateError, show, showShape, ValueError } from '../../errors.ts';
import { zeros } from '../../ops/creation/full.ts';
import { cast } from '../../ops/shape/cast.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { sameShape } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { Variable } from '../../tensor/variable.ts';
import { maskOf, setMask } from '../call.ts';
import { layerFrom } from '../deserialize.ts';
import type { BatchShape, KerasTensor } from '../keras-tensor.ts';
import {
  type AnyLayer,
  type BatchShapes,
  type CallOptions,
  type FromConfigOptions,
  Layer,
  type LayerOptions,
  type SamplesApart,
  type Symbolic,
  shapesOf,
} from '../layer.ts';
import { type RegularizerIdentifier, resolve } from '../names.ts';
import { RNNCell } from './cell.ts';
import { serializeNested } from './nested.ts';
import { runFused, runSteps, type SequenceRun } from './sequence.ts';
import { StackedRNNCells } from './stacked-rnn-cells.ts';
import { StandardCell } from './standard-cell.ts';

/** Options of {@link RNN}, and of every recurrent layer. */
export interface RNNOptions extends LayerOptions {
  /** Whether the output is that of every step, (B, T, size), or of the last, (B, size). Default `false`. */
  readonly returnSequences?: boolean;
  /** Whether the last states follow the output: the result is a list. Default `false`. */
  readonly returnState?: boolean;
  /** Whether the steps are taken from the last to the first; the output has their order. Default `false`. */
  readonly goBackwards?: boolean;
  /** Whether a call begins with the states that the one before ended with; see `resetStates`. Default `false`. */
  readonly stateful?: boolean;
  /** As in Keras; compiled functions have no loops, so it changes only what is put out before the first unmasked step. */
  readonly unroll?: boolean;
  /** Whether a masked step puts out zeros, rather than the output before it. Default `false`. */
  readonly zeroOutputForMask?: boolean;
  readonly activityRegularizer?: RegularizerIdentifier;
}

/** What a call of a recurrent layer may be told. */
export interface RNNCallOptions extends CallOptions {
  /** The states to begin with, (B, size) each. Default zeros. */
  readonly initialState?: TensorLike | readonly Tensor[];
}

/**
 * A cell, or several on top of each other, over the steps of a sequence: input (B, T, …). Applied to
 * `[x, ...states]` it begins with these states. With `returnState`, write `new RNN<Tensor[]>(…)`: it returns
 * `[output, ...states]`. A {@link ShapeError} for a sequence of no steps, or states or a mask that do not fit.
 */
export class RNN<Output extends Tensor | Tensor[] = Tensor> extends Layer<Output> {
  static override readonly className: string = 'RNN';
  static override readonly samplesApart: SamplesApart = ({ stateful }: RNN) => !stateful;

  readonly cell: RNNCell;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
  readonly stateful: boolean;
  readonly unroll: boolean;
  /** Bidirectional sets it. */
  zeroOutputForMask: boolean;
  #states: Variable[] | undefined;

  constructor(cell: RNNCell | readonly RNNCell[], options: RNNOptions = {}) {
    super(options);
    const one = Array.isArray(cell) ? new StackedRNNCells(cell as readonly RNNCell[]) : cell;
    if (!(one instanceof RNNCell))
      throw new ValueError(this.where, 'a cell (RNNCell), or several', show(cell));
    this.cell = one;
    this.returnSequences = options.returnSequences ?? false;
    this.returnState = options.returnState ?? false;
    this.goBackwards = options.goBackwards ?? false;
    this.stateful = options.stateful ?? false;
    this.unroll = options.unroll ?? false;
    this.zeroOutputForMask = options.zeroOutputForMask ?? false;
    this.activityRegularizer =
      options.activityRegularizer && resolve('regularizer', options.activityRegularizer, this.where);
    this.supportsMasking = true;
  }

  override build(inputShape: BatchShapes): void {
    const [shape = []] = shapesOf(inputShape);
    this.#checkSequence(shape);
    this.cell._ensureBuilt([[shape[0] ?? null, ...shape.slice(2)]], false);
  }

  #checkSequence(shape: BatchShape): void {
    if (shape.length < 3 || shape[1] === 0)
      throw new ShapeError(
        this.where,
        'a sequence (batch, steps, features) of at least one step',
        showShape(shape),
      );
    const { kernel } = this.cell as { kernel?: Variable };
    const size = kernel?.shape[0];
    if (size !== undefined && this.cell instanceof StandardCell && (shape.length !== 3 || shape[2] !== size))
      throw new ShapeError(
        this.where,
        `a sequence (batch, steps, ${size})`,
        showShape(shape),
        'It was built for that size.',
      );
  }

  override apply(inputs: KerasTensor | readonly KerasTensor[], options?: RNNCallOptions): Symbolic<Output>;
  override apply(inputs: TensorLike | readonly Tensor[], options?: RNNCallOptions): Output;
  override apply(
    inputs: KerasTensor | readonly KerasTensor[] | TensorLike | readonly Tensor[],
    options?: RNNCallOptions,
  ): Symbolic<Output> | Output {
    return super.apply(inputs as TensorLike, options);
  }

  override call(inputs: Tensor | Tensor[], options: RNNCallOptions = {}): Output {
    const [x, ...given] = (Array.isArray(inputs) ? inputs : [inputs]) as [Tensor, ...Tensor[]];
    this.#checkSequence(x.shape);
    const mask = this.#mask(x, options.mask ?? maskOf(x));
    const initial = this.#initial(x.shape[0] as number, given, options.initialState);
    const { cell, goBackwards, unroll, zeroOutputForMask, returnSequences } = this;
    const training = options.training ?? false;
    const run: SequenceRun = {
      x,
      mask,
      initial,
      training,
      goBackwards,
      unroll,
      zeroOutputForMask,
      returnSequences,
    };
    const kind = cell instanceof StandardCell ? cell.fusedKind(training) : undefined;
    cell._startSequence();
    try {
      const { output, states } =
        kind === undefined ? runSteps(cell, run) : runFused(cell as StandardCell, kind, run);
      if (this.stateful)
        this.#states?.forEach((variable, index) => {
          variable.assign(states[index] as Tensor);
        });
      if (returnSequences && mask !== undefined) setMask(output, mask);
      return (this.returnState ? [output, ...states] : output) as Output;
    } finally {
      cell._endSequence();
    }
  }

  /** @internal */
  override _callArguments<Input>([sequences, ...states]: readonly Input[]):
    | Readonly<Record<string, Input | Input[]>>
    | undefined {
    const [first] = states;
    if (sequences === undefined || first === undefined) return undefined;
    return { sequences, initial_state: states.length > 1 ? states : first };
  }

  /** The mask goes with the sequence, not with the states: `call` sets it. */
  override computeMask(): undefined {
    return undefined;
  }

  #mask(x: Tensor, mask: Tensor | undefined): Tensor | undefined {
    if (mask === undefined) return undefined;
    const expected = x.shape.slice(0, 2);
    if (!sameShape(mask.shape, expected))
      throw new ShapeError(
        this.where,
        `a mask (batch, steps) of shape ${showShape(expected)}`,
        showShape(mask.shape),
      );
    return cast(mask, 'bool');
  }

  #initial(
    batch: number,
    given: readonly Tensor[],
    option: RNNCallOptions['initialState'],
  ): readonly Tensor[] | undefined {
    const { stateSizes } = this.cell;
    if (given.length === 0 && option === undefined)
      return this.stateful ? this.#stateValues(batch) : undefined;
    const isList =
      Array.isArray(option) && option.length > 0 && typeof option[0] === 'object' && 'shape' in option[0];
    const options =
      option === undefined ? [] : isList ? (option as readonly Tensor[]) : [option as TensorLike];
    const states = given.length > 0 ? given : options.map((state) => asTensor(state, this.where));
    const fits =
      states.length === stateSizes.length &&
      states.every(({ shape }, index) => sameShape(shape, [batch, stateSizes[index] as number]));
    if (!fits)
      throw new ShapeError(
        this.where,
        `initial states of shapes ${stateSizes.map((size) => showShape([batch, size])).join(', ')}`,
        states.map(({ shape }) => showShape(shape)).join(', '),
      );
    return states;
  }

  #stateValues(batch: number): Tensor[] {
    this.#states ??= this.cell.stateSizes.map(
      (size) =>
        new Variable(() => zeros([batch, size]), { name: `${this.name}/rnn_state`, trainable: false }),
    );
    const [expected] = this.#states[0]?.shape ?? [];
    if (expected !== batch)
      throw new ShapeError(
        this.where,
        `batches of ${expected} rows, as many as it keeps states of`,
        `${batch}`,
        'Use a batch size that divides the data.',
      );
    return this.#states.map((variable) => variable.read());
  }

  /** The states that a stateful layer keeps; `undefined` before its first call. */
  get states(): readonly Variable[] | undefined {
    return this.#states;
  }

  /** Makes a stateful layer begin with zeros again. */
  resetStates(): void {
    if (!this.stateful)
      throw new StateError(`${this.where}.resetStates`, 'a stateful layer', 'one with stateful: false');
    for (const state of this.#states ?? []) state.assign(zeros(state.shape));
  }

  override dispose(): void {
    super.dispose();
    for (const state of this.#states ?? []) state.dispose();
    this.#states = undefined;
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShapes {
    const [shape = []] = shapesOf(inputShape);
    this.#checkSequence(shape);
    const [batch = null, steps = null] = shape;
    const { outputSize, stateSizes } = this.cell;
    const output = this.returnSequences ? [batch, steps, outputSize] : [batch, outputSize];
    return this.returnState ? [output, ...stateSizes.map((size) => [batch, size])] : output;
  }

  /** @internal The config without the cell. */
  protected sequenceConfig(): Config {
    return {
      ...super.getConfig(),
      return_sequences: this.returnSequences,
      return_state: this.returnState,
      go_backwards: this.goBackwards,
      stateful: this.stateful,
      unroll: this.unroll,
      zero_output_for_mask: this.zeroOutputForMask,
    };
  }

  override getConfig(): Config {
    return {
      ...this.sequenceConfig(),
      ...(this.activityRegularizer && {
        activity_regularizer: serialize(this.activityRegularizer, 'keras.regularizers'),
      }),
      cell: serializeNested(this.cell),
    };
  }

  static override fromConfig(config: Config, options: FromConfigOptions = {}): AnyLayer {
    const { cell, ...rest } = config ?? {};
    if (cell === undefined) throw new DataError('RNN.fromConfig', 'a "cell"', 'none');
    const made = layerFrom(cell, options, 'RNN.fromConfig') as unknown as RNNCell;
    return new RNN(made, optionsFrom(rest, 'RNN.fromConfig')) as AnyLayer;
  }
}

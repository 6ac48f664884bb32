/** A recurrent layer in both directions (keras.layers.Bidirectional; Schuster and Paliwal, 1997). */

import { type Config, optionsFrom } from '../../config/config.ts';
import { show, ValueError } from '../../errors.ts';
import { add } from '../../ops/arithmetic/add.ts';
import { divide } from '../../ops/arithmetic/divide.ts';
import { multiply } from '../../ops/arithmetic/multiply.ts';
import { concatenate } from '../../ops/shape/concatenate.ts';
import { flip } from '../../ops/shape/flip.ts';
import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { maskOf, setMask } from '../call.ts';
import { layerFrom } from '../deserialize.ts';
import type { BatchShape, KerasTensor } from '../keras-tensor.ts';
import {
  type AnyLayer,
  type BatchShapes,
  type FromConfigOptions,
  isShapeList,
  Layer,
  type LayerClass,
  type LayerOptions,
  type SamplesApart,
  type Symbolic,
  shapesOf,
} from '../layer.ts';
import { serializeNested } from './nested.ts';
import { RNN, type RNNCallOptions } from './rnn.ts';

/** How the outputs of the two directions become one; `null`: both, in a list. */
export type MergeMode = 'sum' | 'mul' | 'concat' | 'ave' | null;

/** Options of {@link Bidirectional}. */
export interface BidirectionalOptions extends LayerOptions {
  /** Default `'concat'`. */
  readonly mergeMode?: MergeMode;
  /** The layer that goes backwards; default: one like the first, with `goBackwards`. */
  readonly backwardLayer?: RecurrentLayer;
}

/** A recurrent layer of any output. */
export type RecurrentLayer = RNN<Tensor> | RNN<Tensor[]> | RNN<Tensor | Tensor[]>;

const modes: readonly unknown[] = ['sum', 'mul', 'concat', 'ave', null];

/**
 * A recurrent layer, made anew from the config of the one given, and one that goes backwards, whose output is put
 * in the order of the input before they are merged. With `returnState` or `mergeMode: null` write
 * `new Bidirectional<Tensor[]>(…)`: outputs, then the states of both directions.
 */
export class Bidirectional<Output extends Tensor | Tensor[] = Tensor> extends Layer<Output> {
  static override readonly className: string = 'Bidirectional';
  static override readonly samplesApart: SamplesApart = true;

  readonly forwardLayer: RecurrentLayer;
  readonly backwardLayer: RecurrentLayer;
  readonly mergeMode: MergeMode;

  constructor(layer: RecurrentLayer, options: BidirectionalOptions = {}) {
    super(options);
    const { where } = this;
    if (!(layer instanceof RNN)) throw new ValueError(where, 'a recurrent layer', show(layer));
    const mergeMode = options.mergeMode === undefined ? 'concat' : options.mergeMode;
    if (!modes.includes(mergeMode))
      throw new ValueError(where, "mergeMode 'sum', 'mul', 'concat', 'ave' or null", show(mergeMode));
    this.mergeMode = mergeMode;
    this.forwardLayer = remade(layer, 'forward', layer.goBackwards);
    const backward = options.backwardLayer ?? remade(layer, 'backward', true);
    if (!(backward instanceof RNN)) throw new ValueError(where, 'a recurrent backwardLayer', show(backward));
    this.backwardLayer = backward;
    if (this.forwardLayer.goBackwards === backward.goBackwards)
      throw new ValueError(where, 'layers of different goBackwards', `${backward.goBackwards} of both`);
    for (const key of ['stateful', 'returnSequences', 'returnState'] as const)
      if (this.forwardLayer[key] !== backward[key])
        throw new ValueError(
          where,
          `two layers of the same ${key}`,
          `${this.forwardLayer[key]} and ${backward[key]}`,
        );
    // Else a masked step of one direction would repeat what the other has not seen yet.
    for (const one of [this.forwardLayer, backward]) one.zeroOutputForMask = one.returnSequences;
    this.supportsMasking = true;
  }

  override build(inputShape: BatchShapes): void {
    const [shape = []] = shapesOf(inputShape);
    for (const layer of [this.forwardLayer, this.backwardLayer]) layer._ensureBuilt([shape], false);
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
    const { mergeMode, forwardLayer, backwardLayer } = this;
    const [x, ...given] = (Array.isArray(inputs) ? inputs : [inputs]) as [Tensor, ...Tensor[]];
    const { initialState, ...rest } = options;
    const mask = options.mask ?? maskOf(x);
    const states = given.length > 0 ? given : ((initialState ?? []) as readonly Tensor[]);
    const half = states.length / 2;
    const run = (layer: RecurrentLayer, own: readonly Tensor[]): Tensor[] => {
      const result = (layer as RNN<Tensor | Tensor[]>).apply(x, {
        ...rest,
        ...(mask === undefined ? {} : { mask }),
        ...(own.length === 0 ? {} : { initialState: own }),
      });
      return Array.isArray(result) ? result : [result];
    };
    const [forward, ...forwardStates] = run(forwardLayer, states.slice(0, half)) as [Tensor, ...Tensor[]];
    const [back, ...backwardStates] = run(backwardLayer, states.slice(half)) as [Tensor, ...Tensor[]];
    const backward = forwardLayer.returnSequences ? flip(back, { axis: 1 }) : back;
    const outputs = merge(mergeMode, forward, backward);
    if (forwardLayer.returnSequences && mask !== undefined)
      for (const output of outputs) setMask(output, mask);
    const all = [...outputs, ...forwardStates, ...backwardStates];
    return (all.length === 1 && mergeMode !== null ? all[0] : all) as Output;
  }

  /** @internal */
  override _callArguments<Input>(
    inputs: readonly Input[],
  ): Readonly<Record<string, Input | Input[]>> | undefined {
    return this.forwardLayer._callArguments(inputs);
  }

  /** `call` sets the masks. */
  override computeMask(): undefined {
    return undefined;
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShapes {
    const result = this.forwardLayer.computeOutputShape(inputShape);
    const [shape = [], ...states] = shapesOf(result);
    const last = shape.at(-1) as number;
    const output: BatchShape = this.mergeMode === 'concat' ? [...shape.slice(0, -1), 2 * last] : shape;
    const outputs = this.mergeMode === null ? [output, output] : [output];
    return isShapeList(result) || this.mergeMode === null ? [...outputs, ...states, ...states] : output;
  }

  /** Makes both directions begin with zeros again; see {@link RNN.resetStates}. */
  resetStates(): void {
    this.forwardLayer.resetStates();
    this.backwardLayer.resetStates();
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      merge_mode: this.mergeMode,
      layer: serializeNested(this.forwardLayer),
      backward_layer: serializeNested(this.backwardLayer),
    };
  }

  static override fromConfig(config: Config, options: FromConfigOptions = {}): AnyLayer {
    const where = 'Bidirectional.fromConfig';
    const { layer, backward_layer: backward, merge_mode: mergeMode, ...rest } = config ?? {};
    return new Bidirectional(layerFrom(layer, options, where) as unknown as RecurrentLayer, {
      ...optionsFrom(rest, where),
      mergeMode: mergeMode as MergeMode,
      ...(backward === undefined || backward === null
        ? {}
        : { backwardLayer: layerFrom(backward, options, where) as unknown as RecurrentLayer }),
    }) as AnyLayer;
  }
}

function merge(mode: MergeMode, a: Tensor, b: Tensor): Tensor[] {
  switch (mode) {
    case 'sum':
      return [add(a, b)];
    case 'mul':
      return [multiply(a, b)];
    case 'ave':
      return [divide(add(a, b), 2)];
    case 'concat':
      return [concatenate([a, b], { axis: -1 })];
    default:
      return [a, b];
  }
}

/** A layer of the same class and config, under another name. */
function remade(layer: RecurrentLayer, direction: string, goBackwards: boolean): RecurrentLayer {
  const target = layer.constructor as unknown as LayerClass;
  const name = `${direction}_${layer.name.replace(new RegExp(`^${direction}_`), '')}`;
  const customObjects: Record<string, unknown> = {};
  for (const one of [layer.cell, ...layer.cell.sublayers]) customObjects[one.className] = one.constructor;
  const config = { ...layer.getConfig(), name, go_backwards: goBackwards };
  return target.fromConfig(config, { customObjects }) as RecurrentLayer;
}

/** What MultiHeadAttention and GroupedQueryAttention share: projections, masks, and the two ways to attend. */

import { sigmoid } from '../../activations/sigmoid.ts';
import { type Config, serialize } from '../../config/config.ts';
import {
  checkWhole,
  isWithin,
  ShapeError,
  StateError,
  show,
  showShape,
  UnsupportedError,
  ValueError,
} from '../../errors.ts';
import { GlorotUniform } from '../../initializers/glorot-uniform.ts';
import { Zeros } from '../../initializers/zeros.ts';
import { multiply } from '../../ops/arithmetic/multiply.ts';
import { dotProductAttention } from '../../ops/attention/attention.ts';
import { dropout } from '../../ops/random/dropout.ts';
import { SeedGenerator } from '../../ops/random/seed.ts';
import { expandDims } from '../../ops/shape/expand-dims.ts';
import type { Regularizer } from '../../regularizers/regularizer.ts';
import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { maskOf, setMask } from '../call.ts';
import type { BatchShape, KerasTensor } from '../keras-tensor.ts';
import {
  type BatchShapes,
  type CallOptions,
  Layer,
  type LayerOptions,
  type SamplesApart,
  type Symbolic,
  shapesOf,
} from '../layer.ts';
import { type RegularizerIdentifier, resolve } from '../names.ts';
import {
  type RulesOf,
  rulesConfig,
  rulesOptions,
  type WeightRulesOptions,
  weightRules,
} from '../weight-rules.ts';
import { EinsumDense } from './einsum-dense.ts';
import { likewise } from './initializers.ts';
import { attentionMaskOf } from './masks.ts';

/** Options that both layers have. Kernels are Glorot uniform by default, biases zeros; each projection draws its own. */
export interface HeadedAttentionOptions extends LayerOptions, WeightRulesOptions<'kernel' | 'bias'> {
  /** The part of the weights of attention that is dropped while training. Default 0. */
  readonly dropout?: number;
  /** Whether the projections have a bias. Default `true`. */
  readonly useBias?: boolean;
  /** Whether a gate, a sigmoid of the query, multiplies what the heads return. Default `false`. */
  readonly useGate?: boolean;
  /** How many keys on either side a row sees, itself included. Default: all. */
  readonly slidingWindow?: number;
  readonly activityRegularizer?: RegularizerIdentifier;
  /** A whole number ≥ 0; default: drawn from the global seed. */
  readonly seed?: number;
}

/** What a call of an attention layer may be told. */
export interface AttentionCallOptions extends CallOptions {
  /** bool (B, T, S), or (B, N, T, S): false where a row does not see a key. */
  readonly attentionMask?: Tensor;
  /**
   * bool (B, T): the mask of the output. Default: that which came with the query. As in Keras, only the latter also
   * leaves out keys (all of them, for a row that is masked itself) in MultiHeadAttention; in GroupedQueryAttention
   * both do.
   */
  readonly queryMask?: Tensor;
  /** bool (B, S). Default: the mask that came with the value. */
  readonly valueMask?: Tensor;
  /** bool (B, S). Default: the mask that came with the key, if there is one. */
  readonly keyMask?: Tensor;
  /** Whether row t sees the keys 0..=t only. Default `false`. */
  readonly useCausalMask?: boolean;
  /** Whether the weights of attention (B, N, T, S) follow the output: the result is a list. Default `false`. */
  readonly returnAttentionScores?: boolean;
}

/** Projected query, key and value. */
export interface Projected {
  readonly query: Tensor;
  readonly key: Tensor;
  readonly value: Tensor;
}

/** A layer of several heads. Applied to `[query, value]` or `[query, value, key]`, or to one tensor for all three. */
export abstract class HeadedAttention<Output extends Tensor | Tensor[] = Tensor> extends Layer<Output> {
  static override readonly samplesApart: SamplesApart = true;

  readonly dropout: number;
  readonly useBias: boolean;
  readonly useGate: boolean;
  readonly slidingWindow: number | undefined;
  readonly rules: RulesOf<'kernel' | 'bias'>;
  readonly seed: number | undefined;
  queryDense: EinsumDense | undefined;
  keyDense: EinsumDense | undefined;
  gateDense: EinsumDense | undefined;
  valueDense: EinsumDense | undefined;
  outputDense: EinsumDense | undefined;
  /** Punishes what comes out of each projection. */
  protected readonly projectionRegularizer: Regularizer | undefined;
  readonly #generator: SeedGenerator | undefined;

  constructor(options: HeadedAttentionOptions) {
    super(options);
    const { where } = this;
    this.dropout = options.dropout ?? 0;
    if (!isWithin(this.dropout, 0, 1))
      throw new ValueError(where, 'dropout from 0 to 1', show(options.dropout));
    this.useBias = options.useBias ?? true;
    this.useGate = options.useGate ?? false;
    this.slidingWindow = options.slidingWindow;
    if (this.slidingWindow !== undefined) checkWhole(this.where, 'slidingWindow', this.slidingWindow, 1);
    this.rules = weightRules(where, options, { kernel: new GlorotUniform(), bias: new Zeros() });
    // As in Keras it is the projections that are punished; the layer itself only where a subclass says so.
    this.projectionRegularizer =
      options.activityRegularizer && resolve('regularizer', options.activityRegularizer, where);
    this.seed = options.seed;
    if (this.dropout > 0)
      this.#generator = options.seed === undefined ? new SeedGenerator() : new SeedGenerator(options.seed);
    this.supportsMasking = true;
  }

  /** The factor of the scores. */
  protected abstract readonly scale: number;

  /** Whether rows attend to keys along one axis, (B, T, N, H): what the instruction does. */
  protected abstract readonly alongOneAxis: boolean;

  /** Whether a query mask that the call is told leaves out keys, as one that came with the query does. */
  protected readonly queryMaskLeavesOut: boolean = false;

  /** The weights of attention and what they make, as operations of their own. */
  protected abstract attend(
    projected: Projected,
    mask: Tensor | undefined,
    drop: (weights: Tensor) => Tensor,
  ): { output: Tensor; scores: Tensor };

  /** A projection with the options of this layer. */
  protected projection(
    name: string,
    equation: string,
    outputShape: BatchShape,
    biasAxes: string,
    isGate = false,
  ): EinsumDense {
    return new EinsumDense(equation, outputShape, {
      name,
      dtype: this.dtype,
      ...(this.useBias ? { biasAxes } : {}),
      ...(isGate ? { activation: sigmoid } : {}),
      ...(this.projectionRegularizer && { activityRegularizer: this.projectionRegularizer }),
      ...rulesOptions(this.rules, likewise),
    });
  }

  /** Query, value and key: one, two or three are given. */
  protected three<T>(given: readonly T[]): [query: T, value: T, key: T] {
    const [query, value = query, key = value] = given;
    if (query === undefined || given.length > 3)
      throw new ValueError(this.where, '[query, value] or [query, value, key]', `${given.length} inputs`);
    return [query, value as T, key as T];
  }

  protected inputShapes(inputShape: BatchShapes): [BatchShape, BatchShape, BatchShape] {
    const [query, value, key] = this.three(shapesOf(inputShape));
    const inner = (shape: BatchShape): string => shape.slice(1, -1).join();
    const empty = [query, key].some((shape) => shape.length < 3 || shape.slice(1, -1).includes(0));
    if (empty || inner(value) !== inner(key))
      throw new ShapeError(
        this.where,
        'query (batch, rows, features), value and key (batch, keys, features), of at least one row and key',
        [query, value, key].map(showShape).join(', '),
      );
    return [query, value, key];
  }

  override apply(
    inputs: KerasTensor | readonly KerasTensor[],
    options?: AttentionCallOptions,
  ): Symbolic<Output>;
  override apply(inputs: TensorLike | readonly Tensor[], options?: AttentionCallOptions): Output;
  override apply(
    inputs: KerasTensor | readonly KerasTensor[] | TensorLike | readonly Tensor[],
    options?: AttentionCallOptions,
  ): Symbolic<Output> | Output {
    return super.apply(inputs as TensorLike, options);
  }

  override call(inputs: Tensor | Tensor[], options: AttentionCallOptions = {}): Output {
    const given = Array.isArray(inputs) ? inputs : [inputs];
    const [query, value, key] = this.three(given);
    this.inputShapes([query.shape, value.shape, key.shape]);
    if (this.queryDense === undefined)
      throw new StateError(
        this.where,
        'a layer that is built',
        'one that has not seen an input',
        'Call build(inputShapes), or apply it.',
      );
    const { training = false, useCausalMask = false, returnAttentionScores = false } = options;
    const ownMask = maskOf(query) ?? options.mask;
    const queryMask = (this.queryMaskLeavesOut ? options.queryMask : undefined) ?? ownMask;
    const valueMask = options.valueMask ?? maskOf(value) ?? (given.length === 1 ? options.mask : undefined);
    const keyMask = options.keyMask ?? (given.length > 2 ? maskOf(key) : undefined);
    const masks = { queryMask, valueMask, keyMask, attentionMask: options.attentionMask };
    const causalOnly =
      useCausalMask &&
      this.slidingWindow === undefined &&
      Object.values(masks).every((mask) => mask === undefined);
    const lengths = { batch: query.shape[0] ?? 0, rows: query.shape[1] ?? 0, keys: value.shape[1] ?? 0 };
    const whole = (): Tensor | undefined =>
      attentionMaskOf(this.where, { ...masks, causal: useCausalMask, window: this.slidingWindow }, lengths);
    const project = (dense: EinsumDense | undefined, x: Tensor): Tensor => (dense as EinsumDense).apply(x);
    const projected: Projected = {
      query: project(this.queryDense, query),
      key: project(this.keyDense, key),
      value: project(this.valueDense, value),
    };
    const mask = causalOnly && this.alongOneAxis ? undefined : whole();
    const dropped = this.dropout > 0 && (training || mask !== undefined);
    let result: { output: Tensor; scores: Tensor | undefined };
    if (this.alongOneAxis && !dropped && !returnAttentionScores)
      result = { output: this.#fused(projected, mask, causalOnly), scores: undefined };
    else
      result = this.attend(projected, causalOnly ? whole() : mask, (weights) =>
        training && this.dropout > 0
          ? dropout(weights, this.dropout, { seed: this.#generator as SeedGenerator })
          : weights,
      );
    const gated =
      this.gateDense === undefined ? result.output : multiply(result.output, project(this.gateDense, query));
    const output = project(this.outputDense, gated);
    const outputMask = options.queryMask ?? queryMask;
    if (outputMask !== undefined) setMask(output, outputMask);
    return (returnAttentionScores ? [output, result.scores as Tensor] : output) as Output;
  }

  #fused({ query, key, value }: Projected, mask: Tensor | undefined, isCausal: boolean): Tensor {
    const { scale } = this;
    if (mask === undefined) return dotProductAttention(query, key, value, { scale, isCausal });
    if (mask.rank > 4)
      throw new UnsupportedError(this.where, 'an attentionMask of rank 3 or 4', showShape(mask.shape));
    return dotProductAttention(query, key, value, {
      scale,
      mask: mask.rank === 3 ? expandDims(mask, 1) : mask,
    });
  }

  /** @internal Keras asks for the value, also where one tensor is all three. */
  override _callArguments<Input>(inputs: readonly Input[]): Readonly<Record<string, Input | Input[]>> {
    const [query, value = query, key] = inputs as readonly [Input, Input?, Input?];
    return { query, value, ...(key === undefined ? {} : { key }) };
  }

  /** `call` sets the mask: that of the query. */
  override computeMask(): undefined {
    return undefined;
  }

  override dispose(): void {
    super.dispose();
    this.#generator?.state.dispose();
  }

  /** The part of the config that both layers have. */
  override getConfig(): Config {
    return {
      ...super.getConfig(),
      dropout: this.dropout,
      use_bias: this.useBias,
      use_gate: this.useGate,
      sliding_window: this.slidingWindow ?? null,
      activity_regularizer: serialize(this.projectionRegularizer, 'keras.regularizers'),
      ...rulesConfig(this.rules),
      seed: this.seed ?? null,
    };
  }
}

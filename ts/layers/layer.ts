/** The base of every layer: names, weights, building, calling, configs (keras.layers.Layer). */

/// <reference lib="esnext.disposable" preserve="true" />

import {
  type Config,
  type ConfigValue,
  classNameOf,
  dtypeOf,
  dtypePolicy,
  optionsFrom,
} from '../config/config.ts';
import { reading } from '../config/reading.ts';
import {
  checkOptions,
  cut,
  DTypeError,
  ShapeError,
  StateError,
  show,
  showShape,
  UnsupportedError,
  ValueError,
} from '../errors.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import type { Regularizer } from '../regularizers/regularizer.ts';
import { asTensor, type TensorLike } from '../tensor/create.ts';
import { checkDType, type DType } from '../tensor/dtype.ts';
import { printAsText } from '../tensor/print.ts';
import { Setting } from '../tensor/setting.ts';
import { checkShape, type Shape } from '../tensor/shape.ts';
import { Tensor } from '../tensor/tensor.ts';
import { Variable } from '../tensor/variable.ts';
import { autoName } from './auto-name.ts';
import { allOrNothing, undoable, undoableFields } from './building.ts';
import { inCall, inheritedTraining, inLayer, keepLoss, maskOf, runCall, setMask } from './call.ts';
import { inferOutputs, tensorsOf } from './infer.ts';
import { type BatchShape, CallNode, KerasTensor, type SymbolicSpec } from './keras-tensor.ts';
import { resolve } from './names.ts';
import type { CallOptions, LayerOptions, WeightOptions } from './options.ts';
import { type Place, partsOf } from './tracking.ts';
import { readWeights, writeWeights } from './weights.ts';

export type { CallOptions, LayerOptions, WeightOptions } from './options.ts';

/** Symbolic tensors for tensors. */
export type Symbolic<Output> = Output extends Tensor ? KerasTensor : KerasTensor[];

/** One shape, or one for each of several inputs. */
export type BatchShapes = BatchShape | readonly BatchShape[];

/** A layer of any number of outputs. */
export type AnyLayer = Layer<Tensor> | Layer<Tensor[]> | Layer<Tensor | Tensor[]>;

/** A class of layers, as a config needs it. */
export interface LayerClass {
  readonly className: string;
  fromConfig(config: Config, options?: FromConfigOptions): AnyLayer;
}

/** Options of `fromConfig`. */
export interface FromConfigOptions {
  /** Classes by the names in the config; `import * as layers from 'oxigrad/layers'` holds all of oxigrad's. */
  readonly customObjects?: Readonly<Record<string, unknown>>;
}

/** Whether a class of layers computes each sample from that sample alone: always, or as its layer is set up. */
export type SamplesApart = boolean | ((layer: never, training: boolean) => boolean);

/** Options of Keras that change a result and that no layer has. */
const UNSUPPORTED = ['weights', 'loraRank', 'quantizationConfig'] as const;

const regularizers = new WeakMap<Variable, Regularizer>();

/** Where a layer, and all inside, have layers and variables: what compiled steps were made of. */
export let placesOf: (layer: AnyLayer) => Place[];

/** A layer. Subclasses override `build` (to add weights) and `call` (to compute), and call others by `apply`. */
export abstract class Layer<Output extends Tensor | Tensor[] = Tensor> {
  /** The name in configs and summaries: set it where a minifier would rename the class. */
  static readonly className: string = 'Layer';
  /** @internal Of its `call`: a class that overrides that says it anew. */
  static readonly samplesApart: SamplesApart = false;

  readonly name: string;
  readonly dtype: DType;
  /** Whether weights exist. */
  built = false;
  /** Whether masks pass through unchanged. */
  supportsMasking = false;
  /** Punishes what comes out, divided by the batch size. */
  activityRegularizer: Regularizer | undefined;
  /** @internal Its calls on symbolic tensors. */
  readonly _inboundNodes: CallNode[] = [];
  /** @internal The shapes it was built for. */
  _builtShape: BatchShapes | undefined;
  /** @internal The shape of one sample, where the constructor was told. */
  readonly _sampleShape: BatchShape | undefined;
  readonly #own: { readonly trainable: Variable[]; readonly fixed: Variable[] } = {
    trainable: [],
    fixed: [],
  };
  readonly #tracked: AnyLayer[] = [];
  #losses: Tensor[] = [];
  readonly #trainable: Setting<boolean>;
  /** So that a layer inside that holds this one ends the round. */
  #isDisposing = false;

  constructor(options: LayerOptions = {}) {
    checkOptions(this.className, options);
    for (const option of UNSUPPORTED)
      if ((options as Readonly<Record<string, unknown>>)[option] !== undefined)
        throw new UnsupportedError(this.className, `no option ${option}`, 'one', 'It is not built yet.');
    this.name = options.name ?? autoName(this.className);
    if (typeof this.name !== 'string' || this.name === '' || this.name.includes('/'))
      throw new ValueError(this.className, 'a name without "/"', show(this.name));
    // Also as a policy, which a config has.
    this.dtype = dtypeOf(options.dtype ?? 'float32', this.where);
    this.#trainable = new Setting(options.trainable ?? true);
    this._sampleShape = options.inputShape;
    // Whoever calls `build`, also a subclass for a layer inside: the layer is built then, and only once (as in Keras).
    const { build } = this;
    const value = (inputShape: BatchShapes): void => this.#build(build, inputShape);
    Object.defineProperty(this, 'build', { value, configurable: true, writable: true });
  }

  /** The name of its class. */
  get className(): string {
    return classNameOf(this);
  }

  /** @internal What errors begin with: `Dense 'dense_1'`. */
  get where(): string {
    return `${this.className} '${cut(this.name)}'`;
  }

  /** Lets a subclass in JavaScript have a field of that name. */
  set where(value: string) {
    Object.defineProperty(this, 'where', { value, configurable: true, enumerable: true, writable: true });
  }

  /** Computes the outputs. Not called directly, but through {@link apply}. */
  abstract call(inputs: Tensor | Tensor[], options: CallOptions): Output;

  /**
   * Adds the weights, once the shapes of the inputs are known; the batch axis is `null`. The layer is built then; of
   * one that is built already nothing changes, nor of one whose `build` throws.
   */
  build(_inputShape: BatchShapes): void {}

  #build(build: (inputShape: BatchShapes) => void, inputShape: BatchShapes): void {
    if (this.built) return;
    allOrNothing(() => {
      undoableFields(this);
      build.call(this, inputShape);
      this._builtShape = inputShape;
      this.built = true;
    });
  }

  /** The shape of the output for a shape of the input, both with their batch axis. */
  computeOutputShape(inputShape: BatchShapes): BatchShapes {
    const list = shapesOf(inputShape).map((shape): SymbolicSpec => ({ shape, dtype: this.dtype }));
    const { outputs, isList } = this.#infer(list, isShapeList(inputShape), {});
    return isList ? outputs.map(({ shape }) => shape) : (outputs[0] as SymbolicSpec).shape;
  }

  /** @internal The outputs for symbolic inputs. */
  _computeOutputs(
    inputs: readonly SymbolicSpec[],
    isList: boolean,
    options: CallOptions,
  ): { outputs: SymbolicSpec[]; isList: boolean } {
    if (this.computeOutputShape === Layer.prototype.computeOutputShape)
      return this.#infer(inputs, isList, options);
    const shapes = inputs.map(({ shape }) => shape);
    const result = this.computeOutputShape(isList ? shapes : (shapes[0] as BatchShape));
    const outputs = shapesOf(result).map((shape): SymbolicSpec => ({ shape, dtype: this.dtype }));
    return { outputs, isList: isShapeList(result) };
  }

  #infer(
    inputs: readonly SymbolicSpec[],
    isList: boolean,
    options: CallOptions,
  ): { outputs: SymbolicSpec[]; isList: boolean } {
    const call = (tensors: Tensor[]): Tensor | Tensor[] =>
      runCall(options.training, () => this.call(isList ? tensors : (tensors[0] as Tensor), options));
    try {
      return allOrNothing(() => inferOutputs(inputs, call, this.where));
    } finally {
      this._clearLosses();
    }
  }

  /**
   * Applies the layer, and builds it if it is not built. On symbolic tensors it draws a functional model; on
   * tensors (or anything that makes one) it computes at once, or as part of what is being compiled.
   */
  apply(inputs: KerasTensor | readonly KerasTensor[], options?: CallOptions): Symbolic<Output>;
  apply(inputs: TensorLike | readonly Tensor[], options?: CallOptions): Output;
  apply(
    inputs: KerasTensor | readonly KerasTensor[] | TensorLike | readonly Tensor[],
    options: CallOptions = {},
  ): Symbolic<Output> | Output {
    const isList = isTensorList(inputs);
    const list = (isList ? inputs : [inputs]) as readonly (KerasTensor | TensorLike)[];
    return inLayer(this.where, () => {
      this.#checkOptions(options);
      if (list.some((input) => input instanceof KerasTensor))
        return allOrNothing(() => this.#draw(list, isList, options));
      const compute = (): Output => this.#compute(list as readonly TensorLike[], isList, options);
      // A first input that the layer, or one inside, cannot take leaves nothing that was built for it.
      return this.built ? compute() : allOrNothing(compute);
    });
  }

  #checkOptions(options: CallOptions): void {
    for (const [name, value] of Object.entries(checkOptions(this.where, options)))
      if (value instanceof KerasTensor)
        throw new UnsupportedError(
          this.where,
          `${name} with values, or none`,
          show(value),
          'Write a layer that is applied to a list, such as [x, mask], and passes it on in its call.',
        );
    const { mask } = options;
    if (mask !== undefined && !(mask instanceof Tensor))
      throw new DTypeError(this.where, 'mask to be a tensor', show(mask), 'Use tensor(values).');
  }

  #compute(list: readonly TensorLike[], isList: boolean, options: CallOptions): Output {
    const tensors = list.map((input) => asTensor(input, this.where));
    this._ensureBuilt(
      tensors.map(({ shape }) => [null, ...shape.slice(1)]),
      isList,
    );
    if (!inCall()) this._clearLosses();
    return runCall(options.training ?? inheritedTraining(), () => this.#run(tensors, isList, options));
  }

  #run(tensors: Tensor[], isList: boolean, options: CallOptions): Output {
    const found = tensors.map(maskOf);
    const mask = options.mask ?? (isList ? undefined : found[0]);
    const training = options.training ?? inheritedTraining();
    const outputs = this.call(isList ? tensors : (tensors[0] as Tensor), {
      ...options,
      ...(training === undefined ? {} : { training }),
      ...(mask === undefined ? {} : { mask }),
    });
    const given = options.mask === undefined ? found : [options.mask];
    const passed = [this.computeMask(tensors, given)].flat();
    for (const [index, output] of tensorsOf(outputs, this.where).entries()) {
      const own = passed[index];
      if (own !== undefined && maskOf(output) === undefined) setMask(output, own);
      if (this.activityRegularizer !== undefined) {
        const loss = this.activityRegularizer.call(output);
        this.addLoss(output.rank === 0 ? loss : divide(loss, output.shape[0] as number));
      }
    }
    return outputs;
  }

  #draw(list: readonly unknown[], isList: boolean, options: CallOptions): Symbolic<Output> {
    const inputs = list.map((input) => {
      if (input instanceof KerasTensor) return input;
      throw new ValueError(this.where, 'inputs that are all symbolic or all have values', show(input));
    });
    this._ensureBuilt(
      inputs.map(({ shape }) => shape),
      isList,
    );
    const { outputs, isList: several } = this._computeOutputs(inputs, isList, options);
    const node = new CallNode(this as AnyLayer, inputs, isList, options, outputs);
    return (several ? [...node.outputs] : node.outputs[0]) as Symbolic<Output>;
  }

  /** @internal The inputs by the arguments of Keras's call, where they are not one list there. */
  _callArguments?<Input>(inputs: readonly Input[]): Readonly<Record<string, Input | Input[]>> | undefined;

  /** @internal The shapes of the inputs, as Keras writes them: by name where its call has an argument for each. */
  getBuildConfig(): Config {
    const { _builtShape } = this;
    const named = _builtShape && this._callArguments?.(shapesOf(_builtShape));
    if (named === undefined) return { input_shape: (_builtShape ?? null) as ConfigValue };
    const entries = Object.entries(named).map(([name, shape]) => [`${name}_shape`, shape]);
    return { shapes_dict: Object.fromEntries(entries) as Config };
  }

  /**
   * The mask of the output, or of each of several. By default that of the first input is that of the first output,
   * and so on, if the layer supports masking (as in Keras).
   */
  computeMask(
    _inputs: readonly Tensor[],
    masks: readonly (Tensor | undefined)[],
  ): Tensor | readonly (Tensor | undefined)[] | undefined {
    return this.supportsMasking ? masks : undefined;
  }

  /** @internal Builds the layer if it is not built. */
  _ensureBuilt(shapes: readonly BatchShape[], isList: boolean): void {
    if (!this.built) this.build(isList ? shapes : (shapes[0] as BatchShape));
  }

  /**
   * Adds a weight, in `build` or a constructor.
   * Throws a {@link ShapeError} for a shape that is not whole.
   */
  addWeight(name: string, shape: Shape, options: WeightOptions): Variable {
    if (typeof name !== 'string')
      throw new ValueError(this.where, 'addWeight(name, shape, options)', `the name ${show(name)}`);
    const where = `${this.where}, weight '${name}'`;
    checkOptions(where, options);
    if (!Array.isArray(shape) || shape.some((size) => !Number.isInteger(size) || size < 0))
      throw new ShapeError(where, 'sizes that are known', showShape(shape), 'Give the model an input shape.');
    const { initializer: given, regularizer, constraint } = options;
    const initializer = resolve('initializer', given, where);
    if (regularizer !== undefined) resolve('regularizer', regularizer, where);
    if (constraint !== undefined) resolve('constraint', constraint, where);
    const dtype = checkDType(where, options.dtype ?? this.dtype);
    const trainable = options.trainable ?? true;
    const variable = new Variable(
      () => initializer.call(shape, { dtype }),
      {
        name: `${this.name}/${name}`,
        trainable: trainable && this.trainable,
        ...(constraint === undefined ? {} : { constraint }),
      },
      reading().hasWeights ? { shape: checkShape(where, shape), dtype } : undefined,
    );
    const list = this.#own[trainable ? 'trainable' : 'fixed'];
    list.push(variable);
    undoable(() => {
      list.splice(list.indexOf(variable), 1);
      variable.dispose();
    });
    if (regularizer !== undefined) regularizers.set(variable, regularizer);
    return variable;
  }

  /** Makes a layer part of this one; layers in fields (in arrays, maps, sets and plain objects, too) are without it. */
  track(layer: AnyLayer): void {
    if (this.#tracked.includes(layer)) return;
    this.#tracked.push(layer);
    undoable(() => this.#tracked.splice(this.#tracked.indexOf(layer), 1));
  }

  /** The layers that are directly part of this one. */
  get sublayers(): AnyLayer[] {
    return [...new Set([...partsOf(this, isLayer).layers, ...this.#tracked])].filter(
      (layer) => layer !== this,
    );
  }

  /** Whether training changes its weights. Setting it sets it for all layers inside. */
  get trainable(): boolean {
    return this.#trainable.value;
  }

  set trainable(value: boolean) {
    for (const layer of this.#tree()) {
      layer.#trainable.value = value;
      for (const variable of layer.#ownWeights()[0]) variable.trainable = value;
    }
  }

  /** This layer and all inside, each once, also where one holds the layer that it is part of. */
  #tree(): AnyLayer[] {
    const found = new Set<AnyLayer>();
    const visit = (layer: AnyLayer): void => {
      if (found.has(layer)) return;
      found.add(layer);
      layer.sublayers.forEach(visit);
    };
    visit(this as AnyLayer);
    return [...found];
  }

  #ownWeights(): [trainable: Variable[], fixed: Variable[]] {
    const { trainable, fixed } = this.#own;
    const { variables } = partsOf(this, isLayer);
    const fields = variables.filter((one) => !trainable.includes(one) && !fixed.includes(one));
    return [
      [...trainable, ...fields.filter((one) => one.trainable)],
      [...fixed, ...fields.filter((one) => !one.trainable)],
    ];
  }

  /** All weights: its own, then those of the layers inside. */
  get weights(): Variable[] {
    return [...new Set(this.#tree().flatMap((layer) => layer.#ownWeights().flat()))];
  }

  /** The weights that training changes. */
  get trainableWeights(): Variable[] {
    return this.trainable ? this.weights.filter((weight) => weight.trainable) : [];
  }

  /** The weights that training does not change, such as moving averages and those of frozen layers. */
  get nonTrainableWeights(): Variable[] {
    return this.trainable ? this.weights.filter((weight) => !weight.trainable) : this.weights;
  }

  /** @internal Its own weights by name, for files. */
  get _ownWeights(): { name: string; variable: Variable }[] {
    return this.#ownWeights()
      .flat()
      .map((variable) => ({ name: variable.name.split('/').at(-1) as string, variable }));
  }

  /** Adds a loss to those that training minimises: a scalar, in `call`. */
  addLoss(loss: Tensor): void {
    this.#losses.push(loss);
    keepLoss(loss);
  }

  /** Losses beside the main one: those of the last call (`addLoss`, activity), then those of the regularised weights. */
  get losses(): Tensor[] {
    return [...this.#tree().flatMap((layer) => layer.#losses), ...this.#regularization()];
  }

  #regularization(): Tensor[] {
    return this.trainableWeights.flatMap((weight) => {
      const regularizer = regularizers.get(weight);
      return regularizer === undefined ? [] : [regularizer.call(weight.read())];
    });
  }

  /** @internal Forgets the losses of the last call. */
  _clearLosses(): void {
    for (const layer of this.#tree()) layer.#losses = [];
  }

  /** Number of elements of all weights. Throws a {@link StateError} if it is not built. */
  countParams(): number {
    if (!this.built)
      throw new StateError(
        this.where,
        'a layer that is built',
        'one that has not seen an input',
        'Call build(inputShape), or apply it.',
      );
    return this.weights.reduce((sum, weight) => sum + weight.size, 0);
  }

  /** Copies of all weights, in the order of {@link weights}. */
  getWeights(): Tensor[] {
    return readWeights(this.weights);
  }

  /**
   * Sets all weights, in the order of {@link weights}. On a wrong count or shape nothing changes, and an error
   * names the weight and both shapes.
   */
  setWeights(values: readonly TensorLike[]): void {
    writeWeights(this.where, this.weights, values);
  }

  /** The first symbolic input it was applied to. */
  get input(): KerasTensor | KerasTensor[] {
    const node = this.#firstNode();
    return node.isList ? [...node.inputs] : (node.inputs[0] as KerasTensor);
  }

  /** The symbolic output of its first call. */
  get output(): KerasTensor | KerasTensor[] {
    const { outputs } = this.#firstNode();
    return outputs.length > 1 ? [...outputs] : (outputs[0] as KerasTensor);
  }

  #firstNode(): CallNode {
    const node = this._inboundNodes[0];
    if (node === undefined)
      throw new StateError(
        this.where,
        'a layer that was applied to a symbolic tensor',
        'one that never was',
        'Apply it to Input({ shape }).',
      );
    return node;
  }

  /** Frees the weights. Whoever still uses them, also in compiled functions, gets a {@link StateError}. */
  dispose(): void {
    if (this.#isDisposing) return;
    this.#isDisposing = true;
    for (const weight of this.#ownWeights().flat()) weight.dispose();
    for (const layer of this.sublayers) layer.dispose();
    this.#isDisposing = false;
  }

  /** `using layer = …` frees the weights at the end of the block. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** The constructor's arguments in Keras's spelling, as JSON. */
  getConfig(): Config {
    return { name: this.name, trainable: this.trainable, dtype: dtypePolicy(this.dtype) };
  }

  /**
   * A layer of this class from its config: made with the config as its options. Layers whose constructor takes more
   * than options override it and {@link getConfig}, or this throws a {@link ValueError} that says what to write.
   */
  static fromConfig(
    this: new (
      options: never,
    ) => AnyLayer,
    config: Config,
    _options?: FromConfigOptions,
  ): AnyLayer {
    // biome-ignore lint/complexity/noThisInStatic: a subclass makes an instance of itself.
    const { name: className, length } = this;
    const made = new this(optionsFrom(config, className) as never);
    // A constructor with required arguments took the options for the first of them: nothing that it was told arrived.
    if (length > 0 && config['name'] !== undefined && made.name !== config['name'])
      throw new ValueError(
        `${className}.fromConfig`,
        'a constructor that takes options alone, or a fromConfig of its own',
        `one that requires ${length} more`,
        `Write getConfig() { return { ...super.getConfig(), units: this.units }; } and static fromConfig({ units, ...options }) ` +
          `{ return new ${className}(units, options); } for its own arguments.`,
      );
    return made;
  }

  /** `Dense(name 'dense', built)`. */
  toString(): string {
    return `${this.className}(name '${this.name}'${this.built ? '' : ', not built'})`;
  }

  static {
    placesOf = (layer) => layer.#tree().flatMap((one) => partsOf(one, isLayer).places);
    printAsText(Layer);
  }
}

function isLayer(value: unknown): value is AnyLayer {
  return value instanceof Layer;
}

/** Whether a call was given several tensors, rather than nested arrays of numbers. */
export function isTensorList(inputs: unknown): boolean {
  return (
    Array.isArray(inputs) &&
    inputs.length > 0 &&
    inputs.every(
      (input) => input instanceof Tensor || input instanceof Variable || input instanceof KerasTensor,
    )
  );
}

/** Whether shapes of several inputs were given. Throws a {@link ShapeError} for what is no shape. */
export function isShapeList(shape: BatchShapes): shape is readonly BatchShape[] {
  const isList = Array.isArray(shape) && Array.isArray(shape[0]);
  for (const one of (isList ? shape : [shape]) as readonly BatchShape[])
    if (
      !Array.isArray(one) ||
      !Array.from(one).every((size) => size === null || (Number.isInteger(size) && size >= 0))
    )
      throw new ShapeError('inputShape', 'a shape such as [null, 64], or a list of them', show(one));
  return isList;
}

/** The shapes of all inputs. */
export function shapesOf(shape: BatchShapes): readonly BatchShape[] {
  return isShapeList(shape) ? shape : [shape];
}

/** The one shape of a layer with one input. */
export function oneShape(where: string, shape: BatchShapes): BatchShape {
  if (!isShapeList(shape)) return shape;
  throw new ShapeError(
    where,
    'one input',
    `${shape.length} inputs`,
    'Merge them first, with Concatenate() or Add().',
  );
}

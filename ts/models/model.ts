/** Models: layers with inputs and outputs that can be trained (keras.Model). */

import type { CallbackModel, MaybePromise } from '../callbacks/callback.ts';
import { CallbackList } from '../callbacks/callback-list.ts';
import type { History } from '../callbacks/history.ts';
import { ProgressLogger } from '../callbacks/progress.ts';
import type { Config } from '../config/config.ts';
import { checkOptions, ShapeError, StateError, show, UnsupportedError, ValueError } from '../errors.ts';
import type { HostArray } from '../io/array.ts';
import { autoName } from '../layers/auto-name.ts';
import { InputLayer } from '../layers/core/input-layer.ts';
import { type BatchShape, KerasTensor, type SymbolicSpec } from '../layers/keras-tensor.ts';
import {
  type AnyLayer,
  type BatchShapes,
  type CallOptions,
  type FromConfigOptions,
  Layer,
  type LayerOptions,
  placesOf,
  type SamplesApart,
  shapesOf,
} from '../layers/layer.ts';
import type { Place } from '../layers/tracking.ts';
import { drawSeed, RandomSequence } from '../ops/random/seed.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { shouldLetGo } from '../tensor/forgotten.ts';
import { Setting } from '../tensor/setting.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Arrays, Slot } from './arrays.ts';
import { type Batch, type BatchIterable, type BatchSource, isBatchIterable } from './batches.ts';
import { Busy } from './busy.ts';
import { directionOf } from './compile-metrics.ts';
import { CompiledModel } from './compiled.ts';
import { letGo, Pacer } from './event-loop.ts';
import { bytesFrom, type FileSource, type Path, saved } from './files.ts';
import { functionalConfig, functionalOptions, serializeLayer } from './functional-config.ts';
import { checkModelInput, type ModelGraph, mapGraph, runGraph } from './graph.ts';
import {
  arraySource,
  type FedModel,
  fitPlan,
  onBatch,
  streamOptions,
  streamSource,
  targetsGiven,
} from './inputs.ts';
import { showInternals } from './internals.ts';
import {
  type CompileModelOptions,
  checkCall,
  checkRun,
  type EvaluateOptions,
  type FitOptions,
  type Logs,
  type OnBatchOptions,
  type PredictOptions,
} from './options.ts';
import { loadWeightBytes, saveModelBytes, weightBytes } from './saving.ts';
import { type Planned, planned } from './steps.ts';
import { printSummary, type SummaryOptions } from './summary.ts';
import { closing, level, runFit, runPredict, runTest, type TestPlan } from './training.ts';

/** Tensors for symbolic tensors. */
export type Values<Outputs> = Outputs extends KerasTensor ? Tensor : Tensor[];

/** Options of {@link Model}. */
export interface ModelOptions<Outputs extends KerasTensor | KerasTensor[] = KerasTensor> {
  /** Made by `Input(…)`: one, several, or by name. */
  readonly inputs?: KerasTensor | readonly KerasTensor[];
  /** What layers made of them. */
  readonly outputs?: Outputs;
  readonly name?: string;
  readonly trainable?: boolean;
}

/**
 * A model: drawn from symbolic tensors, `new Model({ inputs, outputs })`, or a subclass with layers in its fields
 * and a `call` of its own.
 */
export class Model<Outputs extends KerasTensor | KerasTensor[] = KerasTensor>
  extends Layer<Values<Outputs>>
  implements CallbackModel
{
  static override readonly className: string = 'Model';
  static override readonly samplesApart: SamplesApart = true;

  /** Set it to `true` to end training after the step under way. */
  stopTraining = false;
  /** The record of the last training. */
  history: History | undefined;
  #graph: ModelGraph | undefined;
  #inputs: readonly KerasTensor[] = [];
  #outputs: readonly KerasTensor[] = [];
  /** Where layers and variables were when data were first seen. */
  readonly #places: Setting<readonly Place[] | undefined> = new Setting<readonly Place[] | undefined>(
    undefined,
  );
  #takesList = false;
  #givesList = false;
  #compiled: CompiledModel | undefined;
  #predictor: Planned<[inputs: readonly Tensor[]], Tensor[]> | undefined;
  readonly #busy: Busy = new Busy();
  /** As its data is seen. */
  readonly #fed: FedModel = {
    slots: () => this.#slots(),
    prepare: (...given) => this.#prepare(...given),
  };

  constructor(options: ModelOptions<Outputs> = {}) {
    super(layerOptions(options, new.target));
    showInternals(this, () => ({
      graph: this.#graph,
      takesList: this.#takesList,
      givesList: this.#givesList,
      compiled: this.#compiled,
    }));
    const { inputs, outputs } = options;
    if ((inputs === undefined) !== (outputs === undefined))
      throw new ValueError(
        this.where,
        'inputs and outputs together, or neither',
        inputs === undefined ? 'outputs only' : 'inputs only',
      );
    if (inputs !== undefined && outputs !== undefined) this._setGraph(inputs, outputs);
    if (options.trainable === false) this.trainable = false;
  }

  /** @internal Makes the model the graph between symbolic tensors. */
  protected _setGraph(
    inputs: KerasTensor | readonly KerasTensor[],
    outputs: KerasTensor | readonly KerasTensor[],
  ): void {
    this.#takesList = Array.isArray(inputs);
    this.#givesList = Array.isArray(outputs);
    this.#inputs = [inputs].flat() as KerasTensor[];
    this.#outputs = [outputs].flat() as KerasTensor[];
    for (const input of this.#inputs)
      if (!(input?.history?.layer instanceof InputLayer))
        throw new ValueError(
          this.where,
          'inputs made by Input(…)',
          show(input),
          'Make a model of the part before as well.',
        );
    for (const output of this.#outputs)
      if (!(output instanceof KerasTensor))
        throw new ValueError(this.where, 'one output of layers or a list of them', show(output));
    this.#graph = mapGraph(this.where, this.#inputs, this.#outputs);
    this.built = true;
  }

  override get className(): string {
    const name = super.className;
    // Asked for by the base's constructor too, before there are fields.
    return #graph in this && this.#graph !== undefined && name === 'Model' ? 'Functional' : name;
  }

  /** The symbolic inputs; empty for a subclassed model. */
  get inputs(): readonly KerasTensor[] {
    return this.#inputs;
  }

  /** The symbolic outputs; empty for a subclassed model. */
  get outputs(): readonly KerasTensor[] {
    return this.#outputs;
  }

  /** Its own symbolic input, or inputs where it was drawn from a list, also after it was applied to others. */
  override get input(): KerasTensor | KerasTensor[] {
    return this.#takesList ? [...this.#inputs] : (this.#inputs[0] ?? super.input);
  }

  /** Its own symbolic output, or outputs where it was drawn to a list. */
  override get output(): KerasTensor | KerasTensor[] {
    return this.#givesList ? [...this.#outputs] : (this.#outputs[0] ?? super.output);
  }

  /** Names of the inputs, by which data may be given. */
  get inputNames(): string[] {
    return this.#inputs.map(({ name }) => name);
  }

  /** Names of the outputs, by which targets, losses and metrics may be given. */
  get outputNames(): string[] {
    return this.#outputs.map(({ history }) => history.layer.name);
  }

  /** Its layers in order. */
  get layers(): AnyLayer[] {
    return this.sublayers;
  }

  override get sublayers(): AnyLayer[] {
    return [...new Set([...(this.#graph?.layers ?? []), ...super.sublayers])];
  }

  /** The layer of that name, or at that position. Throws a {@link ValueError} where there is none. */
  getLayer(nameOrIndex: string | number): AnyLayer {
    const { layers } = this;
    const found =
      typeof nameOrIndex === 'number'
        ? layers.at(nameOrIndex)
        : layers.find(({ name }) => name === nameOrIndex);
    if (found !== undefined) return found;
    const names = layers.map(({ name }) => `'${name}'`).join(', ');
    throw new ValueError(`${this.where}.getLayer`, `one of ${names || 'no layers'}`, show(nameOrIndex));
  }

  override call(inputs: Tensor | Tensor[], options: CallOptions = {}): Values<Outputs> {
    if (this.#graph === undefined)
      throw new UnsupportedError(
        this.where,
        'a call method',
        'none',
        'Override call, or give inputs and outputs.',
      );
    const values = [inputs].flat();
    this._checkInputs(values.map(({ shape }) => shape));
    const results = runGraph(this.#graph, this.#inputs, this.#outputs, values, options);
    return (this.#givesList ? results : results[0]) as Values<Outputs>;
  }

  /** @internal Throws a {@link ShapeError} unless shapes fit the inputs. */
  _checkInputs(shapes: readonly BatchShape[]): void {
    if (this.#inputs.length === 0) return;
    if (shapes.length !== this.#inputs.length)
      throw new ShapeError(this.where, `${this.#inputs.length} inputs`, `${shapes.length}`);
    this.#inputs.forEach((input, index) => {
      checkModelInput(this.where, input, shapes[index] as BatchShape);
    });
  }

  /** Makes the weights of all layers, for a subclassed model by tracing its call. Shapes have their batch axis. */
  override build(inputShape: BatchShapes): void {
    if (this.#graph !== undefined) return;
    this.computeOutputShape(inputShape);
  }

  /** @internal */
  override _computeOutputs(
    inputs: readonly SymbolicSpec[],
    isList: boolean,
    options: CallOptions,
  ): { outputs: SymbolicSpec[]; isList: boolean } {
    if (this.#graph === undefined) return super._computeOutputs(inputs, isList, options);
    this._checkInputs(inputs.map(({ shape }) => shape));
    // Sizes left open by the model may be known here.
    const known = new Map<KerasTensor, SymbolicSpec>(
      this.#inputs.map((input, index) => [input, inputs[index] as SymbolicSpec]),
    );
    for (const node of this.#graph.nodesByDepth.flat()) {
      if (node.inputs.length === 0) continue;
      const given = node.inputs.map((input) => known.get(input) as SymbolicSpec);
      const { outputs } = node.layer._computeOutputs(given, node.isList, node.options);
      node.outputs.forEach((output, index) => {
        known.set(output, outputs[index] as SymbolicSpec);
      });
    }
    return {
      outputs: this.#outputs.map((output) => known.get(output) as SymbolicSpec),
      isList: this.#givesList,
    };
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShapes {
    if (this.#graph === undefined) return super.computeOutputShape(inputShape);
    const { outputs } = this._computeOutputs(
      shapesOf(inputShape).map((shape) => ({ shape, dtype: this.dtype })),
      this.#takesList,
      {},
    );
    return this.#givesList ? outputs.map(({ shape }) => shape) : (outputs[0] as SymbolicSpec).shape;
  }

  /** Outputs as a list. */
  #forward(inputs: readonly Tensor[], training: boolean): Tensor[] {
    // A plan holds for the layers that are there now.
    this.#places.value;
    const list = this.#graph === undefined ? inputs.length > 1 : this.#takesList;
    const result = this.apply((list ? [...inputs] : inputs[0]) as Tensor, { training });
    return [result].flat() as Tensor[];
  }

  // Training.

  /**
   * Says how to train: optimizer, loss and metrics. Names are known where the class was imported from `oxigrad`;
   * unknown ones throw a {@link ValueError}.
   */
  compile(options: CompileModelOptions = {}): void {
    this.#busy.checkIdle(`${this.where}.compile`);
    checkCall(`${this.where}.compile`, 'compile', options);
    const step = ['trainStep', 'testStep', 'predictStep'].find((name) => name in this);
    if (step !== undefined) throw new UnsupportedError(this.where, 'no steps of its own', step);
    const compiled = new CompiledModel(this, (inputs, training) => this.#forward(inputs, training), options);
    this.#release(compiled);
    this.#compiled = compiled;
  }

  /** Frees weights, plans, the optimizer's slots and the metrics. The model is not usable any more. */
  override dispose(): void {
    this.#busy.checkIdle(`${this.where}.dispose`);
    this.#compiled?.optimizer.dispose();
    for (const { metric } of this.#compiled?.metrics.tracked ?? []) metric.dispose();
    this.#release();
    super.dispose();
  }

  #release(next?: CompiledModel): void {
    this.#compiled?.dispose(next);
    this.#predictor?.dispose?.();
    this.#predictor = undefined;
  }

  /** Whether `compile` was called. */
  get compiled(): boolean {
    return this.#compiled !== undefined;
  }

  /** The optimizer given to `compile`. */
  get optimizer(): Optimizer | undefined {
    return this.#compiled?.optimizer;
  }

  /** The keys of the logs: `loss`, then the metrics. Complete once the model has seen data. */
  get metricsNames(): string[] {
    return this.#compiled?.keys ?? [];
  }

  /** Which way a metric gets better, where that is known. */
  metricDirection(name: string): 'up' | 'down' | undefined {
    if (name === 'loss') return 'down';
    const tracked = this.#compiled?.metrics.tracked.find(({ key }) => key === name);
    return tracked && directionOf(tracked.metric);
  }

  /** Sets the means of loss and metrics back to nothing. */
  resetMetrics(): void {
    this.#compiled?.reset();
  }

  /**
   * Trains. Data are arrays with one row a sample, or an iterable of batches `[x, y]` or `[x, y, sampleWeight]`
   * such as a Dataset. Gives way to the event loop by elapsed time; a second `fit` meanwhile throws a
   * {@link StateError}. An error, also one of a callback or of `signal`, leaves the weights of the last finished step.
   */
  fit(batches: BatchIterable, options?: FitOptions): Promise<History>;
  fit(x: Arrays, y?: Arrays, options?: FitOptions): Promise<History>;
  async fit(x: Arrays | BatchIterable, y?: Arrays | FitOptions, given?: FitOptions): Promise<History> {
    if (shouldLetGo()) await letGo();
    const where = `${this.where}.fit`;
    this.#busy.checkIdle(where);
    const compiled = this.#needCompiled(where);
    const options = isBatchIterable(x) ? streamOptions(where, y, given) : given === undefined ? {} : given;
    checkRun(where, 'fit', options);
    const plan = fitPlan(
      this.#fed,
      where,
      x,
      isBatchIterable(x) ? undefined : (y as Arrays | undefined),
      options,
    );
    const outside = (hook: () => MaybePromise): Promise<void> => this.#busy.outside(hook, plan.signal);
    return this.#busy.while('fit', () => runFit(this, compiled, { ...plan, outside }));
  }

  /** Loss and metrics on data, in the forms that `fit` takes: `{ loss, accuracy, … }`. */
  evaluate(batches: BatchIterable, options?: EvaluateOptions): Promise<Logs>;
  evaluate(x: Arrays, y?: Arrays, options?: EvaluateOptions): Promise<Logs>;
  async evaluate(
    x: Arrays | BatchIterable,
    y?: Arrays | EvaluateOptions,
    given?: EvaluateOptions,
  ): Promise<Logs> {
    if (shouldLetGo()) await letGo();
    const where = `${this.where}.evaluate`;
    this.#busy.check(where);
    const compiled = this.#needCompiled(where);
    const isStream = isBatchIterable(x);
    const options = isStream ? streamOptions(where, y, given) : given === undefined ? {} : given;
    checkRun(where, 'evaluate', options);
    const { batchSize = 32, sampleWeight, steps } = options;
    const source: BatchSource = isStream
      ? streamSource(this.#fed, where, x, steps)
      : arraySource(this.#fed, where, { x, y: y as Arrays | undefined, sampleWeight }, { batchSize, steps });
    const plan = this.#testPlan('test', source, options);
    return this.#busy.while('evaluate', () =>
      closing([source], options.signal, () => runTest(compiled, plan)),
    );
  }

  /** The outputs for data, all batches joined: one tensor, or one an output. */
  async predict(x: Arrays | BatchIterable, options: PredictOptions = {}): Promise<Values<Outputs>> {
    if (shouldLetGo()) await letGo();
    const where = `${this.where}.predict`;
    checkRun(where, 'predict', options);
    const { batchSize = 32, steps } = options;
    let source: BatchSource;
    if (isBatchIterable(x)) source = streamSource(this.#fed, where, x, steps, true);
    else {
      const arrays = arraySource(this.#fed, where, { x }, { batchSize, steps, inputsOnly: true });
      const watched =
        [options.callbacks ?? []].flat().length > 0 || level(options.verbose ?? 'auto', 0) !== 0;
      // A single batch that nobody watches needs no loop.
      if (arrays.steps === 1 && !watched)
        return this.#outputsOf(this.#predict()((arrays.begin(true).next() as Batch).x)) as Values<Outputs>;
      source = arrays;
    }
    const plan = this.#testPlan('predict', source, options);
    const results = await closing([source], options.signal, () => runPredict(this.#predict(), plan));
    return this.#outputsOf(results) as Values<Outputs>;
  }

  /** One training step on one batch. Returns means since the last reset; the weights have changed. */
  trainOnBatch(x: Arrays, y?: Arrays, options: OnBatchOptions = {}): Logs {
    const where = `${this.where}.trainOnBatch`;
    this.#busy.check(where);
    const compiled = this.#needCompiled(where);
    compiled.steps.train(onBatch(this.#fed, where, x, y, options));
    return compiled.logs();
  }

  /** Loss and metrics on one batch, as means since the last reset. */
  testOnBatch(x: Arrays, y?: Arrays, options: OnBatchOptions = {}): Logs {
    const where = `${this.where}.testOnBatch`;
    this.#busy.check(where);
    const compiled = this.#needCompiled(where);
    compiled.steps.test(onBatch(this.#fed, where, x, y, options));
    return compiled.logs();
  }

  /** The outputs for one batch. */
  predictOnBatch(x: Arrays): Values<Outputs> {
    const batch: Batch = onBatch(this.#fed, `${this.where}.predictOnBatch`, x, undefined, {}, true);
    return this.#outputsOf(this.#predict()(batch.x)) as Values<Outputs>;
  }

  #outputsOf(results: Tensor[]): Tensor | Tensor[] {
    const list = this.#graph === undefined ? results.length > 1 : this.#givesList;
    return list ? results : (results[0] as Tensor);
  }

  #predict(): Planned<[inputs: readonly Tensor[]], Tensor[]> {
    const body = (inputs: readonly Tensor[]): Tensor[] => this.#forward(inputs, false);
    this.#predictor ??= planned(body, `${this.where}.predict`, this.#compiled?.options.runEagerly ?? false);
    return this.#predictor;
  }

  #testPlan(
    loop: 'test' | 'predict',
    source: TestPlan['source'],
    options: EvaluateOptions | PredictOptions,
  ): TestPlan {
    const verbose = level(options.verbose ?? 'auto', 0);
    const loggers = verbose === 0 ? [] : [new ProgressLogger(loop)];
    const params = { verbose, epochs: 1, steps: source.steps };
    const callbacks = new CallbackList([options.callbacks ?? [], loggers].flat(), this, params);
    const random = new RandomSequence(drawSeed());
    return { source, callbacks, loop: { model: this, signal: options.signal, pacer: new Pacer(), random } };
  }

  #needCompiled(where: string): CompiledModel {
    if (this.#compiled === undefined)
      throw new StateError(
        where,
        'a model that is compiled',
        'one that is not',
        'Call compile({ optimizer, loss }) first.',
      );
    return this.#compiled;
  }

  /** Builds model, losses, metrics and slots for the shapes of data. */
  #prepare(
    where: string,
    x: readonly HostArray[],
    y: readonly (HostArray | undefined)[],
    needsTargets: boolean,
  ): void {
    const shapes = x.map(({ shape }): BatchShape => [null, ...shape.slice(1)]);
    this._checkInputs(shapes);
    const isList = this.#graph === undefined ? shapes.length > 1 : this.#takesList;
    this._ensureBuilt(shapes, isList);
    this.#noticeChanges();
    if (!needsTargets || this.#compiled === undefined) return;
    const layers = this.#graph ?? this.#places.now;
    if (this.#compiled.isBuiltFor(layers)) {
      targetsGiven(where, this.#compiled.outputNames, y);
      return;
    }
    const specs = x.map(
      (array, index): SymbolicSpec => ({
        shape: shapes[index] as BatchShape,
        dtype: this.#inputs[index]?.dtype ?? array.dtype,
      }),
    );
    const outputs =
      this.#outputs.length > 0 ? this.#outputs : this._computeOutputs(specs, isList, {}).outputs;
    const names =
      this.#outputs.length > 0 ? this.outputNames : outputs.map((_, index) => `output_${index + 1}`);
    targetsGiven(where, names, y);
    const targets = names.map((_, index) => y[index] && [null, ...(y[index] as HostArray).shape.slice(1)]);
    this.#compiled.build(
      names,
      targets,
      outputs.map(({ shape }) => shape),
      this.trainableWeights,
      layers,
    );
  }

  /** A layer or variable that took the place of another is in no step that was compiled before. */
  #noticeChanges(): void {
    if (this.#places.now?.every(([holder, key, value]) => holder[key] === value)) return;
    this.#places.value = placesOf(this as AnyLayer);
  }

  /** What is known of inputs and outputs. */
  #slots(): { x: readonly Slot[] | undefined; y: readonly Slot[] | undefined } {
    const { loss } = this.#compiled ?? {};
    const outputs = (names?: readonly string[]): Slot[] | undefined => {
      const without = loss?.without(names);
      return (names ?? without?.map((_, index) => `output_${index + 1}`))?.map((name, index) => ({
        name,
        isOptional: without?.[index] ?? false,
      }));
    };
    if (this.#inputs.length === 0) return { x: undefined, y: outputs() };
    return {
      x: this.#inputs.map(({ name, shape, dtype }) => ({ name, sample: shape.slice(1), dtype })),
      y: outputs(this.outputNames),
    };
  }

  // Files.

  /** Prints Keras's table of layers, shapes and parameters, through `printFn` or to the console. */
  summary(options: SummaryOptions = {}): void {
    printSummary(this as unknown as Model, options);
  }

  override getConfig(): Config {
    return functionalConfig(this as unknown as Model);
  }

  /** The model without its weights as JSON, which Keras's `model_from_json` reads. */
  toJSON(): Config {
    return serializeLayer(this as AnyLayer);
  }

  /**
   * A drawn model from what `getConfig` or `toJSON` returned, here or in Keras. Its weights are new. Classes of
   * layers come from `customObjects`; the function `modelFromConfig` knows all of oxigrad's.
   */
  static override fromConfig(config: Config, options: FromConfigOptions = {}): AnyLayer {
    const known = { customObjects: { Functional: Model, ...options?.customObjects } };
    return new Model(functionalOptions(config, known, 'Model.fromConfig')) as AnyLayer;
  }

  /** The weights as a safetensors file, by the names `layer/weight`; written as {@link save} does. */
  saveWeights(): Uint8Array;
  saveWeights(path: Path): void;
  saveWeights(path?: Path): Uint8Array | undefined {
    return saved(`${this.where}.saveWeights`, weightBytes(this as unknown as Model), path);
  }

  /**
   * Sets the weights from a safetensors file, its bytes or its path. On a missing, unknown or misshapen weight nothing
   * changes.
   */
  loadWeights(file: FileSource): void {
    loadWeightBytes(this as unknown as Model, bytesFrom(`${this.where}.loadWeights`, file));
  }

  /**
   * Model, weights, compile options and the optimizer's state as one safetensors file, for `loadModel`: its bytes, or
   * written to a path where the runtime has files. The path holds the whole old file or the whole new one, whatever
   * happens meanwhile. Throws a {@link DataError} if it cannot be written.
   */
  save(): Uint8Array;
  save(path: Path): void;
  save(path?: Path): Uint8Array | undefined {
    return saved(`${this.where}.save`, saveModelBytes(this as unknown as Model), path);
  }
}

/** A drawn model is called `functional` by itself, as in Keras. */
function layerOptions(
  options: ModelOptions<KerasTensor | KerasTensor[]>,
  target: { name: string },
): LayerOptions {
  if (options instanceof KerasTensor || Array.isArray(options))
    throw new ValueError('Model', '{ inputs, outputs }', show(options));
  const { name, outputs } = checkOptions('Model', options);
  if (name !== undefined) return { name };
  return outputs !== undefined && target === (Model as unknown) ? { name: autoName('Functional') } : {};
}

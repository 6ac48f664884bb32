/**
 * What every optimizer is (keras.optimizers.Optimizer): the rate, the count of steps, slots, and everything around
 * the update itself: clips, weight decay, gradient accumulation, running means, constraints. All of it is
 * operations on variables, so that a step runs eagerly or as part of a compiled function, to the same bits.
 */

import { checkKeys } from '../closest.ts';
import {
  type Config,
  type ConfigClass,
  type ConfigValue,
  classNameOf,
  config,
  madeOf,
  serialize,
  snakeCase,
} from '../config/config.ts';
import {
  checkList,
  checkText,
  DTypeError,
  ShapeError,
  StateError,
  show,
  showShape,
  ValueError,
} from '../errors.ts';
import { add } from '../ops/arithmetic/add.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { floorDivide } from '../ops/arithmetic/floor-divide.ts';
import { mod } from '../ops/arithmetic/mod.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { equal } from '../ops/compare/equal.ts';
import { notEqual } from '../ops/compare/not-equal.ts';
import { full, zeros } from '../ops/creation/full.ts';
import { where } from '../ops/index/where.ts';
import { cast } from '../ops/shape/cast.ts';
import type { ScheduleTable } from '../schedules/names.ts';
import { LearningRateSchedule } from '../schedules/schedule.ts';
import { active, withoutRecording } from '../tensor/active.ts';
import { scalar } from '../tensor/create.ts';
import { scope } from '../tensor/scope.ts';
import { Setting } from '../tensor/setting.ts';
import { type Shape, sameShape } from '../tensor/shape.ts';
import { Tensor } from '../tensor/tensor.ts';
import { checkVariables, Variable } from '../tensor/variable.ts';
import { clipFactors, clipped } from './clip.ts';
import { checkNumber, checkOptimizerOptions, type OptimizerOptions, optimizerOptions } from './options.ts';

/** One variable that a step changes. */
export interface Update {
  readonly variable: Variable;
  /** Of the variable's shape, after clipping. */
  readonly gradient: Tensor;
  /** As it was before, and the factor of a clip by norm: for fused instructions, which clip by themselves. */
  readonly unclipped: Tensor;
  readonly factor: Tensor | undefined;
  /** The variable's position among those the optimizer was built for: that of its slots. */
  readonly index: number;
  /** The weight decay of this variable; 0 = none. */
  readonly weightDecay: number;
}

/** Base of all optimizers. */
export abstract class Optimizer {
  /** The name in configs: set it where a minifier would rename the class. */
  static readonly className: string;
  readonly name: string;
  readonly weightDecay: number | undefined;
  readonly clipNorm: number | undefined;
  readonly clipValue: number | undefined;
  readonly globalClipNorm: number | undefined;
  readonly useEma: boolean;
  readonly emaMomentum: number;
  readonly emaOverwriteFrequency: number | undefined;
  readonly lossScaleFactor: number | undefined;
  readonly gradientAccumulationSteps: number | undefined;
  readonly #schedule: Setting<LearningRateSchedule | undefined>;
  /** Where there is no schedule. */
  #rate: number | Variable;
  #iterations: Variable | undefined;
  #trainable: readonly Variable[] = [];
  #indices: Map<Variable, number> | undefined;
  #averages: readonly Variable[] = [];
  #accumulators: readonly Variable[] = [];
  readonly #slots: Variable[] = [];
  /** All that `build` made, in any order. */
  readonly #made: Variable[] = [];
  readonly #undecayed = new Set<Variable>();
  #undecayedNames: RegExp | undefined;

  /** @param own The names of the options that the class has beside these, with spaces between them. */
  constructor(defaultRate: number, options: OptimizerOptions, own: string = '') {
    checkOptimizerOptions(this.className, options, own);
    this.name = options.name ?? snakeCase(this.className);
    const rate = options.learningRate ?? defaultRate;
    this.#schedule = new Setting(rate instanceof LearningRateSchedule ? rate : undefined);
    this.#rate = rate instanceof LearningRateSchedule ? defaultRate : rate;
    this.weightDecay = options.weightDecay;
    this.clipNorm = options.clipNorm;
    this.clipValue = options.clipValue;
    this.globalClipNorm = options.globalClipNorm;
    this.useEma = options.useEma ?? false;
    this.emaMomentum = options.emaMomentum ?? 0.99;
    this.emaOverwriteFrequency = options.emaOverwriteFrequency;
    this.lossScaleFactor = options.lossScaleFactor;
    this.gradientAccumulationSteps = options.gradientAccumulationSteps;
  }

  /** The name of its class. */
  get className(): string {
    return classNameOf(this);
  }

  /** Steps applied so far: an int32 scalar. Made at the first use, so that a new optimizer needs no memory. */
  get iterations(): Variable {
    this.#iterations ??= new Variable(scalar(0, 'int32'), { name: 'iteration', trainable: false });
    return this.#iterations;
  }

  /** The rate of the next step. Inside a compiled function it is that of the moment of tracing. */
  get learningRate(): number {
    const rate = this.#rate;
    const { schedule } = this;
    if (schedule !== undefined)
      return withoutRecording(() => scope(() => schedule.call(this.iterations.read()).item()));
    return typeof rate === 'number' ? Math.fround(rate) : (rate.data()[0] as number);
  }

  /**
   * A number takes effect at the next step, also of compiled functions. Throws a {@link StateError} if the rate
   * comes from a schedule, as in Keras; a schedule may replace a number or a schedule.
   */
  set learningRate(value: number | LearningRateSchedule) {
    if (value instanceof LearningRateSchedule) {
      this.#schedule.value = value;
      return;
    }
    checkNumber(`${this.className}.learningRate`, 'number', value);
    if (this.schedule !== undefined)
      throw new StateError(
        `${this.className}.learningRate`,
        'an optimizer made with a number as learning rate',
        'one made with a schedule',
      );
    if (this.#rate instanceof Variable) {
      const rate = this.#rate;
      withoutRecording(() => rate.assign(scalar(value)));
    } else this.#rate = value;
  }

  /** The schedule of the rate, if it has one. */
  get schedule(): LearningRateSchedule | undefined {
    return this.#schedule.value;
  }

  /** Whether the slots exist. */
  get built(): boolean {
    return this.#indices !== undefined;
  }

  /** The state in Keras's order: iterations, learning rate (unless from a schedule), then the slots. */
  get variables(): readonly Variable[] {
    const rate = this.schedule === undefined ? [this.#rateVariable()] : [];
    return [this.iterations, ...rate, ...this.#averages, ...this.#accumulators, ...this.#slots];
  }

  /** The variables it was built for. */
  get trainableVariables(): readonly Variable[] {
    return this.#trainable;
  }

  /** Makes the slots for these variables. Done by the first `applyGradients`; a second call does nothing. */
  build(trainable: readonly Variable[]): void {
    if (this.built) return;
    const where = `${this.className}.build`;
    for (const variable of checkDistinct(where, trainable))
      if (variable.dtype !== 'float32')
        throw new DTypeError(where, 'float32 variables', `${variable.dtype} for '${variable.name}'`);
    try {
      if (this.useEma) this.#averages = this.#make(trainable, 'average', 0);
      if (this.gradientAccumulationSteps !== undefined)
        this.#accumulators = this.#make(trainable, 'gradient_accumulator', 0);
      this.buildSlots(trainable);
    } catch (error) {
      // Half of the slots serve nobody: their memory may be what the next try needs.
      for (const slot of this.#made.splice(0)) slot.dispose();
      this.#slots.length = 0;
      throw error;
    }
    this.#trainable = [...trainable];
    this.#indices = new Map(trainable.map((variable, index) => [variable, index]));
  }

  /**
   * One step: `gradients` for `variables`, in the same order; `undefined` leaves a variable as it is. Throws before
   * anything changed: a {@link ValueError} for another number of gradients, none at all, or a variable that comes
   * twice, a {@link ShapeError} for a gradient of another shape, a {@link StateError} for a variable that is disposed
   * or that the optimizer was not built for.
   */
  applyGradients(gradients: readonly (Tensor | undefined)[], variables: readonly Variable[]): void {
    this.#check(gradients, variables);
    if (variables.length === 0) return;
    this.build(variables);
    this.#known(variables);
    if (active.tracer !== undefined) this.#apply(gradients, variables);
    else scope(() => this.#apply(gradients, variables));
  }

  /** The loss to differentiate: multiplied by `lossScaleFactor`, if there is one. */
  scaleLoss(loss: Tensor): Tensor {
    return this.lossScaleFactor === undefined ? loss : multiply(loss, this.lossScaleFactor);
  }

  /** With `useEma`, gives the variables the value of their running mean: at the end of training. */
  finalizeVariableValues(variables: readonly Variable[] = this.#trainable): void {
    if (!this.useEma) return;
    const indices = this.#known(checkVariables(`${this.className}.finalizeVariableValues`, variables));
    variables.forEach((variable, position) => {
      variable.assign((this.#averages[indices[position] as number] as Variable).read());
    });
  }

  /** Leaves variables, or those whose name contains one of `names`, out of the weight decay. Call it before `build`. */
  excludeFromWeightDecay(excluded: {
    readonly variables?: readonly Variable[];
    readonly names?: readonly string[];
  }): void {
    const where = `${this.className}.excludeFromWeightDecay`;
    if (this.built) throw new StateError(where, 'an optimizer that is not built yet', 'one that is');
    const { variables = [], names = [] } = checkKeys(where, excluded, 'variables names');
    checkVariables(where, variables);
    for (const name of checkList(where, 'names', names)) checkText(`${where}, names`, name);
    this.#undecayed.clear();
    for (const variable of variables) this.#undecayed.add(variable);
    this.#undecayedNames = names.length === 0 ? undefined : new RegExp(names.join('|'));
  }

  /** Frees the slots. */
  dispose(): void {
    for (const variable of this.#made) variable.dispose();
    this.#iterations?.dispose();
    if (this.#rate instanceof Variable) this.#rate.dispose();
  }

  /** `using optimizer = …` frees the slots at the end of the block. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Makes the optimizer's own slots, with {@link addSlots}. */
  protected abstract buildSlots(trainable: readonly Variable[]): void;

  /** Assigns new values to the variables and their slots. */
  protected abstract update(updates: readonly Update[], learningRate: Tensor): void;

  /** Slots beside the variables: for each name a list in the order of `trainable`, filled with a number. */
  protected addSlots<Name extends string>(
    trainable: readonly Variable[],
    initial: Readonly<Record<Name, number>>,
  ): Record<Name, Variable[]> {
    const names = Object.keys(initial) as Name[];
    const made = Object.fromEntries(names.map((name) => [name, [] as Variable[]])) as Record<
      Name,
      Variable[]
    >;
    for (const variable of trainable)
      for (const name of names) {
        const [slot] = this.#make([variable], snakeCase(name), initial[name]) as [Variable];
        made[name].push(slot);
        this.#slots.push(slot);
      }
    return made;
  }

  /** A slot of another shape than a variable's. */
  protected addSlot(name: string, shape: Shape, initial: number): Variable {
    const slot = this.#slot(name, shape, initial);
    this.#slots.push(slot);
    return slot;
  }

  /** Updates done so far, as float32, plus `more`: with accumulation, one in so many steps. */
  protected updateCount(more: number): Tensor {
    return cast(add(this.#updates(), more), 'float32');
  }

  /** The value of a variable after weight decay: where the update is not a fused instruction. */
  protected decayed({ variable, weightDecay }: Update, learningRate: Tensor): Tensor {
    const value = variable.read();
    if (weightDecay === 0) return value;
    return subtract(value, multiply(multiply(value, weightDecay), learningRate));
  }

  #make(trainable: readonly Variable[], name: string, initial: number): Variable[] {
    return trainable.map((variable) => this.#slot(`${variable.name}_${name}`, variable.shape, initial));
  }

  #slot(name: string, shape: Shape, initial: number): Variable {
    const slot = new Variable(() => full(shape, initial), { name, trainable: false });
    this.#made.push(slot);
    return slot;
  }

  #rateVariable(): Variable {
    if (typeof this.#rate === 'number')
      this.#rate = new Variable(scalar(this.#rate), { name: 'learning_rate', trainable: false });
    return this.#rate;
  }

  #rateNow(): Tensor {
    return this.schedule?.call(this.iterations.read()) ?? this.#rateVariable().read();
  }

  #updates(): Tensor {
    const steps = this.gradientAccumulationSteps;
    const count = this.iterations.read();
    return steps === undefined ? count : floorDivide(count, steps);
  }

  #check(gradients: readonly (Tensor | undefined)[], variables: readonly Variable[]): void {
    const where = `${this.className}.applyGradients`;
    if (checkList(where, 'gradients', gradients).length !== checkDistinct(where, variables).length)
      throw new ValueError(
        where,
        'one gradient a variable',
        `${gradients.length} for ${variables.length} variables`,
      );
    if (gradients.length > 0 && gradients.every((gradient) => gradient === undefined))
      throw new ValueError(
        where,
        'a gradient for some variable',
        'none',
        'Does the loss depend on the variables?',
      );
    gradients.forEach((gradient, index) => {
      const variable = variables[index] as Variable;
      if (variable.disposed)
        throw new StateError(where, 'variables that are alive', `'${variable.name}', disposed`);
      if (gradient === undefined) return;
      if (!(gradient instanceof Tensor))
        throw new DTypeError(
          where,
          `a tensor or undefined as gradient of '${variable.name}'`,
          show(gradient),
        );
      if (!sameShape(gradient.shape, variable.shape))
        throw new ShapeError(
          where,
          `a gradient of shape ${showShape(variable.shape)} for '${variable.name}'`,
          showShape(gradient.shape),
        );
      if (gradient.dtype !== 'float32')
        throw new DTypeError(where, `a float32 gradient for '${variable.name}'`, gradient.dtype);
    });
  }

  #known(variables: readonly Variable[]): number[] {
    return variables.map((variable) => {
      const index = this.#indices?.get(variable);
      if (index === undefined)
        throw new StateError(
          `${this.className}.applyGradients`,
          `one of the ${this.#trainable.length} variables that it was built for`,
          `'${variable.name}'`,
          'Compile again after a change of trainable, or build(…) it for all variables first.',
        );
      return index;
    });
  }

  #apply(given: readonly (Tensor | undefined)[], all: readonly Variable[]): void {
    const variables = all.filter((_, index) => given[index] !== undefined);
    const scale = this.lossScaleFactor;
    const gradients = given
      .filter((gradient) => gradient !== undefined)
      .map((gradient) => (scale === undefined ? gradient : divide(gradient, scale)));
    if (this.gradientAccumulationSteps === undefined) this.#step(gradients, variables);
    else this.#accumulate(gradients, variables, this.gradientAccumulationSteps);
    if (this.useEma) this.#average();
    for (const variable of variables)
      if (variable.constraint !== undefined) variable.assign(variable.constraint.call(variable.read()));
    this.iterations.assign(add(this.iterations.read(), 1));
  }

  #step(gradients: readonly Tensor[], variables: readonly Variable[]): void {
    const indices = this.#known(checkVariables(`${this.className}.finalizeVariableValues`, variables));
    const factors = clipFactors(gradients, this);
    const { clipValue } = this;
    const updates = variables.map((variable, position) => {
      const unclipped = gradients[position] as Tensor;
      const factor = factors[position];
      return {
        variable,
        get gradient() {
          return clipped(unclipped, factor, clipValue);
        },
        unclipped,
        factor,
        index: indices[position] as number,
        weightDecay: this.#decayOf(variable),
      };
    });
    this.update(updates, this.#rateNow());
  }

  #decayOf(variable: Variable): number {
    if (this.weightDecay === undefined || this.#undecayed.has(variable)) return 0;
    return this.#undecayedNames?.test(variable.name) ? 0 : this.weightDecay;
  }

  /** Every step is computed, and kept only where it completes a round: no branch that a plan could not replay. */
  #accumulate(gradients: readonly Tensor[], variables: readonly Variable[], steps: number): void {
    const indices = this.#known(checkVariables(`${this.className}.finalizeVariableValues`, variables));
    const completes = equal(mod(add(this.iterations.read(), 1), steps), 0);
    const sums = gradients.map((gradient, position) =>
      add(gradient, (this.#accumulators[indices[position] as number] as Variable).read()),
    );
    const state = [...variables, ...this.#slots];
    const before = state.map((variable) => variable.read());
    this.#step(
      sums.map((sum) => divide(sum, steps)),
      variables,
    );
    state.forEach((variable, index) => {
      variable.assign(where(completes, variable.read(), before[index] as Tensor));
    });
    sums.forEach((sum, position) => {
      const accumulator = this.#accumulators[indices[position] as number] as Variable;
      accumulator.assign(where(completes, zeros(sum.shape), sum));
    });
  }

  /** The running means; the first step takes the variables as they are. */
  #average(): void {
    const count = this.#updates();
    const momentum = multiply(cast(notEqual(count, 0), 'float32'), this.emaMomentum);
    const rest = subtract(1, momentum);
    const frequency = this.emaOverwriteFrequency;
    const overwrites = frequency === undefined ? undefined : equal(mod(add(count, 1), frequency), 0);
    this.#trainable.forEach((variable, index) => {
      const average = this.#averages[index] as Variable;
      const value = variable.read();
      const mean = add(multiply(momentum, average.read()), multiply(rest, value));
      average.assign(mean);
      if (overwrites !== undefined) variable.assign(where(overwrites, mean, value));
    });
  }

  /** Keras's config: what all optimizers have, and what each adds. The rate is the float32 that is used. */
  getConfig(): Config {
    const schedule = this.schedule;
    const rate: ConfigValue =
      schedule === undefined ? this.learningRate : serialize(schedule, 'keras.optimizers.schedules');
    return config({
      name: this.name,
      learning_rate: rate,
      weight_decay: this.weightDecay,
      clipnorm: this.clipNorm,
      global_clipnorm: this.globalClipNorm,
      clipvalue: this.clipValue,
      use_ema: this.useEma,
      ema_momentum: this.emaMomentum,
      ema_overwrite_frequency: this.emaOverwriteFrequency,
      loss_scale_factor: this.lossScaleFactor,
      gradient_accumulation_steps: this.gradientAccumulationSteps,
    });
  }

  /**
   * The optimizer of a Keras config, of the class that it is called on; one with a schedule needs the table of
   * schedules.
   */
  static fromConfig(this: ConfigClass<Optimizer>, config: Config, schedules?: ScheduleTable): Optimizer {
    // biome-ignore lint/complexity/noThisInStatic: a subclass makes an instance of itself.
    return madeOf(this, optimizerOptions(config, schedules));
  }
}

function checkDistinct(where: string, variables: readonly Variable[]): readonly Variable[] {
  if (new Set(checkVariables(where, variables)).size !== variables.length)
    throw new ValueError(where, 'every variable once', variables.map(({ name }) => name).join(', '));
  return variables;
}

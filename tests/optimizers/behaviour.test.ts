// Rates, slots, weight decay, constraints, names, configs and bad input of optimizers.

import { describe, expect, expectTypeOf, it } from 'vitest';
import { MaxNorm } from '../../ts/constraints/index.ts';
import { DTypeError, type OxigradError, ShapeError, StateError, ValueError } from '../../ts/errors.ts';
import { full } from '../../ts/ops/creation/full.ts';
import {
  Adadelta,
  Adam,
  AdamW,
  Ftrl,
  getOptimizer,
  Lion,
  Nadam,
  type Optimizer,
  type OptimizerName,
  RMSprop,
  SGD,
} from '../../ts/optimizers/index.ts';
import { optimizersByName } from '../../ts/optimizers/names.ts';
import type { OptimizerOptions } from '../../ts/optimizers/options.ts';
import { compile } from '../../ts/plan/compile.ts';
import { ARENA_SLOT } from '../../ts/program/program.ts';
import { ExponentialDecay, PiecewiseConstantDecay } from '../../ts/schedules/index.ts';
import { tensor } from '../../ts/tensor/create.ts';
import type { Tensor } from '../../ts/tensor/tensor.ts';
import { Variable } from '../../ts/tensor/variable.ts';

const variable = (values: number[] = [1, 2, 3], name = 'weight') => new Variable(tensor(values), { name });
const state = (optimizer: Optimizer, ...variables: Variable[]) =>
  [...variables, ...optimizer.variables].map((one) => one.data());

describe('the learning rate', () => {
  it('is a number that can be set between steps, of compiled functions too', () => {
    const weight = variable([0]);
    const optimizer = new SGD({ learningRate: 1 });
    const step = compile((gradient: Tensor) => optimizer.applyGradients([gradient], [weight]));
    step(tensor([1]));
    optimizer.learningRate = 0.25;
    step(tensor([1]));
    expect(step.plans).toHaveLength(1);
    expect(weight.data()[0]).toBe(-1.25);
    expect(optimizer.learningRate).toBe(0.25);
  });

  it('of a schedule follows the steps, and cannot be set', () => {
    const optimizer = new SGD({ learningRate: new PiecewiseConstantDecay([0], [1, 0.5]) });
    const weight = variable([0]);
    const step = compile((gradient: Tensor) => optimizer.applyGradients([gradient], [weight]));
    step(tensor([1]));
    step(tensor([1]));
    expect(weight.data()[0]).toBe(-1.5);
    expect(optimizer.learningRate).toBe(0.5);
    expect(() => {
      optimizer.learningRate = 1;
    }).toThrow(StateError);
    optimizer.learningRate = new ExponentialDecay(2, 1, 1);
    step(tensor([1]));
    expect(weight.data()[0]).toBe(-3.5);
  });
});

describe('slots', () => {
  it('are made at the first step, also inside a compiled function', () => {
    const weight = variable();
    const optimizer = new Adam();
    expect(optimizer.built).toBe(false);
    compile((gradient: Tensor) => optimizer.applyGradients([gradient], [weight]))(tensor([1, 1, 1]));
    expect(optimizer.variables.map(({ name }) => name)).toEqual([
      'iteration',
      'learning_rate',
      'weight_momentum',
      'weight_velocity',
    ]);
    expect(optimizer.iterations.data()).toEqual(Int32Array.of(1));
  });

  it.each([
    ['Adam', new Adam()],
    ['RMSprop', new RMSprop({ momentum: 0.5, centered: true })],
    ['SGD', new SGD({ momentum: 0.5 })],
    ['Nadam', new Nadam()],
    ['Lion', new Lion()],
    ['Adadelta', new Adadelta()],
  ] as [string, Optimizer][])('of %s never hold denormals', (_, optimizer) => {
    const weight = variable();
    optimizer.applyGradients([tensor([1e-18, 1e-16, -1e-17])], [weight]);
    const slots = optimizer.variables.filter(({ name }) => name.startsWith('weight_'));
    const set = (value: number) => {
      for (const slot of slots) slot.assign(tensor([value, -value, value]));
    };
    set(1.5 * 2 ** -101);
    optimizer.applyGradients([tensor([0, 0, 0])], [weight]);
    for (const slot of slots)
      for (const value of slot.data()) expect(value === 0 || Math.abs(value) >= 2 ** -100).toBe(true);
    set(Number.NaN);
    optimizer.applyGradients([tensor([0, 0, 0])], [weight]);
    for (const slot of slots) expect(slot.data().every((value) => Number.isNaN(value))).toBe(true);
  });

  it('a variable without gradient is left as it is', () => {
    const [a, b] = [variable([1], 'a'), variable([2], 'b')];
    const optimizer = new Adam();
    optimizer.applyGradients([undefined, tensor([1])], [a, b]);
    expect(a.data()[0]).toBe(1);
    expect(b.data()[0]).toBeLessThan(2);
    optimizer.applyGradients([tensor([1]), tensor([1])], [a, b]);
    expect(a.data()[0]).toBeLessThan(1);
  });

  it('no variables is no step', () => {
    const optimizer = new SGD();
    optimizer.applyGradients([], []);
    expect(optimizer.built).toBe(false);
  });
});

describe('around the update', () => {
  it('weight decay spares what is excluded, by variable or name', () => {
    const [kernel, bias, other] = [variable([1], 'kernel'), variable([1], 'bias'), variable([1], 'other')];
    const optimizer = new SGD({ learningRate: 0.5, weightDecay: 0.5 });
    optimizer.excludeFromWeightDecay({ names: ['bias'], variables: [other] });
    const zero = tensor([0]);
    optimizer.applyGradients([zero, zero, zero], [kernel, bias, other]);
    expect([kernel, bias, other].map((one) => one.data()[0])).toEqual([0.75, 1, 1]);
    expect(() => optimizer.excludeFromWeightDecay({ names: ['kernel'] })).toThrow(StateError);
  });

  it.each(['eager', 'compiled'])('constraints hold after each step, %s', (mode) => {
    const weight = new Variable(tensor([3, 4]), { constraint: new MaxNorm({ maxValue: 1 }) });
    const optimizer = new SGD();
    const run = (gradient: Tensor) => optimizer.applyGradients([gradient], [weight]);
    (mode === 'eager' ? run : compile(run))(tensor([0, 0]));
    expect(Math.hypot(...weight.data())).toBeCloseTo(1, 5);
  });

  it.each([
    ['SGD', (options: OptimizerOptions) => new SGD({ momentum: 0.9, ...options })],
    ['RMSprop', (options: OptimizerOptions) => new RMSprop({ momentum: 0.9, ...options })],
    ['Adam', (options: OptimizerOptions) => new Adam(options)],
  ] as const)('%s updates all variables in one instruction, however gradients are clipped', (name, make) => {
    const shapes = [[3, 5], [5], [], [2, 0]];
    const options = [
      {},
      { clipNorm: 0.5 },
      { globalClipNorm: 0.5 },
      { clipValue: 0.1 },
      { weightDecay: 0.1 },
    ];
    for (const each of options) {
      const started = () => ({
        weights: shapes.map((shape) => new Variable(full(shape, 2))),
        optimizer: make(each) as Optimizer,
      });
      const [eager, compiled] = [started(), started()];
      const step = compile((...gradients: Tensor[]) =>
        compiled.optimizer.applyGradients(gradients, compiled.weights),
      );
      for (let turn = 1; turn < 4; turn++) {
        const gradients = shapes.map((shape, index) => full(shape, (index + 1) / turn));
        step(...gradients);
        eager.optimizer.applyGradients(gradients, eager.weights);
      }
      const steps = step.plans.flatMap((plan) => plan.steps);
      const [update, ...others] = steps.filter((one) => one.name === name.toLowerCase());
      expect(others).toEqual([]);
      expect(update?.outputs.every(({ slot }) => slot !== ARENA_SLOT)).toBe(true);
      expect(steps.filter((one) => one.name === 'clip')).toEqual([]);
      expect(state(compiled.optimizer, ...compiled.weights)).toEqual(
        state(eager.optimizer, ...eager.weights),
      );
    }
  });

  it.each([
    ['SGD', () => new SGD({ learningRate: 1 })],
    ['Adam', () => new Adam()],
  ] as const)('%s takes variables as gradients of each other as they were before the step', (_, make) => {
    const run = (compiled: boolean) => {
      const weights = [variable([1, 2, 3, 4, 5]), variable([10, 20, 30, 40, 50]), variable([7, 7, 7, 7, 7])];
      const [a, b, c] = weights as [Variable, Variable, Variable];
      const optimizer = make();
      const step = () => optimizer.applyGradients([b.value, a.value, c.value], weights);
      (compiled ? compile(step) : step)();
      return state(optimizer, ...weights);
    };
    expect(run(true)).toEqual(run(false));
    if (_ === 'SGD') expect(run(true)[1]).toEqual(Float32Array.of(9, 18, 27, 36, 45));
  });

  it('a variable with a constraint, or without weight decay, has an instruction of its own', () => {
    const constraint = new MaxNorm({ maxValue: 1 });
    const weights = ['a', 'b', 'bias', 'bound'].map(
      (name) => new Variable(tensor([3, 4]), { name, ...(name === 'bound' ? { constraint } : {}) }),
    );
    const optimizer = new SGD({ learningRate: 1, weightDecay: 0.5 });
    optimizer.excludeFromWeightDecay({ names: ['bias'] });
    const step = compile((gradient: Tensor) =>
      optimizer.applyGradients(
        weights.map(() => gradient),
        weights,
      ),
    );
    step(tensor([1, 0]));
    const updates = step.plans[0]?.steps.filter(({ name }) => name === 'sgd');
    expect(updates?.map(({ outputs }) => outputs.length).sort()).toEqual([1, 1, 2]);
    const [a, b, bias, bound] = weights.map((weight) => [...weight.data()]);
    expect([a, b, bias]).toEqual([
      [0.5, 2],
      [0.5, 2],
      [2, 4],
    ]);
    expect(Math.hypot(...(bound as number[]))).toBeCloseTo(1, 5);
  });

  it('the loss is scaled up, the gradient down', () => {
    const optimizer = new SGD({ learningRate: 1, lossScaleFactor: 4 });
    const weight = variable([0]);
    expect(optimizer.scaleLoss(tensor(2)).item()).toBe(8);
    optimizer.applyGradients([tensor([4])], [weight]);
    expect(weight.data()[0]).toBe(-1);
  });

  it('running means end up in the variables', () => {
    const optimizer = new SGD({ learningRate: 1, useEma: true, emaMomentum: 0.5 });
    const weight = variable([0]);
    for (let step = 0; step < 2; step++) optimizer.applyGradients([tensor([1])], [weight]);
    expect(weight.data()[0]).toBe(-2);
    optimizer.finalizeVariableValues();
    expect(weight.data()[0]).toBe(-1.5);
  });
});

describe('names and configs', () => {
  it('every name gives an optimizer, and every config comes back', () => {
    for (const [name, optimizerClass] of Object.entries(optimizersByName)) {
      const optimizer = getOptimizer(name as OptimizerName);
      expect(optimizer.constructor).toBe(optimizerClass);
      const again = getOptimizer({
        class_name: optimizer.className as OptimizerName,
        config: optimizer.getConfig(),
      });
      expect(again.getConfig()).toEqual(optimizer.getConfig());
      expect(again.constructor).toBe(optimizerClass);
    }
  });

  it('a schedule comes back, where the table of schedules is given', () => {
    const optimizer = new Adam({ learningRate: new ExponentialDecay(0.1, 10, 0.5, { staircase: true }) });
    const config = optimizer.getConfig();
    expect(getOptimizer({ class_name: 'Adam', config }).getConfig()).toEqual(config);
    expect(() => Adam.fromConfig(config)).toThrow(ValueError);
  });

  it('names are literal types', () => {
    expectTypeOf<'adam' | 'sgd' | 'RMSprop'>().toExtend<OptimizerName>();
    // @ts-expect-error a typo is a compile error
    expect(() => getOptimizer('adan')).toThrow("Did you mean 'adam'?");
  });
});

describe('bad input', () => {
  it.each<[string, () => unknown]>([
    ['a NaN rate', () => new SGD({ learningRate: Number.NaN })],
    ['a NaN clip', () => new SGD({ clipNorm: Number.NaN })],
    ['a clip of 0', () => new SGD({ clipValue: 0 })],
    ['two clips', () => new SGD({ clipNorm: 1, globalClipNorm: 1 })],
    ['a NaN weight decay', () => new AdamW({ weightDecay: Number.NaN })],
    ['momentum above 1', () => new SGD({ momentum: 1.5 })],
    ['a negative beta', () => new Adam({ beta1: -0.1 })],
    ['a NaN epsilon', () => new RMSprop({ epsilon: Number.NaN })],
    ['accumulation over 1 step', () => new SGD({ gradientAccumulationSteps: 1 })],
    ['an overwrite frequency of 0', () => new SGD({ useEma: true, emaOverwriteFrequency: 0 })],
    ['a mean of momentum 2', () => new SGD({ useEma: true, emaMomentum: 2 })],
    ['Lion without momentum', () => new Lion({ beta1: 0 })],
    ['a rising Ftrl', () => new Ftrl({ learningRatePower: 0.5 })],
    ['a decay over 0 steps', () => new ExponentialDecay(0.1, 0, 0.5)],
    ['boundaries that do not ascend', () => new PiecewiseConstantDecay([2, 1], [1, 2, 3])],
  ])('%s throws a ValueError', (_, make) => {
    expect(make).toThrow(ValueError);
  });

  const one = tensor([1, 1, 1]);
  it.each<
    [
      string,
      (weight: Variable) => [(Tensor | undefined)[], Variable[]],
      new (...args: never[]) => OxigradError,
    ]
  >([
    ['too few gradients', (weight) => [[], [weight]], ValueError],
    ['no gradient at all', (weight) => [[undefined], [weight]], ValueError],
    [
      'a variable twice',
      (weight) => [
        [one, one],
        [weight, weight],
      ],
      ValueError,
    ],
    ['another shape', (weight) => [[tensor([1])], [weight]], ShapeError],
    ['another dtype', (weight) => [[tensor(Int32Array.of(1, 1, 1))], [weight]], DTypeError],
    [
      'an unknown variable',
      (weight) => [
        [one, one],
        [weight, variable()],
      ],
      StateError,
    ],
  ])('%s throws, and changes neither weights nor slots', (_, make, error) => {
    const weight = variable();
    const optimizer = new Adam({ clipNorm: 1 });
    optimizer.applyGradients([one], [weight]);
    const before = state(optimizer, weight);
    const [gradients, variables] = make(weight);
    expect(() => optimizer.applyGradients(gradients, variables)).toThrow(error);
    const step = compile(() => optimizer.applyGradients(gradients, variables));
    expect(() => step()).toThrow(error);
    expect(state(optimizer, weight)).toEqual(before);
  });

  it('a disposed variable throws', () => {
    const [weight, gone] = [variable(), variable()];
    const optimizer = new SGD();
    optimizer.build([weight, gone]);
    gone.dispose();
    expect(() => optimizer.applyGradients([one, one], [weight, gone])).toThrow(StateError);
    expect(weight.data()).toEqual(Float32Array.of(1, 2, 3));
  });
});

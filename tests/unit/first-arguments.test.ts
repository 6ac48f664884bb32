/** Constructors take Keras's first argument by position, where it has a default there, or among the options. */

import * as everything from 'oxigrad';
import { Adam, clearSession, MaxPooling2D, ReLU, ValueError } from 'oxigrad';
import { describe, expect, it } from 'vitest';
import { camelCase } from '../../ts/config/config.ts';
import { golden } from '../golden/golden.ts';

/** Topic `first-arguments`. */
interface FirstArgument {
  readonly name: string;
  readonly module: string;
  readonly class: string;
  readonly argument: string;
}

type Constructor = new (...args: unknown[]) => { getConfig?(): object };
type Namespace = Readonly<Record<string, Constructor | undefined>>;

/** A value of each argument that is not its default. */
const values: Readonly<Record<string, unknown>> = {
  alpha: 0.7,
  alphaInitializer: 'ones',
  applyClassBalancing: true,
  average: 'micro',
  axis: 1,
  classAggregation: 'variance_weighted_average',
  cropping: 3,
  dataFormat: 'channels_first',
  delta: 2,
  factor: 0.5,
  fromLogits: true,
  gain: 0.5,
  groups: 4,
  k: 3,
  l1: 0.3,
  l2: 0.3,
  learningRate: 0.25,
  maskValue: 7,
  maxValue: 3,
  mean: 0.5,
  minval: -0.5,
  minValue: 0.5,
  monitor: 'loss',
  name: 'given',
  negativeSlope: 0.125,
  numThresholds: 50,
  padding: 3,
  poolSize: 3,
  reduction: 'sum',
  scale: 3,
  seed: 5,
  shape: [3],
  size: 3,
  targetClassIds: [1],
  thresholds: 0.25,
  useScale: true,
  value: 4,
};

/** Bases, and what takes other arguments here. */
const others = ['Loss', 'Metric', 'LambdaCallback', 'TerminateOnNaN', 'ModelCheckpoint', 'RemoteMonitor'];

const known = golden<FirstArgument>('first-arguments').cases.flatMap((one) => {
  const namespaces = everything as unknown as Readonly<Record<string, Namespace>>;
  const found = namespaces[one.module]?.[one.class] ?? (everything as unknown as Namespace)[one.class];
  return found === undefined || others.includes(one.class) || !/^[A-Z]/.test(one.class)
    ? []
    : [[one.name, one, found] as const];
});

/** What an instance was told, as the first of its class. */
function told(Class: Constructor, ...given: unknown[]): unknown {
  clearSession();
  const instance = new Class(...given);
  return JSON.parse(JSON.stringify(instance.getConfig?.() ?? instance));
}

describe.each(known)('%s', (_, one, Class) => {
  const name = camelCase(one.argument);
  const value = values[name];

  it(`takes ${name} first, or among its options`, () => {
    expect(value, name).toBeDefined();
    const byName = told(Class, { [name]: value });
    expect(told(Class, value)).toEqual(byName);
    expect(told(Class, value, {})).toEqual(byName);
    expect(told(Class, undefined, { [name]: value })).toEqual(byName);
  });
});

it('covers what Keras programs write', () => {
  expect(known.length).toBeGreaterThan(100);
  const adam = new Adam(2e-4, { beta1: 0.5 });
  expect(adam.getConfig()).toMatchObject({ learning_rate: Math.fround(2e-4), beta_1: 0.5 });
  expect(new MaxPooling2D(3, { strides: 2 }).strides).toEqual([2, 2]);
  expect(new ReLU(6).maxValue).toBe(6);
});

it('refuses further arguments that are no options', () => {
  expect(() => new MaxPooling2D(2, 2 as never)).toThrow(ValueError);
  expect(() => new MaxPooling2D('two' as never)).toThrow(/MaxPooling2D.*two/);
});

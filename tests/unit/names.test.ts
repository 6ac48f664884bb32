// Names of losses, metrics, optimizers, …: those of Keras stand for what they do there, and the types know them.

import { describe, expect, it } from 'vitest';
import { activationsByName } from '../../ts/activations/names.ts';
import { snakeCase } from '../../ts/config/config.ts';
import { constraintsByName } from '../../ts/constraints/names.ts';
import { type InitializerName, initializersByName } from '../../ts/initializers/names.ts';
import { MeanSquaredError } from '../../ts/losses/index.ts';
import { type LossName, lossesByName } from '../../ts/losses/names.ts';
import { type MetricName, metricsByName } from '../../ts/metrics/names.ts';
import { SGD } from '../../ts/optimizers/index.ts';
import { type OptimizerName, optimizersByName } from '../../ts/optimizers/names.ts';
import { type RegularizerName, regularizersByName } from '../../ts/regularizers/names.ts';
import { type ScheduleName, schedulesByName } from '../../ts/schedules/names.ts';
import { golden } from '../golden/golden.ts';

interface NameCase {
  readonly name: string;
  readonly family: string;
  readonly spelling: string;
  readonly object: string;
}

const tables: Readonly<Record<string, Readonly<Record<string, { readonly name: string }>>>> = {
  activations: activationsByName,
  constraints: constraintsByName,
  initializers: initializersByName,
  losses: lossesByName,
  metrics: metricsByName,
  optimizers: optimizersByName,
  regularizers: regularizersByName,
};

/** What Keras has by name and we do not. */
const missing =
  /^(activations\.threshold|initializers\.(initializer|stft)|losses\.(ctc|circle)|constraints\.constraint|regularizers\.regularizer|optimizers\.(optimizer|optimizermap|lossscaleoptimizer|multioptimizer|muon|schedulefreeadamw)|losses\.loss|metrics\.(metric|meanmetricwrapper|mean_metric_wrapper))/i;
/** What a name alone does not make, here or there: they need arguments. */
const needArguments = /IoU$|At(Recall|Precision|Specificity|Sensitivity)$/;

describe('every name of Keras', () => {
  for (const { name, family, spelling, object } of golden<NameCase>('names').cases)
    if (!missing.test(name) && (object === 'BinaryIoU' || !needArguments.test(object)))
      it(`${name} stands for ${object}`, () => {
        const found = (tables[family] as (typeof tables)[string])[spelling];
        expect(found).toBeDefined();
        // Keras's short names of losses stand for functions; `exponential` and its like have other names inside.
        if (family === 'activations') expect(found).toBe(activationsByName[object as 'relu']);
        else expect(snakeCase((found as { name: string }).name)).toBe(snakeCase(object));
      });
});

it('types spell as the tables do', () => {
  const losses: LossName[] = ['MSE', 'mse', 'meanSquaredError', 'mean_squared_error', 'MeanSquaredError'];
  const more: LossName[] = ['klDivergence', 'kl_divergence', 'KLDivergence', 'logcosh', 'BCE'];
  const metrics: MetricName[] = [
    'f1Score',
    'f1_score',
    'binaryIoU',
    'binary_io_u',
    'auc',
    'r2_score',
    'r2Score',
  ];
  const optimizers: OptimizerName[] = ['adamw', 'AdamW', 'rmsprop', 'RMSprop'];
  const initializers: InitializerName[] = ['lecun_normal', 'heUniform', 'one', 'OrthogonalInitializer'];
  const regularizers: RegularizerName[] = ['l1_l2', 'l1l2', 'L1L2', 'l2', 'orthogonalRegularizer'];
  const schedules: ScheduleName[] = ['CosineDecay', 'PiecewiseConstantDecay'];
  expect(lossesByName).toMatchObject(Object.fromEntries([...losses, ...more].map((name) => [name, {}])));
  for (const [table, names] of [
    [lossesByName, [...losses, ...more]],
    [metricsByName, metrics],
    [optimizersByName, optimizers],
    [initializersByName, initializers],
    [regularizersByName, regularizers],
    [schedulesByName, schedules],
  ] as const)
    for (const name of names) expect(Object.hasOwn(table, name), name).toBe(true);
  // @ts-expect-error A typo is a compile error.
  const typo: LossName = 'meanSquareError';
  // @ts-expect-error A name alone makes no metric that needs an argument.
  const needs: MetricName = 'meanIoU';
  expect([typo, needs].some((name) => name in lossesByName || name in metricsByName)).toBe(false);
});

it('a class says its name, and one of the user’s own that says none goes by that in the code', () => {
  class Mine extends MeanSquaredError {}
  class Steps extends SGD {}
  class Told extends Mine {
    static override readonly className: string = 'Renamed';
  }
  expect([new MeanSquaredError(), new Mine(), new Told()].map(({ className }) => className)).toEqual([
    'MeanSquaredError',
    'Mine',
    'Renamed',
  ]);
  const steps = new Steps();
  expect([steps.className, steps.name]).toEqual(['Steps', 'steps']);
});

/** Wrong calls of everything public end in an error of oxigrad's own, and leave an engine that works. */

import * as oxigrad from 'oxigrad';
import * as activations from 'oxigrad/activations';
import * as losses from 'oxigrad/losses';
import * as metrics from 'oxigrad/metrics';
import * as plot from 'oxigrad/plot';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { show } from '../../ts/errors.ts';
import { attack, ignorers, internalNames, refusals, type Target, targetsOf } from './attack.ts';

const folder = new URL('../../ts', import.meta.url).pathname;
const modules = [oxigrad, plot, losses, metrics, activations] as readonly object[];
let targets: Target[] = [];

beforeAll(async () => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  targets = await targetsOf(modules as readonly Readonly<Record<string, unknown>>[], internalNames(folder));
});

afterAll(() => {
  vi.restoreAllMocks();
});

it('finds right arguments of nearly everything public', () => {
  expect(targets.length).toBeGreaterThan(2000);
  const without = targets.filter(({ found }) => !found);
  expect(without.length / targets.length).toBeLessThan(0.02);
});

it('knows its own errors alone, whatever it is given', async () => {
  const faults = await attack(targets, 3, 2026);
  const texts = faults.map(({ target, args, error }) => `${target}(${args}): ${show(error)} ${error}`);
  // Of 200,000 calls drawn from other seeds some 40 still end otherwise.
  expect(texts, texts.join('\n')).toEqual([]);
});

it('knows all options by their names', async () => {
  // What these are shown to read of an object is a tensor's, or a config's.
  const others =
    /^(Input|einsum|huber|binaryAccuracy|topKCategoricalAccuracy|getActivation|modelFromConfig)$|\.(apply|updateState)$/;
  const callers = targets.filter(({ name, options }) => {
    const [owner = ''] = name.split('.');
    const { prototype } = (oxigrad as Readonly<Record<string, { prototype?: unknown }>>)[owner] ?? {};
    return options !== undefined && !others.test(name) && !(prototype instanceof oxigrad.Layer);
  });
  expect(callers.length).toBeGreaterThan(120);
  expect(await ignorers(callers)).toEqual([]);
});

it('takes for options of an operation a plain object alone', async () => {
  const operations = targets.filter(
    ({ name, options }) => options !== undefined && options.position > 0 && Object.hasOwn(oxigrad, name),
  );
  expect(operations.length).toBeGreaterThan(60);
  expect(await refusals(operations)).toEqual([]);
});

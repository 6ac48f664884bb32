/** What `fromConfig` of a class makes of configs that went wrong: an instance, or an error of oxigrad's own. */

import * as oxigrad from 'oxigrad';
import { expect, it } from 'vitest';
import { mutated, randomNumbers } from '../models/config-cases.ts';
import { junk, OwnError } from './junk.ts';
import { type Seed, seeds } from './seeds.ts';

interface Class {
  new (...given: unknown[]): { getConfig(): object; dispose?(): void };
  fromConfig(config: unknown): { getConfig(): object; dispose?(): void };
}

/** Classes with configs, but layers, by where they are exported. */
function classes(): Map<string, Class> {
  const found = new Map<string, Class>();
  const modules = { oxigrad, losses: oxigrad.losses, metrics: oxigrad.metrics };
  for (const [module, exported] of Object.entries(modules))
    for (const [name, value] of Object.entries(exported as Readonly<Record<string, unknown>>)) {
      const one = value as Class;
      const isLayer = typeof value === 'function' && value.prototype instanceof oxigrad.Layer;
      if (typeof value === 'function' && typeof one.fromConfig === 'function' && !isLayer)
        found.set(`${module}.${name}`, one);
    }
  return found;
}

it('reads or refuses them', () => {
  const random = randomNumbers(5);
  const internal: string[] = [];
  let count = 0;
  const read = (name: string, type: Class, config: unknown): void => {
    try {
      const made = type.fromConfig(config);
      made.getConfig();
      made.dispose?.();
    } catch (error) {
      if (!(error instanceof oxigrad.OxigradError || error instanceof OwnError))
        internal.push(`${name}: ${error}`);
    }
  };
  for (const [name, type] of classes()) {
    const seed: Seed = seeds[name.split('.')[1] as string] ?? (() => []);
    let config: Record<string, unknown>;
    try {
      config = JSON.parse(JSON.stringify(new type(...seed(undefined)).getConfig())) as Record<
        string,
        unknown
      >;
    } catch {
      // What is abstract.
      continue;
    }
    count++;
    // A wrapper's function is in no config.
    if (!name.endsWith('Wrapper')) expect(type.fromConfig(structuredClone(config))).toBeInstanceOf(type);
    for (let round = 0; round < 20; round++) read(name, type, mutated(config as never, random));
    for (const make of junk) {
      read(name, type, make());
      const [key = 'name'] = Object.keys(config).sort(() => random() - 0.5);
      read(name, type, { ...config, [key]: make() });
    }
  }
  expect(internal).toEqual([]);
  expect(count).toBeGreaterThan(80);
});

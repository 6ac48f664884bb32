/** Configs that went wrong are read, or refused with an error that says so: none ends in an error of the internals. */

import { type Config, type KerasTensor, modelFromConfig, OxigradError, zeros } from 'oxigrad';
import { expect, it } from 'vitest';
import { configCases, mutated, randomNumbers } from './config-cases.ts';

const COUNT = 3000;

/** The sizes of a small batch for an input; `undefined` where it would be large. */
function smallBatch({ shape }: KerasTensor): number[] | undefined {
  const sizes = shape.map((size) => size ?? 2);
  return sizes.reduce((product, size) => product * size, 1) < 1000 ? sizes : undefined;
}

it(`of ${COUNT} mutated configs`, () => {
  const cases = [...configCases()];
  const random = randomNumbers(1);
  const internal: string[] = [];
  let read = 0;
  for (let index = 0; index < COUNT; index++) {
    const [name, text] = cases[index % cases.length] as [string, string];
    const config = mutated(JSON.parse(text), random);
    try {
      const model = modelFromConfig(config as Config);
      model.toJSON();
      const batches = model.inputs.map(smallBatch).filter((sizes) => sizes !== undefined);
      if (batches.length === model.inputs.length && model.countParams() < 10_000)
        model.predictOnBatch(batches.map((sizes) => zeros(sizes)));
      model.dispose();
      read++;
    } catch (error) {
      if (!(error instanceof OxigradError)) internal.push(`${name}: ${error}`);
      else if (error.message.length > 2000) internal.push(`${name}: ${error.message.length} characters`);
    }
  }
  expect(internal).toEqual([]);
  expect(read).toBeGreaterThan(COUNT / 10);
  // Afterwards everything goes on.
  for (const [, text] of cases) modelFromConfig(text).dispose();
});

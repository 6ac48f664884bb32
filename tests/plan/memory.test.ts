/** Training steps need little more memory than what is alive at once. */

import { profile } from 'oxigrad';
import { expect, it } from 'vitest';
import { makeNetwork, networkNames } from './networks.ts';

it.each(networkNames)("the arena of the %s's training step is at most 1.2 times what is alive", (name) => {
  const { model, x, y } = makeNetwork(name, name === 'mlp' ? 128 : 16);
  const found = profile(() => model.trainOnBatch(x, y), { repetitions: 1 });
  const [program] = found.programs;
  const { arena, lowerBound } = program?.memory ?? { arena: Number.NaN, lowerBound: 0 };
  expect(arena / lowerBound).toBeLessThanOrEqual(1.2);
  expect(arena).toBeGreaterThanOrEqual(lowerBound);
  expect(String(found)).toContain(`arena:     ${arena} bytes; alive at most ${lowerBound} (ratio`);
});

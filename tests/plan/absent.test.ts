/** A build that goes without a family of kernels says so, and computes on. */

import { expect, test } from 'vitest';
import { UnsupportedError } from '../../ts/errors.ts';
import { add } from '../../ts/ops/arithmetic/add.ts';
import { dotProductAttention } from '../../ts/ops/attention/attention.ts';
import { uniform } from '../../ts/ops/random/uniform.ts';
import { configure } from '../../ts/wasm/load.ts';

test('attention in a one-thread build is a typed error that names the remedy', async () => {
  await configure({ threads: 1 });
  const x = uniform([1, 2, 3, 4], { seed: 1 });
  expect(() => dotProductAttention(x, x, x)).toThrow(UnsupportedError);
  expect(() => dotProductAttention(x, x, x)).toThrow(/configure\(\{ threads: 2 \}\)/);
  expect(add(1, 2).item()).toBe(3);
});

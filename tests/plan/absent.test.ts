/** The embedded build goes without the kernels of larger networks, says so, and computes on. */

import { expect, test, vi } from 'vitest';
import { UnsupportedError } from '../../ts/errors.ts';
import { add } from '../../ts/ops/arithmetic/add.ts';
import { dotProductAttention } from '../../ts/ops/attention/attention.ts';
import { uniform } from '../../ts/ops/random/uniform.ts';
import { compileEmbedded } from '../../ts/platform/embedded.ts';

vi.mock('#platform', () => ({
  platform: {
    name: 'browser',
    mayWait: false,
    module: (variant: string) => (variant === 'simd128' ? compileEmbedded() : undefined),
    fetchModule: () => Promise.resolve(undefined),
    defaultThreads: () => 1,
    maximumThreads: () => 1,
  },
}));

test('attention in the embedded build is a typed error that names the remedy', () => {
  const x = uniform([1, 2, 3, 4], { seed: 1 });
  expect(() => dotProductAttention(x, x, x)).toThrow(UnsupportedError);
  expect(() => dotProductAttention(x, x, x)).toThrow(/Await configure/);
  expect(add(1, 2).item()).toBe(3);
});

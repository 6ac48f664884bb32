/** Tests run on the sources: `#platform` and the package's own name resolve into ts/. */

import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const conditions = ['oxigrad-source', 'node', 'import', 'module', 'default'];

const config: ViteUserConfig = defineConfig({
  resolve: {
    conditions,
    alias: [
      { find: /^oxigrad$/, replacement: source('./ts/index.ts') },
      { find: /^oxigrad\/datasets$/, replacement: source('./ts/datasets/index.ts') },
      { find: /^oxigrad\/fast$/, replacement: source('./ts/fast.ts') },
    ],
  },
  ssr: { resolve: { conditions } },
  test: {
    include: ['tests/**/*.test.ts'],
    // These test the built package, in processes of their own.
    exclude: ['**/node_modules/**', 'tests/package/**', 'tests/runtimes/**', 'tests/benchmarks/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default config;

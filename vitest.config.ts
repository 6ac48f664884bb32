/**
 * Three projects. `sources` runs on ts/: `#platform` and the package's own name resolve into it. `package` and
 * `runtimes` test what was built into dist/, in processes of their own.
 */

import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const conditions = ['oxigrad-source', 'node', 'import', 'module', 'default'];

const config: ViteUserConfig = defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        resolve: {
          conditions,
          alias: [
            { find: /^oxigrad$/, replacement: source('./ts/index.ts') },
            { find: /^oxigrad\/plot$/, replacement: source('./ts/plot/index.ts') },
            { find: /^oxigrad\/(core|fast)$/, replacement: source('./ts/$1.ts') },
            { find: /^oxigrad\/([a-z]+)$/, replacement: source('./ts/$1/index.ts') },
          ],
        },
        ssr: { resolve: { conditions } },
        test: {
          name: 'sources',
          include: ['tests/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'tests/package/**', 'tests/runtimes/**', 'tests/benchmarks/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'package',
          include: ['tests/package/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'runtimes',
          include: ['tests/runtimes/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

export default config;

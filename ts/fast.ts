/** `import { configure } from 'oxigrad/fast'`: the fastest build that this runtime can run, before the first use. */

import { type Configuration, configure as configureWith } from './wasm/load.ts';

export type { Configuration } from './wasm/load.ts';

/**
 * `await configure()` chooses relaxed SIMD and threads where there are any, and fetches what it needs. Options
 * override the choice; they are those of `configure` in `oxigrad`.
 */
export function configure(options: Configuration = {}): Promise<void> {
  return configureWith(options);
}

/** oxigrad, through its public API. */

import { readFileSync } from 'node:fs';
import type { Participant } from '../participant.ts';
import { functions } from './functions.ts';
import { library } from './library.ts';
import { models } from './models.ts';

/** The participant; `deterministic` takes the build without fused multiply-add. */
export function oxigrad(options: { readonly deterministic?: boolean }): Participant {
  return {
    async describe(threads) {
      await library.configure({ ...options, threads });
      const packageFile = new URL('../../../../package.json', import.meta.url);
      const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
      const { variant } = library.engine().instance;
      return { version, detail: `build ${variant}, ${threads} thread${threads > 1 ? 's' : ''}` };
    },
    works: { ...functions, ...models },
  };
}

/** jax-js on its wasm backend. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { defaultDevice, init } from '@jax-js/jax';
import type { Participant } from '../participant.ts';
import { functions } from './functions.ts';
import { makers } from './models.ts';

/** The participant. */
export const jax: Participant = {
  async describe() {
    await init('wasm');
    defaultDevice('wasm');
    const path = createRequire(import.meta.url).resolve('@jax-js/jax');
    const { version } = JSON.parse(readFileSync(path.replace(/dist[/\\].*$/, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { version, detail: 'wasm, jit, one thread (its threads need the Worker of browsers)' };
  },
  cannot: (kind) => (kind.startsWith('fit') ? 'has no fit' : 'has no such function'),
  works: { ...functions, ...makers },
};

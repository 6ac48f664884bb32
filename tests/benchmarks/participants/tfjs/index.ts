/** TensorFlow.js on its wasm or cpu backend. */

import type { Participant } from '../participant.ts';
import { functions } from './functions.ts';
import { chooseBackend } from './library.ts';
import { models } from './models.ts';

/** The participant on one backend. */
export function tfjs(backend: 'wasm' | 'cpu'): Participant {
  return { describe: () => chooseBackend(backend), works: { ...functions, ...models } };
}

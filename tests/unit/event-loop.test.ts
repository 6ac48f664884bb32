/** Giving way to the event loop, with whatever a runtime has for it. */

import { afterEach, describe, expect, it, vi } from 'vitest';
import { nextTask } from '../../ts/models/event-loop.ts';

const refuse = (): never => {
  throw new Error('A Node.js API is used which is not supported in the Edge Runtime.');
};

describe('nextTask', () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    ['setImmediate', {}],
    ['messages', { setImmediate: undefined }],
    ['timers', { setImmediate: undefined, MessageChannel: undefined }],
    ['timers, where what there is throws', { setImmediate: refuse, MessageChannel: refuse }],
  ])('lets other tasks have their turn by %s', async (_, globals) => {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
    let had = false;
    setTimeout(() => {
      had = true;
    }, 0);
    for (let turns = 0; !had && turns < 10_000; turns++) await nextTask();
    expect(had).toBe(true);
  });
});

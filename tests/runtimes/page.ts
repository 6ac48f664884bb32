/** The program in a page: `run(configuration)` trains, and counts how often the page got to do something else. */

import type { Configuration } from 'oxigrad';
import { type Report, train } from './program.ts';

/** What the page reports. */
export interface PageReport extends Report {
  readonly crossOriginIsolated: boolean;
  /** Ticks of a timer while the model trained. */
  readonly ticks: number;
  /** The longest time between two ticks, as a part of the whole training time. */
  readonly longestPause: number;
}

async function run(configuration: Configuration | undefined, epochs: number): Promise<PageReport> {
  let ticks = 0;
  let longest = 0;
  const started = performance.now();
  let last = started;
  const tick = (): void => {
    const now = performance.now();
    ticks++;
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(tick, 1);
  const report = await train(configuration, epochs);
  tick();
  clearInterval(timer);
  return { ...report, crossOriginIsolated, ticks, longestPause: longest / (last - started) };
}

Object.assign(globalThis, { run });

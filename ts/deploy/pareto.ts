/** Candidates, and which of them nothing beats. */

import type { AnyModel } from './inference.ts';
import type { Latency, Measured } from './measure.ts';
import type { PrunedLayer } from './prune.ts';
import type { WeightSensitivity } from './sensitivity.ts';

/** One way to ship the model, measured. */
export interface Candidate extends Measured {
  /** What was done, in words. */
  readonly recipe: string;
  /** Milliseconds of one row, and of 32. */
  readonly latency: Latency;
  readonly batchLatency: Latency;
  /** The Keras model behind it: an ordinary model, to train on or save. */
  readonly model: () => AnyModel;
  /** The bytes of the file. */
  readonly artifact: () => Uint8Array;
}

/** What was found. */
export interface Result {
  /** The model given, in float32. */
  readonly given: Candidate;
  /** All that was measured, the model given first. */
  readonly candidates: readonly Candidate[];
  /** Those that no other beats in accuracy, size and latency at once. */
  readonly front: readonly Candidate[];
  /** The best within the goals, or the nearest to them. */
  readonly best: Candidate;
  /** The goals that the best misses. */
  readonly missed: readonly string[];
  /** Layers that did not shrink, and why. */
  readonly frozen: readonly PrunedLayer[];
  /** What fewer bits do to each weight of the model given, the most sensitive first. */
  readonly sensitivity: readonly WeightSensitivity[];
}

/** What a candidate has to keep to, and what counts among those that do. */
export interface Goals {
  readonly maxAccuracyDrop: number;
  readonly maxBytes: number;
  readonly maxLatency: number;
  readonly prefer: 'size' | 'speed' | 'accuracy';
}

/** What makes a candidate good: less is better in each. */
const costs = ({ accuracy, gzipBytes, latency }: Candidate): readonly [number, number, number] => [
  -accuracy,
  gzipBytes,
  latency.p50,
];

/** The candidates that no other beats or equals in all, being better in one. */
export function frontOf(candidates: readonly Candidate[]): Candidate[] {
  const beats = (a: readonly number[], b: readonly number[]): boolean =>
    a.every((cost, index) => cost <= (b[index] as number)) &&
    a.some((cost, index) => cost < (b[index] as number));
  return candidates.filter((one) => !candidates.some((other) => beats(costs(other), costs(one))));
}

/** The best within the goals, else the one that misses them least. */
export function chosen(
  candidates: readonly Candidate[],
  given: Candidate,
  goals: Goals,
): { best: Candidate; missed: string[] } {
  const misses = (one: Candidate): [text: string, by: number][] => {
    const drop = given.accuracy - one.accuracy;
    const list: [string, number][] = [];
    if (drop > goals.maxAccuracyDrop)
      list.push([
        `maxAccuracyDrop: ${goals.maxAccuracyDrop}, got ${drop.toFixed(4)}`,
        drop / Math.max(goals.maxAccuracyDrop, 1e-4),
      ]);
    if (one.gzipBytes > goals.maxBytes)
      list.push([`maxBytes: ${goals.maxBytes}, got ${one.gzipBytes}`, one.gzipBytes / goals.maxBytes]);
    if (one.latency.p50 > goals.maxLatency)
      list.push([
        `maxLatency: ${goals.maxLatency}, got ${one.latency.p50.toFixed(4)}`,
        one.latency.p50 / goals.maxLatency,
      ]);
    return list;
  };
  const position = { accuracy: 0, size: 1, speed: 2 }[goals.prefer];
  const missedBy = (one: Candidate): number => misses(one).reduce((sum, [, by]) => sum + by, 0);
  const best = candidates.reduce((left, right) => {
    const [a, b] = [missedBy(left), missedBy(right)];
    if (a !== b) return a < b ? left : right;
    return (costs(left)[position] as number) <= (costs(right)[position] as number) ? left : right;
  });
  return { best, missed: misses(best).map(([text]) => text) };
}

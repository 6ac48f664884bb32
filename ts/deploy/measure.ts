/** What an artifact is worth and costs, measured on the written bytes by the runner that ships. */

import { gzipSync } from 'fflate';
import { ValueError } from '../errors.ts';
import { load, type Runner } from '../runtime/index.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Inputs and what they should give: labels (n,), as whole numbers, or one-hot rows (n, classes). */
export interface Labelled {
  readonly x: Tensor;
  readonly y: Tensor;
}

/** Milliseconds of one call: half of the calls are faster than p50, 19 of 20 than p95. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
}

/** What was measured of an artifact. */
export interface Measured {
  /** Part of the samples whose largest score is that of their label. */
  readonly accuracy: number;
  /** Half the width of its 95 % interval, by the normal approximation. */
  readonly interval: number;
  /** Bytes of the file, and of the file gzipped. */
  readonly bytes: number;
  readonly gzipBytes: number;
}

/** The class of each sample. */
export function classesOf(y: Tensor): Int32Array {
  const [rows = 0, classes = 1] = y.shape;
  const data = y.data();
  if (y.rank === 1 || classes === 1) return Int32Array.from(data);
  return largest(data, rows, classes);
}

/** The position of the largest of each row. */
function largest(scores: ArrayLike<number>, rows: number, classes: number): Int32Array {
  const found = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    let best = 0;
    for (let one = 1; one < classes; one++)
      if ((scores[row * classes + one] as number) > (scores[row * classes + best] as number)) best = one;
    found[row] = best;
  }
  return found;
}

/** Loads an artifact anew, and measures it on samples that nothing was chosen by. */
export async function measure(
  bytes: Uint8Array,
  { x, y }: Labelled,
): Promise<Measured & { readonly runner: Runner }> {
  const runner = await load(bytes);
  const truth = classesOf(y);
  const rows = x.shape[0] ?? 0;
  if (runner.inputs.length !== 1 || runner.outputs.length !== 1 || rows !== truth.length || rows === 0)
    throw new ValueError(
      'optimize',
      'a model of one input and one output, and a label per sample',
      `${rows} samples, ${truth.length} labels`,
    );
  const scores = Object.values(runner(x.data()))[0] as ArrayLike<number>;
  const classes = scores.length / rows;
  const found =
    classes === 1 ? Int32Array.from(scores, (score) => Number(score > 0.5)) : largest(scores, rows, classes);
  const right = found.reduce((sum, one, row) => sum + Number(one === truth[row]), 0);
  const accuracy = right / rows;
  const interval = 1.96 * Math.sqrt((accuracy * (1 - accuracy)) / rows);
  return { runner, accuracy, interval, bytes: bytes.length, gzipBytes: gzipSync(bytes, { level: 9 }).length };
}

/**
 * The latency of runners on `rows` rows of `x`, in turns, so that what else the machine does falls on all alike.
 * `milliseconds` is for each of them.
 */
export async function latencies(
  runners: readonly Runner[],
  x: Tensor,
  rows: number,
  milliseconds = 200,
): Promise<Latency[]> {
  const size = x.size / Math.max(1, x.shape[0] ?? 1);
  const input = x.data().slice(0, rows * size) as Float32Array;
  return inTurns(
    runners.map((runner) => {
      const outputs = runner(input);
      return () => runner.into(input, outputs);
    }),
    milliseconds,
  );
}

/**
 * Times calls in turns. Engines compile what runs often once more, better, beside it: so all are warmed up, and the first half
 * of the turns does not count.
 */
export async function inTurns(calls: readonly (() => void)[], milliseconds = 200): Promise<Latency[]> {
  const times: number[][] = calls.map(() => []);
  // Clocks of browsers are coarse: as many calls per reading as take half a millisecond.
  const together = calls.map((call) => {
    const begun = performance.now();
    let count = 0;
    while (performance.now() - begun < 20 || count < 2) {
      call();
      count++;
    }
    return Math.max(1, Math.round((0.5 * count) / (performance.now() - begun)));
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  const end = performance.now() + milliseconds * calls.length;
  for (let turn = 0; turn < 20 || (performance.now() < end && turn < 2000); turn++)
    calls.forEach((call, index) => {
      const count = together[index] as number;
      const begun = performance.now();
      for (let i = 0; i < count; i++) call();
      times[index]?.push((performance.now() - begun) / count);
    });
  return times.map((all) => {
    const list = all.slice(all.length >> 1).sort((a, b) => a - b);
    const at = (part: number): number =>
      list[Math.min(list.length - 1, Math.floor(part * list.length))] as number;
    return { p50: at(0.5), p95: at(0.95) };
  });
}

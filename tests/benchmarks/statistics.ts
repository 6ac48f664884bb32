/** The figures of a benchmark: medians, ratios of alternating rounds, errors of answers. */

/** The median; the mean of the middle two for an even count. NaN for an empty list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  if (sorted.length % 2 === 1) return sorted[middle] as number;
  return ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/**
 * How many times as long `peer` takes as `own`: the median over rounds of the ratio within a round. Both are
 * measured one right after the other in a round, so what disturbs the machine disturbs both.
 */
export function pairedRatio(peer: readonly number[], own: readonly number[]): number {
  const ratios: number[] = [];
  for (let round = 0; round < Math.min(peer.length, own.length); round++)
    ratios.push((peer[round] as number) / (own[round] as number));
  return median(ratios);
}

/** Runs of one sample so that it lasts about `target` milliseconds: at least one, at most a million. */
export function repeatsFor(target: number, millisecondsPerRun: number): number {
  return Math.max(1, Math.min(1_000_000, Math.round(target / Math.max(millisecondsPerRun, 1e-6))));
}

/** The largest |value − reference|, relative to max(|reference|, rms(reference)); Infinity where not finite. */
export function largestError(values: ArrayLike<number>, reference: ArrayLike<number>): number {
  if (values.length !== reference.length) return Number.POSITIVE_INFINITY;
  let squares = 0;
  for (let i = 0; i < reference.length; i++) squares += (reference[i] as number) ** 2;
  const rms = Math.sqrt(squares / Math.max(1, reference.length));
  let largest = 0;
  for (let i = 0; i < reference.length; i++) {
    const difference = Math.abs((values[i] as number) - (reference[i] as number));
    if (!Number.isFinite(difference)) return Number.POSITIVE_INFINITY;
    if (difference > 0)
      largest = Math.max(largest, difference / Math.max(Math.abs(reference[i] as number), rms));
  }
  return largest;
}

/** A target and what became of it. */
export interface Verdict {
  /** What was asked: `≥ 2× tfjs-wasm`. */
  readonly text: string;
  readonly measured: number;
  readonly bound: number;
  readonly direction: 'least' | 'most';
  /** Of `measured` and `bound`; `%`: they are shares, shown times 100. */
  readonly unit: string;
  readonly reached: boolean;
  /** `reached`, `missed by 12 %`, `not measured: …`. */
  readonly verdict: string;
}

/** Holds a figure to its target; `missing` says why there is none. */
export function judge(
  text: string,
  measured: number,
  bound: number,
  direction: 'least' | 'most',
  unit: string,
  missing = 'not measured',
): Verdict {
  if (Number.isNaN(measured))
    return { text, measured, bound, direction, unit, reached: false, verdict: missing };
  const reached = direction === 'least' ? measured >= bound : measured <= bound;
  const distance = direction === 'least' ? 1 - measured / bound : measured / bound - 1;
  const verdict = reached
    ? 'reached'
    : `missed by ${Math.max(0.1, Number((distance * 100).toPrecision(2)))} %`;
  return { text, measured, bound, direction, unit, reached, verdict };
}

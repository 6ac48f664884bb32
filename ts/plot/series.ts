// What is plotted: named curves, their common range, and axis ticks at round numbers.
import { checkList, ShapeError, show, ValueError } from '../errors.ts';

/** A curve. */
export interface Series {
  readonly name: string;
  /** One value a point; NaN and infinite values leave a gap. */
  readonly values: readonly number[];
  /** Positions of the points; default 1, 2, 3, … (epochs). */
  readonly x?: readonly number[];
}

/** Curves as a list, or as a history: values by name. */
export type SeriesLike = readonly Series[] | Readonly<Record<string, readonly number[]>>;

/** A curve as points; gaps are `undefined`. */
export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number] | undefined)[];
}

/** An axis: its ends, and where its ticks are. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** The text at a tick. */
  label(tick: number): string;
}

/**
 * The curves as points.
 *
 * @throws ShapeError when a curve has another number of positions than of values.
 */
export function toCurves(series: SeriesLike, where: string): Curve[] {
  const list: readonly Series[] = Array.isArray(series)
    ? series
    : Object.entries(series ?? {}).map(([name, values]) => ({ name, values }));
  return Array.from(list, (one) => {
    const { name, values, x } = (one ?? {}) as Series;
    for (const numbers of x === undefined ? [values] : [values, x])
      if (!checkList(where, 'a series', numbers).every((value) => typeof value === 'number'))
        throw new ValueError(where, 'a series of numbers', show(numbers));
    if (x !== undefined && x.length !== values.length) {
      throw new ShapeError(where, `${values.length} positions for "${name}"`, `${x.length}`);
    }
    const points = values.map((y, index): [number, number] | undefined => {
      const at = x === undefined ? index + 1 : (x[index] as number);
      return isDrawable(at) && isDrawable(y) ? [flush(at), flush(y)] : undefined;
    });
    return { name, points };
  });
}

/** Finite, and so that differences stay finite. */
function isDrawable(value: number): boolean {
  return Math.abs(value) < 1e300;
}

/** `value`, or 0 where it is too small to be divided. */
function flush(value: number): number {
  return Math.abs(value) < 1e-300 ? 0 : value;
}

/**
 * The axis that shows all points along one dimension, with about `count` ticks at multiples of 1, 2 or 5 · 10ⁿ.
 *
 * @param isTight Ends at the points, as time does, instead of at ticks.
 */
export function axisOf(curves: readonly Curve[], dimension: 0 | 1, count: number, isTight: boolean): Axis {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let isWhole = true;
  for (const { points } of curves) {
    for (const point of points) {
      if (point === undefined) continue;
      low = Math.min(low, point[dimension]);
      high = Math.max(high, point[dimension]);
      isWhole &&= Number.isInteger(point[dimension]);
    }
  }
  if (low > high) [low, high] = [0, 1];
  // A curve that is flat, or as good as flat at its height, gets room on both sides.
  const height = Math.max(Math.abs(low), Math.abs(high));
  if (high - low <= height * 1e-9) {
    const room = Math.max(height * 1e-3, isWhole && isTight ? 1 : 1e-3);
    [low, high] = [low - room, high + room];
  }
  const step = Math.max(roundStep((high - low) / Math.max(count, 1)), isWhole && isTight ? 1 : 0);
  const first = isTight ? Math.ceil(low / step - 1e-9) : Math.floor(low / step + 1e-9);
  const last = isTight ? Math.floor(high / step + 1e-9) : Math.ceil(high / step - 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  if (!isTight) [low, high] = [first * step, last * step];
  return { low, high, ticks, label: (tick) => tickLabel(tick, step) };
}

/** The 1, 2 or 5 times a power of ten that is nearest to `rough` by ratio. */
function roundStep(rough: number): number {
  let power = 1;
  while (power > rough) power /= 10;
  while (power * 10 <= rough) power *= 10;
  // The limits are the geometric means between 1, 2, 5 and 10.
  const ratio = rough / power;
  if (ratio < Math.sqrt(2)) return power;
  if (ratio < Math.sqrt(10)) return 2 * power;
  return (ratio < Math.sqrt(50) ? 5 : 10) * power;
}

function tickLabel(tick: number, step: number): string {
  const largest = Math.max(Math.abs(tick), step);
  if (largest >= 1e6 || step < 1e-5) return tick === 0 ? '0' : String(Number(tick.toPrecision(6)));
  let decimals = 0;
  for (let scaled = step; decimals < 8 && Math.abs(scaled - Math.round(scaled)) > 1e-6; scaled *= 10)
    decimals++;
  const text = tick.toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : text;
}

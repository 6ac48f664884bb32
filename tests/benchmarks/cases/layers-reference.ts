/** Layers' functions in plain float64 JavaScript, from the formulas. */

/** Images (batch, height, width, channels). */
export interface Images {
  readonly batch: number;
  readonly size: number;
  readonly channels: number;
}

/** Each channel by itself, 3×3, padding `same`; kernel (3, 3, channels, 1). */
export function depthwise(
  { batch, size, channels }: Images,
  x: Float32Array,
  kernel: Float32Array,
): Float64Array {
  const result = new Float64Array(x.length);
  for (let image = 0; image < batch; image++)
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++)
        for (let tap = 0; tap < 9; tap++) {
          const [i, j] = [row + Math.floor(tap / 3) - 1, column + (tap % 3) - 1];
          if (i < 0 || i >= size || j < 0 || j >= size) continue;
          const from = ((image * size + i) * size + j) * channels;
          const to = ((image * size + row) * size + column) * channels;
          for (let c = 0; c < channels; c++)
            (result[to + c] as number) += (x[from + c] as number) * (kernel[tap * channels + c] as number);
        }
  return result;
}

/** Windows of `window`² at every `strides`, reduced one value after the other. */
export function pool(
  { batch, size, channels }: Images,
  x: Float32Array,
  [window, strides]: readonly [number, number],
  reduce: (sum: number, value: number) => number,
  start: number,
): Float64Array {
  const positions = Math.floor((size - window) / strides) + 1;
  const result = new Float64Array(batch * positions * positions * channels).fill(start);
  for (let image = 0; image < batch; image++)
    for (let row = 0; row < positions; row++)
      for (let column = 0; column < positions; column++)
        for (let tap = 0; tap < window * window; tap++) {
          const i = row * strides + Math.floor(tap / window);
          const j = column * strides + (tap % window);
          const from = ((image * size + i) * size + j) * channels;
          const to = ((image * positions + row) * positions + column) * channels;
          for (let c = 0; c < channels; c++)
            result[to + c] = reduce(result[to + c] as number, x[from + c] as number);
        }
  return result;
}

/** Means and variances of columns (of channels), or of rows. */
export function moments(
  x: Float32Array,
  columns: number,
  by: 'row' | 'column',
): { mean: Float64Array; variance: Float64Array } {
  const groups = by === 'column' ? columns : x.length / columns;
  const of = (index: number): number => (by === 'column' ? index % columns : Math.floor(index / columns));
  const [mean, variance] = [new Float64Array(groups), new Float64Array(groups)];
  const share = groups / x.length;
  for (let i = 0; i < x.length; i++) (mean[of(i)] as number) += (x[i] as number) * share;
  for (let i = 0; i < x.length; i++)
    (variance[of(i)] as number) += ((x[i] as number) - (mean[of(i)] as number)) ** 2 * share;
  return { mean, variance };
}

/** (x - mean) / √(variance + 1e-3) · gamma + beta; moments of columns or rows, weights of columns. */
export function normalise(
  x: Float32Array,
  { mean, variance }: { mean: ArrayLike<number>; variance: ArrayLike<number> },
  gamma: Float32Array,
  beta: Float32Array,
  by: 'row' | 'column',
): Float64Array {
  const columns = gamma.length;
  return Float64Array.from(x, (value, i) => {
    const column = i % columns;
    const group = by === 'column' ? column : Math.floor(i / columns);
    const centred = (value - (mean[group] as number)) / Math.sqrt((variance[group] as number) + 1e-3);
    return centred * (gamma[column] as number) + (beta[column] as number);
  });
}

/** Rows that sum to 1. */
export function softmax(x: Float32Array, columns: number): Float64Array {
  const result = new Float64Array(x.length);
  for (let from = 0; from < x.length; from += columns) {
    const row = x.subarray(from, from + columns);
    const highest = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const powers = Float64Array.from(row, (value) => Math.exp(value - highest));
    const sum = powers.reduce((a, b) => a + b, 0);
    result.set(
      powers.map((value) => value / sum),
      from,
    );
  }
  return result;
}

/** The error function by its series (Abramowitz and Stegun 7.1.6), for |x| ≤ 6 where it is 1 within 1e-15. */
export function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** Products and convolutions in plain float64 JavaScript, from the formulas. */

/** Rows of (m, k)·(k, n) at `rows`, one after the other. */
export function productRows(
  a: Float32Array,
  b: Float32Array,
  [, n, k]: readonly [number, number, number],
  rows: readonly number[],
): Float64Array {
  const result = new Float64Array(rows.length * n);
  rows.forEach((row, at) => {
    for (let p = 0; p < k; p++) {
      const factor = a[row * k + p] as number;
      for (let j = 0; j < n; j++) (result[at * n + j] as number) += factor * (b[p * n + j] as number);
    }
  });
  return result;
}

/** A convolution of images (1, size, size, channels), 3×3, stride 1, padding `same`: what is summed where. */
export interface Convolution {
  readonly size: number;
  readonly channels: number;
  readonly filters: number;
}

/** Calls `visit` with the place and the tap of every product of an output position: rows of x, of y, number of tap. */
function eachTap({ size }: Convolution, visit: (from: number, to: number, tap: number) => void): void {
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      for (let tap = 0; tap < 9; tap++) {
        const [y, x] = [row + Math.floor(tap / 3) - 1, column + (tap % 3) - 1];
        if (y >= 0 && y < size && x >= 0 && x < size) visit(y * size + x, row * size + column, tap);
      }
}

/** The convolution. */
export function convolution(shape: Convolution, x: Float32Array, kernel: Float32Array): Float64Array {
  const { size, channels, filters } = shape;
  const result = new Float64Array(size * size * filters);
  eachTap(shape, (from, to, tap) => {
    for (let c = 0; c < channels; c++) {
      const factor = x[from * channels + c] as number;
      const row = (tap * channels + c) * filters;
      for (let f = 0; f < filters; f++)
        (result[to * filters + f] as number) += factor * (kernel[row + f] as number);
    }
  });
  return result;
}

/** Its gradient with respect to the kernel, where `dy` is that of the result. */
export function filterGradient(shape: Convolution, x: Float32Array, dy: Float32Array): Float64Array {
  const { channels, filters } = shape;
  const result = new Float64Array(9 * channels * filters);
  eachTap(shape, (from, to, tap) => {
    for (let c = 0; c < channels; c++) {
      const factor = x[from * channels + c] as number;
      const row = (tap * channels + c) * filters;
      for (let f = 0; f < filters; f++)
        (result[row + f] as number) += factor * (dy[to * filters + f] as number);
    }
  });
  return result;
}

/** And with respect to x. */
export function inputGradient(shape: Convolution, kernel: Float32Array, dy: Float32Array): Float64Array {
  const { size, channels, filters } = shape;
  const result = new Float64Array(size * size * channels);
  eachTap(shape, (from, to, tap) => {
    for (let c = 0; c < channels; c++) {
      const row = (tap * channels + c) * filters;
      let sum = 0;
      for (let f = 0; f < filters; f++) sum += (kernel[row + f] as number) * (dy[to * filters + f] as number);
      (result[from * channels + c] as number) += sum;
    }
  });
  return result;
}

/** How activations are quantised beside 8-bit weights: codes of the instructions, and the sizes of packed weights. */

/** 7 bits unsigned with a zero point, the fastest; or 12 bits signed, about as accurate as float32. */
export type ActivationBits = 7 | 12;

/** The code of a precision in the instructions. */
export const precisionCode = (bits: ActivationBits): number => (bits === 7 ? 0 : 1);

/** The longest sums that stay exact in 32 bits. */
export const longestSum = (bits: ActivationBits): number =>
  Math.floor((2 ** 31 - 1) / (127 * (bits === 7 ? 127 : 2047)));

/** Bytes of packed weights (k, n): panels of 8 columns and 4 steps, each column's sum and scale. */
export const packedBytes = (k: number, n: number): number =>
  Math.ceil(n / 8) * 8 * (Math.ceil(k / 4) * 4 + 8);

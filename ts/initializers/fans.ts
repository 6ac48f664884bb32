/** How many inputs and outputs a weight connects (keras.src.initializers.random_initializers.compute_fans). */

import { checkKeys } from '../closest.ts';
import { checkShape, normalizeAxis, type Shape, sizeOf } from '../tensor/shape.ts';

/** Inputs and outputs of one unit. */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** Which axes of a weight are its inputs and outputs, where they are not the last two. */
export interface FanAxes {
  readonly inputAxes?: readonly number[];
  readonly outputAxes?: readonly number[];
}

/**
 * The fans of a weight: those of a kernel (…, inputs, outputs) count every position of its window; a vector's are
 * both its length.
 */
export function computeFans(shape: Shape, options: FanAxes = {}): Fans {
  const { inputAxes, outputAxes } = checkKeys('computeFans', options, 'inputAxes outputAxes');
  checkShape('computeFans', shape);
  if (inputAxes !== undefined && outputAxes !== undefined) {
    const over = (axes: readonly number[]): number =>
      sizeOf([axes].flat().map((axis) => shape[normalizeAxis('computeFans', axis, shape.length)] as number));
    return { fanIn: over(inputAxes), fanOut: over(outputAxes) };
  }
  if (shape.length < 2) return { fanIn: sizeOf(shape), fanOut: sizeOf(shape) };
  const window = sizeOf(shape.slice(0, -2));
  return { fanIn: window * (shape.at(-2) as number), fanOut: window * (shape.at(-1) as number) };
}

/** Tensors that must live as long as another: what a scope keeps when it keeps that one. */

import type { Tensor } from './tensor.ts';

const companions = new WeakMap<Tensor, Tensor>();

/** Makes `companion` outlive every scope that returns `tensor`. */
export function keepTogether(tensor: Tensor, companion: Tensor): void {
  companions.set(tensor, companion);
}

/** The companion of a tensor, if it has one. */
export function companionOf(tensor: Tensor): Tensor | undefined {
  return companions.get(tensor);
}

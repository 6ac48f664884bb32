/** Slots that do not stick in denormals. */

import type { Tensor } from '../../tensor/tensor.ts';
import { less } from '../compare/less.ts';
import { abs } from '../elementwise/abs.ts';
import { where } from '../index/where.ts';

/**
 * A slot with values below 2⁻¹⁰⁰ in size set to 0, NaN kept: a decayed moment would else stay in denormals for
 * ever, and those are slow. The fused instructions do so by themselves.
 */
export function flushed(slot: Tensor): Tensor {
  return where(less(abs(slot), 2 ** -100), 0, slot);
}

/** What the fused optimizer instructions share: their shape rule, and slots that do not stick in denormals. */

import { DTypeError, ShapeError, showShape } from '../../errors.ts';
import { type Spec, sameShape } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { less } from '../compare/less.ts';
import { abs } from '../elementwise/abs.ts';
import { where } from '../index/where.ts';

/**
 * The outputs of an update: the new variable, then the new slots. `tensors` are the variable, its gradient and its
 * slots.
 */
export function inferUpdate(name: string, tensors: readonly Spec[]): readonly Spec[] {
  const [variable, gradient, ...slots] = tensors as [Spec, Spec, ...Spec[]];
  for (const tensor of [variable, gradient, ...slots]) {
    if (!sameShape(tensor.shape, variable.shape))
      throw new ShapeError(
        name,
        `a gradient and slots of the variable's shape ${showShape(variable.shape)}`,
        showShape(tensor.shape),
      );
    if (tensor.dtype !== 'float32') throw new DTypeError(name, 'float32', tensor.dtype);
  }
  return [variable, ...slots].map(({ shape, dtype }) => ({ shape, dtype }));
}

/**
 * A slot with values below 2⁻¹⁰⁰ in size set to 0, NaN kept: a decayed moment would else stay in denormals for
 * ever, and those are slow. The fused instructions do so by themselves.
 */
export function flushed(slot: Tensor): Tensor {
  return where(less(abs(slot), 2 ** -100), 0, slot);
}

/** What the fused optimizer instructions share: their shape rule, and slots that do not stick in denormals. */

import { DTypeError, ShapeError, showShape } from '../../errors.ts';
import { type Spec, sameShape } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type HardShrinkAttributes, hardShrinkOperation } from '../activation/hard-shrink.ts';
import { apply } from '../apply.ts';

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

/** The size below which a slot counts as 0, 2⁻¹⁰⁰. */
const tiny: HardShrinkAttributes = { alpha: 2 ** -100 };

/**
 * A slot with values below 2⁻¹⁰⁰ in size set to 0: a decayed moment would else stay in denormals for ever, and
 * those are slow. The fused instructions do so by themselves.
 */
export function flushed(slot: Tensor): Tensor {
  return apply(hardShrinkOperation, [slot], tiny);
}

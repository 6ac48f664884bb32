/** The GELU activation (keras.activations.gelu): exact by default, where keras.ops.gelu approximates. */

import { checkKeys } from '../closest.ts';
import { gelu as geluOf } from '../ops/activation/gelu.ts';
import type { TensorLike } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** `x·Φ(x)`, Φ the standard normal distribution; or its approximation with tanh. */
export function gelu(x: TensorLike, options: { readonly approximate?: boolean } = {}): Tensor {
  const { approximate = false } = checkKeys('gelu', options, 'approximate');
  return geluOf(x, { approximate });
}

/** Weights of 8 bits in the order that products of this build read them in. */

import { DTypeError, ShapeError, showShape, ValueError } from '../../errors.ts';
import { type Spec, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodePackInt8 } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { type ActivationBits, longestSum, packedBytes, precisionCode } from './precision.ts';

/** The activations that the weights will meet. */
export interface PackInt8Attributes {
  readonly activationBits: ActivationBits;
}

/** Inputs weights (…, n) of int8, and a scale per column (n,). */
export const packInt8Operation: Operation<PackInt8Attributes> = operation<PackInt8Attributes>({
  name: 'packInt8',
  infer([weights, scales], { activationBits }) {
    const { shape, dtype } = weights as Spec;
    if (dtype !== 'int8') throw new DTypeError('packInt8', 'int8 weights', dtype);
    if ((scales as Spec).dtype !== 'float32')
      throw new DTypeError('packInt8', 'float32 scales', (scales as Spec).dtype);
    const n = shape.at(-1) ?? 0;
    if (shape.length < 2 || (scales as Spec).shape.length !== 1 || (scales as Spec).shape[0] !== n)
      throw new ShapeError(
        'packInt8',
        'weights (…, n) and scales (n,)',
        `${showShape(shape)} and ${showShape((scales as Spec).shape)}`,
      );
    const k = sizeOf(shape.slice(0, -1));
    if (k > longestSum(activationBits))
      throw new ValueError('packInt8', `sums of at most ${longestSum(activationBits)} terms`, `${k}`);
    return [{ shape: [packedBytes(k, n)], dtype: 'int8' }];
  },
  encode(words, { inputs: [weights, scales], outputs: [packed], attributes }) {
    const { shape } = weights as Placed;
    const [k, n] = [sizeOf(shape.slice(0, -1)), shape.at(-1) as number];
    encodePackInt8(words, {
      precision: precisionCode(attributes.activationBits),
      weights,
      scales,
      packed,
      k,
      n,
    });
  },
});

/**
 * Packs weights (…, n) of int8 with a float32 scale per column (n,) for {@link matmulInt8} and {@link convInt8}. The bytes are
 * for the build that runs, and for no file.
 */
export function packInt8(weights: Tensor, scales: Tensor, activationBits: ActivationBits = 7): Tensor {
  return apply(packInt8Operation, [weights, scales], { activationBits });
}

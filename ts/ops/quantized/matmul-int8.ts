/** Matrix products of activations that are quantised on the fly, row by row, with packed 8-bit weights. */

import { DTypeError, ShapeError, showShape } from '../../errors.ts';
import { type Spec, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeGemmInt8, GemmActivation } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { type ActivationBits, packedBytes, precisionCode } from './precision.ts';

/** The columns of the weights, the precision they were packed for, and what is applied to the product. */
export interface MatmulInt8Attributes {
  readonly units: number;
  readonly activationBits: ActivationBits;
  readonly activation: keyof typeof GemmActivation;
}

/** Inputs x (…, k), packed weights (k, units), and perhaps a bias (units,). */
export const matmulInt8Operation: Operation<MatmulInt8Attributes> = operation<MatmulInt8Attributes>({
  name: 'matmulInt8',
  epilogue: true,
  flops: ({ inputs: [x], attributes }) => 2 * sizeOf((x as Spec).shape) * attributes.units,
  infer([x, packed], { units }) {
    const { shape, dtype } = x as Spec;
    if (dtype !== 'float32') throw new DTypeError('matmulInt8', 'a float32 x', dtype);
    const expected = packedBytes(shape.at(-1) ?? 0, units);
    if (
      shape.length === 0 ||
      (packed as Spec).dtype !== 'int8' ||
      sizeOf((packed as Spec).shape) !== expected
    )
      throw new ShapeError(
        'matmulInt8',
        `weights that packInt8 packed, ${expected} bytes for x of shape ${showShape(shape)} and ${units} units`,
        `${(packed as Spec).dtype} of shape ${showShape((packed as Spec).shape)}`,
      );
    return [{ shape: [...shape.slice(0, -1), units], dtype: 'float32' }];
  },
  encode(words, { inputs: [a, b, bias], outputs: [c], attributes }) {
    const { shape } = a as Placed;
    encodeGemmInt8(words, {
      precision: precisionCode(attributes.activationBits),
      a,
      b,
      bias,
      c,
      m: sizeOf(shape.slice(0, -1)),
      n: attributes.units,
      k: shape.at(-1) as number,
      activation: GemmActivation[attributes.activation],
    });
  },
});

/**
 * x (…, k) times packed weights (k, units): float32 in and out. Each row of x is quantised to 7 bits with a scale and a zero
 * point of its own, or to 12 bits; the sums are exact, so all builds give the same bits.
 */
export function matmulInt8(
  x: Tensor,
  packed: Tensor,
  { units, activationBits = 7 }: { readonly units: number; readonly activationBits?: ActivationBits },
): Tensor {
  return apply(matmulInt8Operation, [x, packed], { units, activationBits, activation: 'None' });
}

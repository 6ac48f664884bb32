/** Convolutions of activations that are quantised on the fly, sample by sample, with packed 8-bit weights. */

import { DTypeError, ShapeError, showShape } from '../../errors.ts';
import { type Spec, sizeOf } from '../../tensor/shape.ts';
import { encodeConvolutionInt8, GemmActivation } from '../../wasm/generated/encoder.ts';
import { checkImages, geometryWords, type WindowAttributes } from '../convolution/geometry.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { type ActivationBits, packedBytes, precisionCode } from './precision.ts';

/** A convolution of one group, the precision its weights were packed for, and what is applied to the sums. */
export interface ConvolutionInt8Attributes extends WindowAttributes {
  readonly filters: number;
  readonly activationBits: ActivationBits;
  readonly activation: keyof typeof GemmActivation;
}

/** Inputs x (batch, …input, channels), packed weights (…kernel, channels, filters) and perhaps a bias (filters,). */
export const convolutionInt8Operation: Operation<ConvolutionInt8Attributes> =
  operation<ConvolutionInt8Attributes>({
    name: 'convolutionInt8',
    epilogue: true,
    flops: ({ inputs: [x], outputs: [y], attributes: { kernel } }) =>
      2 * sizeOf((y as Spec).shape) * sizeOf(kernel) * ((x as Spec).shape.at(-1) ?? 0),
    infer([x, packed], { kernel, output, filters }) {
      const { shape, dtype } = x as Spec;
      if (dtype !== 'float32') throw new DTypeError('convolutionInt8', 'a float32 x', dtype);
      checkImages('convolutionInt8', x as Placed, kernel.length);
      const expected = packedBytes(sizeOf(kernel) * (shape.at(-1) ?? 0), filters);
      if ((packed as Spec).dtype !== 'int8' || sizeOf((packed as Spec).shape) !== expected)
        throw new ShapeError(
          'convolutionInt8',
          `weights that packInt8 packed, ${expected} bytes for x of shape ${showShape(shape)} and ${filters} filters`,
          `${(packed as Spec).dtype} of shape ${showShape((packed as Spec).shape)}`,
        );
      return [{ shape: [shape[0] ?? 0, ...output, filters], dtype: 'float32' }];
    },
    encode(words, { inputs: [x, kernel, bias], outputs: [y], attributes }) {
      const { shape } = x as Placed;
      encodeConvolutionInt8(words, {
        precision: precisionCode(attributes.activationBits),
        x,
        kernel,
        bias,
        y,
        geometry: geometryWords(attributes, [
          shape[0] as number,
          shape.at(-1) as number,
          attributes.filters,
          1,
        ]),
        activation: GemmActivation[attributes.activation],
      });
    },
  });

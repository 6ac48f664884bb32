/**
 * Convolution of channels-last tensors and its gradients, each in terms of the others (Dumoulin and Visin, "A guide
 * to convolution arithmetic for deep learning", 2016). As everywhere in deep learning it is a cross-correlation:
 * `y[n, p, f] = Σ x[n, p·stride + t·dilation - padding, c] · kernel[t, c, f]` over taps t and channels c.
 */

import { type Shape, type Spec, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import {
  encodeConvolution,
  encodeConvolutionFilterGradient,
  encodeConvolutionInputGradient,
  encodeGemm,
  GemmActivation,
} from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { checkImages, checkShapeIs, geometryWords, type WindowAttributes } from './geometry.ts';

/** A convolution: its window, and how many groups of channels and filters see each other. */
export interface ConvolutionAttributes extends WindowAttributes {
  readonly groups: number;
  readonly activation: keyof typeof GemmActivation;
}

/** Shapes of the three tensors. */
interface Shapes {
  readonly x: Shape;
  readonly kernel: Shape;
  readonly y: Shape;
}

function shapes(
  { input, kernel, output, groups }: ConvolutionAttributes,
  batch: number,
  channels: number,
  filters: number,
): Shapes {
  return {
    x: [batch, ...input, channels],
    kernel: [...kernel, channels / groups, filters],
    y: [batch, ...output, filters],
  };
}

/** Batch, channels, filters and groups, for the words. */
function counts(x: Shape, y: Shape, groups: number): [number, number, number, number] {
  return [x[0] as number, x.at(-1) as number, y.at(-1) as number, groups];
}

/** Every position sees its own pixel alone: a plain product. */
function isPointwise({ input, kernel, output, strides, padding, groups }: ConvolutionAttributes): boolean {
  return (
    groups === 1 &&
    kernel.every((size) => size === 1) &&
    strides.every((stride) => stride === 1) &&
    padding.every((size) => size === 0) &&
    input.every((size, axis) => size === output[axis])
  );
}

/** The words of the product (m, k)·(k, n) of a pointwise convolution or one of its gradients. */
function plainProduct(m: number, n: number, k: number) {
  const single = { batch: 1, batchStrideA: 0, batchStrideB: 0 };
  return { m, n, k, transposeA: 0, transposeB: 0, activation: GemmActivation.None, ...single };
}

/** Every output position and every tap of every filter meet once, in the forward pass as in both gradients. */
function flops(y: Spec | undefined, kernel: Spec | undefined): number {
  return (2 * sizeOf(y?.shape ?? []) * sizeOf(kernel?.shape ?? [])) / (kernel?.shape.at(-1) || 1);
}

const rows = (shape: Shape): number => shape.slice(0, -1).reduce((product, size) => product * size, 1);

/** Inputs x (batch, …input, channels), kernel (…kernel, channels / groups, filters) and perhaps a bias. */
export const convolutionOperation: Operation<ConvolutionAttributes> = operation<ConvolutionAttributes>({
  name: 'convolution',
  epilogue: true,
  flops: ({ inputs: [, kernel], outputs: [y] }) => flops(y, kernel),
  infer([x, kernel], attributes) {
    const [batch = 0, channels = 0] = [x?.shape[0], x?.shape.at(-1)];
    const expected = shapes(attributes, batch, channels, kernel?.shape.at(-1) ?? 0);
    checkImages('convolution', x as Placed, attributes.kernel.length);
    checkShapeIs('convolution', 'an input', x as Placed, expected.x);
    checkShapeIs('convolution', 'a kernel', kernel as Placed, expected.kernel);
    return [{ shape: expected.y, dtype: 'float32' }];
  },
  encode(words, { inputs: [x, kernel, bias], outputs: [y], attributes }) {
    const [from, to] = [(x as Placed).shape, (y as Placed).shape];
    const activation = GemmActivation[attributes.activation];
    if (isPointwise(attributes)) {
      const product = plainProduct(rows(to), to.at(-1) as number, from.at(-1) as number);
      encodeGemm(words, { a: x, b: kernel, bias, c: y, ...product, activation });
      return;
    }
    const geometry = geometryWords(attributes, counts(from, to, attributes.groups));
    encodeConvolution(words, { x, kernel, bias, y, geometry, activation });
  },
  gradient: ({ inputs: [x, kernel], upstream: [dy], attributes, wanted }) => [
    wanted[0]
      ? apply(convolutionInputGradientOperation, [dy as Tensor, kernel as Tensor], attributes)
      : undefined,
    wanted[1]
      ? apply(convolutionFilterGradientOperation, [x as Tensor, dy as Tensor], attributes)
      : undefined,
  ],
});

/**
 * The gradient with respect to x, of dy and the kernel; also the transposed convolution, which may have a bias.
 * Inputs dy (batch, …output, filters) and kernel.
 */
export const convolutionInputGradientOperation: Operation<ConvolutionAttributes> =
  operation<ConvolutionAttributes>({
    name: 'convolutionInputGradient',
    epilogue: true,
    flops: ({ inputs: [dy, kernel] }) => flops(dy, kernel),
    infer([dy, kernel], attributes) {
      const [batch = 0, filters = 0] = [dy?.shape[0], dy?.shape.at(-1)];
      const channels = (kernel?.shape.at(-2) ?? 0) * attributes.groups;
      const expected = shapes(attributes, batch, channels, filters);
      checkImages('convolutionInputGradient', dy as Placed, attributes.kernel.length);
      checkShapeIs('convolutionInputGradient', 'an output gradient', dy as Placed, expected.y);
      checkShapeIs('convolutionInputGradient', 'a kernel', kernel as Placed, expected.kernel);
      return [{ shape: expected.x, dtype: 'float32' }];
    },
    encode(words, { inputs: [dy, kernel, bias], outputs: [dx], attributes }) {
      const [from, to] = [(dy as Placed).shape, (dx as Placed).shape];
      const activation = GemmActivation[attributes.activation];
      if (isPointwise(attributes)) {
        const product = plainProduct(rows(to), to.at(-1) as number, from.at(-1) as number);
        encodeGemm(words, { a: dy, b: kernel, bias, c: dx, ...product, transposeB: 1, activation });
        return;
      }
      const geometry = geometryWords(attributes, counts(to, from, attributes.groups));
      encodeConvolutionInputGradient(words, { dy, kernel, bias, dx, geometry, activation });
    },
    gradient: ({ inputs: [dy, kernel], upstream: [g], attributes, wanted }) => [
      wanted[0] ? apply(convolutionOperation, [g as Tensor, kernel as Tensor], attributes) : undefined,
      wanted[1]
        ? apply(convolutionFilterGradientOperation, [g as Tensor, dy as Tensor], attributes)
        : undefined,
    ],
  });

/** The gradient with respect to the kernel, of x and dy. */
export const convolutionFilterGradientOperation: Operation<ConvolutionAttributes> =
  operation<ConvolutionAttributes>({
    name: 'convolutionFilterGradient',
    flops: ({ inputs: [, dy], outputs: [dkernel] }) => flops(dy, dkernel),
    infer([x, dy], attributes) {
      const [batch = 0, channels = 0] = [x?.shape[0], x?.shape.at(-1)];
      const expected = shapes(attributes, batch, channels, dy?.shape.at(-1) ?? 0);
      checkImages('convolutionFilterGradient', x as Placed, attributes.kernel.length);
      checkShapeIs('convolutionFilterGradient', 'an input', x as Placed, expected.x);
      checkShapeIs('convolutionFilterGradient', 'an output gradient', dy as Placed, expected.y);
      return [{ shape: expected.kernel, dtype: 'float32' }];
    },
    encode(words, { inputs: [x, dy], outputs: [dkernel], attributes }) {
      const [from, to] = [(x as Placed).shape, (dy as Placed).shape];
      if (isPointwise(attributes)) {
        const product = plainProduct(from.at(-1) as number, to.at(-1) as number, rows(from));
        encodeGemm(words, { a: x, b: dy, bias: undefined, c: dkernel, ...product, transposeA: 1 });
        return;
      }
      const geometry = geometryWords(attributes, counts(from, to, attributes.groups));
      encodeConvolutionFilterGradient(words, { x, dy, dkernel, geometry });
    },
    gradient: ({ inputs: [x, dy], upstream: [g], attributes, wanted }) => [
      wanted[0]
        ? apply(convolutionInputGradientOperation, [dy as Tensor, g as Tensor], attributes)
        : undefined,
      wanted[1] ? apply(convolutionOperation, [x as Tensor, g as Tensor], attributes) : undefined,
    ],
  });

/** Weights rounded with the curvature of their errors (Frantar et al., "GPTQ", 2022). */

import { DTypeError, ShapeError, showShape } from '../../errors.ts';
import { type Spec, sameShape } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeGptq } from '../../wasm/generated/encoder.ts';
import { applyAll } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';

/** The largest integer (7 for four bits), and what is added to the diagonal, as a part of its mean. */
export interface GptqAttributes {
  readonly most: number;
  readonly damping: number;
}

/** Inputs weights (k, n), the curvature XᵀX (k, k) and a scale per column (n,); outputs integers (k, n), and whether all were rounded to nearest. */
export const gptqOperation: Operation<GptqAttributes> = operation<GptqAttributes>({
  name: 'gptq',
  infer(inputs) {
    const [weights, hessian, scales] = inputs as [Spec, Spec, Spec];
    for (const { dtype } of inputs) if (dtype !== 'float32') throw new DTypeError('gptq', 'float32', dtype);
    const [k = 0, n = 0] = weights.shape;
    if (weights.shape.length !== 2 || !sameShape(hessian.shape, [k, k]) || !sameShape(scales.shape, [n]))
      throw new ShapeError(
        'gptq',
        'weights (k, n), a curvature (k, k) and scales (n,)',
        inputs.map(({ shape }) => showShape(shape)).join(', '),
      );
    return [
      { shape: weights.shape, dtype: 'int8' },
      { shape: [1], dtype: 'int32' },
    ];
  },
  encode(words, { inputs: [weights, hessian, scales], outputs: [quantized, outcome], attributes }) {
    const [k = 0, n = 0] = (weights as Placed).shape;
    encodeGptq(words, { weights, hessian, scales, quantized, outcome, k, n, ...attributes });
  },
});

/**
 * Integers up to ±`most` for weights (k, n) with a scale per column (n,): those whose products with the inputs that
 * `hessian` = XᵀX (k, k) was computed of err least, as far as going through the rows once finds them. Rounded to nearest where
 * the curvature stays singular: then `nearest` is true.
 */
export function gptq(
  weights: Tensor,
  hessian: Tensor,
  scales: Tensor,
  { most, damping = 0.01 }: { readonly most: number; readonly damping?: number },
): { quantized: Tensor; nearest: boolean } {
  const [quantized, outcome] = applyAll(gptqOperation, [weights, hessian, scales], { most, damping });
  return { quantized: quantized as Tensor, nearest: (outcome as Tensor).item() === 1 };
}

// What the tests of operations share: running a function eagerly and compiled, gradients of a projection of its
// outputs, and comparison bit for bit.

import { valueAndGrad } from '../../ts/autodiff/gradients.ts';
import { add } from '../../ts/ops/arithmetic/add.ts';
import { multiply } from '../../ts/ops/arithmetic/multiply.ts';
import { sum } from '../../ts/ops/reduction/sum.ts';
import { compile } from '../../ts/plan/compile.ts';
import { fromArray } from '../../ts/tensor/create.ts';
import { arrayConstructor, type DType } from '../../ts/tensor/dtype.ts';
import { sizeOf } from '../../ts/tensor/shape.ts';
import type { Tensor } from '../../ts/tensor/tensor.ts';

/** A function from tensors to tensors. */
export type Run = (...inputs: Tensor[]) => readonly Tensor[];

/** A tensor of the values given. */
export function make(shape: readonly number[], dtype: DType, values: ArrayLike<number>): Tensor {
  const array = new (arrayConstructor(dtype))(sizeOf(shape));
  for (let i = 0; i < array.length; i++) array[i] = values[i] as number;
  return fromArray(array, [...shape], dtype);
}

/** The bits of a tensor: NaNs as one, everything else exact. */
export function bits(tensor: Tensor): number[] {
  const data = tensor.data();
  if (!(data instanceof Float32Array)) return [...data];
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length);
  return [...words].map((word, index) => (Number.isNaN(data[index]) ? 0x7fc00000 : word));
}

/** Shape, dtype and bits, for comparison as a whole. */
export function exact(tensors: readonly Tensor[]): unknown {
  return tensors.map((tensor) => ({ shape: [...tensor.shape], dtype: tensor.dtype, bits: bits(tensor) }));
}

/** Runs a function compiled. */
export function compiled(run: Run, inputs: readonly Tensor[]): Tensor[] {
  const fn = compile((...tensors: Tensor[]) => [...run(...tensors)]);
  const outputs = fn(...inputs);
  fn.dispose();
  return outputs;
}

/** The gradients of Σ projection·output over the float32 outputs, with respect to the inputs at `positions`. */
export function projectedGradients(
  run: Run,
  projections: readonly (Tensor | undefined)[],
  positions: readonly number[],
): Run {
  const scalar = (...inputs: Tensor[]): Tensor => {
    const outputs = run(...inputs);
    let total: Tensor | undefined;
    outputs.forEach((output, index) => {
      const projection = projections[index];
      if (output.dtype !== 'float32' || projection === undefined) return;
      const part = sum(multiply(projection, output));
      total = total === undefined ? part : add(total, part);
    });
    return total as Tensor;
  };
  return (...inputs) => valueAndGrad(scalar, positions)(...inputs).gradient;
}

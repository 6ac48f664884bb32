/**
 * The only way anything is computed: an operation, its inputs and attributes. While a function is traced the
 * call is recorded; otherwise it becomes one instruction and runs at once.
 */

import { active } from '../tensor/active.ts';
import { asTensor, borrowTensor, type TensorLike } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { runEagerly } from './eager.ts';
import type { Operation } from './operation.ts';

/** Applies an operation; one tensor an output. */
export function applyAll<Attributes>(
  operation: Operation<Attributes>,
  inputs: readonly TensorLike[],
  attributes: Attributes,
): Tensor[] {
  const tensors = inputs.map((input) => asTensor(input, operation.name));
  const outputs =
    active.tracer === undefined
      ? runEagerly(operation, tensors, attributes)
      : active.tracer.apply(operation, tensors, attributes);
  for (const tape of active.tapes) tape.record(operation, tensors, outputs, attributes);
  return outputs;
}

/** Applies an operation of one output. */
export function apply<Attributes>(
  operation: Operation<Attributes>,
  inputs: readonly TensorLike[],
  attributes: Attributes,
): Tensor {
  return applyAll(operation, inputs, attributes)[0] as Tensor;
}

/**
 * An input of an operation that computes memory of its own. It is read at once, so that an array needs no copy, unless
 * a trace or a tape keeps it.
 */
export function operand(values: TensorLike, where: string): Tensor {
  const kept = active.tracer !== undefined || active.tapes.length > 0;
  return kept ? asTensor(values, where) : borrowTensor(values, where);
}

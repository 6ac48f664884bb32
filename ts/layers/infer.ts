/** The output shape of a layer that does not say it: its call is traced, without numbers. */

import { ShapeError, show, showShape, ValueError } from '../errors.ts';
import { Trace } from '../plan/trace.ts';
import type { Spec } from '../tensor/shape.ts';
import { Tensor } from '../tensor/tensor.ts';
import type { SymbolicSpec } from './keras-tensor.ts';

/**
 * Two sizes of batches, and of other axes, that no layer is likely to have: what differs between them follows the
 * unknown sizes. The others are long, and far apart, so that large windows fit and large strides tell them apart.
 */
const PROBES = [
  { batch: 83, other: 251 },
  { batch: 89, other: 1021 },
] as const;

/** What `call` returns for inputs of which some sizes are unknown. */
export function inferOutputs(
  inputs: readonly SymbolicSpec[],
  call: (inputs: Tensor[]) => Tensor | readonly Tensor[],
  where: string,
): { outputs: SymbolicSpec[]; isList: boolean } {
  const [first, second] = PROBES.map((sizes) => traced(inputs, sizes, call, where)) as [Traced, Traced];
  const outputs = first.outputs.map((spec, index): SymbolicSpec => {
    const other = second.outputs[index];
    if (other === undefined || other.shape.length !== spec.shape.length)
      throw new ShapeError(
        where,
        'outputs of the same number and rank for every batch',
        showShape(spec.shape),
      );
    return {
      dtype: spec.dtype,
      shape: spec.shape.map((size, axis) => (size === other.shape[axis] ? size : null)),
    };
  });
  return { outputs, isList: first.isList };
}

/** What a `call` returned, as a list. In JavaScript nothing else sees to it that it returns at all. */
export function tensorsOf(returned: Tensor | readonly Tensor[], where: string): readonly Tensor[] {
  const list = [returned].flat() as readonly Tensor[];
  for (const one of list)
    if (!(one instanceof Tensor)) throw new ValueError(where, 'call to return tensors', show(one));
  return list;
}

interface Traced {
  readonly outputs: readonly Spec[];
  readonly isList: boolean;
}

function traced(
  inputs: readonly SymbolicSpec[],
  { batch, other }: (typeof PROBES)[number],
  call: (inputs: Tensor[]) => Tensor | readonly Tensor[],
  where: string,
): Traced {
  const trace = new Trace();
  let result: Traced | undefined;
  trace.run(() => {
    const symbols = inputs.map(({ shape, dtype }) =>
      trace.input({ dtype, shape: shape.map((size, axis) => size ?? (axis === 0 ? batch : other)) }),
    );
    const returned = call(symbols);
    const isList = Array.isArray(returned);
    const outputs = tensorsOf(returned, where);
    result = { isList, outputs: outputs.map(({ shape, dtype }) => ({ shape, dtype })) };
    return outputs;
  });
  return result as Traced;
}

/** Optimizers whose update is one instruction for all variables: what their `update` does. */

import { applyAll } from '../ops/apply.ts';
import type { Operation } from '../ops/operation.ts';
import type { UpdateAttributes } from '../ops/optimizer/update.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';
import type { Optimizer, Update } from './optimizer.ts';

/**
 * Assigns new values to the variables and their slots (a list for each kind, by the variables' index). Variables of
 * another weight decay, and those whose new value a constraint reads, are an instruction of their own.
 */
export function updateFused<Attributes extends UpdateAttributes>(
  { clipValue }: Optimizer,
  operation: Operation<Attributes>,
  updates: readonly Update[],
  slots: readonly (readonly Variable[])[],
  scalars: readonly Tensor[],
  attributes: Omit<Attributes, keyof UpdateAttributes>,
): void {
  const groups = new Map<string, Update[]>();
  for (const update of updates) {
    const key = `${update.weightDecay} ${!update.variable.constraint}`;
    groups.set(key, [...(groups.get(key) ?? []), update]);
  }
  for (const group of groups.values()) {
    const state = group.flatMap(({ variable, index }) => [
      variable,
      ...slots.map((list) => list[index] as Variable),
    ]);
    const inputs = [
      ...state.map((variable) => variable.read()),
      ...group.map(({ unclipped }) => unclipped),
      ...scalars,
      ...group.flatMap(({ factor }) => factor ?? []),
    ];
    const shared: UpdateAttributes = {
      variables: group.length,
      weightDecay: (group[0] as Update).weightDecay,
      clipValue: clipValue ?? Number.POSITIVE_INFINITY,
    };
    const values = applyAll(operation, inputs, { ...attributes, ...shared } as Attributes);
    state.forEach((variable, position) => {
      variable.assign(values[position] as Tensor);
    });
  }
}

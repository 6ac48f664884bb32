/** What units are worth: how much of what the next layers make of them would be lost with each. */

import { square } from '../ops/elementwise/square.ts';
import { mean } from '../ops/reduction/mean.ts';
import { sum } from '../ops/reduction/sum.ts';
import { variance } from '../ops/reduction/variance.ts';
import type { Graph, Value } from '../plan/graph.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';
import { runNodes } from './interpret.ts';
import type { Member, Provenance } from './provenance.ts';

/** What a weight is multiplied with, on samples: of each unit the mean and the variance. */
export interface Statistics {
  readonly mean: readonly number[];
  readonly variance: readonly number[];
}

/** Runs a graph on samples, and takes the statistics of what every weight that consumes units is given. */
export function statisticsOf(
  graph: Graph,
  samples: readonly Tensor[],
  found: Provenance,
): Map<Variable, Statistics> {
  const statistics = new Map<Variable, Statistics>();
  runNodes(graph, samples, (inputs, { inputs: values }) => {
    const [x, weight] = values as [Value, Value];
    const variable = weight?.origin.kind === 'variable' ? weight.origin.variable : undefined;
    if (variable === undefined || !found.consumed.has(variable)) return;
    const rows = inputs[0] as Tensor;
    const over = { axis: x.shape.slice(0, -1).map((_, axis) => axis) };
    statistics.set(variable, {
      mean: [...mean(rows, over).data()],
      variance: [...variance(rows, over).data()],
    });
  });
  return statistics;
}

/**
 * What each unit is worth: of each weight that reads it, its part of the variance of what that weight makes of all, which
 * without samples is taken to be that of its own weights (Li et al., "Pruning filters for efficient convnets", 2017).
 */
export function worthOf(
  members: ReadonlyMap<number, readonly Member[]>,
  found: Provenance,
  statistics: ReadonlyMap<Variable, Statistics>,
): Map<number, number> {
  const known = new Map<string, readonly number[]>();
  /** Of each position of a weight's axis the part that its weights, times `factors`, are of all. */
  const parts = ({ variable, axis }: Member, factors?: readonly number[]): readonly number[] => {
    const key = `${variable.id} ${axis} ${factors === undefined}`;
    let list = known.get(key);
    if (list === undefined) {
      const others = variable.shape.map((_, one) => one).filter((one) => one !== axis);
      const norms = [...sum(square(variable.value), { axis: others }).data()];
      const own = factors === undefined ? norms : norms.map((norm, at) => norm * (factors[at] as number));
      const total = own.reduce((left, right) => left + right, 0) || 1;
      list = own.map((one) => one / total);
      known.set(key, list);
    }
    return list;
  };
  const reads = ({ variable, axis }: Member): boolean => found.consumed.get(variable) === axis;
  const worth = new Map<number, number>();
  for (const [unit, list] of members) {
    let made = 0;
    for (const member of list)
      if (member.variable.shape.length > 1 && !reads(member))
        made += parts(member)[member.position] as number;
    let total = 0;
    for (const member of list.filter(reads)) {
      const measured = statistics.get(member.variable)?.variance;
      const part = parts(member, measured)[member.position] as number;
      total += measured === undefined ? made * part : part;
    }
    worth.set(unit, total);
  }
  return worth;
}

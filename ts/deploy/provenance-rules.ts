/** What each operation says of units: which positions of its inputs, weights and outputs are the same one. */

import { logSoftmaxOperation } from '../ops/activation/log-softmax.ts';
import { softmaxOperation } from '../ops/activation/softmax.ts';
import {
  type ConvolutionAttributes,
  convolutionInputGradientOperation,
  convolutionOperation,
} from '../ops/convolution/convolution.ts';
import { embeddingOperation } from '../ops/embedding/embedding.ts';
import { type TakeAttributes, takeOperation } from '../ops/index/take.ts';
import { whereOperation } from '../ops/index/where.ts';
import { type MatmulAttributes, matmulOperation } from '../ops/linear/matmul.ts';
import { batchNormalizationOperation } from '../ops/normalization/batch-normalization.ts';
import type { AnyOperation } from '../ops/operation.ts';
import { averagePoolOperation, maxPoolOperation } from '../ops/pooling/pool.ts';
import { gatesOf, namedInputs, namedOutputs, type RecurrentAttributes } from '../ops/recurrent/attributes.ts';
import {
  gruOperation,
  gruResetAfterOperation,
  lstmOperation,
  simpleRecurrentOperation,
} from '../ops/recurrent/recurrent.ts';
import type { AxisAttributes } from '../ops/reduce.ts';
import { maxOperation } from '../ops/reduction/max.ts';
import { meanOperation } from '../ops/reduction/mean.ts';
import { minOperation } from '../ops/reduction/min.ts';
import { broadcastOperation, sumOperation } from '../ops/reduction/sum.ts';
import { castOperation } from '../ops/shape/cast.ts';
import { type ConcatenateAttributes, concatenateOperation } from '../ops/shape/concatenate.ts';
import { identityCopy, identityOperation } from '../ops/shape/identity.ts';
import { reshapeOperation } from '../ops/shape/reshape.ts';
import { type PlaceAttributes, placeOperation, sliceOperation } from '../ops/shape/slice.ts';
import { type TransposeAttributes, transposeOperation } from '../ops/shape/transpose.ts';
import { isElementwise } from '../plan/chain.ts';
import type { Graph, Node, Value } from '../plan/graph.ts';
import { type AxisUnits, Provenance } from './provenance.ts';

/** What a node says of units. */
type Rule = (node: Node, found: Provenance) => void;

/** The units of a graph. */
export function findUnits(graph: Graph): Provenance {
  const found = new Provenance();
  for (const node of graph.nodes) {
    const rule = rules.get(node.operation) ?? (isElementwise(node) ? elementwise : fixInputs);
    rule(node, found);
  }
  for (const output of graph.outputs) found.fixOutput(output);
  return found;
}

/** Keeps whatever goes into an operation that has no rule. */
const fixInputs: Rule = ({ operation, inputs }, found) => {
  for (const input of inputs) found.fix(input, `'${operation.name}' mixes its units`);
};

/** Positions that broadcasting brings together are one unit. */
const elementwise: Rule = ({ inputs, outputs: [y] }, found) => {
  const { shape } = y as Value;
  found.set(
    y,
    shape.map((size, axis) => {
      const own = inputs.filter((x) => (x.shape[axis + x.shape.length - shape.length] ?? 1) === size);
      const at = (x: Value): number => axis + x.shape.length - shape.length;
      // An axis of weights is of units where it meets one; an axis of values is of places until units meet it.
      const leader = own.find((x) => found.known(x, at(x)) !== undefined);
      if (size === 1 && leader === undefined) return undefined;
      if (leader === undefined) {
        for (const x of own) if (x.origin.kind === 'variable') found.fix(x, 'it belongs to places', [at(x)]);
        return undefined;
      }
      const units = found.unitsOf(leader, at(leader));
      for (const x of own) if (x !== leader) found.tie(units, found.unitsOf(x, at(x)));
      return units;
    }),
  );
};

/** One input, whose axes stay where they are but for those that are changed: units along these have to stay. */
function passing(axesChanged: (node: Node) => readonly number[]): Rule {
  return (node, found) => {
    const x = node.inputs[0] as Value;
    const changed = axesChanged(node);
    found.fix(x, `'${node.operation.name}' mixes or cuts its units`, changed);
    for (const y of node.outputs)
      found.set(
        y,
        y.shape.map((_, axis) => (changed.includes(axis) ? undefined : found.known(x, axis))),
      );
  };
}

/** Each unit's result depends on the others: none can go. */
const softmax: Rule = ({ operation, inputs: [x], outputs: [y] }, found) => {
  const value = x as Value;
  found.fix(value, `'${operation.name}' mixes its units`, [value.shape.length - 1]);
  found.set(
    y,
    value.shape.map((_, axis) => found.known(value, axis)),
  );
};

/** Axes of other sizes than the input's. */
const resized = ({ inputs: [x], outputs: [y] }: Node): number[] =>
  (x as Value).shape.flatMap((size, axis) => (size === y?.shape[axis] ? [] : [axis]));

/** Reduced axes go. */
const reduction: Rule = ({ operation, inputs, outputs: [y], attributes }, found) => {
  const x = inputs[0] as Value;
  const { axes } = attributes as AxisAttributes;
  found.fix(x, `'${operation.name}' mixes its units`, axes);
  const left = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  found.set(
    y,
    left.map((axis) => found.known(x, axis)),
  );
};

const matmul: Rule = ({ inputs: [a, b, ...rest], outputs: [y], attributes }, found) => {
  const { transposeA, transposeB } = attributes as MatmulAttributes;
  const [left, right] = [a as Value, b as Value];
  const axes = (x: Value, isTransposed: boolean): [row: number, column: number] => {
    const last = x.shape.length - 1;
    return isTransposed ? [last, last - 1] : [last - 1, last];
  };
  const [row, inner] = axes(left, transposeA);
  const [depth, column] = axes(right, transposeB);
  const isWeight = right.origin.kind === 'variable';
  if (isWeight && !transposeA) found.read(left, depth, right);
  else if (isWeight || found.known(left, inner) !== undefined || found.known(right, depth) !== undefined) {
    found.tieAxes(left, inner, right, depth);
    // A scale that goes with the length of the sums, as in attention, is in a config.
    if (!isWeight) found.fix(left, 'it is multiplied by values', [inner]);
  }
  const { length } = (y as Value).shape;
  found.set(
    y,
    (y as Value).shape.map((_, axis) => {
      if (axis === length - 1) return isWeight ? found.unitsOf(right, column) : found.known(right, column);
      if (axis === length - 2) return found.known(left, row);
      return undefined;
    }),
  );
  const batch = (x: Value): number[] => x.shape.slice(0, -2).map((_, axis) => axis);
  for (const x of [left, right]) found.fix(x, 'it is a batch of products', batch(x));
  for (const bias of rest) found.tieAxes(y as Value, -1, bias, -1);
};

/** Places are lost but for the batch; channels are last. */
const images = (y: Value, channels: AxisUnits): AxisUnits[] =>
  y.shape.map((_, axis) => (axis === y.shape.length - 1 ? channels : undefined));

const convolution: Rule = (node, found) => {
  const [x, kernel, ...rest] = node.inputs as [Value, Value, ...Value[]];
  const [y] = node.outputs as [Value];
  const { groups } = node.attributes as ConvolutionAttributes;
  const channels = x.shape.at(-1) as number;
  const filters = found.unitsOf(kernel, -1);
  if (groups === 1) found.read(x, -2, kernel);
  else if (groups === channels) {
    const own = found.unitsOf(x, -1);
    found.tie(
      filters,
      filters.map((_, filter) => own[Math.floor((filter * channels) / filters.length)] as number),
    );
  } else for (const one of [x, kernel]) found.fix(one, 'its channels are in groups');
  found.set(y, images(y, filters));
  for (const bias of rest) found.tieAxes(y, -1, bias, -1);
};

const transposedConvolution: Rule = (node, found) => {
  const [x, kernel, ...rest] = node.inputs as [Value, Value, ...Value[]];
  const [y] = node.outputs as [Value];
  if ((node.attributes as ConvolutionAttributes).groups !== 1) {
    fixInputs(node, found);
    return;
  }
  found.read(x, -1, kernel);
  found.set(y, images(y, found.unitsOf(kernel, -2)));
  for (const bias of rest) found.tieAxes(y, -1, bias, -1);
};

const batchNormalization: Rule = ({ inputs: [x, ...weights], outputs: [y] }, found) => {
  const value = x as Value;
  for (const weight of weights) found.tieAxes(value, -1, weight, 0);
  found.set(
    y,
    value.shape.map((_, axis) => found.known(value, axis)),
  );
};

/** Each gate has a column per unit. */
const recurrent: Rule = ({ inputs, outputs, attributes }, found) => {
  const { cell } = attributes as RecurrentAttributes;
  const { x, kernel, recurrentKernel, bias, recurrentBias, initial, initialCell } = namedInputs(
    inputs,
    attributes as RecurrentAttributes,
  );
  const units = found.unitsOf(recurrentKernel, 0);
  const gates = Array.from({ length: gatesOf(cell) }, () => units).flat();
  const { sequence, last, lastCell } = namedOutputs(outputs, cell);
  found.set(sequence, [undefined, undefined, units]);
  found.read(x, 0, kernel);
  found.read(sequence, 0, recurrentKernel);
  for (const [weight, axis] of [
    [kernel, 1],
    [recurrentKernel, 1],
    [bias, -1],
    [recurrentBias, -1],
  ] as const)
    if (weight !== undefined) found.tie(gates, found.unitsOf(weight, axis));
  for (const state of [initial, initialCell])
    if (state !== undefined) found.tie(units, found.unitsOf(state, -1));
  for (const state of [last, lastCell]) found.set(state, [undefined, units]);
};

const embedding: Rule = ({ inputs: [table], outputs: [y] }, found) => {
  found.set(y, images(y as Value, found.unitsOf(table as Value, 1)));
};

const concatenate: Rule = ({ inputs, outputs: [y], attributes }, found) => {
  const { axis } = attributes as ConcatenateAttributes;
  found.set(
    y,
    (y as Value).shape.map((_, one) => {
      const isKnown = inputs.some((x) => found.known(x, one) !== undefined);
      if (!isKnown) return undefined;
      if (one === axis) return inputs.flatMap((x) => found.unitsOf(x, one));
      const [first, ...others] = inputs.map((x) => found.unitsOf(x, one)) as [number[], ...number[][]];
      for (const other of others) found.tie(first, other);
      return first;
    }),
  );
};

const transpose: Rule = ({ inputs: [x], outputs: [y], attributes }, found) => {
  const { axes } = attributes as TransposeAttributes;
  found.set(
    y,
    axes.map((axis) => found.known(x as Value, axis)),
  );
};

const broadcast: Rule = ({ inputs: [x], outputs: [y] }, found) => {
  const value = x as Value;
  found.set(
    y,
    (y as Value).shape.map((size, axis) => {
      const at = axis + value.shape.length - (y as Value).shape.length;
      return at >= 0 && value.shape[at] === size ? found.known(value, at) : undefined;
    }),
  );
};

/** A row of indices along one axis. */
const take: Rule = ({ inputs: [x, indices], outputs: [y], attributes }, found) => {
  const { axis } = attributes as TakeAttributes;
  const value = x as Value;
  found.fix(value, "'take' picks some of its units", [axis]);
  const axes = value.shape.map((_, one) => found.known(value, one));
  axes.splice(axis, 1, ...(indices as Value).shape.map(() => undefined));
  found.set(y, axes);
};

/** Axes become one, or one becomes several: of those that become one, one may have units, and each has all the places of the others. */
const reshape: Rule = ({ inputs: [x], outputs: [y] }, found) => {
  const [value, result] = [x as Value, y as Value];
  const axes: AxisUnits[] = result.shape.map(() => undefined);
  for (const [from, to] of runs(value.shape, result.shape)) {
    const big = (shape: readonly number[], run: readonly number[]): number[] =>
      run.filter((axis) => shape[axis] !== 1);
    const [before, after] = [big(value.shape, from), big(result.shape, to)];
    const isWeight = value.origin.kind === 'variable';
    const [axis] = before;
    const [only] = after;
    if (before.length === 1 && after.length === 1 && axis !== undefined && only !== undefined) {
      axes[only] = isWeight ? found.unitsOf(value, axis) : found.known(value, axis);
      continue;
    }
    // Of a weight any axis can be the one of units: the channels of a depthwise kernel (…, channels, multiplier) are first.
    const own = before.filter((one) => found.known(value, one) !== undefined);
    const carrier = own[0] ?? (isWeight ? axis : undefined);
    if (carrier === undefined) continue;
    found.fix(
      value,
      'its axes become others',
      before.filter((one) => one !== carrier || after.length !== 1),
    );
    if (after.length !== 1 || only === undefined) continue;
    const units = found.unitsOf(value, carrier);
    const sizes = before.map((one) => value.shape[one] as number);
    const inner = sizes.slice(before.indexOf(carrier) + 1).reduce((product, size) => product * size, 1);
    axes[only] = Array.from(
      { length: result.shape[only] as number },
      (_, position) => units[Math.floor(position / inner) % units.length] as number,
    );
  }
  found.set(y, axes);
};

/** The runs of axes that hold the same elements before and after. */
function runs(from: readonly number[], to: readonly number[]): [from: number[], to: number[]][] {
  const result: [number[], number[]][] = [];
  let [left, right] = [0, 0];
  while (left < from.length || right < to.length) {
    const run: [number[], number[]] = [[], []];
    let [a, b] = [1, 1];
    do {
      if ((a <= b && left < from.length) || right >= to.length) {
        a *= from[left] as number;
        run[0].push(left++);
      } else {
        b *= to[right] as number;
        run[1].push(right++);
      }
    } while (a !== b && (left < from.length || right < to.length));
    result.push(run);
  }
  return result;
}

const rules = new Map<AnyOperation, Rule>([
  [matmulOperation, matmul],
  [convolutionOperation, convolution],
  [convolutionInputGradientOperation, transposedConvolution],
  [batchNormalizationOperation, batchNormalization],
  ...[simpleRecurrentOperation, lstmOperation, gruOperation, gruResetAfterOperation].map(
    (one) => [one, recurrent] as const,
  ),
  [embeddingOperation, embedding],
  [concatenateOperation, concatenate],
  [transposeOperation, transpose],
  [reshapeOperation, reshape],
  [broadcastOperation, broadcast],
  [takeOperation, take],
  [whereOperation, elementwise],
  ...[castOperation, identityOperation, identityCopy].map((one) => [one, passing(() => [])] as const),
  ...[softmaxOperation, logSoftmaxOperation].map((one) => [one, softmax] as const),
  ...[maxPoolOperation, averagePoolOperation].map((one) => [one, passing(resized)] as const),
  ...[sumOperation, meanOperation, maxOperation, minOperation].map((one) => [one, reduction] as const),
  [sliceOperation, passing(resized)],
  [
    placeOperation,
    passing(({ attributes, inputs: [x] }) =>
      (attributes as PlaceAttributes).shape.flatMap((size, axis) => (size === x?.shape[axis] ? [] : [axis])),
    ),
  ],
]);

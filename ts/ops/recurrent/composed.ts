/** A recurrent sequence step by step, from operations that have gradients of any order: the formulas of the cells. */

import type { Tensor } from '../../tensor/tensor.ts';
import { sigmoid } from '../activation/sigmoid.ts';
import { add } from '../arithmetic/add.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { subtract } from '../arithmetic/subtract.ts';
import { zeros } from '../creation/full.ts';
import { tanh } from '../elementwise/tanh.ts';
import { where } from '../index/where.ts';
import { matmul } from '../linear/matmul.ts';
import { expandDims } from '../shape/expand-dims.ts';
import { reshape } from '../shape/reshape.ts';
import { slice } from '../shape/slice.ts';
import { stack } from '../shape/stack.ts';
import { type CellKind, namedInputs, type RecurrentAttributes, sizesOf } from './attributes.ts';

/** h, and of an LSTM c, (B, u). */
type States = readonly [h: Tensor, c?: Tensor];

/** The first results of a sequence: h after every step, the last h and (LSTM) the last c. */
export function composedSequence(inputs: readonly Tensor[], attributes: RecurrentAttributes): Tensor[] {
  const { x, kernel, recurrentKernel, bias, recurrentBias, initial, initialCell, mask } = namedInputs(
    inputs,
    attributes,
  );
  const { steps, batch, units } = sizesOf({ x, recurrentKernel });
  const { cell } = attributes;
  const step = steppers[cell];
  const products = matmul(x, kernel);
  const own = bias === undefined ? products : add(products, bias);
  const first = initial ?? zeros([batch, units]);
  let states: States = cell === 'Lstm' ? [first, initialCell ?? zeros([batch, units])] : [first];
  const sequence: Tensor[] = [];
  for (let t = 0; t < steps; t++) {
    const next = step(rowOf(own, t), states, recurrentKernel, recurrentBias, units);
    const before = states;
    const keep = mask && expandDims(rowOf(mask, t), -1);
    const chosen = next.map((state, index) => (keep ? where(keep, state, before[index] as Tensor) : state));
    states = chosen as unknown as States;
    sequence.push(states[0]);
  }
  return [stack(sequence, { axis: 0 }), ...(states as readonly Tensor[])];
}

/** (T, …) at step t, (…). */
function rowOf(x: Tensor, t: number): Tensor {
  const [, ...rest] = x.shape;
  return reshape(slice(x, [t, ...rest.map(() => 0)], [1, ...rest]), rest);
}

type Step = (
  own: Tensor,
  states: States,
  kernel: Tensor,
  bias: Tensor | undefined,
  units: number,
) => Tensor[];

/** One step each, from x·W + b: see the cell layers for the formulas. */
const steppers: Readonly<Record<CellKind, Step>> = {
  Simple: (own, [h], kernel) => [tanh(add(own, matmul(h, kernel)))],
  Lstm(own, [h, c], kernel, _, units) {
    const z = add(own, matmul(h, kernel));
    const gate = (index: number): Tensor => sigmoid(columns(z, index, 1, units));
    const next = add(multiply(gate(1), c as Tensor), multiply(gate(0), tanh(columns(z, 2, 1, units))));
    return [multiply(gate(3), tanh(next)), next];
  },
  Gru(own, [h], kernel, _, units) {
    const gates = sigmoid(add(columns(own, 0, 2, units), matmul(h, columns(kernel, 0, 2, units))));
    const inner = matmul(multiply(columns(gates, 1, 1, units), h), columns(kernel, 2, 1, units));
    return [blend(columns(gates, 0, 1, units), h, tanh(add(columns(own, 2, 1, units), inner)))];
  },
  GruResetAfter(own, [h], kernel, bias, units) {
    const products = matmul(h, kernel);
    const inner = bias === undefined ? products : add(products, bias);
    const gates = sigmoid(add(columns(own, 0, 2, units), columns(inner, 0, 2, units)));
    const product = multiply(columns(gates, 1, 1, units), columns(inner, 2, 1, units));
    return [blend(columns(gates, 0, 1, units), h, tanh(add(columns(own, 2, 1, units), product)))];
  },
};

/** The columns of `count` gates from the one at `index` on. */
function columns(x: Tensor, index: number, count: number, units: number): Tensor {
  return slice(x, [0, index * units], [x.shape[0] as number, count * units]);
}

/** z·h + (1 - z)·candidate. */
function blend(z: Tensor, h: Tensor, candidate: Tensor): Tensor {
  return add(multiply(z, h), multiply(subtract(1, z), candidate));
}

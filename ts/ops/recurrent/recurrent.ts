/**
 * All steps of a recurrent layer as one operation: SimpleRNN, LSTM (Hochreiter and Schmidhuber, 1997) and GRU
 * (Cho et al., 2014), with Keras's order of gates. Tensors are time-major, (T, B, …), so that a step is a block.
 */

import { DTypeError, ShapeError, showShape } from '../../errors.ts';
import { type Shape, type Spec, sameShape, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeRecurrent, RecurrentCell } from '../../wasm/generated/encoder.ts';
import { applyAll } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import {
  type CellKind,
  gatesOf,
  namedInputs,
  namedOutputs,
  type RecurrentAttributes,
  type RecurrentInputs,
  type RecurrentOutputs,
  sizesOf,
} from './attributes.ts';
import { composedSequence } from './composed.ts';
import { recurrentGradient } from './recurrent-gradient.ts';

function expectSpec(name: string, spec: Spec | undefined, shape: Shape, dtype: Spec['dtype']): void {
  if (spec === undefined) return;
  if (spec.dtype !== dtype) throw new DTypeError('recurrent', `${dtype} for ${name}`, spec.dtype);
  if (!sameShape(spec.shape, shape))
    throw new ShapeError('recurrent', `${name} of shape ${showShape(shape)}`, showShape(spec.shape));
}

function infer(list: readonly Spec[], attributes: RecurrentAttributes): Spec[] {
  const named = namedInputs(list, attributes);
  const { cell } = attributes;
  const { steps, batch, size, units } = sizesOf(named);
  const columns = gatesOf(cell) * units;
  if (named.x.shape.length !== 3 || steps === 0)
    throw new ShapeError(
      'recurrent',
      'x (steps, batch, features) of at least one step',
      showShape(named.x.shape),
    );
  expectSpec('x', named.x, [steps, batch, size], 'float32');
  expectSpec('the kernel', named.kernel, [size, columns], 'float32');
  expectSpec('the recurrent kernel', named.recurrentKernel, [units, columns], 'float32');
  expectSpec('the bias', named.bias, [columns], 'float32');
  expectSpec('the recurrent bias', named.recurrentBias, [columns], 'float32');
  expectSpec('the initial state', named.initial, [batch, units], 'float32');
  expectSpec('the initial cell', named.initialCell, [batch, units], 'float32');
  expectSpec('the mask', named.mask, [steps, batch], 'bool');
  const float = (...shape: number[]): Spec => ({ shape, dtype: 'float32' });
  const state = float(batch, units);
  const all = float(steps, batch, units);
  if (cell === 'Simple') return [all, state];
  const kept = [float(steps, batch, columns), all];
  return cell === 'Lstm' ? [all, state, state, ...kept] : [all, state, ...kept];
}

function recurrentOperation(cell: CellKind): Operation<RecurrentAttributes> {
  return operation<RecurrentAttributes>({
    name: 'recurrent',
    infer,
    flops: ({ inputs: [x, kernel], outputs: [sequence] }) =>
      2 * (sizeOf(x?.shape ?? []) + sizeOf(sequence?.shape ?? [])) * (kernel?.shape[1] ?? 0),
    encode(words, { inputs, outputs, attributes }) {
      const named = namedInputs<Placed>(inputs, attributes);
      encodeRecurrent(words, {
        ...named,
        ...namedOutputs<Placed>(outputs, cell),
        ...sizesOf(named),
        cell: RecurrentCell[cell],
      });
    },
    gradient: recurrentGradient,
    composed: composedSequence,
  });
}

/** One operation a cell, as of the gradient. */
export const simpleRecurrentOperation: Operation<RecurrentAttributes> = recurrentOperation('Simple');
export const lstmOperation: Operation<RecurrentAttributes> = recurrentOperation('Lstm');
export const gruOperation: Operation<RecurrentAttributes> = recurrentOperation('Gru');
export const gruResetAfterOperation: Operation<RecurrentAttributes> = recurrentOperation('GruResetAfter');

/**
 * Runs all steps of a cell over x: h after every step (T, B, u), the last h and (LSTM) the last c, (B, u). Where the mask
 * is false a row keeps its states, and h repeats. Throws a {@link ShapeError} for no steps or shapes that do not
 * fit, a {@link DTypeError} for a mask that is not bool.
 */
export function recurrent(
  cell: CellKind,
  named: Pick<RecurrentInputs<Tensor>, 'x' | 'kernel' | 'recurrentKernel'> & Partial<RecurrentInputs<Tensor>>,
): RecurrentOutputs<Tensor> {
  const { x, kernel, recurrentKernel, bias, recurrentBias, initial, initialCell, mask } = named;
  const operations = {
    Simple: simpleRecurrentOperation,
    Lstm: lstmOperation,
    Gru: gruOperation,
    GruResetAfter: gruResetAfterOperation,
  };
  const list = [x, kernel, recurrentKernel, bias, recurrentBias, initial, initialCell, mask];
  const given = list.filter((tensor) => tensor !== undefined);
  const outputs = applyAll(operations[cell], given, {
    cell,
    bias: bias !== undefined,
    recurrentBias: recurrentBias !== undefined,
    initial: initial !== undefined,
    mask: mask !== undefined,
  });
  return namedOutputs(outputs, cell);
}

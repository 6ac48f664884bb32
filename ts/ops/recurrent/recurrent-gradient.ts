/** The gradient of a recurrent sequence: all steps backwards as one operation. */

import { type Spec, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeRecurrentGradient, RecurrentCell } from '../../wasm/generated/encoder.ts';
import { applyAll } from '../apply.ts';
import { type GradientCall, type Operation, operation, type Placed } from '../operation.ts';
import { sum } from '../reduction/sum.ts';
import { concatenate } from '../shape/concatenate.ts';
import { reshape } from '../shape/reshape.ts';
import { slice } from '../shape/slice.ts';
import { type CellKind, namedInputs, namedOutputs, type RecurrentAttributes } from './recurrent.ts';

/** Which of the optional inputs there are. */
export interface RecurrentGradientAttributes {
  readonly cell: CellKind;
  readonly initial: boolean;
  readonly mask: boolean;
  readonly dSequence: boolean;
  readonly dLast: boolean;
  readonly dLastCell: boolean;
}

interface Inputs<T> {
  readonly sequence: T;
  readonly kernel: T;
  readonly initial: T | undefined;
  readonly initialCell: T | undefined;
  readonly mask: T | undefined;
  readonly gates: T | undefined;
  readonly extra: T | undefined;
  readonly dSequence: T | undefined;
  readonly dLast: T | undefined;
  readonly dLastCell: T | undefined;
}

function named<T>(list: readonly T[], attributes: RecurrentGradientAttributes): Inputs<T> {
  const { cell, initial, mask, dSequence, dLast, dLastCell } = attributes;
  const gated = cell !== 'Simple';
  const rest = list.slice(gated ? 4 : 2);
  const next = (present: boolean): T | undefined => (present ? rest.shift() : undefined);
  return {
    sequence: list[0] as T,
    kernel: list[1] as T,
    gates: gated ? list[2] : undefined,
    extra: gated ? list[3] : undefined,
    initial: next(initial),
    initialCell: next(initial && cell === 'Lstm'),
    mask: next(mask),
    dSequence: next(dSequence),
    dLast: next(dLast),
    dLastCell: next(dLastCell),
  };
}

/**
 * Inputs sequence, kernel, gates and extra (not for SimpleRNN), then what `attributes` says there is. Outputs the
 * gradients of inputs, kernel, first h, then for an LSTM of the first c, or with reset after of the candidate's
 * inner product.
 */
function gradientOperation(cell: CellKind): Operation<RecurrentGradientAttributes> {
  const after = cell === 'GruResetAfter';
  return operation<RecurrentGradientAttributes>({
    name: 'recurrentGradient',
    flops: ({ inputs: [sequence, kernel] }) => 4 * sizeOf(sequence?.shape ?? []) * (kernel?.shape[1] ?? 0),
    infer(list, attributes) {
      const { sequence, kernel } = named(list, attributes);
      const [steps = 0, batch = 0, units = 0] = sequence.shape;
      const state: Spec = { shape: [batch, units], dtype: 'float32' };
      const dInputs: Spec = { shape: [steps, batch, kernel.shape[1] as number], dtype: 'float32' };
      const outputs = [dInputs, kernel, state];
      if (cell === 'Lstm') return [...outputs, state];
      return after ? [...outputs, sequence] : outputs;
    },
    inPlace: cell === 'Simple' ? [] : [[0, 2], ...(after ? ([[3, 3]] as const) : [])],
    encode(words, { inputs, outputs, attributes }) {
      const tensors = named<Placed>(inputs, attributes);
      const [steps = 0, batch = 0, units = 0] = tensors.sequence.shape;
      const [dInputs, dKernel, dInitial, other] = outputs;
      encodeRecurrentGradient(words, {
        ...tensors,
        cell: RecurrentCell[cell],
        dInputs,
        dKernel,
        dInitial,
        dInitialCell: cell === 'Lstm' ? other : undefined,
        dExtra: after ? other : undefined,
        steps,
        batch,
        units,
      });
    },
  });
}

/** One operation a cell, as of the sequence itself. */
export const simpleGradientOperation: Operation<RecurrentGradientAttributes> = gradientOperation('Simple');
export const lstmGradientOperation: Operation<RecurrentGradientAttributes> = gradientOperation('Lstm');
export const gruGradientOperation: Operation<RecurrentGradientAttributes> = gradientOperation('Gru');
export const gruResetAfterGradientOperation: Operation<RecurrentGradientAttributes> =
  gradientOperation('GruResetAfter');

/** The gradients with respect to the inputs of a sequence. What was saved for them is not differentiated. */
export function recurrentGradient(call: GradientCall<RecurrentAttributes>): (Tensor | undefined)[] {
  const { cell, bias } = call.attributes;
  const operations = {
    Simple: simpleGradientOperation,
    Lstm: lstmGradientOperation,
    Gru: gruGradientOperation,
    GruResetAfter: gruResetAfterGradientOperation,
  };
  const given = namedInputs(call.inputs, call.attributes);
  const made = namedOutputs(call.outputs, cell);
  const upstream = namedOutputs(call.upstream, cell);
  const { initial, initialCell, mask } = given;
  const list = [made.sequence, given.kernel, made.gates, made.extra, initial, initialCell, mask];
  const slopes = [upstream.sequence, upstream.last, upstream.lastCell];
  const [dInputs, dKernel, dInitial, other] = applyAll(
    operations[cell],
    [...list, ...slopes].filter((tensor) => tensor !== undefined),
    {
      cell,
      initial: initial !== undefined,
      mask: mask !== undefined,
      dSequence: upstream.sequence !== undefined,
      dLast: upstream.last !== undefined,
      dLastCell: upstream.lastCell !== undefined,
    },
  ) as [Tensor, Tensor, Tensor, Tensor | undefined];
  return [
    dInputs,
    dKernel,
    ...(bias ? [biasGradient(dInputs, other as Tensor)] : []),
    ...(initial === undefined ? [] : [dInitial]),
    ...(initialCell === undefined ? [] : [other]),
    ...(mask === undefined ? [] : [undefined]),
  ];
}

/** Of the recurrent bias: as of the inputs' bias, and as the same node, but for the candidate's. */
function biasGradient(dInputs: Tensor, dExtra: Tensor): Tensor {
  const rows = (x: Tensor): Tensor => reshape(x, [-1, x.shape[2] as number]);
  const units = dExtra.shape[2] as number;
  const gates = slice(sum(rows(dInputs), { axis: [0] }), [0], [2 * units]);
  return concatenate([gates, sum(rows(dExtra), { axis: [0] })]);
}

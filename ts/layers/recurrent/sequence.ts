/** How a cell goes over a sequence: all steps as one instruction, or step by step. */

import { greater } from '../../ops/compare/greater.ts';
import { zeros, zerosLike } from '../../ops/creation/full.ts';
import { where } from '../../ops/index/where.ts';
import type { CellKind } from '../../ops/recurrent/attributes.ts';
import { recurrent } from '../../ops/recurrent/recurrent.ts';
import { cumsum } from '../../ops/reduction/cumsum.ts';
import { cast } from '../../ops/shape/cast.ts';
import { expandDims } from '../../ops/shape/expand-dims.ts';
import { flip } from '../../ops/shape/flip.ts';
import { reshape } from '../../ops/shape/reshape.ts';
import { slice } from '../../ops/shape/slice.ts';
import { stack } from '../../ops/shape/stack.ts';
import { transpose } from '../../ops/shape/transpose.ts';
import { unstack } from '../../ops/shape/unstack.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Variable } from '../../tensor/variable.ts';
import type { RNNCell } from './cell.ts';
import type { StandardCell } from './standard-cell.ts';

/** A sequence, and what a recurrent layer does with it. */
export interface SequenceRun {
  /** (B, T, …). */
  readonly x: Tensor;
  /** bool (B, T). */
  readonly mask: Tensor | undefined;
  /** (B, size) each; zeros where there are none. */
  readonly initial: readonly Tensor[] | undefined;
  readonly training: boolean;
  readonly goBackwards: boolean;
  readonly unroll: boolean;
  readonly zeroOutputForMask: boolean;
  readonly returnSequences: boolean;
}

/** The output (B, T, size) or (B, size), and the last states. */
export interface SequenceResult {
  readonly output: Tensor;
  readonly states: readonly Tensor[];
}

/** The order of steps in front: (T, B, …), the first step first. */
function timeMajor(x: Tensor, backwards: boolean): Tensor {
  const swapped = transpose(x, [1, 0, ...x.shape.map((_, axis) => axis).slice(2)]);
  return backwards ? flip(swapped, { axis: 0 }) : swapped;
}

/** All steps as one instruction. */
export function runFused(cell: StandardCell, kind: CellKind, run: SequenceRun): SequenceResult {
  const { x, training, goBackwards } = run;
  const [batch = 0, steps = 0] = x.shape;
  const { input, recurrent: recurrentBias } = cell.biases();
  const mask = run.mask && timeMajor(run.mask, goBackwards);
  const [initial, initialCell] = run.initial ?? [];
  const { sequence, last, lastCell } = recurrent(kind, {
    x: cast(timeMajor(cell.droppedSequence(x, training), goBackwards), 'float32'),
    kernel: (cell.kernel as Variable).read(),
    recurrentKernel: (cell.recurrentKernel as Variable).read(),
    bias: input,
    recurrentBias,
    initial,
    initialCell,
    mask,
  });
  const states = lastCell === undefined ? [last] : [last, lastCell];
  // Without a mask every step puts out its state.
  const outputs = mask === undefined ? sequence : maskedOutputs(sequence, mask, run);
  if (run.returnSequences) return { output: timeMajor(outputs, false), states };
  if (outputs === sequence) return { output: last, states };
  const end = slice(outputs, [steps - 1, 0, 0], [1, batch, cell.units]);
  return { output: reshape(end, [batch, cell.units]), states };
}

/** What masked steps put out, (T, B, size), where it is not the state. */
function maskedOutputs(
  sequence: Tensor,
  mask: Tensor,
  { unroll, zeroOutputForMask, initial }: SequenceRun,
): Tensor {
  if (zeroOutputForMask && !unroll) return where(expandDims(mask, -1), sequence, zerosLike(sequence));
  if (!unroll || initial === undefined) return sequence;
  // Keras's unrolled loop knows no output before the first step that counts.
  const seen = greater(cumsum(cast(mask, 'int32'), { axis: 0 }), 0);
  return where(expandDims(seen, -1), sequence, zerosLike(sequence));
}

/** Step by step, as operations of their own. */
export function runSteps(cell: RNNCell, run: SequenceRun): SequenceResult {
  const { x, mask, training, goBackwards, unroll, zeroOutputForMask } = run;
  const [batch = 0] = x.shape;
  let states = run.initial ?? cell.stateSizes.map((size) => zeros([batch, size]));
  const inputs = unstack(x, { axis: 1 });
  const masks = mask === undefined ? undefined : unstack(expandDims(mask, -1), { axis: 1 });
  if (goBackwards) {
    inputs.reverse();
    masks?.reverse();
  }
  const outputs: Tensor[] = [];
  inputs.forEach((input, step) => {
    let [output, ...next] = cell.call([input, ...states], { training }) as [Tensor, ...Tensor[]];
    const counts = masks?.[step];
    if (counts !== undefined) {
      const unrolled = outputs.at(-1) ?? zerosLike(output);
      const before = unroll ? unrolled : (states[cell.outputState] as Tensor);
      output = where(counts, output, zeroOutputForMask && !unroll ? zerosLike(output) : before);
      next = next.map((state, index) => where(counts, state, states[index] as Tensor));
    }
    outputs.push(output);
    states = next;
  });
  const output = run.returnSequences ? stack(outputs, { axis: 1 }) : (outputs.at(-1) as Tensor);
  return { output, states };
}

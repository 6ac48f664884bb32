/** The gradient of a recurrent sequence: all steps backwards, and the weights' gradients, as one operation. */

import { type Spec, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeRecurrentGradient, RecurrentCell } from '../../wasm/generated/encoder.ts';
import { apply, applyAll } from '../apply.ts';
import { matmulOperation } from '../linear/matmul.ts';
import { type GradientCall, type Operation, operation, type Placed } from '../operation.ts';
import { reshape } from '../shape/reshape.ts';
import { type CellKind, namedInputs, namedOutputs, type RecurrentAttributes } from './attributes.ts';

/** Which of the optional inputs and outputs there are. */
export interface RecurrentGradientAttributes {
  readonly cell: CellKind;
  readonly initial: boolean;
  readonly mask: boolean;
  readonly dSequence: boolean;
  readonly dLast: boolean;
  readonly dLastCell: boolean;
  /** The gradients of both kernels; without, of no bias either. */
  readonly dKernels: boolean;
  readonly dBias: boolean;
  readonly dRecurrentBias: boolean;
}

interface Inputs<T> {
  readonly sequence: T;
  readonly recurrentKernel: T;
  readonly x: T;
  readonly initial: T | undefined;
  readonly initialCell: T | undefined;
  readonly mask: T | undefined;
  readonly gates: T | undefined;
  readonly extra: T | undefined;
  readonly dSequence: T | undefined;
  readonly dLast: T | undefined;
  readonly dLastCell: T | undefined;
}

interface Outputs<T> {
  /** Of x·W + b (T, B, gates·u). */
  readonly dGates: T;
  /** Zeros where there is no first h. */
  readonly dInitial: T;
  /** Zeros where there is no first c. */
  readonly dInitialCell: T | undefined;
  /** With reset after: of the candidate's inner product (T, B, u). */
  readonly dExtra: T | undefined;
  readonly dKernel: T | undefined;
  readonly dRecurrentKernel: T | undefined;
  readonly dBias: T | undefined;
  readonly dRecurrentBias: T | undefined;
}

/** The inputs by name, in their order but for the first four, which gates and extra are the last of. */
function named<T>(list: readonly T[], attributes: RecurrentGradientAttributes): Inputs<T> {
  const { cell, initial, mask, dSequence, dLast, dLastCell } = attributes;
  const gated = cell !== 'Simple';
  const rest = list.slice(gated ? 4 : 2);
  const next = (present: boolean): T | undefined => (present ? rest.shift() : undefined);
  return {
    sequence: list[0] as T,
    recurrentKernel: list[1] as T,
    gates: gated ? list[2] : undefined,
    extra: gated ? list[3] : undefined,
    x: next(true) as T,
    initial: next(initial),
    initialCell: next(initial && cell === 'Lstm'),
    mask: next(mask),
    dSequence: next(dSequence),
    dLast: next(dLast),
    dLastCell: next(dLastCell),
  };
}

/** The outputs by name, in their order. */
function namedGradients<T>(list: readonly T[], attributes: RecurrentGradientAttributes): Outputs<T> {
  const { cell, dKernels, dBias, dRecurrentBias } = attributes;
  const rest = list.slice(2);
  const next = (present: boolean): T | undefined => (present ? rest.shift() : undefined);
  return {
    dGates: list[0] as T,
    dInitial: list[1] as T,
    dInitialCell: next(cell === 'Lstm'),
    dExtra: next(cell === 'GruResetAfter'),
    dKernel: next(dKernels),
    dRecurrentKernel: next(dKernels),
    dBias: next(dBias),
    dRecurrentBias: next(dRecurrentBias),
  };
}

function gradientOperation(cell: CellKind): Operation<RecurrentGradientAttributes> {
  const after = cell === 'GruResetAfter';
  return operation<RecurrentGradientAttributes>({
    name: 'recurrentGradient',
    flops({ inputs, attributes }) {
      const { sequence, recurrentKernel, x } = named(inputs, attributes);
      const state = sizeOf(sequence.shape);
      const weights = attributes.dKernels ? state + sizeOf(x.shape) : 0;
      return 2 * (state + weights) * (recurrentKernel.shape[1] ?? 0);
    },
    infer(list, attributes) {
      const { sequence, recurrentKernel, x } = named(list, attributes);
      const [steps = 0, batch = 0, units = 0] = sequence.shape;
      const columns = recurrentKernel.shape[1] as number;
      const float = (...shape: number[]): Spec => ({ shape, dtype: 'float32' });
      const given = (present: boolean, ...specs: Spec[]): Spec[] => (present ? specs : []);
      return [
        float(steps, batch, columns),
        float(batch, units),
        ...given(cell === 'Lstm', float(batch, units)),
        ...given(after, float(steps, batch, units)),
        ...given(attributes.dKernels, float(x.shape[2] as number, columns), float(units, columns)),
        ...given(attributes.dBias, float(columns)),
        ...given(attributes.dRecurrentBias, float(columns)),
      ];
    },
    inPlace: cell === 'Simple' ? [] : [[0, 2], ...(after ? ([[2, 3]] as const) : [])],
    encode(words, { inputs, outputs, attributes }) {
      const tensors = named<Placed>(inputs, attributes);
      const [steps = 0, batch = 0, units = 0] = tensors.sequence.shape;
      encodeRecurrentGradient(words, {
        ...tensors,
        ...namedGradients<Placed>(outputs, attributes),
        cell: RecurrentCell[cell],
        steps,
        batch,
        size: tensors.x.shape[2] as number,
        units,
      });
    },
  });
}

/** One operation a cell: which outputs may overwrite an input depends on it. */
export const simpleGradientOperation: Operation<RecurrentGradientAttributes> = gradientOperation('Simple');
export const lstmGradientOperation: Operation<RecurrentGradientAttributes> = gradientOperation('Lstm');
export const gruGradientOperation: Operation<RecurrentGradientAttributes> = gradientOperation('Gru');
export const gruResetAfterGradientOperation: Operation<RecurrentGradientAttributes> =
  gradientOperation('GruResetAfter');

/** The gradients with respect to the inputs of a sequence. What was saved for them is not differentiated. */
export function recurrentGradient(call: GradientCall<RecurrentAttributes>): (Tensor | undefined)[] {
  const { cell, bias, recurrentBias } = call.attributes;
  const operations = {
    Simple: simpleGradientOperation,
    Lstm: lstmGradientOperation,
    Gru: gruGradientOperation,
    GruResetAfter: gruResetAfterGradientOperation,
  };
  const given = namedInputs(call.inputs, call.attributes);
  const made = namedOutputs(call.outputs, cell);
  const upstream = namedOutputs(call.upstream, cell);
  const wanted = namedInputs(call.wanted, call.attributes);
  const { x, kernel, initial, initialCell, mask } = given;
  const weights =
    wanted.kernel || wanted.recurrentKernel || wanted.bias === true || wanted.recurrentBias === true;
  const attributes: RecurrentGradientAttributes = {
    cell,
    initial: initial !== undefined,
    mask: mask !== undefined,
    dSequence: upstream.sequence !== undefined,
    dLast: upstream.last !== undefined,
    dLastCell: upstream.lastCell !== undefined,
    dKernels: weights,
    dBias: weights && bias,
    dRecurrentBias: weights && recurrentBias,
  };
  const list = [made.sequence, given.recurrentKernel, made.gates, made.extra, x, initial, initialCell, mask];
  const slopes = [upstream.sequence, upstream.last, upstream.lastCell];
  const outputs = applyAll(
    operations[cell],
    [...list, ...slopes].filter((tensor) => tensor !== undefined),
    attributes,
  );
  const found = namedGradients(outputs, attributes);
  return [
    wanted.x ? inputGradient(found.dGates, kernel, x) : undefined,
    found.dKernel,
    found.dRecurrentKernel,
    ...(bias ? [found.dBias] : []),
    ...(recurrentBias ? [found.dRecurrentBias] : []),
    ...(initial === undefined ? [] : [found.dInitial]),
    ...(initialCell === undefined ? [] : [found.dInitialCell]),
    ...(mask === undefined ? [] : [undefined]),
  ];
}

/** Of x (T, B, n): that of x·W + b times Wᵀ. */
function inputGradient(dGates: Tensor, kernel: Tensor, x: Tensor): Tensor {
  const rows = reshape(dGates, [-1, kernel.shape[1] as number]);
  const attributes = { transposeA: false, transposeB: true, activation: 'None' } as const;
  return reshape(apply(matmulOperation, [rows, kernel], attributes), x.shape);
}

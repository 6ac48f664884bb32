/** What all broadcasting operations of two tensors share: shape rule, dtype rule, instruction, gradient sums. */

import { DTypeError } from '../errors.ts';
import { scalar, type TensorLike } from '../tensor/create.ts';
import { type DType, promote, rangeOf } from '../tensor/dtype.ts';
import { broadcastShapes, broadcastStrides, type Spec } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { encodeBinary, encodeBinaryInteger } from '../wasm/generated/encoder.ts';
import { apply, operand } from './apply.ts';
import { walkOf } from './copy.ts';
import type { EncodeCall, GradientCall, Operation, Placed } from './operation.ts';
import { sumTo } from './reduction/sum.ts';
import { cast } from './shape/cast.ts';

/** A broadcasting operation's own part. */
export interface BinaryDefinition {
  readonly name: string;
  /** The code of the instruction's function on float32. */
  readonly float: number;
  /** The code on int32; absent where integers are cast to float32 first. */
  readonly integer?: number;
  /** The gradients before they are summed over broadcast axes; absent where there is none. */
  readonly gradient?: (call: {
    a: Tensor;
    b: Tensor;
    y: Tensor;
    dy: Tensor;
    wanted: readonly boolean[];
  }) => readonly [Tensor | undefined, Tensor | undefined];
}

/** An operation of two tensors that broadcast, float32 or int32. */
export function binaryOperation(definition: BinaryDefinition): Operation<undefined> {
  const { name, gradient } = definition;
  return {
    name,
    infer: (inputs) => [inferBinary(name, inputs)],
    inPlace: [
      [0, 0],
      [0, 1],
    ],
    encode(words, { inputs, outputs }) {
      const { a, b, y, dims, aStrides, bStrides } = placeBinary(name, { inputs, outputs });
      if (y.dtype === 'float32')
        encodeBinary(words, {
          function: definition.float,
          a,
          b,
          y,
          dims,
          aStrides,
          bStrides,
          alpha: 0,
          beta: 0,
        });
      else
        encodeBinaryInteger(words, {
          function: definition.integer as number,
          a,
          b,
          y,
          dims,
          aStrides,
          bStrides,
        });
    },
    ...(gradient === undefined ? {} : { gradient: (call) => binaryGradient(call, gradient) }),
  };
}

function inferBinary(name: string, [a, b]: readonly Spec[]): Spec {
  const [x, y] = [a as Spec, b as Spec];
  if (x.dtype !== y.dtype)
    throw new DTypeError(name, 'two tensors of one dtype', `${x.dtype} and ${y.dtype}`);
  if (x.dtype !== 'float32' && x.dtype !== 'int32')
    throw new DTypeError(name, 'float32 or int32', x.dtype, 'Use cast(x, dtype).');
  return { shape: broadcastShapes(name, x.shape, y.shape), dtype: x.dtype };
}

/** The operands of a broadcasting instruction, axes merged. */
export function placeBinary(
  name: string,
  { inputs, outputs }: Pick<EncodeCall<unknown>, 'inputs' | 'outputs'>,
): {
  a: Placed;
  b: Placed;
  y: Placed;
  dims: number[];
  aStrides: number[];
  bStrides: number[];
} {
  const [a, b] = inputs as [Placed, Placed];
  const y = outputs[0] as Placed;
  const walk = walkOf(name, y.shape, [
    broadcastStrides(a.shape, y.shape),
    broadcastStrides(b.shape, y.shape),
  ]);
  return { a, b, y, dims: walk.shape, aStrides: walk.strides[0] ?? [], bStrides: walk.strides[1] ?? [] };
}

function binaryGradient(
  { inputs, outputs, upstream, wanted }: GradientCall<undefined>,
  gradient: NonNullable<BinaryDefinition['gradient']>,
): readonly (Tensor | undefined)[] {
  const [a, b] = inputs as [Tensor, Tensor];
  const [da, db] = gradient({ a, b, y: outputs[0] as Tensor, dy: upstream[0] as Tensor, wanted });
  return [da && sumTo(da, a.shape), db && sumTo(db, b.shape)];
}

/**
 * Applies a broadcasting operation to operands brought into one dtype. Small integers and bools are computed as
 * int32 and cut back to their dtype, as XLA does.
 */
export function applyBinary(
  operation: Operation<undefined>,
  a: TensorLike,
  b: TensorLike,
  least?: DType,
): Tensor {
  const [x, y] = meet(operation.name, a, b, least);
  const { dtype } = x;
  if (dtype === 'float32' || dtype === 'int32') return apply(operation, [x, y], undefined);
  return cast(apply(operation, [cast(x, 'int32'), cast(y, 'int32')], undefined), dtype);
}

/** {@link applyBinary} where bools count: of two of them the result is int32. */
export function applyCounting(operation: Operation<undefined>, a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = meet(operation.name, a, b);
  return applyBinary(operation, x, y, x.dtype === 'bool' ? 'int32' : undefined);
}

/**
 * Two operands in one dtype by Keras's promotion. A JavaScript number takes the other's dtype, unless it has a
 * fraction and the other is an integer.
 */
export function meet(name: string, a: TensorLike, b: TensorLike, least?: DType): [Tensor, Tensor] {
  const x = typeof a === 'number' ? undefined : operand(a, name);
  const y = typeof b === 'number' ? undefined : operand(b, name);
  return meetTensors(x ?? weak(a as number, y), y ?? weak(b as number, x), least);
}

function weak(value: number, other: Tensor | undefined): Tensor {
  return scalar(value, other === undefined ? 'float32' : weakDType(value, other.dtype));
}

/** The other's dtype if it has the number, else the least that has it. */
function weakDType(value: number, dtype: DType): DType {
  if (dtype === 'float32' || dtype === 'bool' || !Number.isInteger(value)) return 'float32';
  const has = (one: 'int32' | 'uint8' | 'int8'): boolean => {
    const [least, most] = rangeOf(one);
    return value >= least && value <= most;
  };
  if (has(dtype)) return dtype;
  return has('int32') ? 'int32' : 'float32';
}

function meetTensors(x: Tensor, y: Tensor, least: DType | undefined): [Tensor, Tensor] {
  let dtype = promote(x.dtype, y.dtype);
  if (least !== undefined) dtype = promote(dtype, least);
  return [cast(x, dtype), cast(y, dtype)];
}

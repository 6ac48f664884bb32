/** What all operations of one float32 tensor, element by element, share. */

import { DTypeError } from '../errors.ts';
import type { TensorLike } from '../tensor/create.ts';
import { type Spec, sizeOf } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { encodeBinary, encodeUnary, encodeUnaryInteger } from '../wasm/generated/encoder.ts';
import { apply, operand } from './apply.ts';
import type { Operation, Placed } from './operation.ts';
import { cast } from './shape/cast.ts';

/** The two scalars of some functions. */
export interface Scalars {
  readonly alpha?: number;
  readonly beta?: number;
}

/** An elementwise operation's own part. */
export interface UnaryDefinition<Attributes extends Scalars | undefined> {
  readonly name: string;
  /** The code of the instruction's function. */
  readonly function: number;
  /** The gradient with respect to x; absent where there is none. */
  readonly gradient?: (call: { x: Tensor; y: Tensor; dy: Tensor; attributes: Attributes }) => Tensor;
}

/** An operation of one float32 tensor, element by element. */
export function unaryOperation<Attributes extends Scalars | undefined = undefined>(
  definition: UnaryDefinition<Attributes>,
): Operation<Attributes> {
  const { name, gradient } = definition;
  return {
    name,
    infer: ([x]) => [floatSpec(name, x as Spec)],
    inPlace: [[0, 0]],
    encode(words, { inputs: [x], outputs: [y], attributes }) {
      const count = sizeOf((y as Placed).shape);
      const { alpha = 0, beta = 0 } = attributes ?? {};
      encodeUnary(words, { function: definition.function, x, y, count, alpha, beta });
    },
    ...(gradient === undefined
      ? {}
      : {
          gradient: ({ inputs: [x], outputs: [y], upstream: [dy], attributes }) => [
            gradient({ x: x as Tensor, y: y as Tensor, dy: dy as Tensor, attributes }),
          ],
        }),
  };
}

/**
 * The gradient form of an elementwise function: dx from dy and from x (or y, as `function` wants it), one pass.
 * It is not differentiated again by its own rule: `gradient` says how, where second derivatives are wanted.
 */
export function gradientOperation<Attributes extends Scalars | undefined = undefined>(definition: {
  readonly name: string;
  readonly function: number;
  readonly gradient?: (call: {
    dy: Tensor;
    x: Tensor;
    ddx: Tensor;
    attributes: Attributes;
    wanted: readonly boolean[];
  }) => readonly (Tensor | undefined)[];
}): Operation<Attributes> {
  const { name, gradient } = definition;
  return {
    name,
    infer: ([dy]) => [floatSpec(name, dy as Spec)],
    inPlace: [
      [0, 0],
      [0, 1],
    ],
    encode(words, { inputs: [a, b], outputs: [y], attributes }) {
      const count = sizeOf((y as Placed).shape);
      const { alpha = 0, beta = 0 } = attributes ?? {};
      const strides = { dims: [count], aStrides: [1], bStrides: [1] };
      encodeBinary(words, { function: definition.function, a, b, y, ...strides, alpha, beta });
    },
    ...(gradient === undefined
      ? {}
      : {
          gradient: ({ inputs: [dy, x], upstream: [ddx], attributes, wanted }) =>
            gradient({ dy: dy as Tensor, x: x as Tensor, ddx: ddx as Tensor, attributes, wanted }),
        }),
  };
}

/** An operation of one tensor, element by element, float32 or int32. */
export function numericOperation(definition: {
  readonly name: string;
  /** The code of the function on float32. */
  readonly float: number;
  /** The code on int32. */
  readonly integer: number;
  readonly gradient: (call: { x: Tensor; y: Tensor; dy: Tensor }) => Tensor;
}): Operation<undefined> {
  const { name, float, integer, gradient } = definition;
  return {
    name,
    infer([x]) {
      const { shape, dtype } = x as Spec;
      if (dtype !== 'float32' && dtype !== 'int32')
        throw new DTypeError(name, 'float32 or int32', dtype, 'Use cast(x, dtype).');
      return [{ shape, dtype }];
    },
    inPlace: [[0, 0]],
    encode(words, { inputs: [x], outputs: [y] }) {
      const { shape, dtype } = y as Placed;
      const count = sizeOf(shape);
      if (dtype === 'float32') encodeUnary(words, { function: float, x, y, count, alpha: 0, beta: 0 });
      else encodeUnaryInteger(words, { function: integer, x, y, count });
    },
    gradient: ({ inputs: [x], outputs: [y], upstream: [dy] }) => [
      gradient({ x: x as Tensor, y: y as Tensor, dy: dy as Tensor }),
    ],
  };
}

/** Applies a numeric operation; small integers are computed as int32 and cut back to their own dtype. */
export function applyNumeric(operation: Operation<undefined>, x: TensorLike): Tensor {
  const tensor = operand(x, operation.name);
  const { dtype } = tensor;
  if (dtype === 'float32' || dtype === 'int32') return apply(operation, [tensor], undefined);
  return cast(apply(operation, [cast(tensor, 'int32')], undefined), dtype);
}

function floatSpec(name: string, { shape, dtype }: Spec): Spec {
  if (dtype !== 'float32') throw new DTypeError(name, 'float32', dtype, 'Use cast(x, "float32").');
  return { shape, dtype };
}

/** Applies an elementwise operation; integers and bools become float32 first, as in Keras. */
export function applyUnary<Attributes extends Scalars | undefined>(
  operation: Operation<Attributes>,
  x: TensorLike,
  attributes: Attributes,
): Tensor {
  return apply(operation, [cast(operand(x, operation.name), 'float32')], attributes);
}

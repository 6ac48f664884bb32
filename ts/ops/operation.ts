/** What an operation is: one object that says its shape rule, its instruction and its gradient. */

import type { Placed } from '../program/program.ts';
import type { TypedArray } from '../tensor/dtype.ts';
import type { Spec } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Words } from '../wasm/words.ts';

export type { Placed } from '../program/program.ts';

/** An operation that is being encoded. */
export interface EncodeCall<Attributes> {
  readonly inputs: readonly Placed[];
  readonly outputs: readonly Placed[];
  readonly attributes: Attributes;
}

/** An operation whose gradient is wanted. */
export interface GradientCall<Attributes> {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attributes: Attributes;
  /** The gradient of the target with respect to each output; `undefined` where it does not depend on it. */
  readonly upstream: readonly (Tensor | undefined)[];
  /** Whether the gradient with respect to an input is wanted: the others may stay `undefined`. */
  readonly wanted: readonly boolean[];
}

/** An operation. Attributes are plain data: they are compared as JSON when equal nodes are merged. */
export interface Operation<Attributes> {
  /** The name in errors and in `explain`. */
  readonly name: string;
  /** The shapes and dtypes of the outputs; throws a typed error that names the rule and the values. */
  infer(inputs: readonly Spec[], attributes: Attributes): readonly Spec[];
  /** Writes the instruction. A view has none: its output is its first input's memory with another shape. */
  readonly encode: 'view' | ((words: Words, call: EncodeCall<Attributes>) => void);
  /** The gradient with respect to every input in terms of other operations; absent where there is none. */
  readonly gradient?: (call: GradientCall<Attributes>) => readonly (Tensor | undefined)[];
  /**
   * The first outputs, those that are differentiated, from operations with gradients of any order: given where the
   * gradient is an operation that has none itself. It is what a gradient to be differentiated is computed from.
   */
  readonly composed?: (inputs: readonly Tensor[], attributes: Attributes) => readonly Tensor[];
  /**
   * Moves elements between JavaScript arrays, for eager calls on tensors that are not in WebAssembly memory and
   * too large to copy there for a few of their elements; `undefined` where the instruction should run.
   */
  readonly onHost?: (inputs: readonly Tensor[], attributes: Attributes) => TypedArray | undefined;
  /**
   * Multiplications and additions, for `profile`; absent where the time goes into moving bytes, which `profile`
   * counts by itself: those of inputs and outputs.
   */
  readonly flops?: (call: {
    inputs: readonly Spec[];
    outputs: readonly Spec[];
    attributes: Attributes;
  }) => number;
  /** Outputs that may overwrite an input of the same size: `[output, input]`; `'each'` its own, by position. */
  readonly inPlace?: readonly (readonly [number, number])[] | 'each';
  /**
   * Set where the instruction can add a bias (a third input, as long as the last axis) and apply an activation
   * (`activation` of the attributes) to what it computes; the planner fuses them into it.
   */
  readonly epilogue?: true;
  /** Set where the values of the inputs can make the instruction fail; such run before state is written. */
  readonly fault?: (
    values: readonly number[],
    call: { inputs: readonly Spec[]; attributes: Attributes },
  ) => Error;
}

/** An operation of any attributes. */
// biome-ignore lint/suspicious/noExplicitAny: only apply, which pairs an operation with its own attributes, uses it.
export type AnyOperation = Operation<any>;

/** Declares an operation (gives the literal its type). */
export function operation<Attributes = undefined>(definition: Operation<Attributes>): Operation<Attributes> {
  return definition;
}

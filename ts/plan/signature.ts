/**
 * What a compiled function was traced with: its arguments, with a shape and dtype in place of every tensor. Whether
 * a call fits is found by comparing, so that nothing is built for the question.
 */

import { borrowTensor } from '../tensor/create.ts';
import type { DType } from '../tensor/dtype.ts';
import { isPlainObject } from '../tensor/plain.ts';
import { type Shape, type Spec, sameShape } from '../tensor/shape.ts';
import { Tensor } from '../tensor/tensor.ts';
import { Variable } from '../tensor/variable.ts';

/** Stands for an input of the plan in the shape of the arguments, or for an output in that of the result. */
export class Place implements Spec {
  readonly index: number;
  readonly shape: Shape;
  readonly dtype: DType;

  constructor(index: number, { shape, dtype }: Spec) {
    this.index = index;
    this.shape = shape;
    this.dtype = dtype;
  }
}

/** A plain object, whose keys have an order. */
class Fields {
  readonly keys: readonly string[];
  readonly values: readonly unknown[];

  constructor(keys: readonly string[], values: readonly unknown[]) {
    this.keys = keys;
    this.values = values;
  }
}

/** A pattern of arguments, or the plan of a result: arrays and {@link Fields} of places and frozen values. */
export type Pattern = unknown;

/** The pattern of a value; `place` is called for its tensors in their order. */
export function patternOf(value: unknown, place: (tensor: Tensor) => Place): Pattern {
  if (value instanceof Tensor) return place(value);
  if (value instanceof Variable) return value;
  if (isNumericArray(value)) return place(borrowTensor(value, 'compile'));
  if (Array.isArray(value)) return value.map((item) => patternOf(item, place));
  if (!isPlainObject(value)) return value;
  const values = Object.values(value).map((item) => patternOf(item, place));
  return new Fields(Object.keys(value), values);
}

/** Whether a value fits a pattern; the tensors in it are put into `inputs`. */
export function fits(pattern: Pattern, value: unknown, inputs: (Tensor | undefined)[]): boolean {
  if (pattern instanceof Place) {
    const tensor = isNumericArray(value) ? borrowTensor(value, 'compile') : value;
    if (!(tensor instanceof Tensor)) return false;
    if (tensor.dtype !== pattern.dtype || !sameShape(tensor.shape, pattern.shape)) return false;
    inputs[pattern.index] = tensor;
    return true;
  }
  if (Array.isArray(pattern)) {
    if (!Array.isArray(value) || value.length !== pattern.length) return false;
    for (let index = 0; index < pattern.length; index++)
      if (!fits(pattern[index], value[index], inputs)) return false;
    return true;
  }
  if (pattern instanceof Fields) {
    if (!isPlainObject(value)) return false;
    let index = 0;
    for (const key in value)
      if (key !== pattern.keys[index] || !fits(pattern.values[index++], value[key], inputs)) return false;
    return index === pattern.keys.length;
  }
  return Object.is(pattern, value);
}

/** What a pattern stands for, with a value for each place. */
export function fill(pattern: Pattern, at: (place: Place) => unknown): unknown {
  if (pattern instanceof Place) return at(pattern);
  if (Array.isArray(pattern)) return fillAll(pattern, at);
  if (!(pattern instanceof Fields)) return pattern;
  const values = fillAll(pattern.values, at);
  return Object.fromEntries(pattern.keys.map((key, index) => [key, values[index]]));
}

function fillAll(patterns: readonly Pattern[], at: (place: Place) => unknown): unknown[] {
  return patterns.map((pattern) => fill(pattern, at));
}

function isNumericArray(
  value: unknown,
): value is Float32Array | Int32Array | Uint8Array | Int8Array | Float64Array {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

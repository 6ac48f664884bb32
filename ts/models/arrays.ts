/** What users give as data, as arrays on the JavaScript side with one row a sample. */

import { ShapeError, showShape, ValueError } from '../errors.ts';
import type { HostArray } from '../io/array.ts';
import { borrowTensor, fromArray, type TensorLike } from '../tensor/create.ts';
import { arrayConstructor, type DType } from '../tensor/dtype.ts';
import { isPlainObject } from '../tensor/plain.ts';
import { type Shape, sizeOf } from '../tensor/shape.ts';
import { Tensor } from '../tensor/tensor.ts';
import { Variable } from '../tensor/variable.ts';
import { byName } from './outputs.ts';

/** One array, a list of them, or arrays by the names of inputs or outputs. */
export type Arrays =
  | TensorLike
  | readonly (Tensor | Exclude<TensorLike, number | boolean>)[]
  | { readonly [name: string]: TensorLike };

/** What an input or output is known to be. */
export interface Slot {
  readonly name: string;
  /** The shape of one sample, where it is known. */
  readonly sample?: readonly (number | null)[];
  /** What data is converted to. */
  readonly dtype?: DType;
  /** Whether nothing need be given for it. */
  readonly isOptional?: boolean;
}

/**
 * The arrays for `slots` (or for as many as are given, where nothing is known), in their order. Throws a
 * {@link ValueError} for a wrong number, and for data of no dtype or ragged rows what `tensor` throws.
 */
export function arraysOf(where: string, given: Arrays, slots: readonly Slot[] | undefined): HostArray[] {
  const list = separate(where, given, slots);
  if (slots !== undefined && list.length !== slots.length)
    throw new ValueError(
      where,
      `${slots.length} arrays (${slots.map(({ name }) => `'${name}'`).join(', ')})`,
      `${list.length}`,
    );
  return list.map((value, index) => hostArray(where, value, slots?.[index]));
}

/**
 * The targets (or weights) of the outputs: those of all, or, as in Keras, of those alone that are not optional. Throws
 * as {@link arraysOf}.
 */
export function targetsOf(
  where: string,
  given: Arrays,
  slots: readonly Slot[] | undefined,
): (HostArray | undefined)[] {
  const needed = slots?.filter(({ isOptional }) => isOptional !== true);
  if (slots === undefined || needed === undefined || needed.length === slots.length)
    return arraysOf(where, given, slots);
  const names = slots.map(({ name }) => name);
  const listed = [slots, needed].find((some) => isListOf(given, some.length));
  const values: readonly unknown[] = isPlainObject(given)
    ? byName(where, given, names)
    : slots.map((slot) => {
        if (listed !== undefined) return (given as readonly unknown[])[listed.indexOf(slot)];
        return needed.length === 1 && slot === needed[0] ? given : undefined;
      });
  return slots.map((slot, index) => {
    const value = values[index] ?? undefined;
    if (value !== undefined) return arraysOf(where, value as Arrays, [slot])[0];
    if (slot.isOptional) return undefined;
    throw new ValueError(where, `an array for '${slot.name}'`, 'none');
  });
}

/** Whether a value is a list of so many arrays, of which some may be left out. */
export function isListOf(given: unknown, count: number): boolean {
  const isArray = (item: unknown): boolean => typeof item === 'object' || item === undefined;
  return Array.isArray(given) && given.length === count && given.every(isArray);
}

function separate(where: string, given: Arrays, slots: readonly Slot[] | undefined): TensorLike[] {
  if (isPlainObject(given)) {
    const names = slots?.map(({ name }) => name) ?? Object.keys(given);
    return byName(where, given as Record<string, TensorLike>, names).map((value, index) => {
      if (value === undefined) throw new ValueError(where, `an array for '${names[index]}'`, 'none');
      return value;
    });
  }
  if (!Array.isArray(given) || given.length === 0) return [given as TensorLike];
  const items = given as readonly unknown[];
  const isArrayLike = (item: unknown): boolean =>
    item instanceof Tensor || item instanceof Variable || ArrayBuffer.isView(item);
  if (slots !== undefined && slots.length > 1) return items as TensorLike[];
  if (!items.every(isArrayLike)) return [given as TensorLike];
  // For one input, a list of arrays is the rows of it, unless it is a list of one.
  const [first] = items;
  if (items.length === 1 && first instanceof Tensor && !isSample(first, slots?.[0])) return [first];
  if (slots === undefined && items.every((item) => item instanceof Tensor)) return items as TensorLike[];
  return [rows(where, items as TensorLike[])];
}

/** Whether a tensor is a single sample rather than rows of them. */
function isSample({ shape }: Tensor, slot: Slot | undefined): boolean {
  const sample = slot?.sample;
  return (
    sample?.length === shape.length && sample.every((size, axis) => size === null || size === shape[axis])
  );
}

/** Rows as one tensor. */
function rows(where: string, items: readonly TensorLike[]): Tensor {
  const arrays = Array.from(items, (item) => hostArray(where, item, undefined));
  const [first] = arrays as [HostArray];
  const size = first.data.length;
  const data = new (arrayConstructor(first.dtype))(size * arrays.length);
  arrays.forEach((array, index) => {
    if (array.data.length !== size)
      throw new ShapeError(
        where,
        `rows of ${size} values`,
        `${array.data.length} values in row ${index}`,
        'Ragged arrays have no shape: pad the rows first.',
      );
    data.set(array.data, index * size);
  });
  return fromArray(data, [arrays.length, ...first.shape], first.dtype);
}

function hostArray(where: string, value: TensorLike, slot: Slot | undefined): HostArray {
  const tensor = borrowTensor(value, where);
  const storage = tensor.storage(where);
  storage.check(where);
  const data = storage.array ?? storage.copy(where);
  if (tensor.rank === 0) throw new ShapeError(where, 'arrays with one row a sample', `the number ${data[0]}`);
  const shape = ArrayBuffer.isView(value)
    ? rowsOfFlat(data.length, slot)
    : withLastAxis(tensor.shape, slot?.sample);
  return { data, shape, dtype: tensor.dtype };
}

/** As in Keras, a last axis of size 1 may be missing, or be too much. */
function withLastAxis(shape: Shape, sample: readonly (number | null)[] | undefined): Shape {
  if (sample === undefined) return shape;
  const surplus = shape.length - sample.length - 1;
  if (surplus === -1 && sample.at(-1) === 1) return [...shape, 1];
  return surplus === 1 && shape.at(-1) === 1 ? shape.slice(0, -1) : shape;
}

/** A typed array has no shape of its own: the known shape of a sample gives it one. */
function rowsOfFlat(length: number, slot: Slot | undefined): readonly number[] {
  const sample = slot?.sample;
  if (sample === undefined || sample.includes(null)) return [length];
  const size = sizeOf(sample as number[]);
  return size > 0 && length % size === 0 ? [length / size, ...(sample as number[])] : [length];
}

/** The number of samples that all arrays have; throws a {@link ShapeError} where they differ. */
export function samplesOf(
  where: string,
  arrays: readonly (readonly [name: string, array: HostArray])[],
): number {
  const [first] = arrays;
  const length = first?.[1].shape[0] ?? 0;
  if (arrays.some(([, array]) => array.shape[0] !== length))
    throw new ShapeError(
      where,
      'arrays with the same number of rows',
      arrays.map(([name, { shape }]) => `${name} of shape ${showShape(shape)}`).join(', '),
    );
  if (length === 0)
    throw new ShapeError(
      where,
      'at least one sample',
      arrays.map(([name, { shape }]) => `${name} of shape ${showShape(shape)}`).join(', '),
    );
  return length;
}

/** Rows `from` to `to` of an array: a view. */
export function sliceRows(array: HostArray, from: number, to: number): HostArray {
  const size = sizeOf(array.shape.slice(1));
  return {
    ...array,
    data: array.data.subarray(from * size, to * size),
    shape: [to - from, ...array.shape.slice(1)],
  };
}

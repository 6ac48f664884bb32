/**
 * The errors of oxigrad: one class a kind, so that callers can tell, and one form of text:
 * `<where>: expected <rule>, got <values>. <remedy>`.
 */

import { isPlainObject } from './tensor/plain.ts';

/** Base of every error that oxigrad throws on purpose. */
export class OxigradError extends Error {
  override name = 'OxigradError';

  /**
   * @param where The function, class or file that found the fault.
   * @param expected The rule that was broken.
   * @param got The values that broke it.
   * @param remedy What the caller can do about it.
   */
  constructor(where: string, expected: string, got: string, remedy?: string) {
    super(message(where, expected, got, remedy));
  }
}

/** A shape that does not fit. */
export class ShapeError extends OxigradError {
  override name = 'ShapeError';
}

/** A dtype that does not fit. */
export class DTypeError extends OxigradError {
  override name = 'DTypeError';
}

/** A value outside what is allowed. */
export class ValueError extends OxigradError {
  override name = 'ValueError';
}

/** Something used at the wrong time: disposed, not built, not compiled, already running. */
export class StateError extends OxigradError {
  override name = 'StateError';
}

/** Not enough memory, or too much of it alive. */
export class MemoryError extends OxigradError {
  override name = 'MemoryError';
}

/** A file or download that is corrupt, truncated or not what it should be. */
export class DataError extends OxigradError {
  override name = 'DataError';
}

/** Something that this build, runtime or version cannot do. */
export class UnsupportedError extends OxigradError {
  override name = 'UnsupportedError';
}

/** The text of an error. */
export function message(where: string, expected: string, got: string, remedy?: string): string {
  return `${where}: expected ${expected}, got ${got}.${remedy === undefined ? '' : ` ${remedy}`}`;
}

/**
 * The options of a call, or a {@link ValueError} for what JavaScript would pass over: no plain object, or names in
 * Keras's spelling.
 */
export function checkOptions<Options extends object>(where: string, options: Options): Options {
  const wrong = isPlainObject(options) ? Object.keys(options).filter((key) => key.includes('_')) : [options];
  if (wrong.length > 0) throw new ValueError(where, 'options as { camelCase: value }', show(wrong[0]));
  return options;
}

/** Whether a value is a number between bounds, both included. */
export function isWithin(value: unknown, least: number, most: number = Number.POSITIVE_INFINITY): boolean {
  return (
    [value, least, most].every((one) => typeof one === 'number') &&
    Number(value) >= least &&
    Number(value) <= most
  );
}

/** `value` if it is a function, or a {@link ValueError}. */
export function checkFunction<Value>(where: string, value: Value): Value {
  if (typeof value !== 'function') throw new ValueError(where, 'a function', show(value));
  return value;
}

/** `value` if it is a text, or a {@link ValueError}. */
export function checkText(where: string, value: string): string {
  if (typeof value !== 'string') throw new ValueError(where, 'a text', show(value));
  return value;
}

/** A list as one without holes, or a {@link ValueError}. */
export function checkList<Item>(where: string, name: string, list: readonly Item[]): readonly Item[] {
  if (!Array.isArray(list)) throw new ValueError(where, `${name} to be a list`, show(list));
  return Array.from(list as readonly Item[]);
}

/** `value` if it is a whole number of at least `least`, and at most `most`, or a {@link ValueError}. */
export function checkWhole(
  where: string,
  name: string,
  value: number,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): number {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    const range = most === Number.MAX_SAFE_INTEGER ? `≥ ${least}` : `from ${least} to ${most}`;
    throw new ValueError(where, `${name} to be a whole number ${range}`, show(value));
  }
  return value;
}

/** A finite number, or a {@link ValueError}. */
export function checkFinite(where: string, name: string, value: number): number {
  if (!Number.isFinite(value)) throw new ValueError(where, `a finite ${name}`, show(value));
  return value;
}

/** A shape as errors show it: `(2, 3)`, unknown sizes as `None`; also what was given in place of one. */
export function showShape(shape: readonly (number | null)[]): string {
  if (!Array.isArray(shape)) return show(shape);
  const sizes = Array.from(shape.slice(0, MOST_SIZES), (size) => (size === null ? 'None' : show(size)));
  if (shape.length > MOST_SIZES) sizes.push('…');
  return sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(', ')})`;
}

/** How much of a value errors show: sizes of a shape, entries of a list, levels of lists, characters. */
const [MOST_SIZES, MOST_ENTRIES, MOST_LEVELS, LONGEST] = [32, 8, 3, 200];

/** Any value as errors show it, and never an error of its own: texts in quotes, the first entries of lists and objects. */
export function show(value: unknown): string {
  try {
    return cut(showLevel(value, MOST_LEVELS));
  } catch {
    return 'an object that cannot be read';
  }
}

/** A text as errors show it: its beginning, where it is long. */
export function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function showLevel(value: unknown, levels: number): string {
  if (typeof value === 'string') return JSON.stringify(cut(value));
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${showFirst(value, (one) => showLevel(one, levels - 1), levels)}]`;
  if (isPlainObject(value)) {
    const entry = (key: string): string => `${cut(key)}: ${showLevel(value[key], levels - 1)}`;
    return `{ ${showFirst(Object.keys(value), entry, levels)} }`;
  }
  // Tensors and the like by their shapes: their elements do not matter, and may be many.
  const { constructor: made, shape, dtype, length } = value as Readonly<Record<string, unknown>>;
  const name = cut((made as { name: string }).name);
  if (Array.isArray(shape)) return `${name}(shape ${showShape(shape)}, ${cut(String(dtype))})`;
  return ArrayBuffer.isView(value) ? `${name}(${length})` : name;
}

function showFirst<Item>(items: readonly Item[], one: (item: Item) => string, levels: number): string {
  if (levels === 0) return '…';
  const shown = Array.from(items.slice(0, MOST_ENTRIES), one);
  if (items.length > MOST_ENTRIES) shown.push('…');
  return shown.join(', ');
}

/** Names as errors list them: the first, and how many more. */
export function showNames(names: readonly string[]): string {
  const more = names.length - MOST_ENTRIES;
  const first = names.slice(0, MOST_ENTRIES).map(cut).join(', ') || '(none)';
  return more > 0 ? `${first} and ${more} more` : first;
}

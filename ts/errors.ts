/**
 * The errors of oxigrad: one class a kind, so that callers can tell, and one form of text:
 * `<where>: expected <rule>, got <values>. <remedy>`.
 */

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

/** Throws a {@link ValueError} for options that JavaScript would pass over: no object, or names in Keras's spelling. */
export function checkNames(where: string, options: object): void {
  const wrong = typeof options === 'object' ? Object.keys(options).find((key) => key.includes('_')) : options;
  if (wrong !== undefined) throw new ValueError(where, 'options as { camelCase: value }', String(wrong));
}

/** `value` if it is a whole number of at least `least`, or a {@link ValueError}. */
export function checkWhole(where: string, name: string, value: number, least: number): number {
  if (!Number.isSafeInteger(value) || value < least)
    throw new ValueError(where, `${name} to be a whole number ≥ ${least}`, String(value));
  return value;
}

/** A shape as errors show it: `(2, 3)`, unknown sizes as `None`; also what was given in place of one. */
export function showShape(shape: readonly (number | null)[]): string {
  if (!Array.isArray(shape)) return `(${shape})`;
  const sizes = shape.map((size) => (size === null ? 'None' : String(size)));
  return sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(', ')})`;
}

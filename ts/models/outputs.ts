/** Things given one an output: by position, by the name of the output, or one for all. */

import { ValueError } from '../errors.ts';

/** One for every output, a list in their order, or by their names. */
export type PerOutput<T> =
  | T
  | readonly (T | null | undefined)[]
  | { readonly [output: string]: T | null | undefined };

/** Whether a value is a plain object with string keys, and not an instance of a class. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The entries of `given` by the names of the outputs; throws a {@link ValueError} for other keys. */
export function byName<T>(
  where: string,
  given: Readonly<Record<string, T>>,
  names: readonly string[],
): (T | undefined)[] {
  const unknown = Object.keys(given).filter((key) => !names.includes(key));
  if (unknown.length > 0)
    throw new ValueError(
      where,
      `keys among ${names.map((name) => `'${name}'`).join(', ')}`,
      unknown.map((name) => `'${name}'`).join(', '),
    );
  return names.map((name) => given[name]);
}

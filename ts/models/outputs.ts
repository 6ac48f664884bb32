/** Things given one an output: by position, by the name of the output, or one for all. */

import { show, ValueError } from '../errors.ts';

/** One for every output, a list in their order, or by their names. */
export type PerOutput<T> =
  | T
  | readonly (T | null | undefined)[]
  | { readonly [output: string]: T | null | undefined };

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
  return names.map((name) => (Object.hasOwn(given, name) ? given[name] : undefined));
}

/** What is given for each output, by position or by name; throws a {@link ValueError} for other lengths or keys. */
export function perOutput<T>(
  where: string,
  given: readonly T[] | Readonly<Record<string, T>>,
  names: readonly string[],
): readonly (T | undefined)[] {
  if (!Array.isArray(given)) return byName(where, given as Readonly<Record<string, T>>, names);
  if (given.length !== names.length)
    throw new ValueError(where, `${names.length} entries, one an output (${names})`, show(given.length));
  return given as readonly T[];
}

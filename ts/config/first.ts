/** Constructors whose first argument may be Keras's first, by position: `new MaxPooling2D(2, { strides: 1 })`. */

import { type AllNames, checkKeys } from '../closest.ts';
import { checkOptions } from '../errors.ts';
import { isPlainObject } from '../tensor/plain.ts';

/** What such a constructor takes first: Keras's first argument, or all options. */
export type First<Options, Name extends keyof Options> = Options | Options[Name];

/** The options, with what came first among them under its name. The class checks their names. */
export function withFirst<Options extends object>(
  name: keyof Options & string,
  first: unknown,
  rest: Options | undefined,
): Options {
  const named = first === undefined || isPlainObject(first) ? first : { [name]: first };
  const others = rest === undefined || isPlainObject(rest) ? rest : checkOptions(`${name}, options`, rest);
  return { ...named, ...others } as Options;
}

/**
 * The same for a constructor that knows all its options: `names` has them, Keras's first argument first. Throws a
 * {@link ValueError} for any other.
 */
export function optionsOf<Options extends object, const Names extends string>(
  where: string,
  names: Names & AllNames<Options, Names>,
  first: unknown,
  rest: Options | undefined,
): Options {
  const [name] = names.split(' ') as [keyof Options & string];
  return checkKeys(where, withFirst(name, first, rest), [names]);
}

/** Constructors whose first argument may be Keras's first, by position: `new MaxPooling2D(2, { strides: 1 })`. */

import { checkOptions } from '../errors.ts';
import { isPlainObject } from '../tensor/plain.ts';

/** What such a constructor takes first: Keras's first argument, or all options. */
export type First<Options, Name extends keyof Options> = Options | Options[Name];

/** The options, with what came first among them under its name. */
export function withFirst<Options extends object>(
  name: keyof Options & string,
  first: unknown,
  rest: Options | undefined,
): Options {
  const where = `${name}, options`;
  const named =
    first !== undefined && !isPlainObject(first) ? { [name]: first } : checkOptions(where, first ?? {});
  return { ...named, ...(rest !== undefined && checkOptions(where, rest)) } as Options;
}

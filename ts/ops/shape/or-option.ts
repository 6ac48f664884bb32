/** Arguments by position that may also be given by name. */

import { checkKeys } from '../../closest.ts';
import { isPlainObject } from '../../tensor/plain.ts';

/** An argument alone, or as the option of its name: `squeeze(x, 1)` and `squeeze(x, { axis: 1 })` are the same. */
export type OrOption<Name extends string, Value> = Value | { readonly [name in Name]: Value };

/** The argument, however it was given. */
export function argumentOf<Name extends string, Value>(
  where: string,
  name: Name,
  given: OrOption<Name, Value>,
): Value {
  return isPlainObject(given) ? (checkKeys(where, given, [name])[name] as Value) : (given as Value);
}

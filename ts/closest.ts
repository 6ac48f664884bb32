/** The known name that a misspelt one comes closest to: what errors advise. */

import { checkOptions, show, ValueError } from './errors.ts';
import { isPlainObject } from './tensor/plain.ts';

/** The longest name whose edits are counted: their number grows with its square. */
const LONGEST = 80;

/** The name with the fewest edits from `name`, if it is near at all. */
export function closest(name: string, names: readonly string[]): string | undefined {
  if (typeof name !== 'string' || name.length > LONGEST) return undefined;
  let best: string | undefined;
  let least = Math.max(2, Math.ceil(name.length / 3)) + 1;
  for (const candidate of names) {
    const edits = distance(name.toLowerCase(), candidate.toLowerCase());
    if (edits < least) {
      best = candidate;
      least = edits;
    }
  }
  return best;
}

/** The words of a text. */
type Words<Text extends string> = Text extends `${infer First} ${infer Rest}` ? First | Words<Rest> : Text;

/** A text whose words are the names of all options: one that is missing or has none is a type error. */
export type AllNames<Options extends object, Names extends string> = [keyof Options] extends [Words<Names>]
  ? [Words<Names>] extends [keyof Options]
    ? Names
    : never
  : never;

/**
 * The options of a call, or a {@link ValueError} for what is no plain object, and for one that is not known, with the
 * name that it comes closest to.
 */
export function checkKeys<Options extends object, const Names extends string>(
  where: string,
  options: Options,
  known: readonly string[] | (Names & AllNames<Options, Names>),
): Options {
  if (!isPlainObject(options)) return checkOptions(where, options);
  const names: readonly string[] = String(known).match(/\w+/g) ?? [];
  const wrong = Object.keys(options).find((key) => !names.includes(key));
  if (wrong === undefined) return options;
  const near = closest(wrong, names);
  throw new ValueError(where, `options ${names.join(', ')}`, show(wrong), near && `Did you mean '${near}'?`);
}

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1]);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

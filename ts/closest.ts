/** The known name that a misspelt one comes closest to: what errors advise. */

import { checkOptions, show, ValueError } from './errors.ts';

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

/** The options of a call, or a {@link ValueError} for one that is not known, with the name that it comes closest to. */
export function checkKeys<Options extends object>(
  where: string,
  options: Options,
  known: readonly string[],
): Options {
  const wrong = Object.keys(checkOptions(where, options)).find((key) => !known.includes(key));
  if (wrong === undefined) return options;
  const near = closest(wrong, known);
  throw new ValueError(where, `options ${known.join(', ')}`, show(wrong), near && `Did you mean '${near}'?`);
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

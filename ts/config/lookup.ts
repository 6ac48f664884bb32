/** Names in static tables, and errors that name the closest known one. */

import { show, ValueError } from '../errors.ts';
import { reading } from './reading.ts';

/** The entry of a table, or a {@link ValueError} with the known names and the closest of them. */
export function lookup<Entry>(where: string, table: Readonly<Record<string, Entry>>, name: string): Entry {
  if (typeof name === 'string' && Object.hasOwn(table, name)) return table[name] as Entry;
  const names = Object.keys(table);
  throw new ValueError(
    where,
    `one of ${names.filter(isFirstSpelling).join(', ')}`,
    show(name),
    advice(name, names),
  );
}

/** What an error advises for a name that stands for nothing: the nearest of `names`, and where one of the user's own comes from. */
export function advice(name: string, names: readonly string[]): string {
  const near = closest(name, names);
  const { remedy } = reading();
  if (near === undefined) return remedy ?? 'Or pass an instance.';
  return `Did you mean '${near}'?${remedy === undefined ? '' : ` ${remedy}`}`;
}

/** Of `meanSquaredError`, `mean_squared_error` and `MeanSquaredError` the first: all would bury the advice behind them. */
function isFirstSpelling(name: string, index: number, names: readonly string[]): boolean {
  return (
    !name.includes('_') && names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) === index
  );
}

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

/** Names in static tables, and errors that name the closest known one. */

import { closest } from '../closest.ts';
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

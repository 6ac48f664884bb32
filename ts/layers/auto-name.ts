/** Names that layers get by themselves: `dense`, `dense_1`, … (keras.src.utils.naming). */

import { snakeCase } from '../config/config.ts';

const used = new Map<string, number>();

/** The next free name for a class. */
export function autoName(className: string): string {
  const prefix = snakeCase(className);
  const count = used.get(prefix) ?? 0;
  used.set(prefix, count + 1);
  return count === 0 ? prefix : `${prefix}_${count}`;
}

/** Starts the names over: the next Dense is `dense` again (keras.utils.clear_session). */
export function clearSession(): void {
  used.clear();
}

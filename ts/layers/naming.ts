/** Names that layers get by themselves: `dense`, `dense_1`, … (keras.src.utils.naming). */

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

/** `LeakyReLU` → `leaky_re_lu`. */
export function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** Objects that are data: literals, and not instances of a class. */

/** Whether a value is a plain object with string keys, also one of another realm, such as an iframe. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What `console.log` prints of an object in Node and Deno. */

/** Has the objects of a class printed as their `toString()`. */
export function printAsText(target: abstract new (...args: never) => unknown): void {
  Object.defineProperty(target.prototype, Symbol.for('nodejs.util.inspect.custom'), {
    value(this: object): string {
      return String(this);
    },
  });
}

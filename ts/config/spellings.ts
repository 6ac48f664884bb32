/**
 * The spellings of a name, derived from that of its class by one rule in types and at run time: a family of classes
 * (losses, metrics, …) lists its modules once, and string names stay literal types, so that a typo is a compile error.
 */

import { camelCase, snakeCase } from './config.ts';

type IsUpper<Letter extends string> = Letter extends Lowercase<Letter> ? false : true;
type IsLower<Letter extends string> = Letter extends Uppercase<Letter> ? false : true;
type StartsLower<Text extends string> = Text extends `${infer Letter}${string}` ? IsLower<Letter> : false;

/** What separates a letter from the last: a capital after a small letter, or before one, starts a word. */
type Separator<Last extends string, Letter extends string, After extends string> = Last extends ''
  ? ''
  : IsUpper<Letter> extends true
    ? true extends IsLower<Last> | StartsLower<After>
      ? '_'
      : ''
    : '';

type Walk<
  Rest extends string,
  Done extends string,
  Last extends string,
> = Rest extends `${infer Letter}${infer After}`
  ? Walk<After, `${Done}${Separator<Last, Letter, After>}${Lowercase<Letter>}`, Letter>
  : Done;

/** `MeanSquaredError` as `mean_squared_error`: what `snakeCase` does. */
export type SnakeCase<Name extends string> = Walk<Name, '', ''>;

/** `mean_squared_error` as `meanSquaredError`: what `camelCase` does. */
export type CamelCase<Name extends string> = Name extends `${infer Word}_${infer Rest}`
  ? `${Word}${Capitalize<CamelCase<Rest>>}`
  : Name;

/** The names of a class: camelCase, Keras's snake_case, and its own. */
export type Spelling<Name extends string> = Name | SnakeCase<Name> | CamelCase<SnakeCase<Name>>;

/** Of a module's exports the names of those that are of a type. */
export type NamesOf<Module, Kind> = {
  [Name in keyof Module & string]: Module[Name] extends Kind ? Name : never;
}[keyof Module & string];

/** The names of a class as {@link Spelling} has them. */
export function spellings(name: string): string[] {
  const snake = snakeCase(name);
  return [camelCase(snake), snake, name];
}

/** The entries of a module that `counts` takes for such, by all their spellings and the aliases of some. */
export function bySpelling<Name extends string, Entry>(
  module: object,
  counts: (value: unknown) => value is Entry,
  spell: (name: string) => readonly string[],
  aliases: Readonly<Record<string, Name>> = {},
): { readonly [Key in Name]: Entry } {
  const table: Record<string, Entry> = {};
  for (const [name, value] of Object.entries(module))
    if (counts(value)) for (const spelling of spell(name)) table[spelling] = value;
  for (const [alias, name] of Object.entries(aliases)) table[alias] = table[name] as Entry;
  // That types and run time spell alike is what tests/unit/names.test.ts shows.
  return table as { [Key in Name]: Entry };
}

/** Tells the classes that extend `base`. */
export function isBelow<Class>(
  base: abstract new (...given: never[]) => unknown,
): (value: unknown) => value is Class {
  return (value): value is Class => typeof value === 'function' && value.prototype instanceof base;
}

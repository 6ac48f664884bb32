/** What a command of the command line is, and how its arguments are read. */

import { parseArgs } from 'node:util';
import { closest } from '../closest.ts';

/** An option of a command. */
export interface Option {
  /** What is shown for its value; without, it is a switch. */
  readonly value?: string;
  readonly help: string;
}

/** A command. */
export interface Command {
  readonly name: string;
  /** What its positional arguments are called. */
  readonly operands: readonly string[];
  readonly help: string;
  readonly options: Readonly<Record<string, Option>>;
  run(operands: readonly string[], options: Options): Promise<void>;
}

/** The options given, by name: a text, or `true` for a switch. */
export type Options = Readonly<Record<string, string | true | undefined>>;

/** What the caller wrote wrong. */
export class UsageError extends Error {}

/** The operands and options of a command. Throws a {@link UsageError} that names what is near. */
export function readArguments(
  command: Command,
  given: readonly string[],
): { operands: string[]; options: Options } {
  const { values, positionals, tokens } = parseArgs({
    args: [...given],
    options: Object.fromEntries(
      Object.entries(command.options).map(([name, { value }]) => [
        name,
        { type: value === undefined ? 'boolean' : 'string' } as const,
      ]),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(command.options, token.name) ? command.options[token.name] : undefined;
    if (option === undefined) {
      const near = closest(token.name, Object.keys(command.options));
      const advice = near === undefined ? '' : ` Did you mean --${near}?`;
      throw new UsageError(`${command.name} has no option ${token.rawName}.${advice}`);
    }
    if (option.value !== undefined && token.value === undefined)
      throw new UsageError(`${token.rawName} needs ${option.value}.`);
    if (option.value === undefined && token.value !== undefined)
      throw new UsageError(`${token.rawName} takes no value, got ${token.value}.`);
  }
  if (positionals.length !== command.operands.length)
    throw new UsageError(
      `${command.name} takes ${command.operands.join(', ')}; got ${positionals.length} of ${command.operands.length}.`,
    );
  return { operands: positionals, options: values as Options };
}

/** The number that an option gives; `undefined` without. */
export function numberOf(options: Options, name: string): number | undefined {
  const text = options[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text === true || text.trim() === '' || !Number.isFinite(value))
    throw new UsageError(`--${name} needs a number, got ${text === true ? 'none' : `'${text}'`}.`);
  return value;
}

/** The text of an option; `undefined` without. */
export function textOf(options: Options, name: string): string | undefined {
  const text = options[name];
  return text === true ? undefined : text;
}

/** Rows in columns, numbers to the right. */
export function columns(rows: readonly (readonly (string | number)[])[]): string {
  const texts = rows.map((row) => row.map(String));
  const widths = (texts[0] ?? []).map((_, at) => Math.max(...texts.map((row) => (row[at] as string).length)));
  return texts
    .map((row, index) =>
      row
        .map((cell, at) => {
          const width = widths[at] as number;
          return typeof rows[index]?.[at] === 'number' ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

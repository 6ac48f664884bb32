#!/usr/bin/env node
/** The command line: `oxigrad <command>`. */

import { closest } from '../closest.ts';
import { OxigradError } from '../errors.ts';
import { bench } from './bench.ts';
import { type Command, columns, readArguments, UsageError } from './command.ts';
import { inspect } from './inspect.ts';
import { optimize } from './optimize.ts';

const commands: readonly Command[] = [inspect, bench, optimize];

function usage(): string {
  return [
    'usage: oxigrad <command> [options]',
    '',
    columns(
      commands.map(({ name, operands, help }) => [
        `  ${name} ${operands.map((one) => `<${one}>`).join(' ')}`,
        help,
      ]),
    ),
    '',
    'oxigrad <command> --help lists its options.',
  ].join('\n');
}

function usageOf({ name, operands, help, options }: Command): string {
  const rows = Object.entries(options).map(([option, { value, help: text }]) => [
    `  --${option}${value === undefined ? '' : ` <${value}>`}`,
    text,
  ]);
  const head = `usage: oxigrad ${name} ${operands.map((one) => `<${one}>`).join(' ')}`;
  return [head, '', `${name} ${help}.`, '', columns(rows)].join('\n');
}

/** Runs a command. Returns the status that the process ends with: 0, 1 for what went wrong, 2 for what was written wrong. */
async function main(given: readonly string[]): Promise<number> {
  const [name = '--help', ...rest] = given;
  if (name === '--help' || name === 'help') {
    console.log(usage());
    return given.length === 0 ? 2 : 0;
  }
  const command = commands.find((one) => one.name === name);
  try {
    if (command === undefined) {
      const near = closest(
        name,
        commands.map((one) => one.name),
      );
      throw new UsageError(`no command '${name}'.${near === undefined ? '' : ` Did you mean ${near}?`}`);
    }
    if (rest.includes('--help')) {
      console.log(usageOf(command));
      return 0;
    }
    const { operands, options } = readArguments(command, rest);
    await command.run(operands, options);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(
        `oxigrad: ${error.message} See oxigrad ${command?.name ?? ''} --help.`.replace('  ', ' '),
      );
      return 2;
    }
    const isKnown = error instanceof OxigradError || (error as { code?: unknown } | null)?.code !== undefined;
    console.error(
      `oxigrad: ${isKnown ? (error as Error).message : ((error as Error)?.stack ?? String(error))}`,
    );
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));

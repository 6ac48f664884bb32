/** Runs other programs for the tests of the built package; what they printed is in the error when they fail. */

import { spawn } from 'node:child_process';

/** Settings of {@link run}. */
export interface RunOptions {
  /** Folder to run in; the current one by default. */
  readonly cwd?: string;
  /** Milliseconds until the program is ended; 4 minutes by default. */
  readonly timeout?: number;
  /** Variables of its environment, beside this process's. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Runs a program and returns what it wrote to its standard output.
 * @throws Error with the command, its exit status and all its output, when that status is not 0.
 */
export function run(command: string, words: readonly string[], options: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, {
      cwd: options.cwd,
      env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeout ?? 240_000,
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (status, signal) => {
      if (status === 0) resolve(output);
      else
        reject(
          new Error(
            `${command} ${words.join(' ')}: expected exit status 0, got ${status ?? signal}.\n${output}${errors}`,
          ),
        );
    });
  });
}

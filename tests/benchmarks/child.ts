/** A participant as the parent sees it: a process that answers one request at a time. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Reply, Request } from './protocol.ts';

/** How a participant's process is started. */
export interface Launch {
  readonly name: string;
  readonly command: string;
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Seconds after which an answer is no longer waited for: a row then says so. */
const PATIENCE = 60;

/** One process. */
export class Child {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #lines: Interface;
  #waiting: ((reply: Reply) => void) | undefined;
  #ended: Reply | undefined;

  constructor({ name, command, words, environment }: Launch) {
    this.name = name;
    const quiet = process.env['DEBUG'] === undefined ? 'ignore' : 'inherit';
    this.#process = spawn(command, words, {
      stdio: ['pipe', quiet, quiet, 'pipe'],
      env: { ...process.env, ...environment },
    });
    const end = (message: string): void => {
      this.#ended ??= { reply: 'failed', message };
      this.#waiting?.(this.#ended);
      this.#waiting = undefined;
    };
    this.#process.on('error', (error) => end(error.message));
    this.#process.on('exit', (code, signal) => end(`the process ended (${signal ?? `status ${code}`})`));
    this.#process.stdin?.on('error', () => {});
    this.#lines = createInterface({ input: this.#process.stdio[3] as Readable });
    this.#lines.on('line', (line) => {
      const answer = this.#waiting;
      this.#waiting = undefined;
      answer?.(JSON.parse(line) as Reply);
    });
  }

  /** Whether it still answers. */
  get alive(): boolean {
    return this.#ended === undefined;
  }

  /** Sends a request and waits for its reply; ends a process that takes far too long. */
  ask(request: Request, patience: number = PATIENCE): Promise<Reply> {
    if (this.#ended !== undefined) return Promise.resolve(this.#ended);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#ended = { reply: 'failed', message: `no answer within ${patience} s` };
        this.#process.kill('SIGKILL');
        resolve(this.#ended);
      }, patience * 1000);
      this.#waiting = (reply) => {
        clearTimeout(timer);
        resolve(reply);
      };
      (this.#process.stdin as Writable).write(`${JSON.stringify(request)}\n`);
    });
  }

  /** Ends the process. */
  end(): void {
    this.#process.stdin?.end();
    this.#process.kill();
    this.#lines.close();
  }
}

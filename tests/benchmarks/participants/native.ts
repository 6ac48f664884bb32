/**
 * The ceilings once more as native code: a small C program, compiled where there is a compiler, that runs the same
 * loops on the same 128-bit registers. It shows that WebAssembly costs the ceiling nothing.
 */

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Participant, parameter } from './participant.ts';
import { OPERATIONS_PER_TURN } from './yardstick.ts';

const source: string = fileURLToPath(new URL('../native/ceiling.c', import.meta.url));

/** The first compiler that is there and works, and what it made. */
function compile(): { compiler: string; program: string } {
  const folder = mkdtempSync(join(tmpdir(), 'oxigrad-ceiling-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, 'ceiling');
  const machine = process.arch === 'x64' ? ['-mavx', '-mfma'] : [];
  for (const compiler of ['cc', 'gcc', 'clang'])
    try {
      // Else GCC makes one instruction of a product and its sum.
      execFileSync(compiler, ['-O2', '-ffp-contract=off', ...machine, source, '-o', program], {
        stdio: 'ignore',
      });
      return { compiler, program };
    } catch {
      // The next one.
    }
  throw new Error('no C compiler (cc, gcc or clang) that makes the program for this processor');
}

let program = '';

/** The participant. */
export const native: Participant = {
  async describe() {
    const made = compile();
    program = made.program;
    return { version: '', detail: `128-bit registers in C, by ${made.compiler} -O2` };
  },
  works: {
    async 'multiply-add'(_, parameters) {
      const child = spawn(program, [String(parameter(parameters, 'fused'))], {
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      const turns = Math.round(parameter(parameters, 'count') / OPERATIONS_PER_TURN);
      let answered: () => void = () => {};
      createInterface({ input: child.stdout }).on('line', () => answered());
      const run = (): Promise<void> =>
        new Promise((resolve) => {
          answered = resolve;
          child.stdin.write(`${turns}\n`);
        });
      await run();
      return { answer: new Float32Array(0), run, asynchronous: true, release: () => void child.kill() };
    },
  },
};

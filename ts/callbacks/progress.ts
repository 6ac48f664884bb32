/** Writes the progress of training, where the runtime has a place for it (keras.callbacks.ProgbarLogger). */

import { Callback, type CallbackLogs } from './callback.ts';
import { type ProgressBar, progressBar } from './progress-bar.ts';

/** What Node, Deno and Bun have, and others may not. */
interface Terminal {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

function terminal(): Terminal | undefined {
  const host = globalThis as { process?: { stdout?: Terminal } };
  const stdout = host.process?.stdout;
  return typeof stdout?.write === 'function' ? stdout : undefined;
}

/** Whether progress can be drawn over itself. */
export function isInteractive(): boolean {
  return terminal()?.isTTY === true;
}

/** Writes text to standard output, or to the console where there is none. */
export function writeText(text: string): void {
  const stdout = terminal();
  if (stdout === undefined) console.log(text.replace(/\n$/, ''));
  else stdout.write(text);
}

/** A live bar in a terminal, else one line an epoch; `verbose: 2` always writes lines. */
export class ProgressLogger extends Callback {
  readonly #loop: 'train' | 'test' | 'predict';
  #bar: ProgressBar | undefined;
  #done = 0;

  constructor(loop: 'train' | 'test' | 'predict' = 'train') {
    super();
    this.#loop = loop;
  }

  #start(loop: 'train' | 'test' | 'predict', epoch: number): void {
    if (loop !== this.#loop) return;
    this.#bar ??= progressBar({
      write: writeText,
      isTerminal: isInteractive() && this.params.verbose === 1,
      // A terminal that does not know its width says 0.
      columns: () => terminal()?.columns || 80,
      ...(loop === 'train' ? { epochs: this.params.epochs } : {}),
    });
    this.#done = 0;
    this.#bar.start(epoch, this.params.steps);
  }

  #step(loop: 'train' | 'test' | 'predict', logs: CallbackLogs | undefined): void {
    if (loop === this.#loop) this.#bar?.update(++this.#done, logs ?? {});
  }

  #end(loop: 'train' | 'test' | 'predict', logs: CallbackLogs = {}): void {
    if (loop === this.#loop) this.#bar?.end(logs);
  }

  override onEpochBegin(epoch: number): void {
    this.#start('train', epoch);
  }

  override onTrainBatchEnd(_batch: number, logs?: CallbackLogs): void {
    this.#step('train', logs);
  }

  override onEpochEnd(_epoch: number, logs?: CallbackLogs): void {
    this.#end('train', logs);
  }

  override onTestBegin(): void {
    this.#start('test', 0);
  }

  override onTestBatchEnd(_batch: number, logs?: CallbackLogs): void {
    this.#step('test', logs);
  }

  override onTestEnd(logs?: CallbackLogs): void {
    this.#end('test', logs);
  }

  override onPredictBegin(): void {
    this.#start('predict', 0);
  }

  override onPredictBatchEnd(): void {
    this.#step('predict', undefined);
  }

  override onPredictEnd(): void {
    this.#end('predict');
  }
}

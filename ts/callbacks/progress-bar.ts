// The progress of training, as Keras shows it: a live bar in a terminal, else one plain line an epoch.

import { checkKeys } from '../closest.ts';
import { checkWhole } from '../errors.ts';

/** Values by name: losses and metrics. */
export type ProgressLogs = Readonly<Record<string, number>>;

/** Where progress is written, and of what. */
export interface ProgressBarOptions {
  /** Takes text, line ends included. */
  write(text: string): void;
  /** Whether the output is a terminal that understands ANSI sequences. */
  readonly isTerminal: boolean;
  /** Epochs in all; left out (evaluate, predict), lines carry no epoch. */
  readonly epochs?: number;
  /** Columns of the terminal now. Default 80. */
  columns?(): number;
  /** Milliseconds from some fixed time. Default `performance.now`. */
  now?(): number;
}

/** A writer of progress. */
export interface ProgressBar {
  /** Begins an epoch, counted from 0, of `steps` steps where that is known. */
  start(epoch: number, steps: number | undefined): void;
  /** `step` steps of the epoch are done. Cheap: draws at most 20 times a second. */
  update(step: number, logs: ProgressLogs): void;
  /** Ends the epoch: the line that stays. */
  end(logs: ProgressLogs): void;
}

const BAR_WIDTH = 20;
const REDRAW_MS = 50;
const GREEN = '\u001b[32m';
const GREY = '\u001b[90m';
const RESET = '\u001b[0m';
const CLEAR_TO_END = '\u001b[K';

/** A writer of progress to `options.write`. */
export function progressBar(options: ProgressBarOptions): ProgressBar {
  const { isTerminal, epochs } = checkKeys('progressBar', options, 'write isTerminal epochs columns now');
  const now = (): number => options.now?.() ?? performance.now();
  let prefix = '';
  let steps: number | undefined;
  let done = 0;
  let began = 0;
  let drawn = Number.NEGATIVE_INFINITY;

  const line = (logs: ProgressLogs, isEnd: boolean): string => {
    const seconds = (now() - began) / 1000;
    const total = isEnd ? done : steps;
    const count = total === undefined ? `${done}` : `${`${done}`.padStart(`${total}`.length)}/${total}`;
    const perStep = done === 0 ? 0 : seconds / done;
    const shown = isEnd || total === undefined ? seconds : perStep * (total - done);
    const values = Object.entries(logs).map(([name, value]) => ` - ${name}: ${formatValue(value)}`);
    const tail = ` ${formatDuration(shown)} ${formatPerStep(perStep)}${values.join('')}`;
    if (!isTerminal) return `${prefix}${count}${tail}`;
    return inTerminal(
      `${prefix}${count} `,
      total === undefined ? 0 : done / total,
      tail,
      options.columns?.() ?? 80,
    );
  };

  return {
    start(epoch, count) {
      prefix =
        epochs === undefined
          ? ''
          : `Epoch ${`${checkWhole('progress', 'epoch', epoch, 0) + 1}`.padStart(`${epochs}`.length)}/${epochs}  `;
      steps = count;
      done = 0;
      began = now();
      drawn = Number.NEGATIVE_INFINITY;
    },
    update(step, logs) {
      done = step;
      if (!isTerminal || now() - drawn < REDRAW_MS) return;
      drawn = now();
      options.write(`\r${line(logs, false)}${CLEAR_TO_END}`);
    },
    end(logs) {
      options.write(isTerminal ? `\r${line(logs, true)}${CLEAR_TO_END}\n` : `${line(logs, true)}\n`);
    },
  };
}

/** A line with its bar, cut to the columns there are. */
function inTerminal(head: string, share: number, tail: string, columns: number): string {
  const room = columns - 1;
  if (head.length + BAR_WIDTH + 12 > room) return `${head.trimEnd()}${tail}`.slice(0, room);
  const filled = Math.min(BAR_WIDTH, Math.floor(share * BAR_WIDTH));
  const bar = `${GREEN}${'━'.repeat(filled)}${GREY}${'━'.repeat(BAR_WIDTH - filled)}${RESET}`;
  return `${head}${bar}${tail.slice(0, room - head.length - BAR_WIDTH)}`;
}

/** Four decimals; four digits and an exponent for what is small, as Keras. */
function formatValue(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0 || Math.abs(value) > 1e-3) return value.toFixed(4);
  // Python writes two digits of exponent.
  return value.toExponential(4).replace(/e([+-])(\d)$/, 'e$10$2');
}

function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  const two = (value: number): string => `${value}`.padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

function formatPerStep(seconds: number): string {
  if (seconds >= 1) return `${seconds.toFixed(0)}s/step`;
  return seconds >= 1e-3 ? `${(seconds * 1e3).toFixed(0)}ms/step` : `${(seconds * 1e6).toFixed(0)}us/step`;
}

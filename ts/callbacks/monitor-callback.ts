/** What callbacks that watch a metric share (keras.src.callbacks.monitor_callback). */

import { checkText, show, ValueError } from '../errors.ts';
import { Callback, type CallbackLogs, checkLogs } from './callback.ts';

/** Which way is better; `auto` goes by the name of what is monitored. */
export type MonitorMode = 'auto' | 'min' | 'max';

/** Options of a callback that watches a metric. */
export interface MonitorOptions {
  /** The key in the logs, in Keras's spelling or in ours. Default `'val_loss'`. */
  readonly monitor?: string;
  /** Default `'auto'`. */
  readonly mode?: MonitorMode;
  /** Smaller changes are none. Default 0. */
  readonly minDelta?: number;
}

/** A callback that watches a metric. */
export abstract class MonitorCallback extends Callback {
  readonly monitor: string;
  readonly mode: MonitorMode;
  readonly minDelta: number;
  /** The best value so far. */
  best: number | undefined;
  #direction: 'up' | 'down' | undefined;
  #warned = false;
  /** `monitor` as the logs spell it. */
  #key: string;

  constructor(where: string, options: MonitorOptions) {
    super();
    this.monitor = checkText(`${where}, monitor`, options.monitor ?? 'val_loss');
    this.#key = this.monitor;
    this.mode = options.mode ?? 'auto';
    if (!['auto', 'min', 'max'].includes(this.mode))
      throw new ValueError(where, "mode 'auto', 'min' or 'max'", show(this.mode));
    const { minDelta = 0 } = options;
    if (!Number.isFinite(minDelta))
      throw new ValueError(where, 'minDelta to be a finite number', show(minDelta));
    this.minDelta = Math.abs(minDelta);
  }

  /** Whether a value is better than another, by more than `minDelta`. Anything is better than nothing. */
  protected isImprovement(value: number, reference: number | undefined): boolean {
    if (reference === undefined) return true;
    return this.#better() === 'down' ? value + this.minDelta < reference : value - this.minDelta > reference;
  }

  #better(): 'up' | 'down' {
    this.#direction ??= this.mode === 'auto' ? this.#byName() : this.mode === 'min' ? 'down' : 'up';
    return this.#direction;
  }

  #byName(): 'up' | 'down' {
    const name = this.#key.replace(/^val_/, '');
    const found = name === 'loss' ? 'down' : this.model.metricDirection(name);
    if (found !== undefined) return found;
    throw new ValueError(
      this.constructor.name,
      `a metric of which it is known whether more is better`,
      `'${this.monitor}'`,
      "Give mode: 'min' or mode: 'max'.",
    );
  }

  /** The monitored value; warns once where there is none. */
  protected monitored(logs: CallbackLogs, what: string): number | undefined {
    if (!Object.hasOwn(checkLogs(what, logs), this.#key))
      this.#key = Object.keys(logs).find((key) => plain(key) === plain(this.monitor)) ?? this.monitor;
    const value = Object.hasOwn(logs, this.#key) ? logs[this.#key] : undefined;
    if (value === undefined && !this.#warned) {
      this.#warned = true;
      console.warn(
        `${what}: '${this.monitor}' is not among the logs (${Object.keys(logs).join(', ') || 'none'}).`,
      );
    }
    return value;
  }
}

/** What Keras's spelling of a key and ours have in common. */
function plain(key: string): string {
  return key.replaceAll('_', '').toLowerCase();
}

/**
 * What is under way: the trace that records operations instead of running them, and the tapes that record
 * them for gradients. The planner and autodiff set these; tensors and operations only ask.
 */

import type { Replay } from '../program/replay.ts';
import type { Setting } from './setting.ts';
import type { Tensor } from './tensor.ts';
import type { Variable } from './variable.ts';

/** A trace, as variables and operations see it. */
export interface Tracer {
  /** The current version of a variable. */
  read(variable: Variable): Tensor;
  /** Makes a new version of a variable, committed when the plan has run. */
  assign(variable: Variable, value: Tensor): void;
  /** Notes that what is being recorded holds for the value of a setting. */
  depends(setting: Setting<unknown>): void;
  /** Records an operation. */
  apply(operation: unknown, inputs: readonly Tensor[], attributes: unknown): Tensor[];
}

/** A tape, as variables and operations see it. */
export interface Tape {
  /** Notes that `tensor` holds the value of `variable`. */
  read(variable: Variable, tensor: Tensor): void;
  /** Notes an operation and its result. */
  record(
    operation: unknown,
    inputs: readonly Tensor[],
    outputs: readonly Tensor[],
    attributes: unknown,
  ): void;
}

/** A profile, as compiled functions see it: it runs their plans. */
export interface PlanProfiler {
  run(replay: Replay, plan: unknown, name: string): void;
}

/** What is under way. */
export const active: {
  tracer: Tracer | undefined;
  tapes: readonly Tape[];
  profiler: PlanProfiler | undefined;
  changes: number;
} = {
  tracer: undefined,
  tapes: [],
  profiler: undefined,
  /** Counts changes of settings: while it stands still, none has changed. */
  changes: 0,
};

/** Runs `body` eagerly and unrecorded, also while a function is being traced: for initial values. */
export function withoutRecording<T>(body: () => T): T {
  const { tracer, tapes } = active;
  active.tracer = undefined;
  active.tapes = [];
  try {
    return body();
  } finally {
    active.tracer = tracer;
    active.tapes = tapes;
  }
}

/** What a library that is measured offers the harness: one file a library, loaded in a process of its own. */

import type { Description } from '../protocol.ts';

/** An array of an input, in row-major order. */
export interface HostInput {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** A case made ready. */
export interface Prepared {
  /** gemm: the product; step and fit: losses; predict: the outputs. */
  readonly answer: Float32Array;
  /** Does the work once: a product, a step, an epoch, a prediction. */
  run(): unknown;
  /** Whether `run` returns a promise. */
  readonly asynchronous?: boolean;
  /** Shown beside the figure. */
  readonly note?: string;
  /** Gives memory back. */
  release?(): void;
}

/** Thrown where a library has no means for a case: a row of the table says so. */
export class Cannot extends Error {}

/** Inputs by name: gemm has a, b; the others w1, b1, w2, b2, x, and y (one-hot) where they train. */
export type Inputs = Readonly<Record<string, HostInput>>;

/** A library. */
export interface Participant {
  describe(threads: number): Promise<Description>;
  gemm(inputs: Inputs): Promise<Prepared>;
  /** A step of Adam on one batch after the other; the answer: the losses of the first `checkSteps`. */
  step(inputs: Inputs, batch: number, checkSteps: number): Promise<Prepared>;
  /** An epoch of fit; the answer: the loss of an epoch without shuffling over the first `checkSteps` batches. */
  fit(inputs: Inputs, batch: number, checkSteps: number): Promise<Prepared>;
  /** A prediction from host memory to host memory. */
  predict(inputs: Inputs, batch: number): Promise<Prepared>;
}

/** An input that must be there. */
export function input(inputs: Inputs, name: string): HostInput {
  const found = inputs[name];
  if (found === undefined)
    throw new Error(`benchmark: expected an input '${name}', got ${Object.keys(inputs)}.`);
  return found;
}

/** The consecutive batches of an input's rows. */
export function batchesOf({ data, shape }: HostInput, batch: number): Float32Array[] {
  const width = shape.slice(1).reduce((product, size) => product * size, 1);
  return Array.from({ length: Math.floor((shape[0] as number) / batch) }, (_, index) =>
    data.slice(index * batch * width, (index + 1) * batch * width),
  );
}

/** The rows up to `rows`. */
export function firstRows({ data, shape }: HostInput, rows: number): HostInput {
  const width = shape.slice(1).reduce((product, size) => product * size, 1);
  return { data: data.slice(0, rows * width), shape: [rows, ...shape.slice(1)] };
}

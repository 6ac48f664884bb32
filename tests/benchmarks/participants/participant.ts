/** What a library that is measured offers the harness: one folder a library, loaded in a process of its own. */

import type { Description } from '../protocol.ts';

/** An array of an input, in row-major order. */
export interface HostInput {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** A case made ready. */
export interface Prepared {
  /** What the case compares: a product, losses, outputs. */
  readonly answer: Float32Array;
  /** Does the work once: a product, a step, an epoch, a prediction. */
  run(): unknown;
  /** Whether `run` returns a promise. */
  readonly asynchronous?: boolean;
  /** What the last of the compared steps took: all that is measured of those who take many seconds. */
  readonly milliseconds?: number;
  /** Shown beside the figure. */
  readonly note?: string;
  /** Gives memory back. */
  release?(): void;
}

/** Thrown where a library has no means for a case: a row of the table says so. */
export class Cannot extends Error {}

/** Inputs by name. */
export type Inputs = Readonly<Record<string, HostInput>>;
/** Numbers by name. */
export type Parameters = Readonly<Record<string, number>>;
/** Makes one kind of work ready. */
export type Maker = (inputs: Inputs, parameters: Parameters) => Prepared | Promise<Prepared>;

/** A library. */
export interface Participant {
  describe(threads: number): Promise<Description>;
  /** The kinds of work it knows. */
  readonly works: Readonly<Record<string, Maker>>;
  /** Why it does not know another kind. */
  cannot?(kind: string): string;
}

/** An input that must be there. */
export function input(inputs: Inputs, name: string): HostInput {
  const found = inputs[name];
  if (found === undefined)
    throw new Error(`benchmark: expected an input '${name}', got ${Object.keys(inputs)}.`);
  return found;
}

/** The inputs w0, w1, … in order: the weights of a model as Keras lists them. */
export function weightsOf(inputs: Inputs): HostInput[] {
  const count = Object.keys(inputs).filter((name) => /^w\d+$/.test(name)).length;
  return Array.from({ length: count }, (_, index) => input(inputs, `w${index}`));
}

/** A parameter that must be there. */
export function parameter(parameters: Parameters, name: string): number {
  const found = parameters[name];
  if (found === undefined) throw new Error(`benchmark: expected a parameter '${name}'.`);
  return found;
}

/** The consecutive batches of an input's rows. */
export function batchesOf({ data, shape }: HostInput, batch: number): HostInput[] {
  const width = shape.slice(1).reduce((product, size) => product * size, 1);
  return Array.from({ length: Math.floor((shape[0] as number) / batch) }, (_, index) => ({
    data: data.slice(index * batch * width, (index + 1) * batch * width),
    shape: [batch, ...shape.slice(1)],
  }));
}

/** The rows up to `rows`. */
export function firstRows({ data, shape }: HostInput, rows: number): HostInput {
  const width = shape.slice(1).reduce((product, size) => product * size, 1);
  return { data: data.slice(0, rows * width), shape: [rows, ...shape.slice(1)] };
}

/** Axes in another order, for libraries that have channels first. */
export function permute({ data, shape }: HostInput, order: readonly number[]): HostInput {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const result = new Float32Array(data.length);
  const sizes = order.map((axis) => shape[axis] as number);
  const steps = order.map((axis) => strides[axis] as number);
  const index = sizes.map(() => 0);
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    result[to] = data[from] as number;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      from += steps[axis] as number;
      if (++(index[axis] as number) < (sizes[axis] as number)) break;
      from -= (steps[axis] as number) * (sizes[axis] as number);
      index[axis] = 0;
    }
  }
  return { data: result, shape: sizes };
}

/** Milliseconds after which no further loss is waited for. */
const PATIENCE = 4000;

/** The losses of the first steps, for comparison: fewer than `count` where steps are very slow, at least one. */
export async function firstLosses(
  count: number,
  step: () => number | Promise<number>,
): Promise<Float32Array> {
  const losses: number[] = [];
  const started = performance.now();
  while (losses.length < count && (losses.length === 0 || performance.now() - started < PATIENCE))
    losses.push(await step());
  return Float32Array.from(losses);
}

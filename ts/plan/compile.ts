/** `compile`: a function traced once a signature, planned, and replayed from then on. */

import { StateError, ValueError } from '../errors.ts';
import { active } from '../tensor/active.ts';
import { asTensor } from '../tensor/create.ts';
import { Tensor } from '../tensor/tensor.ts';
import { Variable } from '../tensor/variable.ts';
import { encode, Plan, type Program } from './plan.ts';
import { Trace } from './trace.ts';

/** A compiled function. */
export interface CompiledFunction<Arguments extends readonly unknown[], Result> {
  (...args: Arguments): Result;
  /** Programs compiled so far, one a signature, the most recently used last. */
  readonly programs: readonly Program[];
  /** Forgets all programs and gives their memory back. */
  dispose(): void;
}

/** Options of {@link compile}. */
export interface CompileOptions {
  /** Shown in errors; default the function's own name. */
  readonly name?: string;
  /** Programs kept; the least recently used is dropped. Default 32. */
  readonly cacheSize?: number;
}

interface Entry {
  readonly plan: Plan;
  /** The result with a position in the plan's outputs in place of each tensor. */
  readonly result: unknown;
}

/** Stands for an output in the shape of a result. */
class OutputReference {
  readonly index: number;
  constructor(index: number) {
    this.index = index;
  }
}

/**
 * Compiles a function of tensors. Its first call with new shapes, dtypes or plain values runs it once with
 * symbolic tensors and plans what it did; every call then replays the plan: one call into WebAssembly.
 *
 * Tensors (and typed arrays) in the arguments, alone or in arrays and plain objects, are inputs; every other
 * value is frozen into the plan and part of its signature. Variables are read and written live; tensors from
 * outside are constants. The function must be synchronous and must not look at values: `item()` and `data()` of
 * a traced tensor throw.
 */
export function compile<Arguments extends readonly unknown[], Result>(
  fn: (...args: Arguments) => Result,
  options: CompileOptions = {},
): CompiledFunction<Arguments, Result> {
  const where = options.name ?? (fn.name || 'compiled function');
  const capacity = options.cacheSize ?? 32;
  const entries = new Map<string, Entry>();

  const compiled = (...args: Arguments): Result => {
    if (active.tracer !== undefined) return fn(...args);
    if (active.tapes.length > 0) return fn(...args);
    const inputs: Tensor[] = [];
    const signature = signatureOf(args, inputs, where);
    const key = `${active.epoch}|${signature}`;
    let entry = entries.get(key);
    if (entry === undefined) {
      entry = trace(fn, args, where);
      // The trace itself may have changed the configuration (a model built in it): file it under what holds now.
      entries.set(`${active.epoch}|${signature}`, entry);
      dropOldest(entries, capacity);
    } else if (entries.size > 1) {
      entries.delete(key);
      entries.set(key, entry);
    }
    const outputs = entry.plan.run(inputs, where);
    return rebuild(entry.result, outputs) as Result;
  };
  return Object.defineProperties(compiled, {
    name: { value: where },
    programs: { get: () => [...entries.values()].map((entry) => entry.plan.program) },
    dispose: {
      value: () => {
        for (const entry of entries.values()) entry.plan.dispose();
        entries.clear();
      },
    },
  }) as unknown as CompiledFunction<Arguments, Result>;
}

function dropOldest(entries: Map<string, Entry>, capacity: number): void {
  for (const [key, entry] of entries) {
    if (entries.size <= capacity) return;
    entry.plan.dispose();
    entries.delete(key);
  }
}

function trace<Arguments extends readonly unknown[], Result>(
  fn: (...args: Arguments) => Result,
  args: Arguments,
  where: string,
): Entry {
  const tracer = new Trace();
  let result: unknown;
  const graph = tracer.run(() => {
    const symbols = mapTensors(args, (tensor) => tracer.input(tensor)) as unknown as Arguments;
    const returned = fn(...symbols);
    if (returned instanceof Promise) {
      returned.catch(() => {});
      throw new StateError(
        where,
        'a synchronous function to compile',
        'one that returned a promise',
        'No trace stays open across an await.',
      );
    }
    const outputs: Tensor[] = [];
    result = mapTensors(returned, (tensor) => new OutputReference(outputs.push(tensor) - 1));
    return outputs;
  });
  return { plan: new Plan(encode(graph, tracer.builder)), result };
}

/** Copies arrays and plain objects with every tensor in them replaced. */
function mapTensors(value: unknown, replace: (tensor: Tensor) => unknown): unknown {
  if (value instanceof Tensor) return replace(value);
  if (value instanceof Variable) return value;
  if (isNumericArray(value)) return replace(asTensor(value, 'compile'));
  if (Array.isArray(value)) return value.map((item) => mapTensors(item, replace));
  if (isPlain(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTensors(item, replace)]));
  return value;
}

function rebuild(value: unknown, outputs: readonly Tensor[]): unknown {
  if (value instanceof OutputReference) return outputs[value.index];
  if (Array.isArray(value)) return value.map((item) => rebuild(item, outputs));
  if (isPlain(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rebuild(item, outputs)]));
  return value;
}

/** The part of a cache key that an argument is, its tensors collected on the way. */
function signatureOf(value: unknown, inputs: Tensor[], where: string): string {
  if (value instanceof Tensor) {
    inputs.push(value);
    return `${value.dtype}(${value.shape.join()})`;
  }
  if (value instanceof Variable) return `variable ${value.id}`;
  if (isNumericArray(value)) return signatureOf(asTensor(value, where), inputs, where);
  if (Array.isArray(value)) return `[${value.map((item) => signatureOf(item, inputs, where)).join()}]`;
  if (isPlain(value))
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}:${signatureOf(item, inputs, where)}`)
      .join()}}`;
  switch (typeof value) {
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'string':
      return JSON.stringify(value);
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'bigint':
      return `${value}n`;
    default:
      if (value === null) return 'null';
      if (typeof value === 'object' || typeof value === 'function') return `object ${identityOf(value)}`;
      throw new ValueError(where, 'arguments that are tensors or plain values', typeof value);
  }
}

const identities = new WeakMap<object, number>();
let nextIdentity = 0;

/** Functions and class instances are frozen by identity. */
function identityOf(value: object): number {
  const identity = identities.get(value) ?? nextIdentity++;
  identities.set(value, identity);
  return identity;
}

function isNumericArray(
  value: unknown,
): value is Float32Array | Int32Array | Uint8Array | Int8Array | Float64Array {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

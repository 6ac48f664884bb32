/** `compile`: a function traced once a signature, planned, and replayed from then on. */

import { checkKeys } from '../closest.ts';
import { checkFunction, StateError } from '../errors.ts';
import { active } from '../tensor/active.ts';
import { forget, isPromise } from '../tensor/promise.ts';
import type { Setting } from '../tensor/setting.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { encode, type Plan } from './encode.ts';
import { PlanRunner } from './run.ts';
import { fill, fits, type Pattern, Place, patternOf } from './signature.ts';
import { Trace } from './trace.ts';

/** A compiled function. */
export interface CompiledFunction<Arguments extends readonly unknown[], Result> {
  (...args: Arguments): Result;
  /** Plans made so far, one per signature, the most recently used last. */
  readonly plans: readonly Plan[];
  /** Forgets all plans and gives their memory back. */
  dispose(): void;
}

/** Options of {@link compile}. */
export interface CompileOptions {
  /** Shown in errors; default the function's own name. */
  readonly name?: string;
  /** Plans kept; the least recently used is dropped. Default 32. */
  readonly cacheSize?: number;
}

/** A plan, and the calls that it is for. */
interface Entry {
  readonly runner: PlanRunner;
  /** What no signature shows, but the trace has read, with the values that it holds for. */
  readonly settings: readonly Setting<unknown>[];
  readonly values: readonly unknown[];
  /** `active.changes` when they had these values last. */
  valid: number;
  readonly args: Pattern;
  readonly result: Pattern;
  /** The tensors of the call under way. */
  readonly inputs: (Tensor | undefined)[];
  /** Reads an output: kept, so that a call makes no function. */
  readonly output: (place: Place) => Tensor;
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
  checkFunction('compile', fn);
  checkKeys('compile', options, 'name cacheSize');
  const where = options.name ?? (fn.name || 'compiled function');
  const capacity = options.cacheSize ?? 32;
  /** The most recently used last. */
  const entries: Entry[] = [];

  /** The arguments of the call under way. */
  const call: unknown[] = [];

  // A call makes no objects but its result: hence no `...args`, for which V8 makes an array.
  function compiled(a?: unknown, b?: unknown, c?: unknown, d?: unknown): Result {
    // biome-ignore lint/complexity/noArguments: see above.
    const given = arguments;
    call.length = given.length;
    if (given.length > 0) call[0] = a;
    if (given.length > 1) call[1] = b;
    if (given.length > 2) call[2] = c;
    if (given.length > 3) call[3] = d;
    for (let index = 4; index < given.length; index++) call[index] = given[index];
    if (active.tracer !== undefined || active.tapes.length > 0) return fn(...taken());
    const entry = find(entries, call) ?? traced([...call] as unknown as Arguments);
    const { runner, inputs, result, output } = entry;
    if (runner.plan.hosts.length > 0) {
      // What the host is asked for may call this very function.
      const args = taken();
      runner.askHost();
      fits(entry.args, args, inputs);
    } else call.fill(undefined);
    runner.run(inputs as Tensor[], where);
    inputs.fill(undefined);
    return fill(result, output) as Result;
  }

  const taken = (): Arguments => {
    const args = [...call] as unknown as Arguments;
    call.fill(undefined);
    return args;
  };

  const traced = (args: Arguments): Entry => {
    const entry = trace(fn, args, where);
    entries.push(entry);
    for (const one of entries.splice(0, Math.max(0, entries.length - capacity))) one.runner.dispose();
    return entry;
  };
  return Object.defineProperties(compiled, {
    name: { value: where },
    plans: { get: () => entries.map((entry) => entry.runner.plan) },
    dispose: {
      value: () => {
        for (const entry of entries.splice(0)) entry.runner.dispose();
      },
    },
  }) as unknown as CompiledFunction<Arguments, Result>;
}

/** The entry that a call fits, now the most recently used, with the call's tensors in its inputs. */
function find(entries: Entry[], args: readonly unknown[]): Entry | undefined {
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index] as Entry;
    if (!isValid(entry) || !fits(entry.args, args, entry.inputs)) continue;
    if (index < entries.length - 1) {
      entries.splice(index, 1);
      entries.push(entry);
    }
    return entry;
  }
  return undefined;
}

/** Whether all settings have the values that an entry was traced with; asked again only when some has changed. */
function isValid(entry: Entry): boolean {
  if (entry.valid === active.changes) return true;
  const { settings, values } = entry;
  for (let index = 0; index < settings.length; index++)
    if (!Object.is((settings[index] as Setting<unknown>).now, values[index])) return false;
  entry.valid = active.changes;
  return true;
}

function trace<Arguments extends readonly unknown[], Result>(
  fn: (...args: Arguments) => Result,
  args: Arguments,
  where: string,
): Entry {
  const tracer = new Trace();
  const inputs: Tensor[] = [];
  let result: Pattern;
  const pattern = patternOf(args, (tensor) => new Place(inputs.push(tensor) - 1, tensor));
  const graph = tracer.run(() => {
    const returned = fn(...(fill(pattern, (place) => tracer.input(place)) as unknown as Arguments));
    if (isPromise(returned)) {
      forget(returned);
      throw new StateError(
        where,
        'a synchronous function to compile',
        'one that returned a promise',
        'No trace stays open across an await.',
      );
    }
    const outputs: Tensor[] = [];
    result = patternOf(returned, (tensor) => new Place(outputs.push(tensor) - 1, tensor));
    return outputs;
  });
  const runner = new PlanRunner(encode(graph, tracer.builder));
  // The trace itself may have changed settings (a model built in it): filed under what holds now.
  const settings = [...tracer.settings];
  const values = settings.map(({ now }) => now);
  const output = ({ index }: Place): Tensor => runner.output(index);
  return { runner, settings, values, valid: active.changes, args: pattern, result, inputs, output };
}

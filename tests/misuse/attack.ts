/** Right calls of everything public, made wrong: which of them end in an error of the internals? */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { add, Layer, Model, OxigradError, type Tensor } from 'oxigrad';
import { show } from '../../ts/errors.ts';
import { isPlainObject } from '../../ts/tensor/plain.ts';
import { numbers } from '../ops/case.ts';
import { junk, OwnError } from './junk.ts';
import { candidates, type Seed, seeds } from './seeds.ts';

/** Something that is called: a function, a constructor, a method or setter of an instance. */
export interface Target {
  readonly name: string;
  /** The object whose method it is. */
  readonly make: () => unknown;
  /** Arguments that are right. */
  readonly seed: Seed;
  readonly run: (instance: unknown, args: unknown[]) => unknown;
  /** Where options stand among the arguments, and the names that were read there. */
  readonly options: { readonly position: number; readonly keys: readonly string[] } | undefined;
  /** Whether any arguments were found that are right. */
  readonly found: boolean;
}

/** A wrong call that did not end as it should. */
export interface Fault {
  readonly target: string;
  readonly args: string;
  readonly error: unknown;
}

type Draw = () => number;
type Callable = (...args: unknown[]) => unknown;
type Class = new (...args: unknown[]) => object;

/** A call that takes longer hangs. */
const PATIENCE_MS = 2000;

/** What is not called: it would end the engine, fetch, or write files; or it is a part of the tests' own oracle. */
const left =
  /^(mnist|configure|engine|clearSession|loadModel|OxigradError|\w+Error|Tensor|KerasTensor)$|\.(save|saveWeights)$/;

/** The names that the sources call internal: by their docs, for subclasses alone, or classes without instances. */
export function internalNames(folder: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!entry.endsWith('.ts')) continue;
    const text = readFileSync(join(folder, entry), 'utf8');
    const docs =
      /\/\*\* @internal(?:[^*]|\*(?!\/))*\*\/\s+(?:export |static |override |readonly |abstract |async |function |const |class |get |set )*(\w+)/g;
    const kept =
      /\bprotected (?:abstract |static |override |readonly |async |get )*(\w+)|\babstract class (\w+)/g;
    for (const pattern of [docs, kept])
      for (const [, name, other] of text.matchAll(pattern)) names.add((name ?? other) as string);
  }
  return names;
}

/** Everything callable of the modules, with arguments that are right where some were found. */
export async function targetsOf(
  modules: readonly Readonly<Record<string, unknown>>[],
  internal: ReadonlySet<string>,
): Promise<Target[]> {
  const seen = new Set<unknown>();
  const targets: Target[] = [];
  for (const module of modules)
    for (const [name, value] of Object.entries(module)) {
      if (typeof value !== 'function' || seen.has(value) || internal.has(name) || left.test(name)) continue;
      seen.add(value);
      const isClass = /^class\b/.test(Function.prototype.toString.call(value));
      if (!isClass) targets.push(await target(name, (_, args) => (value as Callable)(...args)));
      else targets.push(...(await classTargets(name, value as Class, internal)));
    }
  return targets;
}

async function classTargets(name: string, type: Class, internal: ReadonlySet<string>): Promise<Target[]> {
  const construct = (args: unknown[]): object => Reflect.construct(type, args);
  const made = await target(name, (_, args) => construct(args));
  const targets = [made];
  if (!made.found) return targets;
  const fresh = (): object => construct(made.seed(undefined));
  const used = await makerOfUsed(name, fresh);
  const members = new Map<string, PropertyDescriptor>();
  for (let level = type.prototype as object; level !== Object.prototype; level = Object.getPrototypeOf(level))
    for (const [member, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(level)))
      if (!members.has(member)) members.set(member, descriptor);
  for (const [member, { value, set }] of members) {
    const full = `${name}.${member}`;
    if (member === 'constructor' || internal.has(member) || left.test(full)) continue;
    if (isHook(type, member)) continue;
    const make = member === 'apply' || member === 'build' ? fresh : used;
    if (typeof value === 'function')
      targets.push(await target(full, (one, args) => (value as Callable).apply(one, args), make));
    else if (set !== undefined)
      targets.push(await target(`${full} =`, (one, [value]) => set.call(one, value), make));
  }
  return targets;
}

/** What a layer of one's own overrides, and only `apply` calls. */
function isHook(type: Class, member: string): boolean {
  return type.prototype instanceof Layer && ['call', 'computeMask'].includes(member);
}

/** Makes instances as they are once they have been used: layers with weights, models that are compiled. */
async function makerOfUsed(name: string, fresh: () => object): Promise<() => object> {
  const first = fresh();
  if (first instanceof Model)
    return () => {
      const one = fresh() as Model;
      one.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      return one;
    };
  if (!(first instanceof Layer)) return fresh;
  const { seed, found } = await target(
    `${name}.apply`,
    (one, args) => (one as Layer).apply(args[0] as Tensor),
    fresh,
  );
  return () => {
    const one = fresh() as Layer;
    if (found) one.apply(seed(one)[0] as Tensor);
    return one;
  };
}

async function target(
  name: string,
  run: Target['run'],
  make: Target['make'] = () => undefined,
): Promise<Target> {
  const known = [name, name.replace(/^\w+\./, '.')].flatMap((one) =>
    Object.hasOwn(seeds, one) ? [seeds[one] as Seed] : [],
  );
  for (const seed of known.length > 0 ? known : candidates) {
    const instance = make();
    if ((await outcome(run, instance, seed(instance))) === undefined)
      return { name, make, seed, run, options: await optionsOf(run, make, seed), found: true };
  }
  return { name, make, seed: known[0] ?? (() => []), run, options: undefined, found: false };
}

/** Which options a call reads, and where: an object that keeps the names asked of it tells. */
async function optionsOf(run: Target['run'], make: Target['make'], seed: Seed): Promise<Target['options']> {
  const instance = make();
  const args = seed(instance);
  const last = args.at(-1);
  const position = isPlainObject(last) ? args.length - 1 : args.length;
  const keys = new Set<string>(isPlainObject(last) ? Object.keys(last) : []);
  const asked = new Proxy(isPlainObject(last) ? last : {}, {
    get(own: Record<string, unknown>, key) {
      if (typeof key === 'string') keys.add(key);
      return own[key as string];
    },
  });
  await outcome(run, instance, [...args.slice(0, position), asked]);
  // What is asked of a tensor, a list, or anything that is shown.
  for (const other of ['then', 'toJSON', 'length', 'constructor', 'source']) keys.delete(other);
  return keys.size === 0 ? undefined : { position, keys: [...keys] };
}

/** What a call throws, at once or later; `undefined` if it succeeds. */
async function outcome(run: Target['run'], instance: unknown, args: unknown[]): Promise<unknown> {
  const began = performance.now();
  try {
    await settled(run(instance, args));
  } catch (error) {
    return error ?? new Error('nothing');
  }
  return performance.now() - began > PATIENCE_MS ? new Error('a call that hangs') : undefined;
}

/** Waits for a promise, as long as a call may take. */
async function settled(result: unknown): Promise<void> {
  if (!(result instanceof Promise)) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('a promise that hangs')), PATIENCE_MS);
  });
  await Promise.race([result, patience]).finally(() => clearTimeout(timer));
}

/** Whether an error is what a wrong call should end in. */
function isRight(error: unknown): boolean {
  // Junk that is called is the caller's own code.
  if (error instanceof OwnError || /Class constructor .* cannot be invoked/.test(String(error))) return true;
  return error instanceof OxigradError && !error.message.includes('trap') && error.message.length < 3000;
}

/** One or two places of right arguments replaced by junk, one argument too many, or one too few. */
function misused({ seed, options }: Target, instance: unknown, draw: Draw): unknown[] {
  const pick = <Item>(list: readonly Item[]): Item => list[Math.floor(draw() * list.length)] as Item;
  const value = (): unknown => pick(junk)();
  const args = seed(instance);
  for (let places = draw() < 0.7 ? 1 : 2; places > 0; places--) {
    const kind = draw();
    if (options !== undefined && kind < 0.4) {
      const given = args[options.position];
      args[options.position] = { ...(isPlainObject(given) ? given : {}), [pick(options.keys)]: value() };
    } else if (kind < 0.5) args.push(value());
    else if (kind < 0.55) args.pop();
    else {
      const position = Math.floor(draw() * Math.max(1, args.length));
      const inner = args[position];
      if (Array.isArray(inner) && inner.length > 0 && draw() < 0.5)
        args[position] = inner.map((one, index) => (index === 0 ? value() : one));
      else args[position] = value();
    }
  }
  return args;
}

/** Makes so many wrong calls of each target, drawn by its name: what is added elsewhere does not move them. */
export async function attack(targets: readonly Target[], calls: number, seed: number): Promise<Fault[]> {
  const faults: Fault[] = [];
  const draws = targets.map(({ name }) => numbers(seedOf(name, seed)));
  for (let call = 0; call < calls * targets.length; call++) {
    const target = targets[call % targets.length] as Target;
    const draw = (): number => draws[call % targets.length]?.next().value as number;
    const instance = target.make();
    let args: unknown[] = [];
    try {
      args = misused(target, instance, draw);
    } catch (error) {
      // Junk that was put into junk has thrown: no call was made.
      if (!(error instanceof OwnError)) throw error;
      continue;
    }
    const text = args.map(show).join(', ');
    const error = await outcome(target.run, instance, args);
    if (error !== undefined && !isRight(error)) faults.push({ target: target.name, args: text, error });
    if (call % 100 === 0 && add(1, 2).item() !== 3)
      throw new Error(`1 + 2 is wrong after ${target.name}(${text})`);
  }
  return faults;
}

/** A number of a name (FNV-1a). */
function seedOf(name: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const letter of name) hash = Math.imul(hash ^ (letter.codePointAt(0) as number), 0x01000193);
  return hash >>> 0;
}

/** The names of targets that pass over an option that nobody knows. */
export async function ignorers(targets: readonly Target[]): Promise<string[]> {
  const passed: string[] = [];
  for (const { name, make, seed, run, options } of targets) {
    const errors: unknown[] = [];
    // Among the options, or where they would be: an object that comes last may be data.
    for (const position of [options?.position, undefined]) {
      const instance = make();
      const args = seed(instance);
      const given = position === undefined ? {} : args[position];
      args[position ?? args.length] = { ...(isPlainObject(given) ? given : {}), bogusOption: 1 };
      errors.push(await outcome(run, instance, args));
    }
    if (!errors.some((error) => error instanceof OxigradError && error.message.includes('"bogusOption"')))
      passed.push(`${name}: ${errors.map(show).join(', ')}`);
  }
  return passed;
}

/** The names of targets that pass over what is no plain object where their options belong. */
export async function refusals(targets: readonly Target[]): Promise<string[]> {
  const passed: string[] = [];
  for (const { name, make, seed, run, options } of targets)
    for (const value of [null, new Date(0), [3]]) {
      const instance = make();
      const args = seed(instance);
      args[options?.position ?? args.length] = value;
      if (!((await outcome(run, instance, args)) instanceof OxigradError))
        passed.push(`${name}: ${show(value)}`);
    }
  return passed;
}

/**
 * Loading: which build, how much memory, how many threads. Everything is synchronous and happens at the first
 * use; `configure` comes before it.
 */

import { platform } from '#platform';
import { checkKeys } from '../closest.ts';
import { DataError, StateError, show, UnsupportedError, ValueError } from '../errors.ts';
import type { Variant } from '../platform/platform.ts';
import type { DoorExports } from './exports.ts';
import { compilingForbidden, hasRelaxedSimd, hasSharedMemory, hasSimd } from './features.ts';
import { TABLE_HASH } from './generated/encoder.ts';
import { instantiateModule, STACK_BYTES } from './instance.ts';
import { ThreadPool } from './threads.ts';

/** Options of {@link configure}. */
export interface Configuration {
  /** Threads that kernels may use, the caller included. Default: 1 in browsers, else the machine's cores, at most 8. */
  readonly threads?: number;
  /** Use the build without fused multiply-add: the same bits on every runtime. Default `false`. */
  readonly deterministic?: boolean;
  /** The most megabytes (2²⁰ bytes) of WebAssembly memory. Default: as much as the runtime grants, at most 4096. */
  readonly memoryLimitMB?: number;
  /** The folder of the builds that are not embedded, as a URL, in Node also as a path. Default: beside this module. */
  readonly wasmUrl?: string;
}

/** A running instance. */
export interface Instance {
  readonly exports: DoorExports;
  readonly memory: WebAssembly.Memory;
  /** The most bytes that the memory may have. */
  readonly limit: number;
  readonly variant: Variant;
  /** Threads that kernels may use, the caller included. */
  readonly threads: number;
  readonly pool: ThreadPool | undefined;
  /** Ends the workers. */
  end(): void;
}

let configuration: Configuration = {};
/** Whether a build was fetched for the configuration. */
let configured = false;
/** What the running instance was made for. */
let inForce: string | undefined;
/** The calls of `configure` so far: each waits for those before it. */
let calls: Promise<void> = Promise.resolve();
const fetched = new Map<Variant, WebAssembly.Module>();

/**
 * Chooses threads, determinism and the memory limit, and loads the build with all kernels that they ask for, which browsers
 * fetch. Await it before the first tensor is computed: later it throws a {@link StateError}, unless all is in force already.
 * Without threads or shared memory there is one thread.
 * @throws {@link ValueError} for options that are unknown or out of range, {@link DataError} with what was tried when no build
 *   can be loaded, and {@link UnsupportedError} where none may be compiled. It can be called again then.
 */
export async function configure(options: Configuration = {}): Promise<void> {
  const given = checkConfiguration(options);
  const done = calls.then(() => settle(given));
  calls = done.catch(() => {});
  return done;
}

async function settle(given: Configuration): Promise<void> {
  const next = { ...configuration, ...given };
  if (inForce === undefined) {
    const [variant, module] = await load(next);
    // Meanwhile something may have been computed.
    if (inForce === undefined) {
      fetched.set(variant, module);
      configuration = next;
      configured = true;
      return;
    }
  }
  const wanted = effect(next, true);
  if (wanted !== inForce)
    throw new StateError(
      'configure',
      `a call before the first computation, or the options in force since then: ${inForce}`,
      wanted,
      'Await configure({ … }) at the start of the program.',
    );
}

/** The best build that can be loaded. */
async function load(options: Configuration): Promise<[Variant, WebAssembly.Module]> {
  const tried: string[] = [];
  for (const variant of candidates(options)) {
    // Threads that were asked for by number are no mere optimisation.
    if (options.threads !== undefined && threadsWanted(options) > 1 && !variant.endsWith('-threads')) break;
    try {
      return [variant, await platform.fetchModule(variant, options.wasmUrl)];
    } catch (error) {
      tried.push(`${variant}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  checkCompiling();
  throw new DataError(
    'configure',
    'a WebAssembly build that can be loaded',
    tried.join('; '),
    "Set wasmUrl to the folder in which you serve the files of 'oxigrad/dist/wasm'.",
  );
}

/** What options come to here, as a text to compare and to show. */
function effect(options: Configuration, whole: boolean): string {
  return JSON.stringify({
    build: candidates(options)[0],
    threads: threadsWanted(options),
    memoryLimitMB: options.memoryLimitMB ?? 4096,
    wasmUrl: options.wasmUrl,
    kernels: whole || platform.name !== 'browser' ? 'all' : 'those embedded',
  });
}

/** Throws an {@link UnsupportedError} where nothing may be compiled. */
function checkCompiling(): void {
  const error = compilingForbidden();
  if (error === undefined) return;
  throw new UnsupportedError(
    'oxigrad',
    'a runtime that may compile WebAssembly',
    String(error),
    "Where a content security policy says so, add 'wasm-unsafe-eval' to its script-src.",
  );
}

/** The rule of every option, and whether a value keeps it. */
const rules: Readonly<Record<keyof Configuration, readonly [string, (value: unknown) => boolean]>> = {
  threads: ['a whole number from 1 to 64', (n) => Number.isInteger(n) && Number(n) >= 1 && Number(n) <= 64],
  deterministic: ['true or false', (value) => typeof value === 'boolean'],
  memoryLimitMB: ['from 4 to 4096', (n) => typeof n === 'number' && n >= 4 && n <= 4096],
  wasmUrl: ['the address of a folder as a text', (value) => typeof value === 'string' && value !== ''],
};

/** A copy of the options that are given. */
function checkConfiguration(options: Configuration): Configuration {
  const checked = checkKeys('configure', options, Object.keys(rules));
  const given = Object.entries(checked).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    const [rule, keeps] = rules[name as keyof Configuration];
    if (!keeps(value)) throw new ValueError('configure', `${name} to be ${rule}`, show(value));
  }
  return Object.fromEntries(given);
}

function threadsWanted({ threads }: Configuration): number {
  return hasSharedMemory() && platform.startWorker !== undefined ? (threads ?? platform.defaultThreads()) : 1;
}

/** The builds that would serve, best first. */
function candidates(options: Configuration): Variant[] {
  const relaxed = options.deterministic !== true && hasRelaxedSimd() && platform.relaxedPays?.() !== false;
  const list: Variant[] = [];
  if (threadsWanted(options) > 1)
    list.push(...(relaxed ? (['relaxed-threads'] as const) : []), 'simd128-threads');
  list.push(...(relaxed ? (['relaxed'] as const) : []), 'simd128');
  return list;
}

/** Instantiates the best build that can be had now. */
export function instantiate(): Instance {
  if (!hasSimd())
    throw new UnsupportedError(
      'oxigrad',
      'a runtime with WebAssembly SIMD (Chrome 91, Firefox 89, Safari 16.4 or later)',
      `${platform.name} without it`,
    );
  for (const variant of candidates(configuration)) {
    const module = fetched.get(variant) ?? moduleNow(variant);
    if (module === undefined) continue;
    const instance = start(module, variant);
    inForce = effect(configuration, configured);
    return instance;
  }
  throw new UnsupportedError(
    'oxigrad',
    'a WebAssembly build that can be loaded',
    'none',
    'Reinstall the package.',
  );
}

function moduleNow(variant: Variant): WebAssembly.Module | undefined {
  try {
    return platform.module(variant);
  } catch (error) {
    checkCompiling();
    throw error;
  }
}

function start(module: WebAssembly.Module, variant: Variant): Instance {
  const shared = variant.endsWith('-threads');
  const running = instantiateModule(module, {
    shared,
    ...(configuration.memoryLimitMB === undefined ? {} : { memoryLimitMB: configuration.memoryLimitMB }),
  });
  const { memory, limit, exports } = running;
  if (running.tableHash !== TABLE_HASH)
    throw new StateError(
      'oxigrad',
      `a WebAssembly module of the version ${TABLE_HASH.toString(16)}, that of its JavaScript`,
      running.tableHash.toString(16),
      'Rebuild, or clear the cache.',
    );
  const threads = shared ? threadsWanted(configuration) : 1;
  const pool = shared ? new ThreadPool(platform, module, memory, exports, threads, STACK_BYTES) : undefined;
  return { exports, memory, limit, variant, threads, pool, end: () => pool?.end() };
}

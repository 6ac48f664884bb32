/**
 * Loading: which build, how much memory, how many threads. Everything is synchronous and happens at the first
 * use; `configure` comes before it.
 */

import { platform } from '#platform';
import { StateError, show, UnsupportedError, ValueError } from '../errors.ts';
import type { Variant } from '../platform/platform.ts';
import type { DoorExports } from './exports.ts';
import { hasRelaxedSimd, hasSharedMemory, hasSimd } from './features.ts';
import { TABLE_HASH } from './generated/encoder.ts';
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
let instantiated = false;
const fetched = new Map<Variant, WebAssembly.Module>();

/**
 * Chooses threads, determinism and the memory limit. Await it before the first tensor is computed: later it
 * throws a {@link StateError}. In browsers it fetches the build that the options ask for, if it can be used.
 */
export async function configure(options: Configuration): Promise<void> {
  checkConfiguration(options);
  if (instantiated) throw tooLate();
  const next = { ...configuration, ...options };
  for (const variant of candidates(next)) {
    const module = await platform.fetchModule(variant, next.wasmUrl);
    if (module !== undefined) {
      fetched.set(variant, module);
      break;
    }
  }
  if (instantiated) throw tooLate();
  configuration = next;
}

function tooLate(): StateError {
  return new StateError(
    'configure',
    'a call before the first computation',
    'one after it',
    'Await configure({ … }) at the start of the program.',
  );
}

function checkConfiguration({ threads, memoryLimitMB }: Configuration): void {
  if (threads !== undefined && (!Number.isInteger(threads) || threads < 1 || threads > 64))
    throw new ValueError('configure', 'threads from 1 to 64', show(threads));
  if (memoryLimitMB !== undefined && !(memoryLimitMB >= 4 && memoryLimitMB <= 4096))
    throw new ValueError('configure', 'memoryLimitMB from 4 to 4096', show(memoryLimitMB));
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
    const module = fetched.get(variant) ?? platform.module(variant);
    if (module === undefined) continue;
    const instance = start(module, variant);
    instantiated = true;
    return instance;
  }
  throw new UnsupportedError(
    'oxigrad',
    'a WebAssembly build that can be loaded',
    'none',
    'Reinstall the package.',
  );
}

const PAGE = 65536;
/** At least what every module declares: `INITIAL_MEMORY` of scripts/build/wasm.sh, and a page that threads add. */
const INITIAL_PAGES = 33;
const STACK_BYTES = 1 << 20;

function start(module: WebAssembly.Module, variant: Variant): Instance {
  const shared = variant.endsWith('-threads');
  const { memory, limit } = grantMemory(shared);
  const instance = new WebAssembly.Instance(module, stubbedImports(module, memory));
  const exports = instance.exports as unknown as DoorExports & {
    __wbindgen_start?: (stack?: number) => void;
  };
  exports.__wbindgen_start?.(shared ? STACK_BYTES : undefined);
  if (exports.table_hash() >>> 0 !== TABLE_HASH)
    throw new StateError(
      'oxigrad',
      `a WebAssembly module of the version ${TABLE_HASH.toString(16)}, that of its JavaScript`,
      (exports.table_hash() >>> 0).toString(16),
      'Rebuild, or clear the cache.',
    );
  const threads = shared ? threadsWanted(configuration) : 1;
  const pool = shared ? new ThreadPool(platform, module, memory, exports, threads, STACK_BYTES) : undefined;
  return { exports, memory, limit, variant, threads, pool, end: () => pool?.end() };
}

/** The most memory that the runtime grants: a smaller maximum is better than none. */
function grantMemory(shared: boolean): { memory: WebAssembly.Memory; limit: number } {
  const most = Math.floor(((configuration.memoryLimitMB ?? 4096) * 2 ** 20) / PAGE);
  for (let pages = most; pages >= INITIAL_PAGES; pages >>>= 1) {
    try {
      const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: pages, shared });
      return { memory, limit: pages * PAGE };
    } catch {
      // Too much: ask for less.
    }
  }
  throw new UnsupportedError(
    'oxigrad',
    `a runtime that grants ${(INITIAL_PAGES * PAGE) / 2 ** 20} MB of WebAssembly memory`,
    'a refusal',
    'Close other tabs or raise the process limit.',
  );
}

/** Imports of a module: the memory, the clock, and functions that are never called. */
function stubbedImports(module: WebAssembly.Module, memory: WebAssembly.Memory): WebAssembly.Imports {
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    (imports[from] as Record<string, WebAssembly.ImportValue>)[name] =
      kind === 'memory' ? memory : () => performance.now();
  }
  return imports;
}

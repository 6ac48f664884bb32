/** Instances of kernel modules: their memory, as much as the runtime grants, and the few imports they have. */

import { UnsupportedError } from '../errors.ts';
import type { DoorExports } from './exports.ts';

const PAGE = 65536;
/** At least what every module declares: `INITIAL_MEMORY` of scripts/build/wasm.sh, and a page that threads add. */
const INITIAL_PAGES = 33;
/** The stack of a thread. */
export const STACK_BYTES: number = 1 << 20;

/** Options of {@link instantiateModule}. */
export interface InstanceOptions {
  /** Whether the memory is shared between threads. Default `false`. */
  readonly shared?: boolean;
  /** The most megabytes (2²⁰ bytes) of memory. Default 4096. */
  readonly memoryLimitMB?: number;
}

/** An instance. */
export interface ModuleInstance {
  readonly exports: DoorExports;
  readonly memory: WebAssembly.Memory;
  /** The most bytes that the memory may have. */
  readonly limit: number;
  /** The hash of the module's instruction table. */
  readonly tableHash: number;
}

/** Instantiates a module of kernels. Throws an {@link UnsupportedError} where the runtime grants no memory. */
export function instantiateModule(
  module: WebAssembly.Module,
  { shared = false, memoryLimitMB = 4096 }: InstanceOptions = {},
): ModuleInstance {
  const { memory, limit } = grantMemory(shared, memoryLimitMB);
  const instance = new WebAssembly.Instance(module, stubbedImports(module, memory));
  const exports = instance.exports as unknown as DoorExports & {
    __wbindgen_start?: (stack?: number) => void;
  };
  exports.__wbindgen_start?.(shared ? STACK_BYTES : undefined);
  return { exports, memory, limit, tableHash: exports.table_hash() >>> 0 };
}

/** The most memory that the runtime grants: a smaller maximum is better than none. */
function grantMemory(shared: boolean, limitMB: number): { memory: WebAssembly.Memory; limit: number } {
  const most = Math.floor((limitMB * 2 ** 20) / PAGE);
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

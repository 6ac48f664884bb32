/** `oxigrad/runtime`: runs a model that was exported as an artifact, without layers, gradients or a planner. */

import { DataError, show, UnsupportedError, ValueError } from '../errors.ts';
import { relaxedPaysInBrowser, relaxedPaysInNode } from '../platform/engines.ts';
import { Engine } from '../wasm/door.ts';
import { hasRelaxedSimd } from '../wasm/features.ts';
import { TABLE_HASH } from '../wasm/generated/encoder.ts';
import { instantiateModule } from '../wasm/instance.ts';
import { digest, readArtifact } from './artifact.ts';
import { makeRunner, type Runner } from './runner.ts';
import { compileModule, isModule, isModuleBytes, read, type Source, sectionOf } from './source.ts';

// A file of its own: its errors are not those of the library, for `instanceof`.
export {
  DataError,
  MemoryError,
  OxigradError,
  ShapeError,
  StateError,
  UnsupportedError,
  ValueError,
} from '../errors.ts';
export type { Manifest, Port } from './format.ts';
export type { Elements, Inputs, Runner } from './runner.ts';
export type { Source } from './source.ts';

/** Options of {@link load}. */
export interface LoadOptions {
  /** The kernels, where the artifact brings none: a module of the package's `wasm` folder. Default: found beside this module. */
  readonly kernels?: Source;
  /** The most megabytes (2²⁰ bytes) of memory. Default 1024. */
  readonly memoryLimitMB?: number;
}

/**
 * Loads an artifact (`.oxi`), or a WebAssembly module that carries one (`.wasm`), each in an instance of its own.
 *
 * ```ts
 * const classify = await load(fetch('/digits.wasm'));
 * const { probabilities } = classify({ image });
 * ```
 * @throws DataError for what is no artifact or a corrupt one, UnsupportedError for one of a later version or a runtime that
 *   may not compile.
 */
export async function load(source: Source, options: LoadOptions = {}): Promise<Runner> {
  const where = 'load';
  const { kernels, memoryLimitMB = 1024, ...rest } = options ?? {};
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new ValueError(where, 'options kernels, memoryLimitMB', show(unknown));
  const given = await read(source, where);
  let module: WebAssembly.Module;
  let bytes: Uint8Array;
  let own = true;
  if (isModule(given) || isModuleBytes(given)) {
    module = isModule(given) ? given : await compileModule(given, where);
    bytes = sectionOf(module, where);
  } else {
    bytes = given;
    const pack = await read(kernels ?? defaultKernels(), `${where}: kernels`);
    module = isModule(pack) ? pack : await compileModule(pack, `${where}: kernels`);
    own = false;
  }
  const artifact = readArtifact(bytes, where);
  const found = await digest(artifact.text, artifact.tensors);
  if (found !== undefined && found !== artifact.sha256)
    throw new DataError(where, `content with SHA-256 ${artifact.sha256}`, found, 'Fetch the file again.');
  const { exports, memory, tableHash } = instantiateModule(module, { memoryLimitMB });
  if (!own && tableHash !== TABLE_HASH)
    throw new UnsupportedError(where, 'kernels of the version of this package', tableHash.toString(16));
  return makeRunner(artifact, new Engine({ exports, memory, end: () => {} }));
}

interface Host {
  readonly process?: { readonly versions?: Readonly<Record<string, string | undefined>> };
}

/** The full build beside this module: written out, so that bundlers find the files. */
function defaultKernels(): URL {
  const { versions } = (globalThis as Host).process ?? {};
  const pays =
    versions === undefined
      ? relaxedPaysInBrowser(globalThis.navigator?.userAgent)
      : relaxedPaysInNode(versions);
  return hasRelaxedSimd() && pays
    ? new URL('../wasm/relaxed.wasm', import.meta.url)
    : new URL('../wasm/simd128.wasm', import.meta.url);
}

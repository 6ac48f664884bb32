/** `exportModule`: kernels and model as one WebAssembly file, which edge runtimes import and browsers compile while it loads. */

import { checkKeys } from '../closest.ts';
import { DataError, show, ValueError } from '../errors.ts';
import { SECTION } from '../runtime/format.ts';
import { type BytesSource, isModule, isModuleBytes, read } from '../runtime/source.ts';
import { type ExportOptions, exportArtifact } from './export.ts';
import type { AnyModel } from './inference.ts';

/** Which kernels. */
export interface KernelOptions {
  /** The kernels: `'simd128'` (default) runs wherever WebAssembly has SIMD, `'relaxed'` is faster where it runs. */
  readonly build?: 'simd128' | 'relaxed';
  /** The bytes of the kernels, or where they are, for bundles that leave the package's `wasm` folder behind. */
  readonly kernels?: BytesSource;
}

/** Options of {@link exportModule}. */
export interface ModuleOptions extends ExportOptions, KernelOptions {}

/** Written out, one by one, so that bundlers find the files. */
const builds: Readonly<Record<'simd128' | 'relaxed', () => URL>> = {
  simd128: () => new URL('../wasm/simd128.wasm', import.meta.url),
  relaxed: () => new URL('../wasm/relaxed.wasm', import.meta.url),
};

/**
 * A model's predictions and the kernels that run them as one WebAssembly module: `load` of `oxigrad/runtime` takes its bytes,
 * where it is, or the module itself, such as an edge runtime imports: `import digits from './digits.wasm'`.
 * @throws what {@link exportArtifact} throws; DataError for kernels that are no WebAssembly module.
 */
export async function exportModule(model: AnyModel, options: ModuleOptions = {}): Promise<Uint8Array> {
  const { build, kernels, ...rest } = checkKeys(
    'exportModule',
    options,
    'build kernels batchSizes fold quantize samples onQuantized labels preprocessing provenance',
  );
  const own = {
    ...(build === undefined ? {} : { build }),
    ...(kernels === undefined ? {} : { kernels }),
  };
  checkBuild('exportModule', own);
  return withKernels(await exportArtifact(model, rest), own);
}

function checkBuild(where: string, { build = 'simd128' }: KernelOptions): void {
  if (!Object.hasOwn(builds, build))
    throw new ValueError(where, "build to be 'simd128' or 'relaxed'", show(build));
}

/**
 * An artifact and the kernels that run it as one WebAssembly module, as {@link exportModule} gives it.
 * @throws DataError for kernels that are no WebAssembly module; ValueError for a build that there is none of.
 */
export async function withKernels(artifact: Uint8Array, options: KernelOptions = {}): Promise<Uint8Array> {
  const where = 'withKernels';
  const { build = 'simd128', kernels } = checkKeys(where, options, 'build kernels');
  checkBuild(where, options);
  const module = await read(kernels ?? builds[build](), where);
  if (isModule(module) || !isModuleBytes(module))
    throw new DataError(where, 'the bytes of a WebAssembly module as kernels', show(module));
  return withSection(module, SECTION, artifact);
}

/** A module with a custom section behind all others (WebAssembly core specification, "Custom Section"). */
function withSection(module: Uint8Array, name: string, content: Uint8Array): Uint8Array {
  const label = new TextEncoder().encode(name);
  const body = [...unsigned(label.length), ...label];
  const head = [0, ...unsigned(body.length + content.length), ...body];
  const whole = new Uint8Array(module.length + head.length + content.length);
  whole.set(module);
  whole.set(head, module.length);
  whole.set(content, module.length + head.length);
  return whole;
}

/** An unsigned number in groups of seven bits, the lowest first (LEB128). */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
}

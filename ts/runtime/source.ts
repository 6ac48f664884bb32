/** Where artifacts and kernels come from: bytes, responses, paths, modules. */

import { DataError, show, UnsupportedError } from '../errors.ts';
import { bytesOf } from '../io/array.ts';
import { SECTION } from './format.ts';

/** Bytes, a response or the promise of one, or an address: a URL, in Node, Deno and Bun also a path. */
export type BytesSource = Uint8Array | ArrayBuffer | Response | Promise<Response> | URL | string;

/** The same, or a module. */
export type Source = BytesSource | WebAssembly.Module;

/** What of Node's file system is used here. */
interface Host {
  getBuiltinModule?(
    name: 'node:fs/promises',
  ): { readFile(path: string | URL): Promise<Uint8Array> } | undefined;
}

/** A source as bytes or a module. Throws a {@link DataError} where it cannot be read. */
export async function read(given: Source, where: string): Promise<Uint8Array | WebAssembly.Module> {
  const source: unknown = await given;
  if (typeof source === 'string' || source instanceof URL) return readAddress(source, where);
  if (typeof Response !== 'undefined' && source instanceof Response) return readResponse(source, where);
  return isModule(source) ? source : bytesOf(source, where);
}

async function readAddress(address: string | URL, where: string): Promise<Uint8Array> {
  const path = String(address);
  const files = (globalThis as { process?: Host }).process?.getBuiltinModule?.('node:fs/promises');
  try {
    if (files !== undefined && !/^(https?|data|blob):/.test(path)) return await files.readFile(address);
    return await readResponse(await fetch(address), where);
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(where, `to read ${show(path)}`, String(error), 'Check the address.');
  }
}

async function readResponse(response: Response, where: string): Promise<Uint8Array> {
  if (!response.ok)
    throw new DataError(where, 'a response with status 200', `${response.status} of ${response.url}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Whether a value is a module, of this realm or another. */
export function isModule(value: unknown): value is WebAssembly.Module {
  return Object.prototype.toString.call(value) === '[object WebAssembly.Module]';
}

/** Whether bytes begin a WebAssembly module. */
export function isModuleBytes(bytes: Uint8Array): boolean {
  return bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;
}

/** Compiles a module. Throws a {@link DataError} for bytes that are none, an {@link UnsupportedError} where nothing may be compiled. */
export async function compileModule(bytes: Uint8Array, where: string): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>);
  } catch (error) {
    if (
      error instanceof WebAssembly.CompileError &&
      isModuleBytes(bytes) &&
      !/policy|disallowed|blocked/i.test(String(error))
    )
      throw new DataError(where, 'a WebAssembly module that this runtime knows', String(error));
    throw new UnsupportedError(
      where,
      'a runtime that compiles WebAssembly',
      String(error),
      'Import the file as a module where nothing may be compiled, and give that.',
    );
  }
}

/** The artifact in a module. */
export function sectionOf(module: WebAssembly.Module, where: string): Uint8Array {
  const [section] = WebAssembly.Module.customSections(module, SECTION);
  if (section === undefined)
    throw new DataError(where, `a module with an artifact, in its section ${show(SECTION)}`, 'one without');
  return new Uint8Array(section);
}

// Files, for the runtimes that have them. Found at the first use and never imported by name, so that bundles for
// browsers and edges stay whole.

/** What of `node:fs/promises` is used here; Node, Deno and Bun have it. */
export interface Files {
  readFile(path: string): Promise<Uint8Array>;
  readdir(path: string): Promise<string[]>;
  mkdir(path: string, options: { recursive: true }): Promise<unknown>;
  open(path: string, flags: string): Promise<FileHandle>;
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options: { force: true }): Promise<void>;
  stat(path: string): Promise<{ readonly mtimeMs: number }>;
}

/** An open file. */
export interface FileHandle {
  writeFile(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

interface NodeLike {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly versions?: { readonly node?: string };
  readonly platform?: string;
  readonly pid?: number;
  getBuiltinModule?(name: string): unknown;
}

/** The process, where there is one. */
function host(): NodeLike | undefined {
  return (globalThis as { process?: NodeLike }).process;
}

/** The file system, or `undefined` where there is none. */
export async function findFiles(): Promise<Files | undefined> {
  const process = host();
  if (process?.versions?.node === undefined) return undefined;
  return process.getBuiltinModule?.('node:fs/promises') as Files | undefined;
}

/** An environment variable; `undefined` where it is not set, or there are none. */
export function environmentVariable(name: string): string | undefined {
  const value = host()?.env?.[name];
  return value === '' ? undefined : value;
}

/** The folder in which this user's programs keep what can be fetched again; `undefined` when none is known. */
export function userCacheFolder(): string | undefined {
  if (host()?.platform === 'win32') return environmentVariable('LOCALAPPDATA');
  const home = environmentVariable('HOME');
  return environmentVariable('XDG_CACHE_HOME') ?? (home === undefined ? undefined : `${home}/.cache`);
}

/** A part of a file name that no other writer, in this process or another, uses. */
export function uniqueName(): string {
  const random = Math.floor(Math.random() * 2 ** 52).toString(36);
  return `${host()?.pid ?? 0}-${random}`;
}

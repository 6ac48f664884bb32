// Files, for the runtimes that have them. Found at the first use and never imported by name, so that bundles for
// browsers and edges stay whole.

/** What of `node:fs/promises` is used here; Node, Deno and Bun have it. */
export interface Files {
  open(path: string): Promise<OpenFile>;
  rm(path: string, options: { force: true }): Promise<void>;
}

/** What of a file that is open. */
export interface OpenFile {
  stat(): Promise<{ readonly size: number }>;
  read(into: Uint8Array, offset: number, length: number): Promise<{ readonly bytesRead: number }>;
  close(): Promise<void>;
}

interface BuiltIns {
  'node:fs': typeof import('node:fs');
  'node:fs/promises': Files;
  'node:path': typeof import('node:path');
  'node:url': typeof import('node:url');
}

interface NodeLike {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly versions?: { readonly node?: string };
  readonly platform?: string;
  readonly pid?: number;
  getBuiltinModule?<Name extends keyof BuiltIns>(name: Name): BuiltIns[Name] | undefined;
}

/** The process, where there is one. */
function host(): NodeLike | undefined {
  return (globalThis as { process?: NodeLike }).process;
}

/** The file system, or `undefined` where there is none. */
export async function findFiles(): Promise<Files | undefined> {
  const process = host();
  if (process?.versions?.node === undefined) return undefined;
  return process.getBuiltinModule?.('node:fs/promises');
}

function builtIn<Name extends keyof BuiltIns>(name: Name): BuiltIns[Name] {
  const found = host()?.getBuiltinModule?.(name);
  if (found === undefined) throw new Error('this runtime has no files');
  return found;
}

/** The bytes of a file. Throws what the file system throws. */
export function readWhole(path: string | URL): Uint8Array {
  return builtIn('node:fs').readFileSync(path);
}

/**
 * The bytes of a file, or `undefined` where there are more than `most`: devices and pipes have no size, and may have no
 * end. Throws what the file system throws.
 */
export async function readAtMost(files: Files, path: string, most: number): Promise<Uint8Array | undefined> {
  const file = await files.open(path);
  try {
    const { size } = await file.stat();
    // One byte more, so that the end is seen without another buffer.
    let bytes = new Uint8Array(Math.min(Math.max(size, 65_535), most) + 1);
    for (let length = 0; ; ) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length);
      length += bytesRead;
      if (bytesRead === 0) return bytes.subarray(0, length);
      if (length > most) return undefined;
      if (length < bytes.length) continue;
      const larger = new Uint8Array(Math.min(2 * length, most + 1));
      larger.set(bytes);
      bytes = larger;
    }
  } finally {
    await file.close();
  }
}

/** A partial file this old has no writer any more: writing takes milliseconds. */
const ABANDONED_AFTER_MS = 10 * 60 * 1000;

/**
 * Writes a file aside, waits until it is on disk, and renames it: readers see the whole old file or the whole new one,
 * whatever ends this process, and also when several write it. Makes its folder. Throws what the file system throws;
 * then the old file is as it was, and nothing else is left.
 */
export function writeWhole(path: string | URL, bytes: Uint8Array): void {
  const files = builtIn('node:fs');
  const { basename, dirname } = builtIn('node:path');
  const given = typeof path === 'string' ? path : builtIn('node:url').fileURLToPath(path);
  const old = files.statSync(given, { throwIfNoEntry: false });
  if (old?.isFile() === false) {
    // A device or a pipe has no content that could be torn, and must stay what it is.
    files.writeFileSync(given, bytes);
    return;
  }
  // What a link points to is replaced, not the link; and no file that must not be written.
  const target = old === undefined ? given : files.realpathSync(given);
  if (old !== undefined) files.accessSync(target, files.constants.W_OK);
  const folder = dirname(target);
  makeFolder(files, folder, dirname);
  removeAbandoned(files, folder, basename(target));
  const partial = `${target}.${uniqueName()}.partial`;
  try {
    const file = files.openSync(partial, 'wx', old?.mode ?? 0o666);
    try {
      files.writeFileSync(file, bytes);
      files.fsyncSync(file);
    } finally {
      files.closeSync(file);
    }
    files.renameSync(partial, target);
  } catch (error) {
    try {
      files.rmSync(partial, { force: true });
    } catch {
      // What went wrong first is what counts.
    }
    throw error;
  }
}

/** Makes a folder and those it lies in. Node's own `recursive` never ends where a parent allows no folder, as /proc. */
function makeFolder(files: BuiltIns['node:fs'], folder: string, dirname: (path: string) => string): void {
  if (files.existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(files, parent, dirname);
  try {
    files.mkdirSync(folder);
  } catch (error) {
    // Another process may have been faster.
    if (!files.existsSync(folder)) throw error;
  }
}

/** Removes what killed processes left behind, but not what others are writing now. */
function removeAbandoned(files: BuiltIns['node:fs'], folder: string, name: string): void {
  for (const entry of files.readdirSync(folder)) {
    if (!entry.startsWith(`${name}.`) || !entry.endsWith('.partial')) continue;
    const path = `${folder}/${entry}`;
    // Its writer may rename it between the calls.
    const found = files.statSync(path, { throwIfNoEntry: false });
    if (found !== undefined && Date.now() - found.mtimeMs > ABANDONED_AFTER_MS)
      files.rmSync(path, { force: true });
  }
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
function uniqueName(): string {
  const random = Math.floor(Math.random() * 2 ** 52).toString(36);
  return `${host()?.pid ?? 0}-${random}`;
}

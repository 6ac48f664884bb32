// Where downloads are kept: a folder, written atomically, or the Cache API of browsers.
import { DataError } from '../errors.ts';
import { textOf, withCause } from '../io/cause.ts';
import { type Files, findFiles, uniqueName, userCacheFolder } from '../platform/files.ts';

/** Files by name. */
export interface DownloadCache {
  /** The bytes, or `undefined` when the file is not there. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Keeps the bytes. Readers see the whole file or none, also when several processes write it. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Forgets the file. */
  remove(name: string): Promise<void>;
}

/** A partial file this old has no writer any more: writing takes milliseconds. */
const ABANDONED_AFTER_MS = 10 * 60 * 1000;

/**
 * The cache to use: `folder`, else `defaultName` in the user's cache folder; in browsers the Cache API; else none.
 *
 * @param baseUrl Where the files come from, which names them in the Cache API.
 */
export async function openCache(
  folder: string | undefined,
  defaultName: string,
  baseUrl: string,
  where: string,
): Promise<DownloadCache | undefined> {
  const files = await findFiles();
  if (files !== undefined) {
    const user = userCacheFolder();
    const chosen = folder ?? (user === undefined ? undefined : `${user}/oxigrad/${defaultName}`);
    return chosen === undefined ? undefined : folderCache(files, chosen, where);
  }
  return typeof caches === 'undefined' ? undefined : browserCache(baseUrl);
}

/** A cache in a folder, which is made at the first write. */
export function folderCache(files: Files, folder: string, where: string): DownloadCache {
  return {
    read: (name) => readIfThere(files, `${folder}/${name}`, where),
    remove: (name) => files.rm(`${folder}/${name}`, { force: true }),
    write: async (name, bytes) => {
      const partial = `${folder}/${name}.${uniqueName()}.partial`;
      try {
        await files.mkdir(folder, { recursive: true });
        await removeAbandoned(files, folder, name);
        await writeSynced(files, partial, bytes);
        await files.rename(partial, `${folder}/${name}`);
      } catch (cause) {
        await files.rm(partial, { force: true }).catch(() => undefined);
        const rule = `to write ${name} into the cache folder ${folder}`;
        const remedy = 'Give another cacheDir, or cacheDir: false to keep nothing.';
        throw withCause(new DataError(where, rule, textOf(cause), remedy), cause);
      }
    },
  };
}

/** The bytes of a file, or `undefined` when it is not there. */
export async function readIfThere(
  files: Files,
  path: string,
  where: string,
): Promise<Uint8Array | undefined> {
  try {
    return await files.readFile(path);
  } catch (cause) {
    const { code } = cause as { code?: string };
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw withCause(new DataError(where, `to read ${path}`, textOf(cause)), cause);
  }
}

/** Writes a file and waits until it is on disk: a rename may otherwise outlive a power cut that the bytes do not. */
async function writeSynced(files: Files, path: string, bytes: Uint8Array): Promise<void> {
  const file = await files.open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Removes what killed processes left behind, but not what others are writing now. */
async function removeAbandoned(files: Files, folder: string, name: string): Promise<void> {
  for (const entry of await files.readdir(folder)) {
    if (!entry.startsWith(`${name}.`) || !entry.endsWith('.partial')) continue;
    const path = `${folder}/${entry}`;
    // Its writer may rename it between the two calls.
    const age = await files.stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > ABANDONED_AFTER_MS) await files.rm(path, { force: true });
  }
}

/** A cache in a browser; where storage is refused or full, files are fetched again next time. */
function browserCache(baseUrl: string): DownloadCache {
  const open = () => caches.open('oxigrad');
  return {
    read: async (name) => {
      const response = await open()
        .then((cache) => cache.match(baseUrl + name))
        .catch(() => undefined);
      return response === undefined ? undefined : new Uint8Array(await response.arrayBuffer());
    },
    write: async (name, bytes) => {
      const response = new Response(bytes as Uint8Array<ArrayBuffer>);
      await open()
        .then((cache) => cache.put(baseUrl + name, response))
        .catch(() => undefined);
    },
    remove: async (name) => {
      await open()
        .then((cache) => cache.delete(baseUrl + name))
        .catch(() => undefined);
    },
  };
}

// Where downloads are kept: a folder, written atomically, or the Cache API of browsers.
import { DataError } from '../errors.ts';
import { textOf, withCause } from '../io/cause.ts';
import { type Files, findFiles, readAtMost, userCacheFolder, writeWhole } from '../platform/files.ts';

/** Files by name. */
export interface DownloadCache {
  /** The bytes, or `undefined` when the file is not there. A {@link DataError} for more than `most`. */
  read(name: string, most: number): Promise<Uint8Array | undefined>;
  /** Keeps the bytes. Readers see the whole file or none, also when several processes write it. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Forgets the file. */
  remove(name: string): Promise<void>;
}

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
    read: (name, most) => readIfThere(files, `${folder}/${name}`, most, where),
    remove: (name) => files.rm(`${folder}/${name}`, { force: true }),
    write: async (name, bytes) => {
      try {
        writeWhole(`${folder}/${name}`, bytes);
      } catch (cause) {
        const rule = `to write ${name} into the cache folder ${folder}`;
        const remedy = 'Give another cacheDir, or cacheDir: false to keep nothing.';
        throw withCause(new DataError(where, rule, textOf(cause), remedy), cause);
      }
    },
  };
}

/** The bytes of a file, or `undefined` when it is not there. A {@link DataError} for more than `most`. */
export async function readIfThere(
  files: Files,
  path: string,
  most: number,
  where: string,
): Promise<Uint8Array | undefined> {
  try {
    const bytes = await readAtMost(files, path, most);
    if (bytes !== undefined) return bytes;
  } catch (cause) {
    const { code } = cause as { code?: string };
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw withCause(new DataError(where, `to read ${path}`, textOf(cause)), cause);
  }
  throw new DataError(where, `at most ${most} bytes in ${path}`, 'more', 'Is this another data set?');
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

/** Files of models: by their path where the runtime has files, else as bytes. */

import { platform } from '#platform';
import { DataError, show, UnsupportedError, ValueError } from '../errors.ts';
import { textOf, withCause } from '../io/cause.ts';
import type { PlatformFiles } from '../platform/platform.ts';

/** Where a file is: a path, or a `file:` URL. */
export type Path = string | URL;

/** The bytes of a file, or where it is. */
export type FileSource = Uint8Array | ArrayBuffer | Path;

/** The bytes of a file that was given as such, or by its path. Throws a {@link DataError} if it cannot be read. */
export function bytesFrom(where: string, file: FileSource): Uint8Array | ArrayBuffer {
  if (!isPath(file)) return file;
  const remedy = 'Fetch the file, and give its bytes.';
  return withFiles(where, file, 'to read', remedy, ({ read }) => read(file));
}

/**
 * Replaces a file, or returns its bytes where there is no path. Throws a {@link DataError} if it cannot be written; then
 * the old file is as it was.
 */
export function saved(where: string, bytes: Uint8Array, path: Path | undefined): Uint8Array | undefined {
  if (path === undefined) return bytes;
  if (!isPath(path)) throw new ValueError(where, 'a path', show(path));
  const remedy = 'Store the bytes that it returns without a path.';
  withFiles(where, path, 'to write', remedy, ({ write }) => write(path, bytes));
  return undefined;
}

function isPath(value: unknown): value is Path {
  return typeof value === 'string' || value instanceof URL;
}

function withFiles<Result>(
  where: string,
  path: Path,
  rule: string,
  remedy: string,
  body: (files: PlatformFiles) => Result,
): Result {
  const { files } = platform;
  if (files === undefined)
    throw new UnsupportedError(
      where,
      `a runtime with files ${rule} ${show(String(path))}`,
      'one without',
      remedy,
    );
  try {
    return body(files);
  } catch (cause) {
    throw withCause(new DataError(where, `${rule} ${path}`, textOf(cause)), cause);
  }
}

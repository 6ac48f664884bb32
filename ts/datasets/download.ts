// Fetching one file with progress, and typed errors for all that goes wrong on the way.
import { DataError } from '../errors.ts';
import { textOf, withCause } from '../io/cause.ts';

/** How far a download is. */
export interface DownloadProgress {
  /** Name of the file. */
  readonly file: string;
  /** Bytes received so far. */
  readonly loaded: number;
  /** Bytes in all, where the server says so. */
  readonly total: number | undefined;
}

/** Options of {@link download}. */
export interface DownloadOptions {
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Bytes above which it ends: what the file cannot have. Default: none. */
  readonly maximumBytes?: number;
  /** Ends the download; the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const REMEDY = 'Check the address and the network, or give the folder with the files as path.';

/**
 * The bytes of `baseUrl + file`, or `undefined` when the server has no such file (404).
 *
 * @throws DataError when the server cannot be reached, answers with another status, sends too much, or ends too early.
 */
export async function download(
  baseUrl: string,
  file: string,
  options: DownloadOptions,
  where: string,
): Promise<Uint8Array | undefined> {
  const url = baseUrl + file;
  const { maximumBytes = Number.POSITIVE_INFINITY, onProgress, signal } = options;
  const fail = (rule: string, got: string, cause?: unknown): never => {
    signal?.throwIfAborted();
    throw withCause(new DataError(where, rule, got, REMEDY), cause);
  };
  let response: Response;
  try {
    response = await fetch(url, { signal: signal ?? null });
  } catch (cause) {
    return fail(`an answer from ${url}`, reasonOf(cause), cause);
  }
  if (response.status === 404) {
    await response.body?.cancel();
    return undefined;
  }
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    return fail(`status 200 from ${url}`, `${response.status} ${response.statusText}`.trim());
  }
  // With a content encoding, the length is that of the encoded bytes, which nobody sees.
  const length = response.headers.has('content-encoding') ? null : response.headers.get('content-length');
  const total = length === null ? undefined : Number(length);
  const limit = `at most ${maximumBytes} bytes from ${url}`;
  if (total !== undefined && total > maximumBytes) {
    await response.body.cancel();
    return fail(limit, `${total}`);
  }
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  const reader = response.body.getReader();
  try {
    onProgress?.({ file, loaded, total });
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        return fail(`${total ?? 'all'} bytes from ${url}`, `${loaded} (${reasonOf(cause)})`, cause);
      });
      if (done) break;
      chunks.push(value);
      loaded += value.length;
      if (loaded > maximumBytes) return fail(limit, 'more');
      onProgress?.({ file, loaded, total });
    }
  } finally {
    // Frees the connection when a callback threw; does nothing after the end.
    reader.cancel().catch(() => undefined);
  }
  if (total !== undefined && loaded !== total) return fail(`${total} bytes from ${url}`, `${loaded}`);
  const bytes = new Uint8Array(loaded);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** Why fetch failed: the runtime's text, and the cause it hides (such as ECONNREFUSED). */
function reasonOf(error: unknown): string {
  const { cause } = (error ?? {}) as { cause?: unknown };
  return cause === undefined ? textOf(error) : `${textOf(error)}: ${textOf(cause)}`;
}

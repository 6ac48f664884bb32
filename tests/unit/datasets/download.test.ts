// MNIST from a mirror: progress, the cache and its atomic writes, concurrent processes, and what servers do wrong.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it, vi } from 'vitest';
import type { DownloadProgress } from '../../../ts/datasets/download.ts';
import { type MnistOptions, mnist } from '../../../ts/datasets/mnist.ts';
import { DataError } from '../../../ts/errors.ts';
import { serve, small, smallChecksums, temporaryFolder } from './small-mnist.ts';

const checksums = smallChecksums;
const files = Object.keys(small).map((file) => `${file}.gz`);

/** The folder in which a cache folder keeps the files of a mirror. */
function folderOf(cacheDir: string): string {
  const [only, ...others] = readdirSync(cacheDir);
  expect(others).toEqual([]);
  return `${cacheDir}/${only}`;
}

describe('mnist from a mirror', () => {
  it('fetches each file once, keeps it, and reads it from the cache afterwards', async () => {
    const { baseUrl, requests } = await serve();
    const cacheDir = temporaryFolder();
    const first = await mnist({ baseUrl, cacheDir, checksums });
    expect(requests.slice().sort()).toEqual(files.slice().sort());
    expect(readdirSync(folderOf(cacheDir)).sort()).toEqual(files.slice().sort());
    const second = await mnist({ baseUrl, cacheDir, checksums });
    expect(requests.length).toBe(4);
    expect(second.train.x.data()).toEqual(first.train.x.data());
    expect(Array.from(second.test.labels.data())).toEqual([3, 4]);
  });

  it('keeps nothing with cacheDir: false', async () => {
    const { baseUrl, requests } = await serve();
    await mnist({ baseUrl, cacheDir: false, checksums });
    await mnist({ baseUrl, cacheDir: false, checksums });
    expect(requests.length).toBe(8);
  });

  it('uses the folder of the user for programs, and another one for each mirror', async () => {
    const home = temporaryFolder();
    vi.stubEnv('XDG_CACHE_HOME', home);
    try {
      const one = await serve();
      const two = await serve();
      await mnist({ baseUrl: one.baseUrl, checksums });
      await mnist({ baseUrl: two.baseUrl, checksums });
      expect(two.requests.length).toBe(4);
      expect(readdirSync(`${home}/oxigrad/mnist`).length).toBe(2);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('takes an address without the slash at the end', async () => {
    const { baseUrl, requests } = await serve();
    await mnist({ baseUrl: baseUrl.slice(0, -1), cacheDir: false, checksums });
    expect(requests.length).toBe(4);
  });

  it('reports progress from nothing to all of each file', async () => {
    const { baseUrl } = await serve();
    const seen: DownloadProgress[] = [];
    await mnist({ baseUrl, cacheDir: false, checksums, onProgress: (progress) => seen.push(progress) });
    for (const file of files) {
      const of = seen.filter((progress) => progress.file === file);
      expect(of.at(0)?.loaded).toBe(0);
      expect(of.at(-1)?.loaded).toBe(of.at(-1)?.total);
      expect(of.at(-1)?.total).toBe(gzipSync(small[file.slice(0, -3) as keyof typeof small]).length);
    }
  });

  it('takes plain files from a mirror that has no others, and files that the server compresses itself', async () => {
    const { baseUrl } = await serve((file, response) => {
      const content = small[file as keyof typeof small];
      if (content === undefined) response.writeHead(404).end();
      else if (file.startsWith('t10k'))
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(content));
      else response.writeHead(200).end(content);
      return true;
    });
    const cacheDir = temporaryFolder();
    for (let time = 0; time < 2; time++) {
      const { test } = await mnist({ baseUrl, cacheDir, checksums });
      expect(Array.from(test.labels.data())).toEqual([3, 4]);
    }
  });
});

describe('the cache', () => {
  it('replaces files that were damaged', async () => {
    const { baseUrl, requests } = await serve();
    const cacheDir = temporaryFolder();
    await mnist({ baseUrl, cacheDir, checksums });
    const damaged = `${folderOf(cacheDir)}/train-images-idx3-ubyte.gz`;
    const whole = readFileSync(damaged);
    writeFileSync(damaged, whole.subarray(0, 50));
    expect((await mnist({ baseUrl, cacheDir, checksums })).train.x.shape).toEqual([5, 784]);
    expect(requests.length).toBe(5);
    expect(readFileSync(damaged)).toEqual(whole);
  });

  it('never takes in a file that fails its checks', async () => {
    const { baseUrl } = await serve();
    const cacheDir = temporaryFolder();
    await expect(mnist({ baseUrl, cacheDir })).rejects.toThrow(/SHA-256/);
    expect(readdirSync(cacheDir)).toEqual([]);
  });

  it('removes what killed writers left, but not what others write now', async () => {
    const { baseUrl } = await serve();
    const cacheDir = temporaryFolder();
    await mnist({ baseUrl, cacheDir, checksums });
    const folder = folderOf(cacheDir);
    const [old, recent] = ['1-a', '2-b'].map((id) => `train-images-idx3-ubyte.gz.${id}.partial`) as [
      string,
      string,
    ];
    writeFileSync(`${folder}/${old}`, 'x');
    writeFileSync(`${folder}/${recent}`, 'x');
    const hourAgo = new Date(Date.now() - 3_600_000);
    utimesSync(`${folder}/${old}`, hourAgo, hourAgo);
    writeFileSync(`${folder}/train-images-idx3-ubyte.gz`, 'damaged, so that it is written again');
    await mnist({ baseUrl, cacheDir, checksums });
    expect(readdirSync(folder).sort()).toEqual([...files, recent].sort());
  });

  it('is whole after several processes filled it at once', async () => {
    const cacheDir = temporaryFolder();
    const source = `
      import { openCache } from './ts/datasets/cache.ts';
      const cache = await openCache(process.argv[1], '', '', 'test');
      for (let i = 0; i < 20; i++) {
        await cache.write('file', new Uint8Array(100_000).fill(7));
        const bytes = await cache.read('file', 100_000);
        if (bytes.length !== 100_000 || bytes.some((byte) => byte !== 7)) process.exit(1);
      }`;
    const resolveDir = fileURLToPath(new URL('../../..', import.meta.url));
    const stdin = { contents: source, resolveDir };
    const bundle = await build({ stdin, bundle: true, format: 'esm', platform: 'node', write: false });
    const script = bundle.outputFiles[0]?.text as string;
    const run = () =>
      new Promise<number | null>((resolve) => {
        spawn(process.execPath, ['--input-type=module', '-e', script, cacheDir]).on('close', resolve);
      });
    expect(await Promise.all([run(), run(), run()])).toEqual([0, 0, 0]);
    expect(readdirSync(cacheDir)).toEqual(['file']);
  });

  it('says so when it cannot be written', async () => {
    const { baseUrl } = await serve();
    const cacheDir = `${temporaryFolder()}/file`;
    writeFileSync(cacheDir, 'a file where a folder should be');
    const load = mnist({ baseUrl, cacheDir, checksums });
    await expect(load).rejects.toThrow(DataError);
    await expect(load).rejects.toThrow('Give another cacheDir, or cacheDir: false to keep nothing.');
  });

  it('is that of the browser where there are no files', async () => {
    const kept = new Map<string, Response>();
    const cache = {
      match: async (url: string) => kept.get(url)?.clone(),
      put: async (url: string, response: Response) => void kept.set(url, response),
      delete: async (url: string) => kept.delete(url),
    };
    const { baseUrl, requests } = await serve();
    vi.stubGlobal('caches', { open: async () => cache });
    vi.stubGlobal('process', undefined);
    try {
      await mnist({ baseUrl, checksums });
      expect(Array.from(kept.keys()).sort()).toEqual(files.map((file) => baseUrl + file).sort());
      kept.set(`${baseUrl}t10k-labels-idx1-ubyte.gz`, new Response('damaged'));
      expect((await mnist({ baseUrl, checksums })).train.x.shape).toEqual([5, 784]);
      expect(requests.length).toBe(5);
      vi.stubGlobal('caches', { open: () => Promise.reject(new Error('storage is refused')) });
      await mnist({ baseUrl, checksums });
      expect(requests.length).toBe(9);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe('a download that fails', () => {
  const load = (baseUrl: string, options: MnistOptions = {}) =>
    mnist({ baseUrl, cacheDir: false, checksums, ...options });

  it.each([
    ['with another status', 503, 'expected status 200 from http://127.0.0.1:'],
    ['with a redirect to nowhere', 302, 'expected '],
  ])('%s is a DataError', async (_, status, text) => {
    const { baseUrl } = await serve((__, response) => {
      response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end();
      return true;
    });
    await expect(load(baseUrl)).rejects.toThrow(DataError);
    await expect(load(baseUrl)).rejects.toThrow(text);
  });

  it('because no file is there names both that were tried', async () => {
    const { baseUrl, requests } = await serve((_, response) => {
      response.writeHead(404).end();
      return true;
    });
    await expect(load(baseUrl)).rejects.toThrow(
      `mnist: expected train-labels-idx1-ubyte.gz or train-labels-idx1-ubyte at ${baseUrl}, got status 404 for both.`,
    );
    expect(requests.length).toBe(2);
  });

  it('because nobody listens is a DataError with the cause', async () => {
    const error: unknown = await load('http://127.0.0.1:1/').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DataError);
    expect((error as Error).message).toMatch(
      /^mnist: expected an answer from http:\/\/127\.0\.0\.1:1\/train-labels/,
    );
    expect((error as Error).cause).toBeInstanceOf(Error);
  });

  it('because the connection breaks says how far it came', async () => {
    const { baseUrl } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write(new Uint8Array(10), () => response.destroy());
      return true;
    });
    await expect(load(baseUrl)).rejects.toThrow(DataError);
    await expect(load(baseUrl)).rejects.toThrow(/expected 1000 bytes from http.*, got (0|10) \(/);
  });

  it('because a progress callback threw passes the error on', async () => {
    const { baseUrl } = await serve();
    const onProgress = () => {
      throw new RangeError('from the callback');
    };
    await expect(load(baseUrl, { onProgress })).rejects.toThrow(new RangeError('from the callback'));
  });

  it('because it was aborted is rejected with the reason of the signal', async () => {
    const { baseUrl } = await serve();
    const controller = new AbortController();
    const onProgress = () => controller.abort(new Error('enough'));
    await expect(load(baseUrl, { onProgress, signal: controller.signal })).rejects.toThrow('enough');
    await expect(load(baseUrl, { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
  });

  it('because it sends more than the file can have ends, and leaves nothing behind', async () => {
    // Labels of the original are 60,008 bytes.
    let sent = 0;
    const endless = await serve((_, response) => {
      response.writeHead(200);
      const part = new Uint8Array(16384);
      const more = (): void => {
        while (!response.destroyed) {
          sent += part.length;
          if (!response.write(part)) {
            response.once('drain', more);
            return;
          }
        }
      };
      more();
      return true;
    });
    const cacheDir = temporaryFolder();
    const load = mnist({ baseUrl: endless.baseUrl, cacheDir });
    await expect(load).rejects.toThrow(DataError);
    await expect(load).rejects.toThrow(/expected at most 61093 bytes from http.*, got more/);
    expect(endless.requests).toEqual(['train-labels-idx1-ubyte.gz']);
    expect(readdirSync(cacheDir)).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const until = sent;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sent).toBe(until);

    const boasting = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 10 ** 12 });
      response.write(new Uint8Array(10));
      return true;
    });
    const other = mnist({ baseUrl: boasting.baseUrl, cacheDir });
    await expect(other).rejects.toThrow(/at most 61093 bytes.*got 1000000000000/);
    expect(readdirSync(cacheDir)).toEqual([]);
  });
});

/** `configure`: what it takes, what it refuses, and what it says when a build cannot be loaded. */

import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

type Loading = typeof import('../../ts/wasm/load.ts') & typeof import('../../ts/wasm/engine.ts');
let ox: Loading;
beforeEach(async () => {
  vi.resetModules();
  ox = { ...(await import('../../ts/wasm/load.ts')), ...(await import('../../ts/wasm/engine.ts')) };
});
afterEach(() => {
  if (ox.engineExists()) ox.engine().instance.end();
  vi.restoreAllMocks();
});

const folder = fileURLToPath(new URL('../../ts/wasm', import.meta.url));
const configure = (options: unknown): Promise<void> => ox.configure(options as object);

describe('options', () => {
  test.each([
    [
      { thread: 2 },
      'configure: expected options threads, deterministic, memoryLimitMB, wasmUrl, got "thread". Did you mean \'threads\'?',
    ],
    [{ wasmURL: '/' }, "Did you mean 'wasmUrl'?"],
    [{ memoryLimit: 64 }, "Did you mean 'memoryLimitMB'?"],
    [{ constructor: 1 }, 'got "constructor"'],
    [{ memory_limit_mb: 64 }, 'got "memory_limit_mb". Did you mean \'memoryLimitMB\'?'],
    [null, 'options as { camelCase: value }, got null'],
    [4, 'options as { camelCase: value }, got 4'],
    [{ threads: null }, 'threads to be a whole number from 1 to 64, got null'],
    [{ threads: '2' }, 'threads to be a whole number from 1 to 64, got "2"'],
    [{ threads: 0 }, 'threads to be a whole number from 1 to 64, got 0'],
    [{ deterministic: 1 }, 'deterministic to be true or false, got 1'],
    [{ memoryLimitMB: Number.NaN }, 'memoryLimitMB to be from 4 to 4096, got NaN'],
    [{ wasmUrl: '' }, 'wasmUrl to be the address of a folder as a text, got ""'],
    [{ wasmUrl: new URL('http://localhost/') }, 'wasmUrl to be the address of a folder as a text, got URL'],
  ])('%j is an error that says what is right', async (options, text) => {
    await expect(configure(options)).rejects.toMatchObject({
      name: 'ValueError',
      message: expect.stringContaining(text),
    });
    await ox.configure({ threads: 1 });
  });

  test('nothing, and options that are undefined, choose nothing', async () => {
    await ox.configure({ threads: 1, deterministic: true });
    await ox.configure();
    await configure({ threads: undefined });
    expect(ox.engine().instance.variant).toBe('simd128');
    expect(ox.engine().instance.threads).toBe(1);
  });
});

describe('again', () => {
  test('the same options are in force already, before and after the start', async () => {
    const options = { threads: 1, deterministic: true, memoryLimitMB: 64 };
    await Promise.all([ox.configure(options), ox.configure(options)]);
    const { instance } = ox.engine();
    await ox.configure(options);
    await ox.configure({ threads: 1 });
    await ox.configure({});
    expect(ox.engine().instance).toBe(instance);
  });

  test('other options after the start are an error that says what is in force, and nothing changes', async () => {
    await ox.configure({ threads: 1, deterministic: true });
    ox.engine();
    for (const options of [{ threads: 2 }, { memoryLimitMB: 64 }, { wasmUrl: folder }])
      await expect(ox.configure(options)).rejects.toMatchObject({
        name: 'StateError',
        message: expect.stringContaining(
          'in force since then: {"build":"simd128","threads":1,"memoryLimitMB":4096',
        ),
      });
    await ox.configure({ threads: 1, deterministic: true });
  });

  test('calls take effect in their order, however long each takes', async () => {
    await Promise.all([
      ox.configure({ wasmUrl: folder, threads: 2 }),
      ox.configure({ threads: 1, memoryLimitMB: 64 }),
      ox.configure({ deterministic: true }),
    ]);
    expect(ox.engine().instance).toMatchObject({ variant: 'simd128', threads: 1 });
  });

  test('what is computed while a call is under way makes it too late, unless it asks for what there is', async () => {
    const late = ox.configure({ threads: 1, memoryLimitMB: 64 });
    ox.engine();
    await expect(late).rejects.toMatchObject({ name: 'StateError' });
  });
});

describe('a build that cannot be loaded', () => {
  let server: Server;
  let address: string;
  const answers: Record<string, (response: ServerResponse, wasm: Buffer) => void> = {
    missing: (response) => response.writeHead(404, { 'content-type': 'text/plain' }).end('no'),
    page: (response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Home'),
    cut: (response, wasm) => {
      response.writeHead(200, { 'content-type': 'application/wasm', 'content-length': wasm.length });
      response.write(wasm.subarray(0, 1000), () => response.destroy());
    },
    short: (response, wasm) =>
      response.writeHead(200, { 'content-type': 'application/wasm' }).end(wasm.subarray(0, 1000)),
    slow: (response, wasm) =>
      void setTimeout(() => response.writeHead(200, { 'content-type': 'application/wasm' }).end(wasm), 200),
  };
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const [, kind = '', file = ''] = (request.url ?? '').split('/');
      answers[kind]?.(response, await readFile(`${folder}/${file}`));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const options = { threads: 1, deterministic: true };
  const refusal = async (wasmUrl: string): Promise<string> => {
    const error = await ox.configure({ ...options, wasmUrl }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'DataError' });
    const { message } = error as Error;
    expect(message).toMatch(
      /^configure: expected a WebAssembly build that can be loaded, got .*Set wasmUrl/s,
    );
    return message;
  };

  test.each([
    ['missing', '(status 404, text/plain)'],
    ['page', '(status 200, text/html): CompileError'],
    ['cut', '(status 200, application/wasm): TypeError'],
    ['short', '(status 200, application/wasm): CompileError'],
  ])('%s: the error names the address and the answer', async (kind, text) => {
    const message = await refusal(`${address}/${kind}`);
    expect(message).toContain(`${address}/${kind}/simd128.wasm`);
    expect(message).toContain(text);
  });

  test('a server and a folder that are not there', async () => {
    expect(await refusal('http://127.0.0.1:1/wasm/')).toContain(
      'http://127.0.0.1:1/wasm/simd128.wasm: TypeError',
    );
    expect(await refusal('file:///nowhere/')).toContain('file:///nowhere/simd128.wasm: Error: ENOENT');
    expect(await refusal('/nowhere')).toContain('/nowhere/simd128.wasm: Error: ENOENT');
  });

  test('every build that would serve is tried and named, but threads asked for are not dropped', async () => {
    const serves = (wasmUrl: string, threads: number): Promise<string> =>
      ox.configure({ wasmUrl, threads }).then(String, (error) => error.message);
    const one = await serves('/nowhere', 1);
    expect(one).toContain('/nowhere/simd128.wasm');
    expect(one).not.toContain('-threads');
    const two = await serves('/nowhere', 2);
    expect(two).toContain('/nowhere/simd128-threads.wasm');
    expect(two).not.toContain('/nowhere/simd128.wasm');
  });

  test('goes on: the next call may name the right place, be it slow, and what failed is forgotten', async () => {
    await refusal(`${address}/page`);
    await ox.configure({ ...options, memoryLimitMB: 64, wasmUrl: `${address}/slow` });
    expect(ox.engine().instance).toMatchObject({ variant: 'simd128', threads: 1 });
  });

  test('without any call, or after one that failed, the builds beside the module serve', async () => {
    await refusal('/nowhere');
    expect(ox.engine().instance.threads).toBeGreaterThanOrEqual(1);
  });

  test('a script that has no address of its own', async () => {
    const builds = { simd128: () => new URL('../wasm/simd128.wasm', '') };
    vi.doMock('../../ts/platform/builds.ts', () => ({ builds }));
    vi.resetModules();
    ox = { ...(await import('../../ts/wasm/load.ts')), ...(await import('../../ts/wasm/engine.ts')) };
    vi.doUnmock('../../ts/platform/builds.ts');
    await expect(ox.configure(options)).rejects.toThrow(/simd128: Invalid URL. Set wasmUrl to the folder/);
  });

  test('where a policy forbids to compile, the error says so', async () => {
    const refused = new WebAssembly.CompileError('Wasm code generation disallowed by embedder');
    vi.spyOn(WebAssembly, 'Module').mockImplementation(function refuse(): never {
      throw refused;
    });
    const said = {
      name: 'UnsupportedError',
      message: expect.stringMatching(/disallowed by embedder.*'wasm-unsafe-eval'/),
    };
    await expect(ox.configure(options)).rejects.toMatchObject(said);
    expect(() => ox.engine()).toThrow(expect.objectContaining(said));
    vi.restoreAllMocks();
    await ox.configure(options);
    expect(ox.engine().instance.variant).toBe('simd128');
  });
});

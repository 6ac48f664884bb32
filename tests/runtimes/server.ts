/** A server on the loopback interface: the page, its script and the WebAssembly files; under /isolated/ with the headers that threads need. */

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { output, root } from './bundles.ts';

/** A running server. */
export interface PageServer {
  /** The address of the page, with or without isolation. */
  page(isolated: boolean): string;
  /** Stops it. */
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};
const html = '<!doctype html><title>oxigrad</title><script type="module" src="page.js"></script>';

/** Starts the server on a free port. */
export async function servePage(): Promise<PageServer> {
  const server = createServer((request, response) => {
    const [, place = '', ...rest] = new URL(request.url ?? '/', 'http://localhost').pathname.split('/');
    const path = rest.join('/');
    const folder = path.startsWith('wasm/') ? join(root, 'dist') : output;
    const content = path === 'index.html' ? Promise.resolve(html) : readFile(join(folder, path));
    content.then(
      (body) => {
        response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
        if (place === 'isolated') {
          response.setHeader('cross-origin-opener-policy', 'same-origin');
          response.setHeader('cross-origin-embedder-policy', 'require-corp');
        }
        response.end(body);
      },
      () => {
        response.statusCode = 404;
        response.end();
      },
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    page: (isolated) => `http://127.0.0.1:${port}/${isolated ? 'isolated' : 'plain'}/index.html`,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

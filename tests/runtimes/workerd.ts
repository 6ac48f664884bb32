/** Runs a bundled worker in workerd on a free loopback port, and asks it once. */

import { spawn } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { root } from './bundles.ts';

/** What the worker answers to one request, as JSON. */
export async function askWorker(worker: string): Promise<unknown> {
  const folder = dirname(worker);
  const modules = (await readdir(folder)).filter((file) => file.endsWith('.wasm'));
  const config = join(folder, 'worker.capnp');
  await writeFile(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "main", worker = .worker) ],
  sockets = [ (name = "http", address = "127.0.0.1:0", http = (), service = "main") ],
);
const worker :Workerd.Worker = (
  modules = [
    (name = "${basename(worker)}", esModule = embed "${basename(worker)}"),
    ${modules.map((name) => `(name = "${name}", wasm = embed "${name}"),`).join('\n    ')}
  ],
  compatibilityDate = "2025-01-01",
);
`,
  );
  const child = spawn(
    join(root, 'tests/runtimes/node_modules/.bin/workerd'),
    ['serve', config, '--control-fd=1'],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  try {
    const port = await new Promise<number>((found, failed) => {
      let control = '';
      child.stdout.on('data', (chunk: Buffer) => {
        control += chunk.toString();
        const match = /"event":"listen"[^\n]*"port":(\d+)/.exec(control);
        if (match?.[1] !== undefined) found(Number(match[1]));
      });
      child.on('error', failed);
      child.on('close', (status) =>
        failed(new Error(`workerd: expected it to serve, it ended with ${status}.\n${log}`)),
      );
    });
    const response = await fetch(`http://127.0.0.1:${port}/`);
    const text = await response.text();
    if (!response.ok)
      throw new Error(`worker: expected status 200, got ${response.status}.\n${text}\n${log}`);
    return JSON.parse(text);
  } finally {
    child.kill();
  }
}

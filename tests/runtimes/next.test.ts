/** Next builds an app whose page, route in Node and route at the edge train the same networks to the same bits. */

import { type ChildProcess, spawn } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../package/process.ts';
import { installPackage, lossesInNode, makeApp } from './apps.ts';
import { launchChromium } from './browser.ts';
import { root } from './bundles.ts';

const next = join(root, 'tests/runtimes/node_modules/next/dist/bin/next');
const environment = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };

/** Starts the built app on a free port; its address. */
function start(app: string): Promise<[ChildProcess, string]> {
  const child = spawn(process.execPath, [next, 'start', '--port', '0', '--hostname', '127.0.0.1'], {
    cwd: app,
    env: { ...process.env, ...environment, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((started, failed) => {
    let log = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(log) ?? [];
      if (address !== undefined && log.includes('Ready')) started([child, address]);
    });
    child.on('close', (status) =>
      failed(new Error(`next: expected it to serve, it ended with ${status}.\n${log}`)),
    );
  });
}

describe('an app of Next', () => {
  let losses: unknown;
  let server: ChildProcess;
  let address: string;
  let browser: Browser;
  beforeAll(async () => {
    await installPackage();
    losses = await lossesInNode();
    const app = await makeApp('next');
    await cp(join(app, 'next'), app, { recursive: true });
    await run(process.execPath, [next, 'build'], { cwd: app, environment });
    [server, address] = await start(app);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    server?.kill();
  });

  it.each(['node', 'edge'])('trains in a route of the runtime %s', async (route) => {
    expect(await (await fetch(`${address}/${route}`)).json()).toEqual({ losses });
  });

  it('trains in a page', async () => {
    const page = await browser.newPage();
    await page.goto(address);
    const report = page.locator('#report:not(:empty)');
    expect(JSON.parse((await report.textContent()) ?? '')).toEqual({ losses });
    await page.close();
  });
});

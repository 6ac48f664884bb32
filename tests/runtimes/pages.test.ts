/** What a page can be besides a bundle in Chromium: a worker, a script from a CDN, one under a strict policy, another browser. */

import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleApp, installPackage, lossesInNode } from './apps.ts';
import { findProgram, launchChromium } from './browser.ts';
import { root } from './bundles.ts';
import { type Site, serveFolder } from './site.ts';

/** A page's policy: scripts of its own site alone, and what is added here. */
const policy = (more = ''): Record<string, string> => ({
  'content-security-policy': `default-src 'self'; script-src 'self'${more}; object-src 'none'`,
});

describe('a page', () => {
  let browser: Browser;
  let folder: string;
  let losses: { dense: number[] };
  beforeAll(async () => {
    await installPackage();
    losses = (await lossesInNode()) as { dense: number[] };
    folder = await bundleApp('esbuild');
    await cp(join(root, 'dist/bundle'), join(folder, 'bundle'), { recursive: true });
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  /** What a page of the folder reports, opened by `open`. */
  async function report(
    open: (site: Site) => Promise<() => Promise<void>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<unknown> {
    const site = await serveFolder(folder, headers);
    const close = await open(site);
    try {
      return await site.report;
    } finally {
      await close();
      await site.close();
    }
  }
  const inChromium =
    (path = '') =>
    async (site: Site): Promise<() => Promise<void>> => {
      const page = await browser.newPage();
      await page.goto(site.address + path);
      return () => page.close();
    };

  it('trains in a web worker', async () => {
    await writeFile(
      join(folder, 'worker.html'),
      '<!doctype html><script type="module">new Worker("js/main.js", { type: "module" });</script>',
    );
    expect(await report(inChromium('worker.html'))).toEqual({ losses });
  });

  it('trains under a content security policy that allows WebAssembly', async () => {
    expect(await report(inChromium(), policy(" 'wasm-unsafe-eval'"))).toEqual({ losses });
  });

  it('names the directive that a content security policy lacks', async () => {
    const { error } = (await report(inChromium(), policy())) as { error: string };
    expect(error).toMatch(/^UnsupportedError: .*'wasm-unsafe-eval'/);
  });

  it.each([
    ['as a module', '<script type="module">import * as oxigrad from "/bundle/oxigrad.min.js"; '],
    ['as a global', '<script src="/bundle/oxigrad.global.min.js"></script><script type="module">'],
  ])('trains with the file for script tags, %s', async (_, head) => {
    const program = `
      const { Conv2D, configure, tensor } = oxigrad;
      await configure({});
      const convolution = new Conv2D(2, 2).apply([[[[1], [2]], [[3], [4]]]]).shape;
      await fetch('/report', { method: 'POST', body: JSON.stringify({ convolution }) });</script>`;
    await writeFile(join(folder, 'script.html'), `<!doctype html>${head}${program}`);
    expect(await report(inChromium('script.html'))).toEqual({ convolution: [1, 1, 1, 2] });
  });

  it('trains in Firefox', async () => {
    const home = await mkdtemp(join(tmpdir(), 'oxigrad-firefox-'));
    const inFirefox = async (site: Site): Promise<() => Promise<void>> => {
      const words = ['--headless', '--no-remote', '--profile', home, site.address];
      const child = spawn(findProgram('OXIGRAD_FIREFOX', ['firefox', 'firefox-esr']), words, {
        env: { ...process.env, HOME: home, MOZ_DISABLE_AUTO_SAFE_MODE: '1' },
        stdio: 'ignore',
      });
      const ended = new Promise<void>((end) => child.once('close', () => end()));
      return () => {
        child.kill();
        return ended;
      };
    };
    try {
      expect(await report(inFirefox)).toEqual({ losses });
    } finally {
      await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    }
  });
});

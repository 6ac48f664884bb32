/** README's program in every runtime: it trains there, and in `deterministic` mode to the same bits everywhere. */

import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../package/process.ts';
import { launchChromium } from './browser.ts';
import { bundleForBrowser, bundleForNode, bundleForWorkerd, root } from './bundles.ts';
import type { PageReport } from './page.ts';
import type { Report } from './program.ts';
import { type PageServer, servePage } from './server.ts';
import { askWorker } from './workerd.ts';

const deterministic = { deterministic: true };
const enough = 0.9;

async function inNode(version: 20 | 22 | 24, configuration: object): Promise<Report> {
  const node = join(root, `tests/runtimes/node_modules/node-${version}/bin/node`);
  const program = await bundleForNode('node');
  return JSON.parse(await run(node, [program, JSON.stringify(configuration)])) as Report;
}

describe('the program of the README', () => {
  let expected: Report;
  let expectedOfThreads: Report;
  beforeAll(async () => {
    expected = await inNode(20, { ...deterministic, threads: 1 });
    expectedOfThreads = { ...expected, variant: 'simd128-threads' };
  });

  describe('in Node', () => {
    it('trains in Node 20 with one thread', () => {
      expect(expected.variant).toBe('simd128');
      expect(expected.accuracy).toBeGreaterThan(enough);
      expect(expected.keepsNaN).toBe(true);
    });

    it('can be required in the oldest Node that the package names', async () => {
      const node = join(root, 'tests/runtimes/node_modules/node-20/bin/node');
      const program = `
        const { engines } = require('oxigrad/package.json');
        const { Conv2D, Dense } = require('oxigrad');
        const { shape } = new Conv2D(2, 2).apply([[[[1], [2]], [[3], [4]]]]);
        console.log(process.version === 'v' + engines.node.slice(2) + '.0', Dense === require('oxigrad/layers').Dense, shape.join(' '));`;
      const output = await run(node, ['--input-type=commonjs', '-e', program], { cwd: root });
      expect(output).toBe('true true 1 1 1 2\n');
    });

    it('gives the same bits in Node 20 with threads', async () => {
      expect(await inNode(20, { ...deterministic, threads: 3 })).toEqual(expectedOfThreads);
    });

    it('gives the same bits in Node 24, with one thread and with threads', async () => {
      expect(await inNode(24, { ...deterministic, threads: 1 })).toEqual(expected);
      expect(await inNode(24, { ...deterministic, threads: 3 })).toEqual(expectedOfThreads);
    });

    it('leaves relaxed SIMD aside in Node 22, which has it and is slower with it', async () => {
      expect(await inNode(22, { threads: 1 })).toEqual(expected);
    });

    it('trains with relaxed SIMD in Node 24, to one result with any number of threads', async () => {
      const one = await inNode(24, { threads: 1 });
      expect(one.accuracy).toBeGreaterThan(enough);
      expect(one.variant).toBe('relaxed');
      expect(one.keepsNaN).toBe(true);
      expect(await inNode(24, { threads: 3 })).toEqual({ ...one, variant: 'relaxed-threads' });
    });
  });

  describe('in workerd', () => {
    it('gives the same bits', async () => {
      expect(await askWorker(await bundleForWorkerd())).toEqual(expected);
    });
  });

  describe('in Chromium', () => {
    let server: PageServer;
    let browser: Browser;
    beforeAll(async () => {
      await bundleForBrowser();
      server = await servePage();
      browser = await launchChromium();
    });
    afterAll(async () => {
      await browser?.close();
      await server?.close();
    });

    async function inPage(isolated: boolean, configuration?: object, epochs = 6): Promise<PageReport> {
      const page = await browser.newPage();
      try {
        const errors: string[] = [];
        page.on('pageerror', (error) => errors.push(String(error)));
        page.on('console', (message) => errors.push(message.text()));
        await page.goto(server.page(isolated));
        const words = `${JSON.stringify(configuration)}, ${epochs}`;
        try {
          return (await page.evaluate(`run(${words})`)) as PageReport;
        } catch (error) {
          throw new Error(`page: expected a report, got ${String(error)}\n${errors.join('\n')}`);
        }
      } finally {
        await page.close();
      }
    }

    it('gives the same bits with the embedded build, in a page without isolation headers', async () => {
      const page = await inPage(false);
      expect(page.crossOriginIsolated).toBe(false);
      expect(page).toMatchObject(expected);
    });

    it('gives the same bits with threads, in an isolated page', async () => {
      const page = await inPage(true, {
        ...deterministic,
        threads: 3,
        wasmUrl: './wasm/',
      });
      expect(page.crossOriginIsolated).toBe(true);
      expect(page).toMatchObject(expectedOfThreads);
    });

    it('asks for threads in a page without isolation headers, and trains with one', async () => {
      const page = await inPage(false, { ...deterministic, threads: 3, wasmUrl: './wasm/' });
      expect(page).toMatchObject(expected);
    });

    it('leaves the page responsive while it trains', async () => {
      const report = await inPage(false, undefined, 60);
      expect(report.ticks).toBeGreaterThan(10);
      // A loop that does not yield is one pause as long as the whole; loading and tracing are part of the longest.
      expect(report.longestPause).toBeLessThan(0.5);
    });
  });
});

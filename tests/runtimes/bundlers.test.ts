/** Bundlers build the same small app for production; it finds its WebAssembly and trains to the bits that Node computes. */

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleApp, installPackage, lossesInNode } from './apps.ts';
import { launchChromium } from './browser.ts';
import { serveFolder } from './site.ts';

describe('an app built for production', () => {
  let browser: Browser;
  let losses: unknown;
  beforeAll(async () => {
    await installPackage();
    losses = await lossesInNode();
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  async function reportOf(folder: string, query = ''): Promise<unknown> {
    const site = await serveFolder(folder);
    const page = await browser.newPage();
    try {
      await page.goto(site.address + query);
      return await site.report;
    } finally {
      await page.close();
      await site.close();
    }
  }

  it.each(['webpack-5.98', 'webpack', 'rspack', 'parcel', 'vite', 'rollup', 'esbuild'])(
    'by %s trains in a page',
    async (bundler) => {
      expect(await reportOf(await bundleApp(bundler))).toEqual({ losses });
    },
  );

  it('as a script that is no module trains, told where the builds are', async () => {
    const folder = await bundleApp('script');
    const configuration = JSON.stringify({ wasmUrl: './builds' });
    expect(await reportOf(folder, `?${encodeURIComponent(configuration)}`)).toEqual({ losses });
  });
});

/** The system's Chromium, headless, without anything that would reach out of this machine. */

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser's binary: OXIGRAD_CHROMIUM, or the first of the usual names on the path. */
function findChromium(): string {
  const chosen = process.env['OXIGRAD_CHROMIUM'];
  if (chosen !== undefined && chosen !== '') return chosen;
  for (const name of names) {
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      const path = join(folder, name);
      if (existsSync(path)) return path;
    }
  }
  throw new Error(
    `browser: expected one of ${names.join(', ')} on the path, got none. Set OXIGRAD_CHROMIUM.`,
  );
}

/** Starts it. */
export async function launchChromium(): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath: findChromium(),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

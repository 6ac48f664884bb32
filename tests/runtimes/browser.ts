/** The system's Chromium, headless, without anything that would reach out of this machine. */

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser } from 'playwright-core';

/** A browser's binary: what a variable of the environment names, or the first of its usual names on the path. */
export function findProgram(variable: string, names: readonly string[]): string {
  const chosen = process.env[variable];
  if (chosen !== undefined && chosen !== '') return chosen;
  for (const name of names) {
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      const path = join(folder, name);
      if (existsSync(path)) return path;
    }
  }
  throw new Error(`browser: expected one of ${names.join(', ')} on the path, got none. Set ${variable}.`);
}

const chromiums = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Starts it. */
export async function launchChromium(): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath: findProgram('OXIGRAD_CHROMIUM', chromiums),
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

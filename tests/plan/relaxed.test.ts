/** Where relaxed SIMD is there, but slower than simd128, it is left aside: a table of the compilers that do badly by it. */

import { afterEach, expect, test, vi } from 'vitest';
import { platform } from '../../ts/platform/browser.ts';

afterEach(() => vi.unstubAllGlobals());

const chrome = (version: number): string =>
  `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`;

test.each([
  ['Chrome 114', chrome(114), false],
  ['Chrome 131', chrome(131), false],
  ['Chrome 132', chrome(132), true],
  ['Edge 125', `${chrome(125)} Edg/125.0.0.0`, false],
  ['Firefox', 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', true],
  ['what says nothing', undefined, true],
])('%s', (_, userAgent, pays) => {
  vi.stubGlobal('navigator', { userAgent });
  expect(platform.relaxedPays?.()).toBe(pays);
});

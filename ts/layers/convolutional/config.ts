/** Sizes of windows in configs. */

import { DataError } from '../../errors.ts';
import type { Sizes } from '../../ops/convolution/geometry.ts';
import type { Config } from '../config.ts';

/** One size or several in a config. */
export function sizesIn(config: Config, key: string, where: string): Sizes {
  const value = config[key];
  if (typeof value === 'number') return value;
  if (Array.isArray(value) && value.every((size) => typeof size === 'number')) return value as number[];
  throw new DataError(where, `"${key}" to be a number or a list of them`, JSON.stringify(value));
}

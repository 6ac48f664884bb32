/** Sizes of windows in configs. */

import { type Config, optionsFrom } from '../../config/config.ts';
import { DataError, show } from '../../errors.ts';
import type { Sizes } from '../../ops/convolution/geometry.ts';
import type { AnyLayer } from '../layer.ts';

/** One size or several in a config. */
export function sizesIn(config: Config, key: string, where: string): Sizes {
  const value = config?.[key];
  if (typeof value === 'number') return value;
  if (Array.isArray(value) && value.every((size) => typeof size === 'number')) return value as number[];
  throw new DataError(where, `"${key}" to be a number or a list of them`, show(value));
}

/** A layer whose constructor takes the sizes at `key` of its config, and its options. */
export function fromSizes(target: { readonly className: string }, key: string, config: Config): AnyLayer {
  const where = `${target.className}.fromConfig`;
  const Target = target as unknown as new (sizes: Sizes, options: object) => AnyLayer;
  return new Target(sizesIn(config, key, where), optionsFrom(config, where));
}

// What is no config is an error of the library, whichever class reads it.

import { expect, it } from 'vitest';
import * as ox from '../../ts/index.ts';

interface Readable {
  fromConfig(config: unknown, options?: unknown): unknown;
}

const classes = Object.entries(ox as Record<string, unknown>).filter(
  (entry): entry is [string, Readable] =>
    typeof entry[1] === 'function' && typeof (entry[1] as unknown as Readable).fromConfig === 'function',
);
const given: readonly unknown[] = [
  null,
  undefined,
  3,
  'x',
  [],
  {},
  Symbol('s'),
  10n,
  { layer: null },
  { cell: 3 },
];

it.each(classes)('%s.fromConfig of what is none', (_, one) => {
  for (const config of given)
    for (const options of [undefined, null, {}])
      try {
        one.fromConfig(config, options);
      } catch (error) {
        expect(error).toBeInstanceOf(ox.OxigradError);
      }
});

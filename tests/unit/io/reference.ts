// Reads the fixtures that fixtures/generate.py wrote with the reference implementations.
import { readFileSync } from 'node:fs';
import type { HostArray } from '../../../ts/io/array.ts';

/** An array as NumPy described it: bytes in C order, as hexadecimal digits. */
export interface Described {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly hex: string;
}

/** The bytes of a fixture. */
export function fixture(name: string): Uint8Array {
  return Uint8Array.from(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));
}

/** What the fixtures hold, by file kind and array name. */
export const expected: Record<'safetensors' | 'npz', Record<string, Described>> = JSON.parse(
  new TextDecoder().decode(fixture('expected.json')),
);

/** `array` in NumPy's description. */
export function describeArray(array: HostArray): Described {
  const { data, shape, dtype } = array;
  const hex = Buffer.from(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength).toString('hex');
  return { dtype, shape, hex };
}

// Safetensors: the reference's file read and written byte for byte, round trips, and every rule of the format.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError, ShapeError, UnsupportedError, ValueError } from '../../../ts/errors.ts';
import type { HostArray } from '../../../ts/io/array.ts';
import { decodeSafetensors, encodeSafetensors } from '../../../ts/io/safetensors.ts';
import { describeArray, expected, fixture } from './reference.ts';

const reference = fixture('reference.safetensors');

/** A file with this header text and this many bytes of data. */
function build(header: string, dataBytes = 0): Uint8Array {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const f32 = (begin: number, end: number, shape = [(end - begin) / 4]): string =>
  JSON.stringify({ dtype: 'F32', shape, data_offsets: [begin, end] });

describe('the file written by the reference implementation', () => {
  it('is read with all names, shapes, dtypes, bits and metadata', () => {
    const { tensors, metadata } = decodeSafetensors(reference);
    const found = Object.fromEntries(Array.from(tensors, ([name, array]) => [name, describeArray(array)]));
    expect(found).toEqual(expected.safetensors);
    expect(metadata).toEqual({ format: 'oxigrad ✓' });
  });

  it('is written byte for byte, in whatever order the tensors come', () => {
    const { tensors, metadata } = decodeSafetensors(reference);
    expect(encodeSafetensors(tensors, metadata)).toEqual(reference);
    expect(encodeSafetensors(new Map(Array.from(tensors).reverse()), metadata)).toEqual(reference);
  });

  it('is read from an unaligned position in a larger buffer', () => {
    const larger = new Uint8Array(reference.length + 3);
    larger.set(reference, 3);
    const { tensors } = decodeSafetensors(larger.subarray(3));
    expect(describeArray(tensors.get('dense/kernel') as HostArray)).toEqual(
      expected.safetensors['dense/kernel'],
    );
  });

  it('throws a DataError for every truncation', () => {
    for (let length = 0; length < reference.length; length++) {
      expect(() => decodeSafetensors(reference.subarray(0, length)), `${length} bytes`).toThrow(DataError);
    }
  });
});

describe('round trip', () => {
  const array = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }).chain((shape) => {
    const length = shape.reduce((product, size) => product * size, 1);
    return fc
      .array(fc.float(), { minLength: length, maxLength: length })
      .map((values): HostArray => ({ data: Float32Array.from(values), shape, dtype: 'float32' }));
  });

  it('keeps any names, shapes and values', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), array), (tensors) => {
        const back = decodeSafetensors(encodeSafetensors(tensors)).tensors;
        expect(back.size).toBe(Object.keys(tensors).length);
        for (const [name, value] of Object.entries(tensors)) {
          expect(describeArray(back.get(name) as HostArray)).toEqual(describeArray(value));
        }
      }),
    );
  });

  it('keeps names that collide with properties of objects', () => {
    const value: HostArray = { data: Int32Array.of(4), shape: [1], dtype: 'int32' };
    const back = decodeSafetensors(encodeSafetensors(new Map([['__proto__', value]]))).tensors;
    expect(back.get('__proto__')).toEqual(value);
  });

  it('works for no tensors at all', () => {
    const { tensors, metadata } = decodeSafetensors(encodeSafetensors({}));
    expect([tensors.size, metadata]).toEqual([0, {}]);
  });
});

describe('decodeSafetensors refuses', () => {
  it.each([
    [
      'a header longer than the file',
      () => Uint8Array.from(reference, (b, i) => (i === 2 ? 1 : b)),
      'a header of at most',
    ],
    [
      'a header length beyond 2^53',
      () => Uint8Array.from(reference, (b, i) => (i === 7 ? 255 : b)),
      'a header of at most',
    ],
    ['a header that is no object', () => build('[]'), 'a header that starts with {'],
    ['a header that is no JSON', () => build('{"a"'), 'a header of UTF-8 JSON'],
    ['a hole at the start', () => build(`{"a":${f32(4, 8)}}`, 8), '"a" to begin at 0'],
    ['a hole in the middle', () => build(`{"a":${f32(0, 4)},"b":${f32(8, 12)}}`, 12), '"b" to begin at 4'],
    ['an overlap', () => build(`{"a":${f32(0, 8)},"b":${f32(4, 12)}}`, 12), '"b" to begin at 8'],
    ['bytes left over', () => build(`{"a":${f32(0, 4)}}`, 5), 'of tensors)'],
    [
      'too few bytes for the shape',
      () => build(`{"a":${f32(0, 4, [2])}}`, 4),
      '"a" to take 8 bytes for F32 (2,)',
    ],
    [
      'a shape too large for any file',
      () => build(`{"a":${f32(0, 4, [2 ** 52, 2 ** 52])}}`, 4),
      '"a" to take',
    ],
    [
      'a negative size',
      () => build(`{"a":${f32(0, 4, [-1])}}`, 4),
      '"a" to have dtype, shape and data_offsets',
    ],
    [
      'offsets that are no numbers',
      () => build('{"a":{"dtype":"F32","shape":[],"data_offsets":["0",4]}}', 4),
      '"a" to have',
    ],
    ['a tensor that is null', () => build('{"a":null}'), '"a" to have dtype, shape and data_offsets'],
    [
      'an unknown dtype',
      () => build('{"a":{"dtype":"F33","shape":[],"data_offsets":[0,4]}}', 4),
      '"a" to have dtype F32',
    ],
    ['metadata that is no text', () => build('{"__metadata__":{"a":1}}'), '__metadata__ to hold texts'],
  ])('%s', (_, make, text) => {
    const decode = () => decodeSafetensors(make(), 'weights.safetensors');
    expect(decode).toThrow(DataError);
    expect(decode).toThrow(/^weights\.safetensors: expected /);
    expect(decode).toThrow(text);
  });

  it('invalid UTF-8', () => {
    const bytes = build(`{"a":${f32(0, 4)}}`, 4);
    bytes[10] = 0xff;
    expect(() => decodeSafetensors(bytes)).toThrow(DataError);
  });

  it('booleans other than 0 and 1', () => {
    const bytes = build('{"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}', 2);
    bytes[bytes.length - 1] = 2;
    expect(() => decodeSafetensors(bytes)).toThrow('"a" to hold 0 and 1 (BOOL), got 2.');
  });

  it('dtypes that oxigrad does not have, saying what to do', () => {
    const decode = () => decodeSafetensors(fixture('half.safetensors'), 'half.safetensors');
    expect(decode).toThrow(UnsupportedError);
    expect(decode).toThrow('got F16. Convert the tensor before saving it, for example to F32.');
  });
});

describe('encodeSafetensors refuses', () => {
  const value: HostArray = { data: new Float32Array(3), shape: [3], dtype: 'float32' };

  it('elements that do not fill the shape', () => {
    expect(() => encodeSafetensors({ w: { ...value, shape: [2, 2] } })).toThrow(ShapeError);
  });

  it('the reserved name', () => {
    expect(() => encodeSafetensors({ __metadata__: value })).toThrow(ValueError);
  });

  it('metadata that is no text', () => {
    const metadata = { epoch: 3 } as unknown as Record<string, string>;
    expect(() => encodeSafetensors({ w: value }, metadata)).toThrow('Use JSON.stringify on other values.');
  });
});

// Gzip and SHA-256 against Node's own zlib and crypto, and against damaged input.
import { createHash } from 'node:crypto';
import { gzipSync, crc32 as zlibCrc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../../ts/errors.ts';
import { crc32, gunzip, isGzip } from '../../../ts/io/gzip.ts';
import { sha256, sha256Plain, verifySha256 } from '../../../ts/io/sha256.ts';

function sample(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * i + (i >> 3)) & 255);
}

describe('gunzip', () => {
  it.each([0, 1, 7, 1000, 100_003])('reads back %d bytes', (length) => {
    const content = sample(length);
    expect(Array.from(gunzip(gzipSync(content), 'sample.gz'))).toEqual(Array.from(content));
  });

  it('reads headers with name, comment, extra field and checksum', () => {
    const plain = gzipSync(sample(100));
    const header = [0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3];
    const optional = [2, 0, 9, 9, ...Buffer.from('name\0comment\0'), 1, 2];
    const bytes = Uint8Array.from([...header, ...optional, ...plain.subarray(10)]);
    expect(gunzip(bytes, 'sample.gz')).toEqual(sample(100));
  });

  it('throws a DataError for every truncation', () => {
    const bytes = gzipSync(sample(300));
    for (let length = 0; length < bytes.length; length++) {
      expect(() => gunzip(bytes.subarray(0, length), 'sample.gz')).toThrow(DataError);
    }
  });

  it('never returns other content for a changed byte of data or trailer', () => {
    const bytes = gzipSync(sample(300));
    const attempt = (changed: Uint8Array): Uint8Array | Error => {
      try {
        return gunzip(changed, 'sample.gz');
      } catch (error) {
        return error as Error;
      }
    };
    for (let at = 10; at < bytes.length; at++) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] as number) ^ 0x10;
      const result = attempt(changed);
      // A bit of deflate that codes for nothing may change: the content, and so the checksum, is still the same.
      if (result instanceof Error) expect(result, `byte ${at}`).toBeInstanceOf(DataError);
      else expect(result).toEqual(sample(300));
    }
  });

  it('allocates nothing for a trailer that claims an impossible length', () => {
    const bytes = Uint8Array.from(gzipSync(sample(10)));
    bytes.fill(0xff, bytes.length - 4);
    expect(() => gunzip(bytes, 'sample.gz')).toThrow(
      /sample\.gz: expected a content length of at most 1032 times/,
    );
  });

  it('names the file and shows the bytes of something else', () => {
    expect(() => gunzip(new TextEncoder().encode('<!doctype html>'), 'a.gz')).toThrow(
      'a.gz: expected a gzip file (1f 8b 08 …), got 15 bytes starting with 3c 21 64.',
    );
    expect(isGzip(new Uint8Array())).toBe(false);
  });
});

it('crc32 has the check value of its definition', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  expect(zlibCrc32 === undefined || crc32(sample(999)) === zlibCrc32(sample(999))).toBe(true);
});

describe('sha256', () => {
  it.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 1000])(
    'agrees with node:crypto over %d bytes',
    async (length) => {
      const bytes = sample(length);
      const expected = createHash('sha256').update(bytes).digest('hex');
      expect(sha256Plain(bytes)).toBe(expected);
      expect(await sha256(bytes)).toBe(expected);
    },
  );

  it('names the file and both digests when they differ', async () => {
    const digest = await sha256(sample(3));
    await expect(verifySha256(sample(3), digest.toUpperCase(), 'a')).resolves.toBeUndefined();
    await expect(verifySha256(sample(4), digest, 'a.gz')).rejects.toThrow(
      new RegExp(`^a\\.gz: expected content with SHA-256 ${digest}, got [0-9a-f]{64}\\.`),
    );
  });
});

// MNIST from folders: both forms of the files, the documented arrays, and every kind of damage.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { type MnistFile, mnist, mnistChecksums } from '../../../ts/datasets/mnist.ts';
import { DataError, UnsupportedError, ValueError } from '../../../ts/errors.ts';
import { idx, small, smallChecksums, temporaryFolder } from './small-mnist.ts';

/** A folder with the small data set, some files replaced. */
function folderWith(changes: Partial<Record<MnistFile, Uint8Array>> = {}, compress = true): string {
  const folder = temporaryFolder();
  for (const [file, bytes] of Object.entries({ ...small, ...changes })) {
    if (compress) writeFileSync(`${folder}/${file}.gz`, gzipSync(bytes));
    else writeFileSync(`${folder}/${file}`, bytes);
  }
  return folder;
}

const checksums = smallChecksums;

describe('mnist from a folder', () => {
  it.each([true, false])('has the documented shapes, dtypes and scaling (gzipped: %s)', async (compress) => {
    const { train, test } = await mnist({ path: folderWith({}, compress), checksums });
    expect([train.x.shape, train.x.dtype]).toEqual([[5, 784], 'float32']);
    expect([train.y.shape, train.y.dtype]).toEqual([[5, 10], 'float32']);
    expect([train.labels.shape, train.labels.dtype]).toEqual([[5], 'int32']);
    expect(test.x.shape).toEqual([2, 784]);
    expect(train.x.data()).toEqual(Float32Array.from({ length: 5 * 784 }, (_, i) => ((i * 7) & 255) / 255));
    expect(Array.from(train.labels.data())).toEqual([3, 4, 5, 6, 7]);
    expect(test.y.toArray()).toEqual([
      [0, 0, 0, 1, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 1, 0, 0, 0, 0, 0],
    ]);
  });

  it('keeps rows and columns when asked', async () => {
    const { train } = await mnist({ path: folderWith(), checksums, flatten: false });
    expect(train.x.shape).toEqual([5, 28, 28]);
  });

  it('takes the folder from the environment when nothing is given', async () => {
    vi.stubEnv('OXIGRAD_MNIST', folderWith());
    try {
      expect((await mnist({ checksums })).test.x.shape).toEqual([2, 784]);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('holds files to the digests of the original by default', async () => {
    const path = folderWith();
    await expect(mnist({ path })).rejects.toThrow(DataError);
    await expect(mnist({ path })).rejects.toThrow(
      `mnist: ${path}/train-labels-idx1-ubyte.gz: expected content with SHA-256 ${mnistChecksums['train-labels-idx1-ubyte']}`,
    );
    expect((await mnist({ path, checksums: false })).train.x.shape).toEqual([5, 784]);
  });
});

describe('mnist refuses', () => {
  it.each([
    ['says how long it is', 50_000_000],
    ['says that it is short', 60_008],
    ['says that it is empty', 0],
  ])('a file that is small and becomes large, when it %s', async (_, length) => {
    // 50 MB of zeros in 50 KB.
    const bomb = gzipSync(new Uint8Array(50_000_000));
    new DataView(bomb.buffer, bomb.byteOffset).setUint32(bomb.length - 4, length, true);
    const path = temporaryFolder();
    writeFileSync(`${path}/train-labels-idx1-ubyte.gz`, bomb);
    await expect(mnist({ path })).rejects.toThrow(DataError);
    await expect(mnist({ path })).rejects.toThrow(/ bytes of content, got /);
  });

  it.each(['train-labels-idx1-ubyte', 'train-labels-idx1-ubyte.gz'])(
    'a file without end, %s',
    async (name) => {
      const path = temporaryFolder();
      symlinkSync('/dev/zero', `${path}/${name}`);
      await expect(mnist({ path })).rejects.toThrow(/^mnist: expected at most 61093 bytes in .*, got more\./);
    },
  );

  it('a file that is longer than it can be', async () => {
    const path = temporaryFolder();
    writeFileSync(`${path}/train-labels-idx1-ubyte`, new Uint8Array(61_094));
    await expect(mnist({ path })).rejects.toThrow(/at most 61093 bytes/);
  });

  const images = small['train-images-idx3-ubyte'];

  it.each<[string, Partial<Record<MnistFile, Uint8Array>>, string]>([
    [
      'a truncated file',
      { 'train-images-idx3-ubyte': images.subarray(0, 1000) },
      '3936 bytes for shape (5, 28, 28)',
    ],
    ['an empty file', { 't10k-labels-idx1-ubyte': new Uint8Array() }, 'an IDX file'],
    [
      'a web page',
      { 't10k-images-idx3-ubyte': Buffer.from('<html>404</html>') },
      'starting with 3c 68 74 6d',
    ],
    [
      'images of another size',
      { 'train-images-idx3-ubyte': idx([5, 8, 8], () => 0) },
      'uint8 images of shape (n, 28, 28), got uint8 (5, 8, 8)',
    ],
    [
      'labels where images belong',
      { 'train-images-idx3-ubyte': small['train-labels-idx1-ubyte'] },
      'got uint8 (5,)',
    ],
    ['images where labels belong', { 't10k-labels-idx1-ubyte': images }, 'uint8 labels of shape (n,)'],
    [
      'a label out of range',
      { 'train-labels-idx1-ubyte': idx([5], (i) => i + 6) },
      'labels from 0 to 9, got 10 at position 4',
    ],
    [
      'fewer images than labels',
      { 'train-images-idx3-ubyte': idx([4, 28, 28], () => 0) },
      'as many train images as labels (5), got 4',
    ],
  ])('%s', async (_, changes, text) => {
    for (const compress of [true, false]) {
      const load = mnist({ path: folderWith(changes, compress), checksums: false });
      await expect(load).rejects.toThrow(DataError);
      await expect(load).rejects.toThrow(/^mnist(: [^ ]+)?: expected /);
      await expect(load).rejects.toThrow(text);
    }
  });

  it('one changed pixel', async () => {
    const changed = Uint8Array.from(images);
    changed[2000] = 255 - (changed[2000] as number);
    const load = mnist({ path: folderWith({ 'train-images-idx3-ubyte': changed }), checksums });
    await expect(load).rejects.toThrow(/train-images-idx3-ubyte\.gz: expected content with SHA-256/);
  });

  it('a truncated gzip file', async () => {
    const path = folderWith();
    writeFileSync(
      `${path}/t10k-images-idx3-ubyte.gz`,
      gzipSync(small['t10k-images-idx3-ubyte']).subarray(0, 100),
    );
    await expect(mnist({ path, checksums })).rejects.toThrow(DataError);
  });

  it('a folder without the files, saying where to get them', async () => {
    const path = temporaryFolder();
    await expect(mnist({ path })).rejects.toThrow(
      `mnist: expected train-labels-idx1-ubyte.gz or train-labels-idx1-ubyte in ${path}, got neither. Fetch it from https://`,
    );
    await expect(mnist({ path: `${path}/none` })).rejects.toThrow(DataError);
  });

  it('a folder in place of a file', async () => {
    const path = temporaryFolder();
    mkdirSync(`${path}/train-labels-idx1-ubyte.gz`);
    await expect(mnist({ path })).rejects.toThrow(
      /^mnist: expected to read .*train-labels-idx1-ubyte\.gz, got EISDIR/,
    );
  });

  it('path together with baseUrl', async () => {
    await expect(mnist({ path: 'a', baseUrl: 'http://b/' })).rejects.toThrow(ValueError);
  });

  it('a path where there are no files', async () => {
    vi.stubGlobal('process', undefined);
    try {
      await expect(mnist({ path: 'a' })).rejects.toThrow(UnsupportedError);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

const { OXIGRAD_MNIST: original } = process.env;

// The files are not part of the project: this test exists where the variable names a folder that has them.
if (original !== undefined)
  describe('the original files', () => {
    it('are accepted, with the counts and labels they are known for', async () => {
      const { train, test } = await mnist({ path: original as string });
      expect([train.x.shape, test.x.shape]).toEqual([
        [60_000, 784],
        [10_000, 784],
      ]);
      expect(Array.from(train.labels.data().subarray(0, 10))).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
      expect(Array.from(test.labels.data().subarray(0, 10))).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
      // The mean of all training pixels, as widely published (0.1307).
      const pixels = train.x.data();
      let sum = 0;
      for (let i = 0; i < pixels.length; i++) sum += pixels[i] as number;
      expect(sum / pixels.length).toBeCloseTo(0.1307, 4);
    });
  });

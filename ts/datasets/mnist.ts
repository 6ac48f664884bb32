// MNIST: 70,000 handwritten digits of 28×28 pixels (Y. LeCun, C. Cortes, C. J. C. Burges,
// http://yann.lecun.com/exdb/mnist/), from a folder or a mirror, checked before use.
import { checkKeys } from '../closest.ts';
import { DataError, showShape, UnsupportedError, ValueError } from '../errors.ts';
import type { HostArray } from '../io/array.ts';
import { gunzip, isGzip } from '../io/gzip.ts';
import { decodeIdx } from '../io/idx.ts';
import { sha256, verifySha256 } from '../io/sha256.ts';
import { environmentVariable, findFiles } from '../platform/files.ts';
import { type DownloadCache, openCache, readIfThere } from './cache.ts';
import { type DownloadProgress, download } from './download.ts';
import { type LabelledData, type LabelledSamples, labelled } from './labelled.ts';

/** The mirror that TensorFlow's tutorials and Keras's users fetch the original files from. */
export const mnistUrl: string = 'https://storage.googleapis.com/cvdf-datasets/mnist/';

/** The four files, and the SHA-256 of their content, which is the same however they were compressed. */
export const mnistChecksums: Readonly<Record<MnistFile, string>> = {
  'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
};

/** A file of the data set; `.gz` is appended where it is compressed. */
export type MnistFile =
  | 'train-images-idx3-ubyte'
  | 'train-labels-idx1-ubyte'
  | 't10k-images-idx3-ubyte'
  | 't10k-labels-idx1-ubyte';

/** Options of {@link mnist}. */
export interface MnistOptions {
  /** Folder with the four files, each as it is or with `.gz`. Default: OXIGRAD_MNIST of the environment, if set. */
  readonly path?: string;
  /** Address the files are fetched from when there is no path. Default {@link mnistUrl}. */
  readonly baseUrl?: string;
  /**
   * Folder that keeps downloads, with a folder inside for every other baseUrl than the default; false keeps nothing.
   * Default: `oxigrad/mnist` in the user's cache folder; in browsers the Cache API.
   */
  readonly cacheDir?: string | false;
  /** Called at the start of a download and after every part of it. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Ends the downloads. */
  readonly signal?: AbortSignal;
  /** True (default) gives x the shape (n, 784), false (n, 28, 28). */
  readonly flatten?: boolean;
  /** SHA-256 of the content of each file; false takes any data in MNIST's form, such as Fashion-MNIST. */
  readonly checksums?: Readonly<Record<MnistFile, string>> | false;
}

const SIDE = 28;
const CLASSES = 10;

/** Samples up to which other data than the original is taken: EMNIST, the largest of its relatives, has 700,000. */
const MOST_SAMPLES = 1_000_000;

/** The bytes of a file's content: exactly, or at most for other data than the original. */
function contentBytes(file: MnistFile, isOriginal: boolean): number {
  const samples = isOriginal ? (file.startsWith('train') ? 60_000 : 10_000) : MOST_SAMPLES;
  return file.includes('images') ? 16 + samples * SIDE * SIDE : 8 + samples;
}

/** Decompresses, checks and decodes one file; the last argument says where it came from. */
type Decode = (file: MnistFile, bytes: Uint8Array, origin: string) => Promise<HostArray>;

/**
 * MNIST: 60,000 training and 10,000 test samples.
 *
 * x has shape (n, 784) or (n, 28, 28), float32, pixels divided by 255; y is one-hot (n, 10); labels are int32 (n,).
 * Reads `path`, or else fetches from `baseUrl` what is not in the cache.
 *
 * @throws DataError for files that are missing, truncated, too long or corrupt, and failed downloads; ValueError when both path
 *   and baseUrl are given; UnsupportedError for a path where there are no files.
 */
export async function mnist(options: MnistOptions = {}): Promise<LabelledData> {
  const { checksums = mnistChecksums, flatten = true } = checkKeys(
    'mnist',
    options,
    'path baseUrl cacheDir onProgress signal flatten checksums',
  );
  const bytesOf = (file: MnistFile): number => contentBytes(file, checksums === mnistChecksums);
  const decode: Decode = async (file, bytes, origin) => {
    const where = `mnist: ${origin}`;
    const content = isGzip(bytes) ? gunzip(bytes, where, bytesOf(file)) : bytes;
    const array = checkForm(file, decodeIdx(content, where), where);
    if (checksums !== false) await verifySha256(content, checksums[file], where);
    return array;
  };
  const read = await openSource(options, decode, bytesOf);
  const part = async (prefix: 'train' | 't10k'): Promise<LabelledSamples> => {
    const labels = await read(`${prefix}-labels-idx1-ubyte`);
    const images = await read(`${prefix}-images-idx3-ubyte`);
    const count = labels.shape[0] as number;
    if (images.shape[0] !== count) {
      const rule = `as many ${prefix} images as labels (${count})`;
      throw new DataError('mnist', rule, `${images.shape[0]}`, 'Fetch both files from the same place.');
    }
    const shape = flatten ? [count, SIDE * SIDE] : images.shape;
    return labelled({ ...images, shape }, 255, labels, CLASSES);
  };
  return { train: await part('train'), test: await part('t10k') };
}

/** A reader of the files from where the options say. */
async function openSource(
  options: MnistOptions,
  decode: Decode,
  bytesOf: (file: MnistFile) => number,
): Promise<(file: MnistFile) => Promise<HostArray>> {
  const { path, baseUrl } = options;
  if (path !== undefined && baseUrl !== undefined) {
    throw new ValueError('mnist', 'path or baseUrl', 'both', 'Leave one of them out.');
  }
  const folder = path ?? (baseUrl === undefined ? environmentVariable('OXIGRAD_MNIST') : undefined);
  // What does not compress grows a little.
  const most = (file: MnistFile): number => Math.ceil(bytesOf(file) * 1.001) + 1024;
  return folder === undefined ? openMirror(options, decode, most) : openFolder(folder, decode, most);
}

async function openFolder(
  folder: string,
  decode: Decode,
  most: (file: MnistFile) => number,
): Promise<(file: MnistFile) => Promise<HostArray>> {
  const files = await findFiles();
  if (files === undefined) {
    const remedy = 'Serve the files, and give their address as baseUrl.';
    throw new UnsupportedError('mnist', 'a runtime with files for path', 'one without', remedy);
  }
  return async (file) => {
    for (const name of [`${file}.gz`, file]) {
      const bytes = await readIfThere(files, `${folder}/${name}`, most(file), 'mnist');
      if (bytes !== undefined) return decode(file, bytes, `${folder}/${name}`);
    }
    const remedy = `Fetch it from ${mnistUrl}${file}.gz, or leave path out.`;
    throw new DataError('mnist', `${file}.gz or ${file} in ${folder}`, 'neither', remedy);
  };
}

async function openMirror(
  options: MnistOptions,
  decode: Decode,
  most: (file: MnistFile) => number,
): Promise<(file: MnistFile) => Promise<HostArray>> {
  const { baseUrl = mnistUrl, cacheDir } = options;
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  // Another mirror may hold other data under the same names: each has a folder of its own.
  const suffix = base === mnistUrl ? '' : `/${(await sha256(new TextEncoder().encode(base))).slice(0, 8)}`;
  const folder = typeof cacheDir === 'string' ? cacheDir + suffix : undefined;
  const cache = cacheDir === false ? undefined : await openCache(folder, `mnist${suffix}`, base, 'mnist');
  return async (file) => {
    options.signal?.throwIfAborted();
    const name = `${file}.gz`;
    const kept = await readKept(cache, file, name, most(file), decode);
    if (kept !== undefined) return kept;
    const limited = { ...options, maximumBytes: most(file) };
    const found =
      (await download(base, name, limited, 'mnist')) ?? (await download(base, file, limited, 'mnist'));
    if (found === undefined) {
      const remedy = 'Check baseUrl: it is the folder of the four files.';
      throw new DataError('mnist', `${name} or ${file} at ${base}`, 'status 404 for both', remedy);
    }
    const array = await decode(file, found, base + name);
    await cache?.write(name, found);
    return array;
  };
}

/** What the cache has, if it is whole; a damaged file is removed, and fetched again. */
async function readKept(
  cache: DownloadCache | undefined,
  file: MnistFile,
  name: string,
  most: number,
  decode: Decode,
): Promise<HostArray | undefined> {
  const bytes = await cache?.read(name, most);
  if (bytes === undefined) return undefined;
  try {
    return await decode(file, bytes, `cached ${name}`);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    await cache?.remove(name);
    return undefined;
  }
}

/** `array`, if it has the form that images or labels have. */
function checkForm(file: MnistFile, array: HostArray, where: string): HostArray {
  const { data, shape, dtype } = array;
  const remedy = 'Is this another data set? Fetch the file again.';
  const got = `${dtype} ${showShape(shape)}`;
  if (file.includes('images')) {
    if (dtype === 'uint8' && shape.length === 3 && shape[1] === SIDE && shape[2] === SIDE) return array;
    throw new DataError(where, `uint8 images of shape (n, ${SIDE}, ${SIDE})`, got, remedy);
  }
  if (dtype !== 'uint8' || shape.length !== 1)
    throw new DataError(where, 'uint8 labels of shape (n,)', got, remedy);
  const wrong = data.findIndex((label) => label >= CLASSES);
  if (wrong >= 0)
    throw new DataError(where, 'labels from 0 to 9', `${data[wrong]} at position ${wrong}`, remedy);
  return array;
}

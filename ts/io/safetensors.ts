// The safetensors format (https://github.com/huggingface/safetensors, "Format"): an 8-byte little-endian header
// length, a JSON header, then the tensors' bytes without holes. Written as the reference writes it, read strictly.

import { DataError, show, showShape, UnsupportedError, ValueError } from '../errors.ts';
import { arrayConstructor, bytesPerElement, type DType } from '../tensor/dtype.ts';
import { bytesOf, checkArray, type GivenArray, type HostArray } from './array.ts';
import { textOf, withCause } from './cause.ts';

/** What a safetensors file holds. */
export interface Safetensors {
  /** The tensors by name, in the order of their bytes. */
  readonly tensors: ReadonlyMap<string, HostArray>;
  /** Free text by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

const PREFIX_BYTES = 8;
/** The reference implementation's limit, which keeps a corrupt length from reaching the JSON parser. */
const MAXIMUM_HEADER_BYTES = 100_000_000;
const METADATA = '__metadata__';
const METADATA_RULE = `${METADATA} to hold texts by name`;
const REMEDY = 'The file is truncated or corrupt: write or fetch it again.';

/** Our dtypes by the format's names, in the order in which the reference lays tensors out: widest first. */
const dtypes: ReadonlyMap<string, DType> = new Map<string, DType>([
  ['F32', 'float32'],
  ['I32', 'int32'],
  ['I8', 'int8'],
  ['U8', 'uint8'],
  ['BOOL', 'bool'],
]);
const names: ReadonlyMap<DType, string> = new Map(Array.from(dtypes, ([name, dtype]) => [dtype, name]));
const layoutOrder: readonly DType[] = Array.from(dtypes.values());
const foreign = /^(F4|F[68]_\w{1,12}|B?F16|[FIUC]64|[IU]16|U32)$/;

/**
 * The bytes of a safetensors file: of tensors by name, and of texts by name. The same tensors give the same bytes,
 * whatever their order.
 *
 * @throws ShapeError when elements and shape disagree; ValueError for what is no tensor, the reserved name
 *   `__metadata__`, and metadata that is not text.
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, GivenArray> | Readonly<Record<string, GivenArray>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const where = 'encodeSafetensors';
  if (typeof tensors !== 'object' || tensors === null)
    throw new ValueError(where, 'tensors by name', show(tensors));
  const isMap = Object.prototype.toString.call(tensors) === '[object Map]';
  const given = isMap
    ? Array.from(tensors as ReadonlyMap<string, GivenArray>)
    : Object.entries(tensors as Readonly<Record<string, GivenArray>>);
  const entries = given.map(([name, array]): [string, HostArray] => [
    name,
    checkArray(`${where}: ${show(name)}`, array),
  ]);
  const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  entries.sort(
    ([nameA, a], [nameB, b]) =>
      layoutOrder.indexOf(a.dtype) - layoutOrder.indexOf(b.dtype) || order(nameA, nameB),
  );
  const header = new Map<string, unknown>();
  if (!isMetadata(metadata)) {
    throw new ValueError(where, METADATA_RULE, show(metadata), 'Use JSON.stringify on other values.');
  }
  if (Object.keys(metadata).length > 0) header.set(METADATA, metadata);
  let end = 0;
  for (const [name, array] of entries) {
    if (name === METADATA)
      throw new ValueError(where, `names other than ${METADATA}`, name, 'Rename the tensor.');
    const begin = end;
    end += array.data.byteLength;
    header.set(name, { dtype: names.get(array.dtype), shape: array.shape, data_offsets: [begin, end] });
  }
  const fields = Array.from(header, ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  const json = new TextEncoder().encode(`{${fields.join(',')}}`);
  // Spaces up to a multiple of 8, so that the data of a file mapped into memory is aligned.
  const start = PREFIX_BYTES + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(start + end).fill(0x20, PREFIX_BYTES, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - PREFIX_BYTES), true);
  bytes.set(json, PREFIX_BYTES);
  let at = start;
  for (const [, { data }] of entries) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * The tensors and metadata in a safetensors file.
 *
 * The arrays are views of `bytes` where its alignment allows it, else copies: treat them as read-only.
 *
 * @param where Name of the file, for errors.
 * @throws DataError when the file breaks a rule of the format: length, header, offsets that overlap, leave holes or
 *   disagree with shape and dtype, booleans other than 0 and 1. UnsupportedError for dtypes oxigrad does not have.
 */
export function decodeSafetensors(file: Uint8Array | ArrayBuffer, where = 'decodeSafetensors'): Safetensors {
  const bytes = bytesOf(file, where);
  const { header, start } = parseHeader(bytes, where);
  const metadata = Object.hasOwn(header, METADATA) ? header[METADATA] : {};
  if (!isMetadata(metadata)) throw new DataError(where, METADATA_RULE, show(metadata), REMEDY);
  const entries = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, value]) => parseEntry(name, value, where))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let expected = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== expected) {
      const rule = `tensors without overlap or hole (${show(name)} to begin at ${expected})`;
      throw new DataError(where, rule, `${begin}`, REMEDY);
    }
    expected = end;
  }
  if (start + expected !== bytes.length) {
    const rule = `${start + expected} bytes (${start} of header, ${expected} of tensors)`;
    throw new DataError(where, rule, `${bytes.length}`, REMEDY);
  }
  const tensors = new Map(entries.map((entry) => [entry.name, readTensor(bytes, start, entry, where)]));
  return { tensors, metadata };
}

function parseHeader(bytes: Uint8Array, where: string): { header: Record<string, unknown>; start: number } {
  if (bytes.length < PREFIX_BYTES) {
    throw new DataError(where, `at least ${PREFIX_BYTES} bytes`, `${bytes.length}`, REMEDY);
  }
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const limit = Math.min(MAXIMUM_HEADER_BYTES, bytes.length - PREFIX_BYTES);
  if (length > limit) {
    throw new DataError(where, `a header of at most ${limit} bytes`, `a header length of ${length}`, REMEDY);
  }
  const start = PREFIX_BYTES + length;
  const json = bytes.subarray(PREFIX_BYTES, start);
  if (json[0] !== 0x7b) {
    throw new DataError(where, 'a header that starts with {', `byte ${json[0] ?? 'none'}`, REMEDY);
  }
  let header: unknown;
  try {
    // `fatal`, because a replacement character would silently rename a tensor.
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch (cause) {
    throw withCause(new DataError(where, 'a header of UTF-8 JSON', textOf(cause), REMEDY), cause);
  }
  return { header: header as Record<string, unknown>, start };
}

function parseEntry(name: string, value: unknown, where: string): Entry {
  const { dtype: code, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  const isSize = (size: unknown): size is number => Number.isSafeInteger(size) && (size as number) >= 0;
  const isList = (list: unknown): list is number[] => Array.isArray(list) && list.every(isSize);
  if (typeof code !== 'string' || !isList(shape) || !isList(offsets) || offsets.length !== 2) {
    const rule = `${show(name)} to have dtype, shape and data_offsets [begin, end]`;
    throw new DataError(where, rule, show(value) ?? 'nothing', REMEDY);
  }
  const dtype = dtypes.get(code);
  if (dtype === undefined) {
    const rule = `${show(name)} to have dtype ${Array.from(dtypes.keys()).join(', ')}`;
    if (!foreign.test(code)) throw new DataError(where, rule, show(code), REMEDY);
    throw new UnsupportedError(where, rule, code, 'Convert the tensor before saving it, for example to F32.');
  }
  const [begin, end] = offsets as [number, number];
  const size = shape.reduce((product, axis) => product * axis, bytesPerElement(dtype));
  if (end - begin !== size) {
    const rule = `${show(name)} to take ${size} bytes for ${code} ${showShape(shape)}`;
    throw new DataError(where, rule, `${end - begin} (data_offsets ${begin} to ${end})`, REMEDY);
  }
  return { name, dtype, shape, begin, end };
}

function readTensor(bytes: Uint8Array, start: number, entry: Entry, where: string): HostArray {
  const { name, dtype, shape, begin, end } = entry;
  const width = bytesPerElement(dtype);
  let part = bytes.subarray(start + begin, start + end);
  if (part.byteOffset % width !== 0) part = part.slice();
  if (dtype === 'bool') {
    const wrong = part.find((byte) => byte > 1);
    if (wrong !== undefined)
      throw new DataError(where, `${show(name)} to hold 0 and 1 (BOOL)`, `${wrong}`, REMEDY);
  }
  const data = new (arrayConstructor(dtype))(part.buffer, part.byteOffset, part.length / width);
  return { data, shape, dtype };
}

/** Whether `metadata` has the form that the format allows: texts by name. */
function isMetadata(metadata: unknown): metadata is Record<string, string> {
  const isObject = typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata);
  return isObject && Object.values(metadata).every((value) => typeof value === 'string');
}

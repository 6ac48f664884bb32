// Gzip decompression with its checksum and length verified (RFC 1952), which fflate alone leaves out.
import { Inflate } from 'fflate';
import { DataError } from '../errors.ts';
import { textOf, withCause } from './cause.ts';

const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;
/** Deflate's best ratio is 1032:1, so a trailer that claims more is a lie that must not reach an allocation. */
export const MAXIMUM_RATIO = 1032;
/** Bytes that are decompressed at once: what lies about its length is found out after 16 MB at most. */
const STEP_BYTES = 16384;
const FLAG_CHECKSUM = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;
const REMEDY = 'The file is truncated or corrupt: fetch it again.';

/** Whether `bytes` starts like a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The content of a gzip file of one member.
 *
 * @param where Name of the file, for errors.
 * @param maximumLength Bytes that the content cannot exceed; more is not even decompressed.
 * @throws DataError when the file is no gzip file, is truncated, too long, or fails its CRC-32 or length.
 */
export function gunzip(
  bytes: Uint8Array,
  where: string,
  maximumLength: number = Number.POSITIVE_INFINITY,
): Uint8Array {
  const start = contentStart(bytes, where);
  const end = bytes.length - TRAILER_BYTES;
  if (end < start) {
    throw new DataError(where, 'gzip header, data and an 8-byte trailer', `${bytes.length} bytes`, REMEDY);
  }
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + end, TRAILER_BYTES);
  const checksum = trailer.getUint32(0, true);
  const length = trailer.getUint32(4, true);
  if (length > (end - start) * MAXIMUM_RATIO) {
    const got = `${length} bytes from ${end - start}`;
    throw new DataError(where, `a content length of at most ${MAXIMUM_RATIO} times the data`, got, REMEDY);
  }
  if (length > maximumLength)
    throw new DataError(where, `at most ${maximumLength} bytes of content`, `${length}`, REMEDY);
  const content = new Uint8Array(length);
  let inflated = 0;
  const inflate = new Inflate((part) => {
    if (inflated + part.length <= length) content.set(part, inflated);
    inflated += part.length;
  });
  try {
    for (let at = start; at < end && inflated <= length; at += STEP_BYTES)
      inflate.push(bytes.subarray(at, Math.min(at + STEP_BYTES, end)), at + STEP_BYTES >= end);
  } catch (cause) {
    throw withCause(new DataError(where, 'a complete deflate stream', textOf(cause), REMEDY), cause);
  }
  if (inflated !== length) {
    throw new DataError(where, `${length} bytes of content`, `${inflated}`, REMEDY);
  }
  const found = crc32(content);
  if (found !== checksum) {
    throw new DataError(where, `content with CRC-32 ${hex(checksum)}`, hex(found), REMEDY);
  }
  return content;
}

/** Where the deflate stream starts, after the header and its optional fields. */
function contentStart(bytes: Uint8Array, where: string): number {
  if (bytes.length < HEADER_BYTES || !isGzip(bytes) || bytes[2] !== 8) {
    const got = `${bytes.length} bytes starting with ${[...bytes.subarray(0, 3)].map((b) => hex(b, 2)).join(' ')}`;
    throw new DataError(where, 'a gzip file (1f 8b 08 …)', got, REMEDY);
  }
  const flags = bytes[3] ?? 0;
  let at = HEADER_BYTES;
  if (flags & FLAG_EXTRA) at += 2 + ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
  for (const flag of [FLAG_NAME, FLAG_COMMENT]) {
    if (!(flags & flag)) continue;
    while (at < bytes.length && bytes[at] !== 0) at++;
    at++;
  }
  if (flags & FLAG_CHECKSUM) at += 2;
  return at;
}

let table: Int32Array | undefined;

/** CRC-32 (IEEE 802.3, as in gzip, zip and PNG) as an unsigned number. */
export function crc32(bytes: Uint8Array): number {
  table ??= crcTable();
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) {
    crc = (table[(crc ^ (bytes[i] as number)) & 255] as number) ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}

function crcTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
}

function hex(value: number, digits = 8): string {
  return value.toString(16).padStart(digits, '0');
}

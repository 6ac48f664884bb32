// SHA-256 (FIPS 180-4): WebCrypto where it exists, plain code where it does not (pages served over plain http).
import { DataError } from '../errors.ts';

/** The SHA-256 of `bytes`, as 64 lower-case hexadecimal digits. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined) return sha256Plain(bytes);
  return toHex(new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)));
}

/**
 * Holds `bytes` to a known digest.
 *
 * @throws DataError naming `where` and both digests when they differ.
 */
export async function verifySha256(bytes: Uint8Array, expected: string, where: string): Promise<void> {
  const found = await sha256(bytes);
  if (found === expected.toLowerCase()) return;
  const remedy = 'The file is corrupt or not the canonical one: fetch it again.';
  throw new DataError(where, `content with SHA-256 ${expected}`, found, remedy);
}

/** The same digest in plain code. */
export function sha256Plain(bytes: Uint8Array): string {
  const { constants, initial } = tables();
  const state = initial.slice();
  const schedule = new Int32Array(64);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const whole = bytes.length - (bytes.length % 64);
  for (let at = 0; at < whole; at += 64) compress(state, schedule, constants, view, at);

  const tail = new Uint8Array(bytes.length % 64 < 56 ? 64 : 128);
  tail.set(bytes.subarray(whole));
  tail[bytes.length - whole] = 0x80;
  const tailView = new DataView(tail.buffer);
  tailView.setUint32(tail.length - 8, Math.floor(bytes.length / 2 ** 29));
  tailView.setUint32(tail.length - 4, (bytes.length << 3) >>> 0);
  for (let at = 0; at < tail.length; at += 64) compress(state, schedule, constants, tailView, at);

  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => {
    digest.setInt32(i * 4, word);
  });
  return toHex(new Uint8Array(digest.buffer));
}

function compress(
  state: Int32Array,
  w: Int32Array,
  constants: Int32Array,
  block: DataView,
  at: number,
): void {
  for (let i = 0; i < 16; i++) w[i] = block.getInt32(at + i * 4);
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15] as number;
    const y = w[i - 2] as number;
    const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
    const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
    w[i] = (w[i - 16] as number) + s0 + (w[i - 7] as number) + s1;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const one = (h + s1 + ((e & f) ^ (~e & g)) + (constants[i] as number) + (w[i] as number)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => {
    state[i] = (state[i] as number) + word;
  });
}

let cached: { constants: Int32Array; initial: Int32Array } | undefined;

/** The standard's constants: the first 32 fraction bits of the roots of the first 64 primes, by integer search. */
function tables(): { constants: Int32Array; initial: Int32Array } {
  if (cached !== undefined) return cached;
  const primes: number[] = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p !== 0)) primes.push(n);
  cached = {
    constants: Int32Array.from(primes, (p) => rootFraction(BigInt(p), 3)),
    initial: Int32Array.from(primes.slice(0, 8), (p) => rootFraction(BigInt(p), 2)),
  };
  return cached;
}

/** floor(2³² · prime^(1/degree)) mod 2³². */
function rootFraction(prime: bigint, degree: 2 | 3): number {
  const target = prime << BigInt(32 * degree);
  let low = 0n;
  let high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(degree) <= target) low = middle;
    else high = middle;
  }
  return Number(BigInt.asIntN(32, low));
}

function rotate(value: number, bits: number): number {
  return (value >>> bits) | (value << (32 - bits));
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

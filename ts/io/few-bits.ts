// Numbers in fewer bits, as files store them: small signed integers packed, and IEEE half precision.

/**
 * Signed integers packed: of 4 bits two per byte, the first in the low half; of 3 bits eight in three bytes, the first
 * lowest. What is missing in the last byte is 0.
 */
export function packIntegers(values: Int8Array, bits: 3 | 4): Uint8Array {
  const group = bits === 4 ? 2 : 8;
  const bytes = bits === 4 ? 1 : 3;
  const packed = new Uint8Array(Math.ceil(values.length / group) * bytes);
  const mask = 2 ** bits - 1;
  for (let at = 0, byte = 0; at < values.length; at += group, byte += bytes) {
    let word = 0;
    for (let i = 0; i < group; i++) word |= ((values[at + i] ?? 0) & mask) << (bits * i);
    for (let i = 0; i < bytes; i++) packed[byte + i] = word >>> (8 * i);
  }
  return packed;
}

/** Numbers in half precision, little-endian: rounded to nearest, ties to even; past 65,504 infinite. */
export function encodeHalf(values: Float32Array): Uint8Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const word = words[i] as number;
    const sign = (word >>> 16) & 0x8000;
    const magnitude = word & 0x7fff_ffff;
    let half: number;
    if (magnitude > 0x7f80_0000) half = 0x7e00;
    else if (magnitude >= 0x4780_0000) half = 0x7c00;
    else if (magnitude < 0x3880_0000) {
      // A whole number of 2⁻²⁴: adding a half puts it, rounded, in the lowest bits of a float32.
      half = bitsOf(Math.abs(values[i] as number) + 0.5) - 0x3f00_0000;
    } else half = (magnitude - 0x3800_0000 + 0x0fff + ((magnitude >>> 13) & 1)) >>> 13;
    halves[i] = sign | half;
  }
  return new Uint8Array(halves.buffer);
}

const scratch = /* @__PURE__ */ new Float32Array(1);
const scratchBits = /* @__PURE__ */ new Uint32Array(scratch.buffer);

function bitsOf(value: number): number {
  scratch[0] = value;
  return scratchBits[0] as number;
}

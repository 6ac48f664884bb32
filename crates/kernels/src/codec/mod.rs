//! Codecs of stored weights: what a file has in fewer bits, once per loading.

use crate::chunks::{for_chunks, Shared, CHUNK};
use crate::pool::Pool;
use crate::promise::promise;

/// How numbers are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// Signed integers of 4 bits, two per byte, the first in the low half; decoded to bytes.
    Int4,
    /// Signed integers of 3 bits, eight in three bytes, the first lowest; decoded to bytes.
    Int3,
    /// IEEE half precision; decoded to f32.
    Float16,
}

impl Codec {
    /// The codec of a code.
    pub fn from_code(code: u32) -> Option<Self> {
        [Self::Int4, Self::Int3, Self::Float16]
            .get(code as usize)
            .copied()
    }

    /// Bytes that `count` numbers take in a file.
    pub fn stored_len(self, count: usize) -> usize {
        match self {
            Self::Int4 => count.div_ceil(2),
            Self::Int3 => count.div_ceil(8) * 3,
            Self::Float16 => count * 2,
        }
    }

    /// Bytes of a decoded number.
    pub fn size(self) -> usize {
        match self {
            Self::Int4 | Self::Int3 => 1,
            Self::Float16 => 4,
        }
    }
}

/// Decodes `count` numbers.
///
/// # Safety
/// `x` must be readable for [`Codec::stored_len`] bytes and `y` writable for `count` numbers, without overlap.
pub unsafe fn decode(pool: &dyn Pool, codec: Codec, x: *const u8, y: *mut u8, count: usize) {
    promise!(x => codec.stored_len(count), y => count * codec.size());
    let (x, y) = (Shared::read(x), Shared::new(y));
    // Chunks begin at whole groups of every codec.
    for_chunks(pool, count, CHUNK, &|start, length| {
        // SAFETY: the chunk's numbers lie in x and y, and no other chunk has them.
        unsafe {
            let x = x.get().add(codec.stored_len(start)) as *const u8;
            let y = y.get().add(start * codec.size());
            match codec {
                Codec::Int4 => {
                    for i in 0..length {
                        let byte = *x.add(i / 2) as i8;
                        let value = if i % 2 == 0 {
                            byte << 4 >> 4
                        } else {
                            byte >> 4
                        };
                        *(y as *mut i8).add(i) = value;
                    }
                }
                Codec::Int3 => {
                    for group in 0..length.div_ceil(8) {
                        let bytes = [0, 1, 2].map(|byte| *x.add(3 * group + byte) as u32);
                        let bits = bytes[0] | bytes[1] << 8 | bytes[2] << 16;
                        for i in 0..8.min(length - 8 * group) {
                            let value = (bits >> (3 * i)) as i8;
                            *(y as *mut i8).add(8 * group + i) = value << 5 >> 5;
                        }
                    }
                }
                Codec::Float16 => {
                    for i in 0..length {
                        let half = u16::from_le_bytes([*x.add(2 * i), *x.add(2 * i + 1)]);
                        (y as *mut f32).add(i).write(from_half(half));
                    }
                }
            }
        }
    });
}

/// The number of IEEE half precision.
fn from_half(half: u16) -> f32 {
    let sign = (half as u32 & 0x8000) << 16;
    let (exponent, fraction) = (half as u32 >> 10 & 0x1f, half as u32 & 0x3ff);
    match exponent {
        // A whole number of 2⁻²⁴.
        0 => f32::from_bits((fraction as f32 * f32::from_bits(0x3380_0000)).to_bits() | sign),
        31 => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::Serial;

    fn run<T: Copy>(codec: Codec, x: &[u8], count: usize, fill: T) -> Vec<T> {
        let mut y = vec![fill; count];
        // SAFETY: both have their lengths.
        unsafe { decode(&Serial, codec, x.as_ptr(), y.as_mut_ptr() as *mut u8, count) };
        y
    }

    #[test]
    fn integers_come_back() {
        for count in [0, 1, 2, 7, 8, 9, 100, CHUNK + 11] {
            let four: Vec<i8> = (0..count).map(|i| (i * 7 % 16) as i8 - 8).collect();
            let mut x = vec![0u8; Codec::Int4.stored_len(count)];
            for (i, value) in four.iter().enumerate() {
                x[i / 2] |= (*value as u8 & 15) << (4 * (i % 2));
            }
            assert_eq!(run(Codec::Int4, &x, count, 99i8), four);
            let three: Vec<i8> = (0..count).map(|i| (i * 5 % 8) as i8 - 4).collect();
            let mut x = vec![0u8; Codec::Int3.stored_len(count)];
            for (i, value) in three.iter().enumerate() {
                let bit = i / 8 * 24 + i % 8 * 3;
                for b in 0..3 {
                    x[(bit + b) / 8] |= (*value as u8 >> b & 1) << ((bit + b) % 8);
                }
            }
            assert_eq!(run(Codec::Int3, &x, count, 99i8), three);
        }
    }

    #[test]
    fn halves_are_the_numbers_that_they_say() {
        let all: Vec<u8> = (0..=u16::MAX).flat_map(u16::to_le_bytes).collect();
        let y = run(Codec::Float16, &all, 1 << 16, 0.0f32);
        for (half, y) in y.iter().enumerate() {
            let (sign, exponent, fraction) = (half >> 15, half >> 10 & 31, half & 1023);
            let magnitude = match exponent {
                0 => fraction as f64 * 2f64.powi(-24),
                31 if fraction == 0 => f64::INFINITY,
                31 => f64::NAN,
                _ => (1024 + fraction) as f64 * 2f64.powi(exponent as i32 - 25),
            };
            let truth = if sign == 1 { -magnitude } else { magnitude };
            assert!(
                *y as f64 == truth || y.is_nan() && truth.is_nan(),
                "{half:x}: {y} {truth}"
            );
            assert!(y.is_nan() || y.is_sign_negative() == (sign == 1));
        }
    }
}

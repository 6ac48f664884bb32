//! Tensors of random numbers. Block `counter + i` gives elements `4i..4i + 4`, whatever the function.

use super::philox::philox;
use crate::chunks::{for_chunks, Shared, CHUNK};
use crate::math;
use crate::pool::Pool;
use crate::promise::promise;
use crate::simd::{F32x4, Floats, I32x4, Integers, LANES};
use crate::tails::{load, store};

/// Where a filler draws from: the key is the seed, the counter the first block of its reservation.
#[derive(Clone, Copy, Debug)]
pub struct Stream {
    /// The seed.
    pub key: [u32; 2],
    /// The first block; counts on modulo 2⁶⁴.
    pub counter: u64,
}

impl Stream {
    /// The four words of block `counter + index`.
    #[inline(never)]
    fn block(&self, index: usize) -> I32x4 {
        let block = self.counter.wrapping_add(index as u64);
        let [a, b, c, d] = philox([block as u32, (block >> 32) as u32, 0, 0], self.key);
        I32x4::from_array([a as i32, b as i32, c as i32, d as i32])
    }
}

/// The upper 24 bits as k·2⁻²⁴, in [0, 1).
#[inline(always)]
fn unit(words: I32x4) -> F32x4 {
    words
        .shr_unsigned(8)
        .to_f32()
        .mul(F32x4::splat(1.0 / 16_777_216.0))
}

/// The upper 23 bits as (k + ½)·2⁻²³, in (0, 1): never an end, and symmetric about ½.
#[inline(always)]
fn open_unit(words: I32x4) -> F32x4 {
    let k = words.shr_unsigned(9).to_f32();
    k.add(F32x4::splat(0.5))
        .mul(F32x4::splat(1.0 / 8_388_608.0))
}

/// Calls `body(words, first element, elements left)` for every block of `count` elements.
#[inline(always)]
fn for_blocks(
    pool: &dyn Pool,
    stream: Stream,
    count: usize,
    body: impl Fn(I32x4, usize, usize) + Sync,
) {
    for_chunks(pool, count, CHUNK, &|start, length| {
        for i in (start..start + length).step_by(LANES) {
            body(stream.block(i / LANES), i, start + length - i);
        }
    });
}

/// Uniform in [low, high): `low + (high - low)·u`, u of 24 bits. Reserves `⌈count/4⌉` blocks.
///
/// # Safety
/// `y` must be writable for `count` elements.
pub unsafe fn uniform(
    pool: &dyn Pool,
    stream: Stream,
    low: f32,
    high: f32,
    y: *mut f32,
    count: usize,
) {
    promise!(y => count);
    let y = Shared::new(y);
    let (start, range) = (F32x4::splat(low), F32x4::splat(high - low));
    // Rounding may reach `high` itself; the float below it stands in.
    let last = if low < high { below(high) } else { low };
    let last = F32x4::splat(last);
    for_blocks(pool, stream, count, |words, i, left| {
        let value = start.add(range.mul(unit(words))).min(last);
        // SAFETY: i < count, and `left` elements follow.
        unsafe { store(value, y.get().add(i), left) }
    });
}

/// The next float below a finite one.
fn below(x: f32) -> f32 {
    if x == 0.0 {
        return -f32::from_bits(1);
    }
    let bits = x.to_bits();
    f32::from_bits(if x > 0.0 { bits - 1 } else { bits + 1 })
}

/// Normal of this mean and standard deviation, by Box and Muller: of a block's words the first two give radii,
/// the last two angles. Reserves `⌈count/4⌉` blocks.
///
/// # Safety
/// `y` must be writable for `count` elements.
pub unsafe fn normal(
    pool: &dyn Pool,
    stream: Stream,
    mean: f32,
    deviation: f32,
    y: *mut f32,
    count: usize,
) {
    promise!(y => count);
    let y = Shared::new(y);
    let (mean, deviation) = (F32x4::splat(mean), F32x4::splat(deviation));
    for_blocks(pool, stream, count, |words, i, left| {
        let [a, b, c, d] = words.to_array();
        // 1 - u is in (0, 1], so the logarithm is finite.
        let u = F32x4::splat(1.0).sub(unit(I32x4::from_array([a, b, a, b])));
        let radius = math::log(u).mul(F32x4::splat(-2.0)).sqrt();
        let (sine, cosine) = math::sin_cos_turns(unit(I32x4::from_array([c, d, c, d])));
        let first = I32x4::from_array([-1, -1, 0, 0]);
        let value = radius.mul(first.select(cosine, sine));
        // SAFETY: i < count, and `left` elements follow.
        unsafe { store(mean.add(deviation.mul(value)), y.get().add(i), left) }
    });
}

/// Normal, cut at two standard deviations either side of the mean, by the inverse of its distribution:
/// `mean + deviation·√2·erfinv(erf(√2)·(2u - 1))`. Reserves `⌈count/4⌉` blocks.
///
/// # Safety
/// `y` must be writable for `count` elements.
pub unsafe fn truncated_normal(
    pool: &dyn Pool,
    stream: Stream,
    mean: f32,
    deviation: f32,
    y: *mut f32,
    count: usize,
) {
    promise!(y => count);
    /// erf(√2): the share of a normal that lies within two deviations.
    const SHARE: f32 = 0.954_499_7;
    let y = Shared::new(y);
    let (mean, deviation) = (F32x4::splat(mean), F32x4::splat(deviation));
    let (two, root) = (F32x4::splat(2.0), F32x4::splat(core::f32::consts::SQRT_2));
    for_blocks(pool, stream, count, |words, i, left| {
        let u = open_unit(words);
        let centred = u.add(u).sub(F32x4::splat(1.0)).mul(F32x4::splat(SHARE));
        let value = root.mul(math::erfinv(centred)).min(two).max(two.neg());
        // SAFETY: i < count, and `left` elements follow.
        unsafe { store(mean.add(deviation.mul(value)), y.get().add(i), left) }
    });
}

/// Integers in [low, high): the high word of `word·(high - low)`; low < high. Reserves `⌈count/4⌉` blocks.
///
/// # Safety
/// `y` must be writable for `count` elements.
pub unsafe fn integers(
    pool: &dyn Pool,
    stream: Stream,
    low: i32,
    high: i32,
    y: *mut i32,
    count: usize,
) {
    promise!(y => count);
    let y = Shared::new(y);
    let range = high.wrapping_sub(low) as u32 as u64;
    for_blocks(pool, stream, count, |words, i, left| {
        for (j, word) in words.to_array().into_iter().enumerate().take(left) {
            let offset = (word as u32 as u64 * range) >> 32;
            // SAFETY: j < left, so i + j < count.
            unsafe { *y.get().add(i + j) = low.wrapping_add(offset as i32) }
        }
    });
}

/// Bytes that are 1 with this probability (u < probability), else 0. Reserves `⌈count/4⌉` blocks.
///
/// # Safety
/// `y` must be writable for `count` bytes.
pub unsafe fn bernoulli(
    pool: &dyn Pool,
    stream: Stream,
    probability: f32,
    y: *mut u8,
    count: usize,
) {
    promise!(y => count);
    let y = Shared::new(y);
    let probability = F32x4::splat(probability);
    for_blocks(pool, stream, count, |words, i, left| {
        // SAFETY: i < count, and `left` bytes follow.
        unsafe { store_mask(unit(words).lt(probability), y.get().add(i), left) }
    });
}

/// Stores a mask as bytes 0 or 1, four or as many as are `left`.
#[inline(always)]
unsafe fn store_mask(mask: I32x4, y: *mut u8, left: usize) {
    let [a, b, c, d] = mask.to_array();
    let bytes = ((a & 1) | (b & 0x100) | (c & 0x10000) | (d & 0x100_0000)).to_le_bytes();
    // SAFETY: the caller promises the bytes.
    unsafe {
        if left >= LANES {
            (y as *mut [u8; LANES]).write_unaligned(bytes);
        } else {
            core::ptr::copy_nonoverlapping(bytes.as_ptr(), y, left);
        }
    }
}

/// `1/(1 - rate)`, or 0 where nothing is kept.
fn dropout_scale(rate: f32) -> F32x4 {
    F32x4::splat(if rate < 1.0 { 1.0 / (1.0 - rate) } else { 0.0 })
}

/// Dropout: `mask = u ≥ rate`, `y = mask ? x/(1 - rate) : 0` (computed as a product with the rounded
/// inverse); `y` may be `x`. Reserves `⌈count/4⌉` blocks.
///
/// # Safety
/// `x` must be readable, `y` and `mask` writable, for `count` elements.
#[allow(clippy::too_many_arguments)]
pub unsafe fn dropout(
    pool: &dyn Pool,
    stream: Stream,
    rate: f32,
    x: *const f32,
    y: *mut f32,
    mask: *mut u8,
    count: usize,
) {
    promise!(x => count, y => count, mask => count);
    let (x, y, mask) = (Shared::read(x), Shared::new(y), Shared::new(mask));
    let (threshold, scale) = (F32x4::splat(rate), dropout_scale(rate));
    for_blocks(pool, stream, count, |words, i, left| {
        let kept = threshold.le(unit(words));
        // SAFETY: i < count, and `left` elements follow.
        unsafe {
            store_mask(kept, mask.get().add(i), left);
            let value = load(x.get().add(i), left).mul(scale);
            store(kept.select(value, F32x4::splat(0.0)), y.get().add(i), left);
        }
    });
}

/// `y = mask ? x/(1 - rate) : 0`: dropout again with the same mask, as its gradient needs; `y` may be `x`.
///
/// # Safety
/// `x` and `mask` must be readable, `y` writable, for `count` elements.
pub unsafe fn dropout_apply(
    pool: &dyn Pool,
    rate: f32,
    x: *const f32,
    mask: *const u8,
    y: *mut f32,
    count: usize,
) {
    promise!(x => count, mask => count, y => count);
    let (x, y, mask) = (Shared::read(x), Shared::new(y), Shared::read(mask));
    let scale = dropout_scale(rate);
    for_chunks(pool, count, CHUNK, &|start, length| {
        for i in (start..start + length).step_by(LANES) {
            let left = start + length - i;
            let mut bytes = [0u8; LANES];
            // SAFETY: i < count, and `left` elements follow.
            unsafe {
                let from = mask.get().add(i) as *const u8;
                core::ptr::copy_nonoverlapping(from, bytes.as_mut_ptr(), left.min(LANES));
                let dropped = I32x4::from_array(bytes.map(|b| b as i32)).eq(I32x4::splat(0));
                let value = load(x.get().add(i), left).mul(scale);
                store(
                    dropped.select(F32x4::splat(0.0), value),
                    y.get().add(i),
                    left,
                );
            }
        }
    });
}

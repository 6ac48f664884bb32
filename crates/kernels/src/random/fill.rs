//! Tensors of random numbers.
use super::philox::philox;
use crate::pool::Pool;

/// Where a filler draws from: the key is the seed, the counter the first block of its reservation.
#[derive(Clone, Copy, Debug)]
pub struct Stream {
    /// The seed.
    pub key: [u32; 2],
    /// The first block.
    pub counter: u64,
}

fn word(stream: Stream, i: usize) -> u32 {
    let block = stream.counter.wrapping_add((i / 4) as u64);
    philox([block as u32, (block >> 32) as u32, 0, 0], stream.key)[i % 4]
}

fn unit(bits: u32) -> f32 {
    (bits >> 8) as f32 * (1.0 / 16777216.0)
}

/// Uniform in [low, high): `low + (high - low)·u`, u of 24 bits.
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
    let _ = pool;
    for i in 0..count {
        unsafe { *y.add(i) = low + (high - low) * unit(word(stream, i)) }
    }
}

/// Normal of this mean and standard deviation, by Box and Muller.
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
    let _ = pool;
    for i in 0..count {
        let (a, b) = (unit(word(stream, i & !1)), unit(word(stream, i | 1)));
        let (radius, angle) = ((-2.0 * (1.0 - a).ln()).sqrt(), core::f32::consts::TAU * b);
        let z = radius * if i % 2 == 0 { angle.cos() } else { angle.sin() };
        unsafe { *y.add(i) = mean + deviation * z }
    }
}

/// Normal, cut at two standard deviations either side of the mean.
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
    unsafe { normal(pool, stream, 0.0, 1.0, y, count) }
    for i in 0..count {
        unsafe { *y.add(i) = mean + deviation * (*y.add(i)).clamp(-2.0, 2.0) }
    }
}

/// Integers in [low, high): the high word of `word·(high - low)`; low < high.
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
    let _ = pool;
    let range = high.wrapping_sub(low) as u32 as u64;
    for i in 0..count {
        let offset = (word(stream, i) as u64 * range) >> 32;
        unsafe { *y.add(i) = low.wrapping_add(offset as u32 as i32) }
    }
}

/// Bytes that are 1 with this probability, else 0.
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
    let _ = pool;
    for i in 0..count {
        unsafe { *y.add(i) = (unit(word(stream, i)) < probability) as u8 }
    }
}

/// Dropout: `mask = u ≥ rate`, `y = mask ? x/(1 - rate) : 0` (computed as a product with the rounded
/// inverse); `y` may be `x`.
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
    let _ = pool;
    for i in 0..count {
        unsafe {
            *mask.add(i) = (unit(word(stream, i)) >= rate) as u8;
            *y.add(i) = if *mask.add(i) != 0 {
                *x.add(i) * (1.0 / (1.0 - rate))
            } else {
                0.0
            };
        }
    }
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
    let _ = pool;
    for i in 0..count {
        unsafe {
            *y.add(i) = if *mask.add(i) != 0 {
                *x.add(i) * (1.0 / (1.0 - rate))
            } else {
                0.0
            }
        }
    }
}

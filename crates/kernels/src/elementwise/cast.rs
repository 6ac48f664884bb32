//! Conversion between element types.
//!
//! Float to an integer type truncates towards zero and saturates at the type's range, NaN becomes 0 (XLA's
//! rule). Integers wrap to narrower ones (NumPy's and JAX's `astype`). Anything to bool is `≠ 0` (NaN is
//! true). `i32` to `f32` rounds to nearest, ties to even.

use super::functions::ElementType;
use crate::chunks::{for_chunks, Shared, CHUNK};
use crate::pool::Pool;
use crate::promise::promise;
use crate::simd::{F32x4, Floats, I32x4, Integers, LANES};

/// Converts `count` elements. `y` may be `x` where both element sizes are equal.
///
/// # Safety
/// `x` must be readable and `y` writable for `count` elements of their types.
pub unsafe fn cast(
    pool: &dyn Pool,
    from: ElementType,
    to: ElementType,
    x: *const u8,
    y: *mut u8,
    count: usize,
) {
    promise!(x => count, y => count);
    let (x, y) = (Shared::read(x), Shared::new(y));
    for_chunks(pool, count, CHUNK, &|start, length| {
        // SAFETY: chunks lie within `count` and do not overlap.
        unsafe { convert(from, to, x.get(), y.get(), start, length) }
    });
}

/// Converts four elements at a time, the tail through padded vectors; bytes pass through `i32`.
unsafe fn convert(
    from: ElementType,
    to: ElementType,
    x: *const u8,
    y: *mut u8,
    start: usize,
    count: usize,
) {
    let (from_size, to_size) = (size(from), size(to));
    for i in (start..start + count).step_by(LANES) {
        let left = LANES.min(start + count - i);
        // SAFETY: i lies within the elements that the caller promises, and `left` follow.
        let bits = unsafe { load(x.add(i * from_size), from_size, left) };
        let input = match from {
            ElementType::I8 => bits.shl(24).shr(24),
            _ => bits,
        };
        let output = match from {
            ElementType::F32 => from_float(input.to_f32_bits(), to),
            _ => from_integer(input, to),
        };
        // SAFETY: as above.
        unsafe { store(output, y.add(i * to_size), to_size, left) }
    }
}

fn size(element: ElementType) -> usize {
    match element {
        ElementType::F32 | ElementType::I32 => 4,
        _ => 1,
    }
}

/// Loads `left` elements of 4 bytes or of 1, which then are 0–255.
#[inline(always)]
unsafe fn load(x: *const u8, size: usize, left: usize) -> I32x4 {
    let mut words = [0i32; LANES];
    let mut bytes = [0u8; LANES];
    // SAFETY: the caller promises the elements; both buffers hold four.
    unsafe {
        match (size, left) {
            (4, LANES) => return I32x4::load(x as *const i32),
            (4, _) => core::ptr::copy_nonoverlapping(x as *const i32, words.as_mut_ptr(), left),
            (_, LANES) => bytes = (x as *const [u8; LANES]).read_unaligned(),
            _ => core::ptr::copy_nonoverlapping(x, bytes.as_mut_ptr(), left),
        }
    }
    if size == 1 {
        words = bytes.map(|byte| byte as i32);
    }
    I32x4::from_array(words)
}

/// Stores `left` elements of 4 bytes, or the low bytes of as many.
#[inline(always)]
unsafe fn store(value: I32x4, y: *mut u8, size: usize, left: usize) {
    let words = value.to_array();
    let bytes = words.map(|word| word as u8);
    // SAFETY: the caller promises the elements.
    unsafe {
        match (size, left) {
            (4, LANES) => value.store(y as *mut i32),
            (4, _) => core::ptr::copy_nonoverlapping(words.as_ptr(), y as *mut i32, left),
            (_, LANES) => (y as *mut [u8; LANES]).write_unaligned(bytes),
            _ => core::ptr::copy_nonoverlapping(bytes.as_ptr(), y, left),
        }
    }
}

/// 1 where the mask is set, else 0.
#[inline(always)]
fn bit(mask: I32x4) -> I32x4 {
    mask.and(I32x4::splat(1))
}

#[inline(always)]
fn from_float(x: F32x4, to: ElementType) -> I32x4 {
    let saturated = |low: f32, high: f32| x.max(F32x4::splat(low)).min(F32x4::splat(high)).to_i32();
    match to {
        ElementType::F32 => x.to_bits(),
        ElementType::I32 => x.to_i32(),
        ElementType::U8 => saturated(0.0, 255.0),
        ElementType::I8 => saturated(-128.0, 127.0),
        ElementType::Bool => bit(x.eq(F32x4::splat(0.0)).not()),
    }
}

#[inline(always)]
fn from_integer(x: I32x4, to: ElementType) -> I32x4 {
    match to {
        ElementType::F32 => x.to_f32().to_bits(),
        ElementType::Bool => bit(x.eq(I32x4::splat(0)).not()),
        _ => x,
    }
}

//! Conversion between element types.
//!
//! Float to an integer type truncates towards zero and saturates at the type's range, NaN becomes 0 (XLA's
//! rule). Integers wrap to narrower ones (NumPy's and JAX's `astype`). Anything to bool is `≠ 0` (NaN is
//! true). `i32` to `f32` rounds to nearest, ties to even.

use super::functions::ElementType;
use crate::chunks::{for_chunks, Shared, CHUNK};
use crate::pool::Pool;

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
    let (x, y) = (Shared::read(x), Shared::new(y));
    for_chunks(pool, count, CHUNK, &|start, length| {
        // SAFETY: chunks lie within `count` and do not overlap.
        unsafe { convert(from, to, x.get(), y.get(), start, length) }
    });
}

unsafe fn map<A: Copy, B>(
    x: *const u8,
    y: *mut u8,
    start: usize,
    count: usize,
    f: impl Fn(A) -> B,
) {
    let (x, y) = (x as *const A, y as *mut B);
    for i in start..start + count {
        // SAFETY: the caller promises the elements.
        unsafe { y.add(i).write_unaligned(f(x.add(i).read_unaligned())) }
    }
}

unsafe fn convert(
    from: ElementType,
    to: ElementType,
    x: *const u8,
    y: *mut u8,
    start: usize,
    count: usize,
) {
    use ElementType::{Bool, F32, I32, I8, U8};
    // SAFETY: the caller promises the elements.
    unsafe {
        match (from, to) {
            (F32, F32) | (I32, I32) => map(x, y, start, count, |v: u32| v),
            (F32, I32) => map(x, y, start, count, |v: f32| v as i32),
            (F32, U8) => map(x, y, start, count, |v: f32| v as u8),
            (F32, I8) => map(x, y, start, count, |v: f32| v as i8),
            (F32, Bool) => map(x, y, start, count, |v: f32| (v != 0.0) as u8),
            (I32, F32) => map(x, y, start, count, |v: i32| v as f32),
            (I32, U8 | I8) => map(x, y, start, count, |v: i32| v as u8),
            (I32, Bool) => map(x, y, start, count, |v: i32| (v != 0) as u8),
            (U8 | Bool, F32) => map(x, y, start, count, |v: u8| v as f32),
            (U8 | Bool, I32) => map(x, y, start, count, |v: u8| v as i32),
            (I8, F32) => map(x, y, start, count, |v: i8| v as f32),
            (I8, I32) => map(x, y, start, count, |v: i8| v as i32),
            (U8 | I8, Bool) => map(x, y, start, count, |v: u8| (v != 0) as u8),
            (U8 | I8 | Bool, U8 | I8) | (Bool, Bool) => map(x, y, start, count, |v: u8| v),
        }
    }
}

//! Running sums and products along an axis: one element after the other, in `f64`, each result rounded.

use crate::chunks::{for_chunks, Shared};
use crate::elementwise::functions;
use crate::pool::Pool;
use crate::promise::promise;

functions! {
    /// What is accumulated.
    CumulativeFunction {
        /// Sum
        Sum = 0,
        /// Product
        Prod = 1,
    }
}

/// Elements of one chunk for the pool.
const CHUNK: usize = 16384;

/// Accumulates `x` (outer, axis, inner) along the axis into `y` of the same shape; `exclusive` leaves out the
/// element itself (so the first is 0 or 1), `reverse` starts from the end. `y` may be `x`.
///
/// # Safety
/// `x` must be readable and `y` writable for this shape.
#[allow(clippy::too_many_arguments)]
pub unsafe fn cumulative(
    pool: &dyn Pool,
    function: CumulativeFunction,
    x: *const f32,
    y: *mut f32,
    outer: usize,
    axis: usize,
    inner: usize,
    exclusive: bool,
    reverse: bool,
) {
    promise!(x => outer * axis * inner, y => outer * axis * inner);
    let sum = function == CumulativeFunction::Sum;
    let start = if sum { 0.0 } else { 1.0 };
    let next = |total: f64, x: f32| {
        if sum {
            total + x as f64
        } else {
            total * x as f64
        }
    };
    let shape = (outer, axis, inner);
    // SAFETY: the caller's promise.
    unsafe {
        scan(
            pool,
            x,
            y,
            shape,
            (exclusive, reverse),
            start,
            next,
            |total| total as f32,
        )
    }
}

/// As [`cumulative`] on `i32`, wrapping.
///
/// # Safety
/// `x` must be readable and `y` writable for this shape.
#[allow(clippy::too_many_arguments)]
pub unsafe fn cumulative_i32(
    pool: &dyn Pool,
    function: CumulativeFunction,
    x: *const i32,
    y: *mut i32,
    outer: usize,
    axis: usize,
    inner: usize,
    exclusive: bool,
    reverse: bool,
) {
    promise!(x => outer * axis * inner, y => outer * axis * inner);
    let sum = function == CumulativeFunction::Sum;
    let start = if sum { 0 } else { 1 };
    let next = |total: i32, x: i32| {
        if sum {
            total.wrapping_add(x)
        } else {
            total.wrapping_mul(x)
        }
    };
    let shape = (outer, axis, inner);
    // SAFETY: the caller's promise.
    unsafe {
        scan(
            pool,
            x,
            y,
            shape,
            (exclusive, reverse),
            start,
            next,
            |total| total,
        )
    }
}

#[allow(clippy::too_many_arguments)]
#[inline(always)]
unsafe fn scan<T: Copy, U: Copy + Sync>(
    pool: &dyn Pool,
    x: *const T,
    y: *mut T,
    (outer, axis, inner): (usize, usize, usize),
    (exclusive, reverse): (bool, bool),
    start: U,
    next: impl Fn(U, T) -> U + Sync,
    round: impl Fn(U) -> T + Sync,
) {
    let (x, y) = (Shared::read(x), Shared::new(y));
    let together = (CHUNK / axis.max(1)).max(1);
    for_chunks(pool, outer * inner, together, &|first, count| {
        for place in first..first + count {
            let base = place / inner * axis * inner + place % inner;
            let mut total = start;
            for a in 0..axis {
                let a = if reverse { axis - 1 - a } else { a };
                // SAFETY: place < outer·inner; the caller promises the shape.
                unsafe {
                    let at = base + a * inner;
                    let after = next(total, *x.get().add(at));
                    *y.get().add(at) = round(if exclusive { total } else { after });
                    total = after;
                }
            }
        }
    });
}

//! Reductions of integers and bools along an axis, where the order cannot matter.

use crate::chunks::{for_chunks, Shared};
use crate::elementwise::functions;
use crate::pool::Pool;

functions! {
    /// What an integer reduction computes (wrapping); with an empty axis its value is the one in brackets.
    IntegerReduceFunction {
        /// Sum (0)
        Sum = 0,
        /// Largest (`i32::MIN`)
        Max = 1,
        /// Smallest (`i32::MAX`)
        Min = 2,
        /// Product (1)
        Prod = 3,
    }
}

/// Elements of one chunk for the pool.
const CHUNK: usize = 32768;

/// Reduces `x` (outer, axis, inner) to `y` (outer, inner).
///
/// # Safety
/// `x` must be readable and `y` writable for these shapes; they may not overlap.
pub unsafe fn reduce_i32(
    pool: &dyn Pool,
    function: IntegerReduceFunction,
    x: *const i32,
    y: *mut i32,
    outer: usize,
    axis: usize,
    inner: usize,
) {
    let shape = (outer, axis, inner);
    // SAFETY: the caller's promise.
    unsafe {
        match function {
            IntegerReduceFunction::Sum => fold(pool, x, y, shape, 0, i32::wrapping_add),
            IntegerReduceFunction::Max => fold(pool, x, y, shape, i32::MIN, i32::max),
            IntegerReduceFunction::Min => fold(pool, x, y, shape, i32::MAX, i32::min),
            IntegerReduceFunction::Prod => fold(pool, x, y, shape, 1, i32::wrapping_mul),
        }
    }
}

/// Reduces `x` (outer, axis, inner), true where not 0, to `y` (outer, inner) of 0 or 1: whether `all` are
/// true (true when empty), or else whether any is (false when empty).
///
/// # Safety
/// `x` must be readable and `y` writable for these shapes; they may not overlap.
pub unsafe fn reduce_bool(
    pool: &dyn Pool,
    all: bool,
    x: *const u8,
    y: *mut u8,
    outer: usize,
    axis: usize,
    inner: usize,
) {
    let shape = (outer, axis, inner);
    // SAFETY: the caller's promise.
    unsafe {
        if all {
            fold(pool, x, y, shape, 1, |a, b: u8| a & (b != 0) as u8);
        } else {
            fold(pool, x, y, shape, 0, |a, b: u8| a | (b != 0) as u8);
        }
    }
}

#[inline(always)]
unsafe fn fold<T: Copy + Sync + Send>(
    pool: &dyn Pool,
    x: *const T,
    y: *mut T,
    (outer, axis, inner): (usize, usize, usize),
    start: T,
    combine: impl Fn(T, T) -> T + Sync,
) {
    let (x, y) = (Shared::read(x), Shared::new(y));
    let together = (CHUNK / (axis * inner).max(1)).max(1);
    for_chunks(pool, outer, together, &|first, count| {
        for o in first..first + count {
            // SAFETY: o < outer; the caller promises the shapes.
            unsafe {
                let (x, y) = (x.get().add(o * axis * inner), y.get().add(o * inner));
                if inner == 1 {
                    let mut value = start;
                    for a in 0..axis {
                        value = combine(value, *x.add(a));
                    }
                    *y = value;
                    continue;
                }
                for i in 0..inner {
                    *y.add(i) = start;
                }
                for a in 0..axis {
                    for i in 0..inner {
                        *y.add(i) = combine(*y.add(i), *x.add(a * inner + i));
                    }
                }
            }
        }
    });
}

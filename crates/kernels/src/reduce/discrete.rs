//! Reductions of integers and bools along an axis, where the order cannot matter.

use crate::chunks::{for_chunks, Shared};
use crate::elementwise::{accumulate, functions, IntegerFunction};
use crate::pool::Pool;
use crate::promise::promise;

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
    promise!(x => outer * axis * inner, y => outer * inner);
    let (function, start) = match function {
        IntegerReduceFunction::Sum => (IntegerFunction::Add, 0),
        IntegerReduceFunction::Max => (IntegerFunction::Maximum, i32::MIN),
        IntegerReduceFunction::Min => (IntegerFunction::Minimum, i32::MAX),
        IntegerReduceFunction::Prod => (IntegerFunction::Mul, 1),
    };
    let (x, y) = (Shared::read(x), Shared::new(y));
    let together = (CHUNK / (axis * inner).max(1)).max(1);
    for_chunks(pool, outer, together, &|first, count| {
        for o in first..first + count {
            // SAFETY: o < outer; the caller promises the shapes.
            unsafe {
                let (x, y) = (x.get().add(o * axis * inner), y.get().add(o * inner));
                if inner == 1 {
                    *y = reduce_row(function, start, x, axis);
                    continue;
                }
                for i in 0..inner {
                    *y.add(i) = start;
                }
                for a in 0..axis {
                    accumulate(function, y, x.add(a * inner), inner);
                }
            }
        }
    });
}

/// One row: as many partial results as there are lanes, then halved until one is left.
unsafe fn reduce_row(function: IntegerFunction, start: i32, x: *const i32, count: usize) -> i32 {
    const PARTS: usize = 64;
    let mut parts = [start; PARTS];
    let first = parts.as_mut_ptr();
    // SAFETY: the caller promises `count` elements; the halves lie within the parts.
    unsafe {
        for i in (0..count).step_by(PARTS) {
            accumulate(function, first, x.add(i), PARTS.min(count - i));
        }
        let mut half = PARTS / 2;
        while half > 0 {
            accumulate(function, first, first.add(half), half);
            half /= 2;
        }
        *first
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
    promise!(x => outer * axis * inner, y => outer * inner);
    // `all` is: not any false. So one loop serves both, with bits flipped going in and coming out.
    let flip = all as u8;
    let (x, y) = (Shared::read(x), Shared::new(y));
    let together = (CHUNK / (axis * inner).max(1)).max(1);
    for_chunks(pool, outer, together, &|first, count| {
        for o in first..first + count {
            // SAFETY: o < outer; the caller promises the shapes.
            unsafe {
                let (x, y) = (x.get().add(o * axis * inner), y.get().add(o * inner));
                core::ptr::write_bytes(y, flip, inner);
                for a in 0..axis {
                    for i in 0..inner {
                        let found = (*x.add(a * inner + i) != 0) as u8 ^ flip;
                        *y.add(i) = ((*y.add(i) ^ flip) | found) ^ flip;
                    }
                }
            }
        }
    });
}

//! Sums, extremes and products of `i32` along an axis, wrapping.
use crate::elementwise::functions;
use crate::pool::Pool;

functions! {
    /// What an integer reduction computes; with an empty axis its value is the one in brackets.
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
    let _ = pool;
    for o in 0..outer {
        for i in 0..inner {
            let values = (0..axis).map(|a| unsafe { *x.add((o * axis + a) * inner + i) });
            let value = match function {
                IntegerReduceFunction::Sum => values.fold(0, i32::wrapping_add),
                IntegerReduceFunction::Max => values.fold(i32::MIN, i32::max),
                IntegerReduceFunction::Min => values.fold(i32::MAX, i32::min),
                IntegerReduceFunction::Prod => values.fold(1, i32::wrapping_mul),
            };
            unsafe { *y.add(o * inner + i) = value }
        }
    }
}

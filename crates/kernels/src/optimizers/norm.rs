//! The squared norm of a gradient, for clipping by global norm.

use crate::pool::Pool;
use crate::reduce::{reduce, ReduceFunction};

/// `Σ x²` of `count` elements, in the order of [`reduce`] over one row.
///
/// # Safety
/// `x` must be readable for `count` elements.
pub unsafe fn sum_of_squares(pool: &dyn Pool, x: *const f32, count: usize) -> f32 {
    let mut sum = 0.0;
    // SAFETY: the caller's promise; one row gives one sum.
    unsafe { reduce(pool, ReduceFunction::SumOfSquares, x, &mut sum, 1, count, 1) }
    sum
}

//! Running sums and products along an axis.
use crate::elementwise::functions;
use crate::pool::Pool;

functions! {
    /// What is accumulated.
    CumulativeFunction {
        /// Sum
        Sum = 0,
        /// Product
        Prod = 1,
    }
}

/// Accumulates `x` (outer, axis, inner) along the axis into `y` of the same shape, one element after the
/// other; `exclusive` leaves out the element itself, `reverse` starts from the end. `y` may be `x`.
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
    let combine: fn(f32, f32) -> f32 = match function {
        CumulativeFunction::Sum => |a, b| a + b,
        CumulativeFunction::Prod => |a, b| a * b,
    };
    let start = (function == CumulativeFunction::Prod) as i32 as f32;
    // SAFETY: the caller's promise.
    unsafe {
        scan(
            pool, combine, start, x, y, outer, axis, inner, exclusive, reverse,
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
    let combine: fn(i32, i32) -> i32 = match function {
        CumulativeFunction::Sum => i32::wrapping_add,
        CumulativeFunction::Prod => i32::wrapping_mul,
    };
    let start = (function == CumulativeFunction::Prod) as i32;
    // SAFETY: the caller's promise.
    unsafe {
        scan(
            pool, combine, start, x, y, outer, axis, inner, exclusive, reverse,
        )
    }
}

#[allow(clippy::too_many_arguments)]
unsafe fn scan<T: Copy>(
    _pool: &dyn Pool,
    combine: fn(T, T) -> T,
    start: T,
    x: *const T,
    y: *mut T,
    outer: usize,
    axis: usize,
    inner: usize,
    exclusive: bool,
    reverse: bool,
) {
    for o in 0..outer {
        for i in 0..inner {
            let mut total = start;
            for a in 0..axis {
                let a = if reverse { axis - 1 - a } else { a };
                let at = (o * axis + a) * inner + i;
                unsafe {
                    let value = *x.add(at);
                    let next = combine(total, value);
                    *y.add(at) = if exclusive { total } else { next };
                    total = next;
                }
            }
        }
    }
}

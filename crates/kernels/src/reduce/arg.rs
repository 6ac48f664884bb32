//! The place of the largest or smallest element along an axis.
use crate::elementwise::functions;
use crate::pool::Pool;

functions! {
    /// Which extreme is looked for.
    ArgFunction {
        /// Largest
        Max = 0,
        /// Smallest
        Min = 1,
    }
}

/// Finds the first extreme of `x` (outer, axis, inner) along the axis: `y` (outer, inner) of indices. The
/// first NaN wins, as in NumPy; axis ≥ 1.
///
/// # Safety
/// `x` must be readable and `y` writable for these shapes.
pub unsafe fn arg_extreme(
    pool: &dyn Pool,
    function: ArgFunction,
    x: *const f32,
    y: *mut i32,
    outer: usize,
    axis: usize,
    inner: usize,
) {
    let _ = pool;
    for o in 0..outer {
        for i in 0..inner {
            let at = |a: usize| unsafe { *x.add((o * axis + a) * inner + i) };
            let mut best = 0;
            for a in 1..axis {
                let (old, new) = (at(best), at(a));
                let better = match function {
                    ArgFunction::Max => new > old,
                    ArgFunction::Min => new < old,
                };
                if !old.is_nan() && (better || new.is_nan()) {
                    best = a;
                }
            }
            unsafe { *y.add(o * inner + i) = best as i32 }
        }
    }
}

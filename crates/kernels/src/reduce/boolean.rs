//! `any` and `all` of bytes along an axis.
use crate::pool::Pool;

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
    let _ = pool;
    for o in 0..outer {
        for i in 0..inner {
            let mut values = (0..axis).map(|a| unsafe { *x.add((o * axis + a) * inner + i) } != 0);
            let value = if all {
                values.all(|v| v)
            } else {
                values.any(|v| v)
            };
            unsafe { *y.add(o * inner + i) = value as u8 }
        }
    }
}

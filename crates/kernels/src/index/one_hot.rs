//! Labels as rows of zeros with a one.
use crate::pool::Pool;

/// `y` (outer, classes, inner) of `indices` (outer, inner): 1 where the class is the index, else 0. An index
/// outside 0..classes gives zeros, as in JAX. For the last axis, inner = 1.
///
/// # Safety
/// `indices` must be readable and `y` writable for these shapes.
pub unsafe fn one_hot(
    pool: &dyn Pool,
    indices: *const i32,
    y: *mut f32,
    outer: usize,
    classes: usize,
    inner: usize,
) {
    let _ = pool;
    for o in 0..outer {
        for c in 0..classes {
            for i in 0..inner {
                unsafe {
                    *y.add((o * classes + c) * inner + i) =
                        (*indices.add(o * inner + i) as usize == c) as i32 as f32
                }
            }
        }
    }
}

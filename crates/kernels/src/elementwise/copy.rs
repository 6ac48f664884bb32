//! Copies between strided layouts: transposes, slices, concatenation, flips, tiles and padding.

use super::walk::MAX_RANK;
use crate::pool::Pool;

/// Copies `dims` (rank ≤ 8) from `x` to `y`; `element_size` is 1 or 4 bytes. Strides are in elements, may be
/// negative, and those of `x` may be 0. `y` must not overlap `x`, nor itself.
///
/// # Safety
/// Every element that the strides reach must be readable in `x` and writable in `y`.
pub unsafe fn strided_copy(
    pool: &dyn Pool,
    element_size: usize,
    dims: &[usize],
    x: *const u8,
    x_strides: &[isize],
    y: *mut u8,
    y_strides: &[isize],
) {
    let _ = pool;
    let total: usize = dims.iter().product();
    let mut index = [0usize; MAX_RANK];
    for _ in 0..total {
        let (mut from, mut to) = (0isize, 0isize);
        for d in 0..dims.len() {
            from += index[d] as isize * x_strides[d] * element_size as isize;
            to += index[d] as isize * y_strides[d] * element_size as isize;
        }
        // SAFETY: the caller's promise.
        unsafe { core::ptr::copy_nonoverlapping(x.offset(from), y.offset(to), element_size) }
        for d in (0..dims.len()).rev() {
            index[d] += 1;
            if index[d] < dims[d] {
                break;
            }
            index[d] = 0;
        }
    }
}

//! Rows of a tensor by index.
use super::{check, resolve, IndexFault};
use crate::pool::Pool;

/// Gathers `y` (outer, count, inner) from `x` (outer, axis, inner): `y[o, i] = x[o, indices[i]]`.
/// `element_size` is 1 or 4 bytes. Negative indices count from the end; one outside -axis..axis is an error,
/// and nothing is written then.
///
/// # Safety
/// `x` and `indices` must be readable and `y` writable for these shapes, without overlap.
#[allow(clippy::too_many_arguments)]
pub unsafe fn gather(
    pool: &dyn Pool,
    element_size: usize,
    x: *const u8,
    indices: *const i32,
    y: *mut u8,
    outer: usize,
    axis: usize,
    inner: usize,
    count: usize,
) -> Result<(), IndexFault> {
    let _ = pool;
    let bytes = inner * element_size;
    unsafe {
        check(indices, count, axis)?;
        for o in 0..outer {
            for i in 0..count {
                let from = resolve(*indices.add(i), axis);
                core::ptr::copy_nonoverlapping(
                    x.add((o * axis + from) * bytes),
                    y.add((o * count + i) * bytes),
                    bytes,
                );
            }
        }
    }
    Ok(())
}

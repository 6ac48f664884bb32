//! Rows written or added to a tensor by index.
use super::{check, resolve, IndexFault};
use crate::pool::Pool;

/// Adds rows: `y[o, indices[i]] += x[o, i]` for i in order, `y` (outer, axis, inner), `x` (outer, count,
/// inner). Negative indices count from the end; one outside -axis..axis is an error, and nothing is written
/// then.
///
/// # Safety
/// `x` and `indices` must be readable and `y` writable for these shapes, without overlap.
#[allow(clippy::too_many_arguments)]
pub unsafe fn scatter_add(
    pool: &dyn Pool,
    x: *const f32,
    indices: *const i32,
    y: *mut f32,
    outer: usize,
    axis: usize,
    inner: usize,
    count: usize,
) -> Result<(), IndexFault> {
    let _ = pool;
    unsafe {
        check(indices, count, axis)?;
        for o in 0..outer {
            for i in 0..count {
                let to = resolve(*indices.add(i), axis);
                for j in 0..inner {
                    *y.add((o * axis + to) * inner + j) += *x.add((o * count + i) * inner + j);
                }
            }
        }
    }
    Ok(())
}

/// Writes rows: `y[o, indices[i]] = x[o, i]` for i in order, the last of equal indices stays. Shapes and
/// errors as [`scatter_add`]; `element_size` is 1 or 4 bytes.
///
/// # Safety
/// `x` and `indices` must be readable and `y` writable for these shapes, without overlap.
#[allow(clippy::too_many_arguments)]
pub unsafe fn scatter_set(
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
                let to = resolve(*indices.add(i), axis);
                core::ptr::copy_nonoverlapping(
                    x.add((o * count + i) * bytes),
                    y.add((o * axis + to) * bytes),
                    bytes,
                );
            }
        }
    }
    Ok(())
}

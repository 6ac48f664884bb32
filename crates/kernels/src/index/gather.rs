//! Rows of a tensor by index.

use super::{check, resolve, IndexFault};
use crate::chunks::{for_chunks, Shared};
use crate::pool::Pool;

/// Bytes of one chunk for the pool.
const CHUNK: usize = 65536;

/// Copies `size` bytes; a copy of one element is not worth a call.
///
/// # Safety
/// `from` must be readable and `to` writable for `size` bytes.
#[inline(always)]
pub(super) unsafe fn copy_row(from: *const u8, to: *mut u8, size: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        if size == 4 {
            (to as *mut u32).write_unaligned((from as *const u32).read_unaligned());
        } else {
            core::ptr::copy_nonoverlapping(from, to, size);
        }
    }
}

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
    // SAFETY: the caller's promise.
    unsafe { check(indices, count, axis)? };
    let bytes = inner * element_size;
    let (x, y, indices) = (Shared::read(x), Shared::new(y), Shared::read(indices));
    let together = (CHUNK / bytes.max(1)).max(1);
    for_chunks(pool, outer * count, together, &|start, length| {
        for row in start..start + length {
            // SAFETY: row < outer·count, and its index was checked.
            unsafe {
                let from = row / count * axis + resolve(*indices.get().add(row % count), axis);
                copy_row(x.get().add(from * bytes), y.get().add(row * bytes), bytes);
            }
        }
    });
    Ok(())
}

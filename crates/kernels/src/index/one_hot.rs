//! Labels as rows of zeros with a one.

use crate::chunks::{for_chunks, Shared};
use crate::pool::Pool;
use crate::promise::promise;

/// Elements of one chunk for the pool.
const CHUNK: usize = 32768;

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
    promise!(indices => outer * inner, y => outer * classes * inner);
    let (indices, y) = (Shared::read(indices), Shared::new(y));
    let size = classes * inner;
    let together = (CHUNK / size.max(1)).max(1);
    for_chunks(pool, outer, together, &|start, length| {
        for o in start..start + length {
            // SAFETY: o < outer, and a class below `classes` lies within its row.
            unsafe {
                let y = y.get().add(o * size);
                core::ptr::write_bytes(y, 0, size);
                for i in 0..inner {
                    let class = *indices.get().add(o * inner + i);
                    if class >= 0 && (class as usize) < classes {
                        *y.add(class as usize * inner + i) = 1.0;
                    }
                }
            }
        }
    });
}

//! Constant and arithmetic sequences.

use crate::chunks::{for_chunks, Shared, CHUNK};
use crate::pool::Pool;
use crate::promise::promise;

/// Writes `count` elements of the same bits; `element_size` is 1 (the low byte) or 4.
///
/// # Safety
/// `y` must be writable for `count` elements.
pub unsafe fn fill(pool: &dyn Pool, element_size: usize, bits: u32, y: *mut u8, count: usize) {
    promise!(y => count * element_size);
    let y = Shared::new(y);
    for_chunks(pool, count, CHUNK, &|start, length| {
        // SAFETY: chunks lie within `count` and do not overlap.
        unsafe {
            if element_size == 4 {
                let y = (y.get() as *mut u32).add(start);
                for i in 0..length {
                    y.add(i).write_unaligned(bits);
                }
            } else {
                core::ptr::write_bytes(y.get().add(start), bits as u8, length);
            }
        }
    });
}

/// `y[i] = start + i·step`, computed in `f64` and rounded once (as NumPy's arange in float64).
///
/// # Safety
/// `y` must be writable for `count` elements.
pub unsafe fn iota_f32(pool: &dyn Pool, start: f32, step: f32, y: *mut f32, count: usize) {
    promise!(y => count);
    let y = Shared::new(y);
    for_chunks(pool, count, CHUNK, &|first, length| {
        for i in first..first + length {
            // SAFETY: i < count.
            unsafe {
                y.get()
                    .add(i)
                    .write((start as f64 + i as f64 * step as f64) as f32)
            }
        }
    });
}

/// `y[i] = start + i·step`, wrapping.
///
/// # Safety
/// `y` must be writable for `count` elements.
pub unsafe fn iota_i32(pool: &dyn Pool, start: i32, step: i32, y: *mut i32, count: usize) {
    promise!(y => count);
    let y = Shared::new(y);
    for_chunks(pool, count, CHUNK, &|first, length| {
        for i in first..first + length {
            // SAFETY: i < count.
            unsafe {
                y.get()
                    .add(i)
                    .write(start.wrapping_add((i as i32).wrapping_mul(step)))
            }
        }
    });
}

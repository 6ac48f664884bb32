//! The place of the largest or smallest element along an axis.

use crate::chunks::{for_chunks, Shared};
use crate::elementwise::functions;
use crate::pool::Pool;
use crate::promise::promise;

functions! {
    /// Which extreme is looked for.
    ArgFunction {
        /// Largest
        Max = 0,
        /// Smallest
        Min = 1,
    }
}

/// Elements of one chunk for the pool.
const CHUNK: usize = 16384;

/// Finds the first extreme of `x` (outer, axis, inner) along the axis: `y` (outer, inner) of indices. The
/// first NaN wins, as in NumPy; with an empty axis the index is 0.
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
    promise!(x => outer * axis * inner, y => outer * inner);
    // The smallest of x is the largest of -x; flipping the sign is exact.
    let flip = if function == ArgFunction::Min {
        1u32 << 31
    } else {
        0
    };
    let (x, y) = (Shared::read(x), Shared::new(y));
    let together = (CHUNK / axis.max(1)).max(1);
    for_chunks(pool, outer * inner, together, &|first, count| {
        for place in first..first + count {
            let (o, i) = (place / inner, place % inner);
            // SAFETY: place < outer·inner; the caller promises the shapes.
            unsafe {
                let column = x.get().add(o * axis * inner + i);
                let (mut best, mut largest) = (0, f32::NEG_INFINITY);
                let mut a = 0;
                while a < axis {
                    let value = f32::from_bits((*column.add(a * inner)).to_bits() ^ flip);
                    if value > largest {
                        (best, largest) = (a, value);
                    } else if value.is_nan() {
                        best = a;
                        break;
                    }
                    a += 1;
                }
                *y.get().add(place) = best as i32;
            }
        }
    });
}

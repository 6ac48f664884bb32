//! Rows written or added to a tensor by index. Equal indices follow one another in the order they are given,
//! so chunks for the pool are cut along outer and inner, never along the indices.

use super::gather::copy_row;
use super::{check, resolve, IndexFault};
use crate::chunks::{for_chunks, Shared};
use crate::pool::Pool;
use crate::simd::{Floats, LANES};
use crate::tails::{load, store};

/// Elements of one chunk for the pool.
const CHUNK: usize = 16384;
/// Columns of a band: what one chunk takes of each row.
const BAND: usize = 64;

/// Calls `band(outer index, first column, columns)` so that all bands cover (outer, inner).
#[inline(always)]
fn for_bands(
    pool: &dyn Pool,
    outer: usize,
    inner: usize,
    count: usize,
    band: &(impl Fn(usize, usize, usize) + Sync),
) {
    let bands = inner.div_ceil(BAND);
    let together = (CHUNK / (count * inner.clamp(1, BAND)).max(1)).max(1);
    for_chunks(pool, outer * bands, together, &|start, length| {
        for index in start..start + length {
            let column = index % bands * BAND;
            band(index / bands, column, BAND.min(inner - column));
        }
    });
}

/// Adds rows: `y[o, indices[i]] += x[o, i]` for i in order, `y` (outer, axis, inner), `x` (outer, count,
/// inner), of f32 or, where `integer`, of i32 that wrap around. Negative indices count from the end; one outside
/// -axis..axis is an error, and nothing is written then.
///
/// # Safety
/// `x` and `indices` must be readable and `y` writable for these shapes, without overlap.
#[allow(clippy::too_many_arguments)]
pub unsafe fn scatter_add(
    pool: &dyn Pool,
    integer: bool,
    x: *const f32,
    indices: *const i32,
    y: *mut f32,
    outer: usize,
    axis: usize,
    inner: usize,
    count: usize,
) -> Result<(), IndexFault> {
    // SAFETY: the caller's promise.
    unsafe { check(indices, count, axis)? };
    let (x, y, indices) = (Shared::read(x), Shared::new(y), Shared::read(indices));
    for_bands(pool, outer, inner, count, &|o, column, width| {
        for i in 0..count {
            // SAFETY: the band lies within the shapes, the index was checked.
            unsafe {
                let row = o * axis + resolve(*indices.get().add(i), axis);
                let from = x.get().add((o * count + i) * inner + column);
                let to = y.get().add(row * inner + column);
                if integer {
                    for j in 0..width {
                        let (to, from) = (to.add(j) as *mut i32, from.add(j) as *const i32);
                        *to = (*to).wrapping_add(*from);
                    }
                    continue;
                }
                for j in (0..width).step_by(LANES) {
                    let left = width - j;
                    let sum = load(to.add(j), left).add(load(from.add(j), left));
                    store(sum, to.add(j), left);
                }
            }
        }
    });
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
    // SAFETY: the caller's promise.
    unsafe { check(indices, count, axis)? };
    let (x, y, indices) = (Shared::read(x), Shared::new(y), Shared::read(indices));
    let bytes = inner * element_size;
    for_bands(pool, outer, bytes, count, &|o, column, width| {
        for i in 0..count {
            // SAFETY: the band lies within the shapes, the index was checked.
            unsafe {
                let row = o * axis + resolve(*indices.get().add(i), axis);
                let from = x.get().add((o * count + i) * bytes + column);
                copy_row(from, y.get().add(row * bytes + column), width);
            }
        }
    });
    Ok(())
}

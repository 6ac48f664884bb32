//! Copies between strided layouts: transposes, slices, concatenation, flips, tiles and padding.
//!
//! The dimension with the smallest stride in `y` goes innermost. What is left is rows: copied whole where both sides
//! are consecutive, and in blocks of 16×16 where the second dimension is the consecutive one of `x` (a transpose), so
//! that both sides stay within a few cache lines.

use super::walk::{copy_strided, MAX_RANK};
use crate::chunks::{for_chunks, Shared};
use crate::pool::Pool;
use crate::promise::promise;

/// Edge of a transpose's block, in elements: a cache line of `f32`.
const BLOCK: usize = 16;
/// Elements of one chunk for the pool.
const CHUNK: usize = 32768;

#[derive(Clone, Copy)]
struct Dimension {
    size: usize,
    /// In bytes.
    from: isize,
    to: isize,
}

/// Copies `dims` (rank ≤ 8) from `x` to `y`; `element_size` is 1 or 4 bytes. Strides are in elements, may be
/// negative, and those of `x` may be 0. `y` must not overlap `x`, nor itself. Neighbouring dimensions that both sides
/// cross in one stride are faster as one.
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
    debug_assert!(
        dims.len() <= MAX_RANK && x_strides.len() == dims.len() && y_strides.len() == dims.len()
    );
    promise!(x => dims.iter().product(), y => dims.iter().product());
    let mut plan = [Dimension {
        size: 1,
        from: 0,
        to: 0,
    }; MAX_RANK];
    let mut total = 1;
    let bytes = element_size as isize;
    let entries = dims.iter().zip(x_strides).zip(y_strides);
    for (dimension, ((&size, &from), &to)) in plan.iter_mut().zip(entries) {
        total *= size;
        *dimension = Dimension {
            size,
            from: from * bytes,
            to: to * bytes,
        };
    }
    if total == 0 {
        return;
    }
    let rank = dims.len().clamp(1, MAX_RANK);
    // SAFETY: positions are below the rank; the caller promises the elements.
    unsafe {
        let inner = (0..rank)
            .min_by_key(|&i| plan.get_unchecked(i).to.unsigned_abs())
            .unwrap_or(rank - 1);
        move_last(&mut plan, inner, rank);
        if rank > 1 {
            let by_source = |&i: &usize| plan.get_unchecked(i).from.unsigned_abs();
            let second = (0..rank - 1).min_by_key(by_source).unwrap_or(0);
            move_last(&mut plan, second, rank - 1);
        }
        let columns = *plan.get_unchecked(rank - 1);
        let rows = if rank > 1 {
            *plan.get_unchecked(rank - 2)
        } else {
            Dimension {
                size: 1,
                from: 0,
                to: 0,
            }
        };
        // The tasks: blocks of rows of every matrix that the outer dimensions number.
        let matrices = total / (rows.size * columns.size);
        let rows_a_task = (CHUNK / columns.size).div_ceil(BLOCK).max(1) * BLOCK;
        let tasks_a_matrix = rows.size.div_ceil(rows_a_task);
        let (x, y) = (Shared::read(x), Shared::new(y));
        let task = |task: usize| {
            let mut matrix = task / tasks_a_matrix;
            let first = task % tasks_a_matrix * rows_a_task;
            let (mut from, mut to) = (first as isize * rows.from, first as isize * rows.to);
            for dimension in (0..rank.max(2) - 2).rev() {
                let dimension = plan.get_unchecked(dimension);
                let index = (matrix % dimension.size) as isize;
                matrix /= dimension.size;
                from += index * dimension.from;
                to += index * dimension.to;
            }
            let rows = Dimension {
                size: rows_a_task.min(rows.size - first),
                ..rows
            };
            let (x, y) = (x.get() as *const u8, y.get());
            copy_matrix(x.offset(from), y.offset(to), rows, columns, element_size);
        };
        // Small matrices share a chunk.
        let tasks = matrices * tasks_a_matrix;
        let together = (CHUNK / (rows.size.min(rows_a_task) * columns.size)).max(1);
        for_chunks(pool, tasks, together, &|start, count| {
            for i in start..start + count {
                task(i);
            }
        });
    }
}

/// Moves entry `position` to the end of the first `rank`, keeping the order of the others.
unsafe fn move_last(plan: &mut [Dimension; MAX_RANK], position: usize, rank: usize) {
    for i in position + 1..rank {
        // SAFETY: 1 ≤ i < rank ≤ MAX_RANK; both places belong to the array.
        unsafe { core::ptr::swap(plan.as_mut_ptr().add(i - 1), plan.as_mut_ptr().add(i)) }
    }
}

/// Copies a matrix whose rows are the innermost dimension of `y`.
unsafe fn copy_matrix(
    x: *const u8,
    y: *mut u8,
    rows: Dimension,
    columns: Dimension,
    element_size: usize,
) {
    let size = element_size as isize;
    // SAFETY: the caller promises the elements.
    unsafe {
        let transpose = rows.from == size && columns.from != size && columns.size > 1;
        if !transpose {
            for r in 0..rows.size as isize {
                let (from, to) = (x.offset(r * rows.from), y.offset(r * rows.to));
                copy_strided(
                    from,
                    columns.from,
                    to,
                    columns.to,
                    element_size,
                    columns.size,
                );
            }
            return;
        }
        for first_row in (0..rows.size).step_by(BLOCK) {
            let height = BLOCK.min(rows.size - first_row);
            for first_column in (0..columns.size).step_by(BLOCK) {
                let width = BLOCK.min(columns.size - first_column);
                for r in first_row as isize..(first_row + height) as isize {
                    let c = first_column as isize;
                    copy_strided(
                        x.offset(r * rows.from + c * columns.from),
                        columns.from,
                        y.offset(r * rows.to + c * columns.to),
                        columns.to,
                        element_size,
                        width,
                    );
                }
            }
        }
    }
}

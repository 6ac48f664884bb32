//! Sorting along the last axis, and the largest k.
//!
//! All three sort column numbers, in the output's own memory (nothing is allocated), by words of 64 bits: the
//! value mapped to an unsigned integer of the same order, then the column. Words differ, so any sort by them
//! is stable; here a heap sort, with a worst case of n·log n and little code. The two zeros are equal, as are
//! all NaN.

use crate::chunks::{for_chunks, Shared};
use crate::pool::Pool;
use crate::promise::promise;

/// Elements of one chunk for the pool.
const CHUNK: usize = 4096;

/// A row of elements and the order that is wanted.
#[derive(Clone, Copy)]
struct Row {
    x: *const f32,
    descending: bool,
    nan_first: bool,
}

impl Row {
    /// The word of a column.
    #[inline(always)]
    unsafe fn word(&self, column: u32) -> u64 {
        // SAFETY: the caller passes a column of the row.
        let x = unsafe { *self.x.add(column as usize) };
        // -0 + 0 = 0: the zeros become one.
        let bits = (x + 0.0).to_bits();
        let ascending = if bits >> 31 == 1 {
            !bits
        } else {
            bits | 1 << 31
        };
        let key = match (x.is_nan(), self.descending) {
            (true, _) if self.nan_first => 0,
            (true, _) => u32::MAX,
            (false, true) => !ascending,
            (false, false) => ascending,
        };
        (key as u64) << 32 | column as u64
    }

    /// Puts `column` into the heap whose root is `parent`, in place of the root; the largest word is on top.
    unsafe fn sift(&self, heap: *mut u32, mut parent: usize, end: usize, column: u32) {
        // SAFETY: parents and children stay below `end`, and the heap holds columns.
        unsafe {
            let word = self.word(column);
            loop {
                let mut child = 2 * parent + 1;
                if child >= end {
                    break;
                }
                let mut largest = self.word(*heap.add(child));
                if child + 1 < end {
                    let second = self.word(*heap.add(child + 1));
                    if largest < second {
                        largest = second;
                        child += 1;
                    }
                }
                if largest <= word {
                    break;
                }
                *heap.add(parent) = *heap.add(child);
                parent = child;
            }
            *heap.add(parent) = column;
        }
    }

    /// Writes the columns of the `k` smallest of `columns` words, in order.
    #[inline(never)]
    unsafe fn smallest(&self, order: *mut u32, columns: usize, k: usize) {
        // SAFETY: the caller promises `columns` elements and `k` places, k ≤ columns.
        unsafe {
            for i in 0..k {
                *order.add(i) = i as u32;
            }
            for parent in (0..k / 2).rev() {
                self.sift(order, parent, k, *order.add(parent));
            }
            for column in k..columns {
                if k > 0 && self.word(column as u32) < self.word(*order) {
                    self.sift(order, 0, k, column as u32);
                }
            }
            for end in (1..k).rev() {
                let last = *order.add(end);
                *order.add(end) = *order;
                self.sift(order, 0, end, last);
            }
        }
    }

    /// Replaces columns by their elements.
    unsafe fn look_up(&self, order: *const u32, y: *mut f32, k: usize) {
        for i in 0..k {
            // SAFETY: `order` holds columns of the row; it may be `y`, element by element.
            unsafe { *y.add(i) = *self.x.add(*order.add(i) as usize) }
        }
    }
}

/// Calls `task(row index, row)` for every row.
#[inline(always)]
fn for_rows(
    pool: &dyn Pool,
    x: *const f32,
    (rows, columns): (usize, usize),
    (descending, nan_first): (bool, bool),
    task: &(impl Fn(usize, Row) + Sync),
) {
    let x = Shared::read(x);
    let together = (CHUNK / columns.max(1)).max(1);
    for_chunks(pool, rows, together, &|start, count| {
        for row in start..start + count {
            let x = x.get().wrapping_add(row * columns);
            task(
                row,
                Row {
                    x,
                    descending,
                    nan_first,
                },
            );
        }
    });
}

/// Sorts each row of (rows, columns), stable, NaN last (in either direction); `y` may not overlap `x`.
///
/// # Safety
/// `x` must be readable and `y` writable for the shape.
pub unsafe fn sort(
    pool: &dyn Pool,
    x: *const f32,
    y: *mut f32,
    rows: usize,
    columns: usize,
    descending: bool,
) {
    promise!(x => rows * columns, y => rows * columns);
    let y = Shared::new(y);
    for_rows(
        pool,
        x,
        (rows, columns),
        (descending, false),
        &|index, row| {
            // SAFETY: the row lies within the shape; columns are as large as elements.
            unsafe {
                let y = y.get().add(index * columns);
                row.smallest(y as *mut u32, columns, columns);
                row.look_up(y as *const u32, y, columns);
            }
        },
    );
}

/// The indices that sort each row of (rows, columns), stable, NaN last (in either direction).
///
/// # Safety
/// `x` must be readable and `y` writable for the shape, without overlap.
pub unsafe fn argsort(
    pool: &dyn Pool,
    x: *const f32,
    y: *mut i32,
    rows: usize,
    columns: usize,
    descending: bool,
) {
    promise!(x => rows * columns, y => rows * columns);
    let y = Shared::new(y);
    for_rows(
        pool,
        x,
        (rows, columns),
        (descending, false),
        &|index, row| {
            // SAFETY: the row lies within the shape.
            unsafe { row.smallest(y.get().add(index * columns) as *mut u32, columns, columns) }
        },
    );
}

/// The `k` largest of each row of (rows, columns), largest first, equal ones by index: values and indices
/// (rows, k). NaN counts as largest, as in JAX's `top_k`. k ≤ columns; either output may be null.
///
/// # Safety
/// `x` must be readable and the outputs writable for these shapes, without overlap.
pub unsafe fn top_k(
    pool: &dyn Pool,
    x: *const f32,
    values: *mut f32,
    indices: *mut i32,
    rows: usize,
    columns: usize,
    k: usize,
) {
    debug_assert!(k <= columns);
    promise!(x => rows * columns);
    let order = if indices.is_null() {
        values as *mut u32
    } else {
        indices as *mut u32
    };
    if order.is_null() {
        return;
    }
    let (order, values) = (Shared::new(order), Shared::new(values));
    for_rows(pool, x, (rows, columns), (true, true), &|index, row| {
        // SAFETY: the row lies within the shapes.
        unsafe {
            let order = order.get().add(index * k);
            row.smallest(order, columns, k);
            if !values.get().is_null() {
                row.look_up(order, values.get().add(index * k), k);
            }
        }
    });
}

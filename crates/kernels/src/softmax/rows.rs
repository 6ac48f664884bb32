//! Softmax and log-softmax of rows, and their gradients. A row's largest element is taken off before the
//! exponential, so that nothing overflows; sums are those of [`Row`].

use super::groups::Row;
use crate::chunks::{for_chunks, Shared};
use crate::math;
use crate::pool::Pool;
use crate::promise::promise;
use crate::reduce::row_sum;
use crate::simd::{F32x4, Floats, LANES};
use crate::tails::{load, store};

/// Elements of one chunk for the pool: an exponential is many instructions.
const CHUNK: usize = 8192;

/// Calls `work(row, index)` for every row, in chunks of whole rows for the pool.
#[inline(always)]
pub(super) fn for_rows(
    pool: &dyn Pool,
    rows: usize,
    columns: usize,
    work: &(impl Fn(&Row, usize) + Sync),
) {
    let together = (CHUNK / columns.max(1)).max(1);
    let row = Row::new(columns);
    for_chunks(pool, rows, together, &|start, count| {
        (start..start + count).for_each(|index| work(&row, index))
    });
}

/// A row's largest element and `ln Σ e^(x - largest)`; softmax's two shifts.
///
/// # Safety
/// `x` must be readable for the row.
#[inline(never)]
pub(super) unsafe fn shifts(row: &Row, x: *const f32) -> (F32x4, F32x4) {
    // SAFETY: the caller's promise.
    unsafe {
        let max = row.largest(x);
        let sum = row.exponentials(x, core::ptr::null_mut(), max, 0);
        (max, math::log(F32x4::splat(sum as f32)))
    }
}

/// Softmax of one row; `y` may be `x`. The row `ahead` is brought near.
///
/// # Safety
/// `x` and what is `ahead` must be readable and `y` writable for the row.
#[inline(never)]
pub(super) unsafe fn softmax_row(row: &Row, x: *const f32, y: *mut f32, ahead: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        let sum = row.exponentials(x, y, row.largest(x), ahead);
        row.scale(y, F32x4::splat((1.0 / sum) as f32));
    }
}

/// `y = eˣ / Σ eˣ` over each row of (rows, columns); `y` may be `x`.
///
/// # Safety
/// `x` must be readable and `y` writable for the shape.
pub unsafe fn softmax(pool: &dyn Pool, x: *const f32, y: *mut f32, rows: usize, columns: usize) {
    promise!(x => rows * columns, y => rows * columns);
    let (x, y) = (Shared::read(x), Shared::new(y));
    for_rows(pool, rows, columns, &|row, index| {
        let at = index * columns;
        let ahead = if index + 1 < rows { columns } else { 0 };
        // SAFETY: the row and what is ahead lie within the shape.
        unsafe { softmax_row(row, x.get().add(at), y.get().add(at), ahead) }
    });
}

/// `y = x - ln Σ eˣ` over each row of (rows, columns); `y` may be `x`.
///
/// # Safety
/// `x` must be readable and `y` writable for the shape.
pub unsafe fn log_softmax(
    pool: &dyn Pool,
    x: *const f32,
    y: *mut f32,
    rows: usize,
    columns: usize,
) {
    promise!(x => rows * columns, y => rows * columns);
    let (x, y) = (Shared::read(x), Shared::new(y));
    for_rows(pool, rows, columns, &|row, index| {
        let at = index * columns;
        // SAFETY: the row lies within the shape.
        unsafe {
            let (x, y) = (x.get().add(at), y.get().add(at));
            let (max, log_sum) = shifts(row, x);
            row.map(x, x, y, |x, _| x.sub(max).sub(log_sum));
        }
    });
}

/// `dx = y·(dy - Σ dy·y)` over each row, `y` the softmax; `dx` may be `dy` or `y`.
///
/// # Safety
/// `y` and `dy` must be readable and `dx` writable for the shape.
pub unsafe fn softmax_gradient(
    pool: &dyn Pool,
    y: *const f32,
    dy: *const f32,
    dx: *mut f32,
    rows: usize,
    columns: usize,
) {
    promise!(y => rows * columns, dy => rows * columns, dx => rows * columns);
    let (y, dy, dx) = (Shared::read(y), Shared::read(dy), Shared::new(dx));
    for_rows(pool, rows, columns, &|row, index| {
        let at = index * columns;
        // SAFETY: the row lies within the shape.
        unsafe {
            let (y, dy, dx) = (y.get().add(at), dy.get().add(at), dx.get().add(at));
            let dot = F32x4::splat(row.sum(y, dy, F32x4::mul) as f32);
            row.map(y, dy, dx, |y, dy| y.mul(dy.sub(dot)));
        }
    });
}

/// `dx = dy - eʸ·Σ dy` over each row, `y` the log-softmax; `dx` may be `dy` or `y`.
///
/// # Safety
/// `y` and `dy` must be readable and `dx` writable for the shape.
pub unsafe fn log_softmax_gradient(
    pool: &dyn Pool,
    y: *const f32,
    dy: *const f32,
    dx: *mut f32,
    rows: usize,
    columns: usize,
) {
    promise!(y => rows * columns, dy => rows * columns, dx => rows * columns);
    let (y, dy, dx) = (Shared::read(y), Shared::read(dy), Shared::new(dx));
    for_rows(pool, rows, columns, &|_, index| {
        let at = index * columns;
        // SAFETY: the row lies within the shape.
        unsafe {
            let (y, dy, dx) = (y.get().add(at), dy.get().add(at), dx.get().add(at));
            let sum = F32x4::splat(row_sum(dy, columns));
            for i in (0..columns).step_by(LANES) {
                let left = columns - i;
                let share = math::exp_falling([load(y.add(i), left)])[0].mul(sum);
                store(load(dy.add(i), left).sub(share), dx.add(i), left);
            }
        }
    });
}

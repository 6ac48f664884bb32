//! Softmax and log-softmax of rows, and their gradients. A row's largest element is taken off before the
//! exponential, so that nothing overflows; sums follow [`crate::reduce`].

use crate::chunks::{for_chunks, Shared};
use crate::math;
use crate::pool::Pool;
use crate::reduce::{row_max, row_sum, sum_of, BLOCK};
use crate::simd::{F32x4, LANES};
use crate::tails::{keep, load, map, store};

/// Elements of one chunk for the pool: an exponential is many instructions.
const CHUNK: usize = 8192;

/// Calls `row(index)` for every row, in chunks of whole rows for the pool.
#[inline(always)]
pub(super) fn for_rows(
    pool: &dyn Pool,
    rows: usize,
    columns: usize,
    row: &(impl Fn(usize) + Sync),
) {
    let together = (CHUNK / columns.max(1)).max(1);
    for_chunks(pool, rows, together, &|start, count| {
        (start..start + count).for_each(row)
    });
}

/// Writes `e^(x - max)` of a row to y, if that is not null (it may be x), and returns their sum, in the order of
/// [`sum_of`].
///
/// # Safety
/// `x` must be readable and `y` writable for `columns` elements.
#[inline(never)]
pub(super) unsafe fn exponentials(x: *const f32, y: *mut f32, columns: usize, max: F32x4) -> f64 {
    /// Vectors that share the loads of constants.
    const GROUP: usize = 4;
    let (mut total, mut sum) = (0.0, F32x4::splat(0.0));
    let mut i = 0;
    while i < columns {
        let left = columns - i;
        // SAFETY: the caller's promise, and `left` elements follow.
        unsafe {
            if left >= GROUP * LANES {
                let mut group = [max; GROUP];
                for (v, term) in group.iter_mut().enumerate() {
                    *term = F32x4::load(x.add(i + v * LANES)).sub(max);
                }
                for (v, e) in math::exp_falling(group).into_iter().enumerate() {
                    if !y.is_null() {
                        e.store(y.add(i + v * LANES));
                    }
                    sum = sum.add(e);
                }
                i += GROUP * LANES;
            } else {
                let [e] = math::exp_falling([load(x.add(i), left).sub(max)]);
                if !y.is_null() {
                    store(e, y.add(i), left);
                }
                sum = sum.add(keep(e, left, F32x4::splat(0.0)));
                i += LANES;
            }
        }
        if i % BLOCK == 0 || i >= columns {
            let [p, q, r, s] = sum.to_array();
            total += ((p + q) + (r + s)) as f64;
            sum = F32x4::splat(0.0);
        }
    }
    total
}

/// A row's largest element and `ln Σ e^(x - largest)`; softmax's two shifts.
///
/// # Safety
/// `x` must be readable for `columns` elements.
#[inline(never)]
pub(super) unsafe fn shifts(x: *const f32, columns: usize) -> (F32x4, F32x4) {
    // SAFETY: the caller's promise.
    unsafe {
        let max = F32x4::splat(row_max(x, columns));
        let sum = exponentials(x, core::ptr::null_mut(), columns, max);
        (max, math::log(F32x4::splat(sum as f32)))
    }
}

/// Softmax of one row; `y` may be `x`.
///
/// # Safety
/// `x` must be readable and `y` writable for `columns` elements.
#[inline(never)]
pub(super) unsafe fn softmax_row(x: *const f32, y: *mut f32, columns: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        let max = F32x4::splat(row_max(x, columns));
        let sum = exponentials(x, y, columns, max);
        let inverse = F32x4::splat((1.0 / sum) as f32);
        map(y, y, columns, |y| y.mul(inverse));
    }
}

/// `y = eˣ / Σ eˣ` over each row of (rows, columns); `y` may be `x`.
///
/// # Safety
/// `x` must be readable and `y` writable for the shape.
pub unsafe fn softmax(pool: &dyn Pool, x: *const f32, y: *mut f32, rows: usize, columns: usize) {
    let (x, y) = (Shared::read(x), Shared::new(y));
    for_rows(pool, rows, columns, &|row| {
        let at = row * columns;
        // SAFETY: the row lies within the shape.
        unsafe { softmax_row(x.get().add(at), y.get().add(at), columns) }
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
    let (x, y) = (Shared::read(x), Shared::new(y));
    for_rows(pool, rows, columns, &|row| {
        let at = row * columns;
        // SAFETY: the row lies within the shape.
        unsafe {
            let (x, y) = (x.get().add(at), y.get().add(at));
            let (max, log_sum) = shifts(x, columns);
            map(x, y, columns, |x| x.sub(max).sub(log_sum));
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
    let (y, dy, dx) = (Shared::read(y), Shared::read(dy), Shared::new(dx));
    for_rows(pool, rows, columns, &|row| {
        let at = row * columns;
        // SAFETY: the row lies within the shape.
        unsafe {
            let (y, dy, dx) = (y.get().add(at), dy.get().add(at), dx.get().add(at));
            let dot = sum_of(columns, |i, left| {
                load(y.add(i), left).mul(load(dy.add(i), left))
            });
            let dot = F32x4::splat(dot as f32);
            for i in (0..columns).step_by(LANES) {
                let left = columns - i;
                let slope = load(dy.add(i), left).sub(dot);
                store(load(y.add(i), left).mul(slope), dx.add(i), left);
            }
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
    let (y, dy, dx) = (Shared::read(y), Shared::read(dy), Shared::new(dx));
    for_rows(pool, rows, columns, &|row| {
        let at = row * columns;
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

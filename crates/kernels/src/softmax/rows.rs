//! Softmax and log-softmax of rows, and their gradients.
use crate::pool::Pool;

unsafe fn row_max(x: *const f32, columns: usize) -> f32 {
    (0..columns)
        .map(|c| unsafe { *x.add(c) })
        .fold(
            f32::NEG_INFINITY,
            |a, b| if a.is_nan() || a > b { a } else { b },
        )
}

/// `y = eˣ / Σ eˣ` over each row of (rows, columns); `y` may be `x`.
///
/// # Safety
/// `x` must be readable and `y` writable for the shape.
pub unsafe fn softmax(pool: &dyn Pool, x: *const f32, y: *mut f32, rows: usize, columns: usize) {
    let _ = pool;
    for r in 0..rows {
        unsafe {
            let (x, y) = (x.add(r * columns), y.add(r * columns));
            let max = row_max(x, columns);
            let mut sum = 0.0;
            for c in 0..columns {
                *y.add(c) = (*x.add(c) - max).exp();
                sum += *y.add(c);
            }
            for c in 0..columns {
                *y.add(c) /= sum;
            }
        }
    }
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
    let _ = pool;
    for r in 0..rows {
        unsafe {
            let (x, y) = (x.add(r * columns), y.add(r * columns));
            let max = row_max(x, columns);
            let sum: f32 = (0..columns).map(|c| (*x.add(c) - max).exp()).sum();
            for c in 0..columns {
                *y.add(c) = *x.add(c) - max - sum.ln();
            }
        }
    }
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
    let _ = pool;
    for r in 0..rows {
        unsafe {
            let at = r * columns;
            let dot: f32 = (at..at + columns).map(|i| *y.add(i) * *dy.add(i)).sum();
            for i in at..at + columns {
                *dx.add(i) = *y.add(i) * (*dy.add(i) - dot);
            }
        }
    }
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
    let _ = pool;
    for r in 0..rows {
        unsafe {
            let at = r * columns;
            let sum: f32 = (at..at + columns).map(|i| *dy.add(i)).sum();
            for i in at..at + columns {
                *dx.add(i) = *dy.add(i) - (*y.add(i)).exp() * sum;
            }
        }
    }
}

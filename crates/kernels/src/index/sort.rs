//! Sorting along the last axis.
use crate::pool::Pool;
use core::cmp::Ordering;

fn order(a: f32, b: f32, descending: bool) -> Ordering {
    match (a.is_nan(), b.is_nan()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        _ if descending => b.partial_cmp(&a).unwrap_or(Ordering::Equal),
        _ => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
    }
}

/// Sorts each row of (rows, columns), stable, NaN last (in either direction); `y` may be `x`.
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
    let _ = pool;
    for r in 0..rows {
        unsafe {
            let mut row: Vec<f32> = (0..columns).map(|c| *x.add(r * columns + c)).collect();
            row.sort_by(|a, b| order(*a, *b, descending));
            core::ptr::copy_nonoverlapping(row.as_ptr(), y.add(r * columns), columns);
        }
    }
}

/// The indices that sort each row of (rows, columns), stable, NaN last (in either direction).
///
/// # Safety
/// `x` must be readable and `y` writable for the shape.
pub unsafe fn argsort(
    pool: &dyn Pool,
    x: *const f32,
    y: *mut i32,
    rows: usize,
    columns: usize,
    descending: bool,
) {
    let _ = pool;
    for r in 0..rows {
        unsafe {
            let mut row: Vec<i32> = (0..columns as i32).collect();
            row.sort_by(|a, b| {
                order(
                    *x.add(r * columns + *a as usize),
                    *x.add(r * columns + *b as usize),
                    descending,
                )
            });
            core::ptr::copy_nonoverlapping(row.as_ptr(), y.add(r * columns), columns);
        }
    }
}

/// The `k` largest of each row of (rows, columns), largest first, equal ones by index: values and indices
/// (rows, k). NaN counts as largest, as in JAX's `top_k`. k ≤ columns; either output may be null.
///
/// # Safety
/// `x` must be readable and the outputs writable for these shapes.
pub unsafe fn top_k(
    pool: &dyn Pool,
    x: *const f32,
    values: *mut f32,
    indices: *mut i32,
    rows: usize,
    columns: usize,
    k: usize,
) {
    let _ = pool;
    for r in 0..rows {
        unsafe {
            let at = |i: i32| *x.add(r * columns + i as usize);
            let mut row: Vec<i32> = (0..columns as i32).collect();
            row.sort_by(|a, b| order(at(*b), at(*a), false));
            for i in 0..k {
                if !values.is_null() {
                    *values.add(r * k + i) = at(row[i]);
                }
                if !indices.is_null() {
                    *indices.add(r * k + i) = row[i];
                }
            }
        }
    }
}

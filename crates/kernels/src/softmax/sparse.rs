//! Cross-entropy with integer labels: from logits, fused with the softmax, and from probabilities. Labels are
//! checked before anything is written.

use super::cross_entropy::{clip, inside};
use super::rows::{for_rows, shifts, softmax_row};
use super::LabelFault;
use crate::chunks::Shared;
use crate::math;
use crate::pool::Pool;
use crate::reduce::row_sum;
use crate::simd::{F32x4, Floats, Integers};
use crate::tails::map;

/// The first row whose label is outside 0..columns is an error.
unsafe fn check(labels: *const i32, rows: usize, columns: usize) -> Result<(), LabelFault> {
    for row in 0..rows {
        // SAFETY: row < rows.
        let label = unsafe { *labels.add(row) };
        if label < 0 || label as usize >= columns {
            return Err(LabelFault { row, label });
        }
    }
    Ok(())
}

#[inline(always)]
fn first(vector: F32x4) -> f32 {
    let [value, ..] = vector.to_array();
    value
}

/// `loss[row] = -logSoftmax(logits)[label]`; logits (rows, columns), labels and loss (rows). A label outside
/// 0..columns is an error, and nothing is written then.
///
/// # Safety
/// Inputs must be readable and `loss` writable for their shapes.
pub unsafe fn sparse_softmax_cross_entropy(
    pool: &dyn Pool,
    logits: *const f32,
    labels: *const i32,
    loss: *mut f32,
    rows: usize,
    columns: usize,
) -> Result<(), LabelFault> {
    // SAFETY: the caller's promise.
    unsafe { check(labels, rows, columns)? };
    let (logits, labels, loss) = (
        Shared::read(logits),
        Shared::read(labels),
        Shared::new(loss),
    );
    for_rows(pool, rows, columns, &|row, index| {
        // SAFETY: the row lies within the shapes, its label was checked.
        unsafe {
            let x = logits.get().add(index * columns);
            let (max, log_sum) = shifts(row, x);
            let chosen = *x.add(*labels.get().add(index) as usize);
            *loss.get().add(index) = first(log_sum) - (chosen - first(max));
        }
    });
    Ok(())
}

/// `dlogits = dloss[row]·(softmax(logits) - onehot(label))`; `dlogits` may be `logits`. A label outside
/// 0..columns is an error, and nothing is written then.
///
/// # Safety
/// Inputs must be readable and `dlogits` writable for their shapes.
pub unsafe fn sparse_softmax_cross_entropy_gradient(
    pool: &dyn Pool,
    logits: *const f32,
    labels: *const i32,
    dloss: *const f32,
    dlogits: *mut f32,
    rows: usize,
    columns: usize,
) -> Result<(), LabelFault> {
    // SAFETY: the caller's promise.
    unsafe { check(labels, rows, columns)? };
    let (logits, labels) = (Shared::read(logits), Shared::read(labels));
    let (dloss, dlogits) = (Shared::read(dloss), Shared::new(dlogits));
    for_rows(pool, rows, columns, &|row, index| {
        // SAFETY: the row lies within the shapes, its label was checked.
        unsafe {
            let (x, dx) = (
                logits.get().add(index * columns),
                dlogits.get().add(index * columns),
            );
            softmax_row(row, x, dx, 0);
            let chosen = dx.add(*labels.get().add(index) as usize);
            *chosen -= 1.0;
            row.scale(dx, F32x4::splat(*dloss.get().add(index)));
        }
    });
    Ok(())
}

/// Keras's loss from probabilities: `p = x/Σ x`, clipped to [1e-7, 1 - 1e-7], `loss[row] = -ln p[label]`. A
/// label outside 0..columns is an error, and nothing is written then.
///
/// # Safety
/// Inputs must be readable and `loss` writable for their shapes.
pub unsafe fn sparse_categorical_cross_entropy(
    pool: &dyn Pool,
    probabilities: *const f32,
    labels: *const i32,
    loss: *mut f32,
    rows: usize,
    columns: usize,
) -> Result<(), LabelFault> {
    // SAFETY: the caller's promise.
    unsafe { check(labels, rows, columns)? };
    let (probabilities, labels) = (Shared::read(probabilities), Shared::read(labels));
    let loss = Shared::new(loss);
    for_rows(pool, rows, columns, &|_, index| {
        // SAFETY: the row lies within the shapes, its label was checked.
        unsafe {
            let x = probabilities.get().add(index * columns);
            let p = *x.add(*labels.get().add(index) as usize) / row_sum(x, columns);
            *loss.get().add(index) = -first(math::log(clip(F32x4::splat(p))));
        }
    });
    Ok(())
}

/// The gradient of [`sparse_categorical_cross_entropy`] with respect to the probabilities x, which it may
/// overwrite: `dloss[row]·(1/Σ x - onehot(label)/x)`, or 0 where p[label] is clipped. A label outside
/// 0..columns is an error, and nothing is written then.
///
/// # Safety
/// Inputs must be readable and `dprobabilities` writable for their shapes.
pub unsafe fn sparse_categorical_cross_entropy_gradient(
    pool: &dyn Pool,
    probabilities: *const f32,
    labels: *const i32,
    dloss: *const f32,
    dprobabilities: *mut f32,
    rows: usize,
    columns: usize,
) -> Result<(), LabelFault> {
    // SAFETY: the caller's promise.
    unsafe { check(labels, rows, columns)? };
    let (probabilities, labels) = (Shared::read(probabilities), Shared::read(labels));
    let (dloss, dprobabilities) = (Shared::read(dloss), Shared::new(dprobabilities));
    for_rows(pool, rows, columns, &|_, index| {
        let at = index * columns;
        // SAFETY: the row lies within the shapes, its label was checked.
        unsafe {
            let (x, dx) = (probabilities.get().add(at), dprobabilities.get().add(at));
            let label = *labels.get().add(index) as usize;
            let (chosen, total) = (*x.add(label), row_sum(x, columns));
            let passes = inside(F32x4::splat(chosen / total)).any();
            let scale = if passes { *dloss.get().add(index) } else { 0.0 };
            let common = F32x4::splat(scale * (1.0 / total));
            map(x, dx, columns, |_| common);
            if passes {
                *dx.add(label) = scale * (1.0 / total - 1.0 / chosen);
            }
        }
    });
    Ok(())
}

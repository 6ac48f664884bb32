//! Categorical cross-entropy with dense targets: from logits, fused with the softmax, and from probabilities.
use super::rows::{log_softmax, softmax};
use crate::pool::Pool;

/// Keras's epsilon: probabilities are clipped to [ε, 1 - ε].
pub const EPSILON: f32 = 1e-7;

/// `loss[row] = -Σ target·logSoftmax(logits)`; logits and targets (rows, columns), loss (rows).
///
/// # Safety
/// Inputs must be readable and `loss` writable for their shapes.
pub unsafe fn softmax_cross_entropy(
    pool: &dyn Pool,
    logits: *const f32,
    targets: *const f32,
    loss: *mut f32,
    rows: usize,
    columns: usize,
) {
    let mut y = vec![0.0; rows * columns];
    unsafe {
        log_softmax(pool, logits, y.as_mut_ptr(), rows, columns);
        for r in 0..rows {
            *loss.add(r) = -(0..columns)
                .map(|c| *targets.add(r * columns + c) * y[r * columns + c])
                .sum::<f32>();
        }
    }
}

/// `dlogits = dloss[row]·(softmax(logits)·Σ target - target)`; `dlogits` may be `logits` or `targets`.
///
/// # Safety
/// Inputs must be readable and `dlogits` writable for their shapes.
pub unsafe fn softmax_cross_entropy_gradient(
    pool: &dyn Pool,
    logits: *const f32,
    targets: *const f32,
    dloss: *const f32,
    dlogits: *mut f32,
    rows: usize,
    columns: usize,
) {
    let mut y = vec![0.0; rows * columns];
    unsafe {
        softmax(pool, logits, y.as_mut_ptr(), rows, columns);
        for r in 0..rows {
            let sum: f32 = (0..columns).map(|c| *targets.add(r * columns + c)).sum();
            for i in r * columns..(r + 1) * columns {
                *dlogits.add(i) = *dloss.add(r) * (y[i] * sum - *targets.add(i));
            }
        }
    }
}

/// Keras's loss from probabilities: `p = x/Σ x`, clipped to [1e-7, 1 - 1e-7], `loss[row] = -Σ target·ln p`.
///
/// # Safety
/// Inputs must be readable and `loss` writable for their shapes.
pub unsafe fn categorical_cross_entropy(
    pool: &dyn Pool,
    probabilities: *const f32,
    targets: *const f32,
    loss: *mut f32,
    rows: usize,
    columns: usize,
) {
    let _ = pool;
    unsafe {
        for r in 0..rows {
            let sum: f32 = (0..columns)
                .map(|c| *probabilities.add(r * columns + c))
                .sum();
            *loss.add(r) = -(r * columns..(r + 1) * columns)
                .map(|i| {
                    *targets.add(i)
                        * (*probabilities.add(i) / sum)
                            .clamp(EPSILON, 1.0 - EPSILON)
                            .ln()
                })
                .sum::<f32>();
        }
    }
}

/// The gradient of [`categorical_cross_entropy`] with respect to the probabilities, through the division by
/// their sum; no gradient where the clip holds. `dprobabilities` may be an input.
///
/// # Safety
/// Inputs must be readable and `dprobabilities` writable for their shapes.
pub unsafe fn categorical_cross_entropy_gradient(
    pool: &dyn Pool,
    probabilities: *const f32,
    targets: *const f32,
    dloss: *const f32,
    dprobabilities: *mut f32,
    rows: usize,
    columns: usize,
) {
    let _ = pool;
    unsafe {
        for r in 0..rows {
            let range = r * columns..(r + 1) * columns;
            let sum: f32 = range.clone().map(|i| *probabilities.add(i)).sum();
            let inside = |i: usize| {
                let p = *probabilities.add(i) / sum;
                (EPSILON..=1.0 - EPSILON).contains(&p)
            };
            let kept: f32 = range
                .clone()
                .filter(|&i| inside(i))
                .map(|i| *targets.add(i))
                .sum();
            for i in range {
                let own = if inside(i) {
                    *targets.add(i) / *probabilities.add(i)
                } else {
                    0.0
                };
                *dprobabilities.add(i) = *dloss.add(r) * (kept / sum - own);
            }
        }
    }
}

//! Categorical cross-entropy with dense targets: from logits, fused with the softmax, and from probabilities
//! (<https://keras.io/api/losses/probabilistic_losses/>).

use super::rows::{for_rows, shifts};
use crate::chunks::Shared;
use crate::math;
use crate::pool::Pool;
use crate::promise::promise;
use crate::reduce::{row_sum, sum_of};
use crate::simd::{F32x4, Floats, I32x4, Integers, LANES};
use crate::tails::{load, store};

/// Keras's epsilon: probabilities are clipped to [ε, 1 - ε].
pub const EPSILON: f32 = 1e-7;

/// `probability` clipped to [ε, 1 - ε].
#[inline(always)]
pub(super) fn clip(probability: F32x4) -> F32x4 {
    probability
        .max(F32x4::splat(EPSILON))
        .min(F32x4::splat(1.0 - EPSILON))
}

/// Where the clip changes nothing, so that a gradient passes.
#[inline(always)]
pub(super) fn inside(probability: F32x4) -> I32x4 {
    let (low, high) = (F32x4::splat(EPSILON), F32x4::splat(1.0 - EPSILON));
    low.le(probability).and(probability.le(high))
}

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
    promise!(logits => rows * columns, targets => rows * columns, loss => rows);
    let (logits, targets) = (Shared::read(logits), Shared::read(targets));
    let loss = Shared::new(loss);
    for_rows(pool, rows, columns, &|row, index| {
        let at = index * columns;
        // SAFETY: the row lies within the shapes.
        unsafe {
            let (x, t) = (logits.get().add(at), targets.get().add(at));
            let (max, log_sum) = shifts(row, x);
            let sum = row.sum(x, t, |x, t| t.mul(x.sub(max).sub(log_sum)));
            *loss.get().add(index) = -sum as f32;
        }
    });
}

/// `dlogits = dloss[row]·(softmax(logits)·Σ target - target)`; `dlogits` may be `logits`.
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
    promise!(logits => rows * columns, targets => rows * columns, dloss => rows, dlogits => rows * columns);
    let (logits, targets) = (Shared::read(logits), Shared::read(targets));
    let (dloss, dlogits) = (Shared::read(dloss), Shared::new(dlogits));
    for_rows(pool, rows, columns, &|row, index| {
        let at = index * columns;
        // SAFETY: the row lies within the shapes.
        unsafe {
            let (x, t) = (logits.get().add(at), targets.get().add(at));
            let dx = dlogits.get().add(at);
            let scale = F32x4::splat(*dloss.get().add(index));
            let weight = row_sum(t, columns) as f64;
            let sum = row.exponentials(x, dx, row.largest(x), 0);
            let weight = F32x4::splat((weight / sum) as f32);
            row.map(dx, t, dx, |power, t| scale.mul(power.mul(weight).sub(t)));
        }
    });
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
    promise!(probabilities => rows * columns, targets => rows * columns, loss => rows);
    let (probabilities, targets) = (Shared::read(probabilities), Shared::read(targets));
    let loss = Shared::new(loss);
    for_rows(pool, rows, columns, &|_, index| {
        let at = index * columns;
        // SAFETY: the row lies within the shapes.
        unsafe {
            let (x, t) = (probabilities.get().add(at), targets.get().add(at));
            let total = F32x4::splat(row_sum(x, columns));
            let sum = sum_of(columns, |i, left| {
                let p = clip(load(x.add(i), left).div(total));
                load(t.add(i), left).mul(math::log(p))
            });
            *loss.get().add(index) = -sum as f32;
        }
    });
}

/// The gradient of [`categorical_cross_entropy`] with respect to the probabilities, through the division by
/// their sum S: `dloss[row]·(K/S - target/x)`, K the sum of the targets whose p is not clipped, the second
/// term 0 where it is. `dprobabilities` may be an input.
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
    promise!(probabilities => rows * columns, targets => rows * columns, dloss => rows, dprobabilities => rows * columns);
    let (probabilities, targets) = (Shared::read(probabilities), Shared::read(targets));
    let (dloss, dprobabilities) = (Shared::read(dloss), Shared::new(dprobabilities));
    for_rows(pool, rows, columns, &|_, index| {
        let at = index * columns;
        // SAFETY: the row lies within the shapes.
        unsafe {
            let (x, t) = (probabilities.get().add(at), targets.get().add(at));
            let dx = dprobabilities.get().add(at);
            let scale = F32x4::splat(*dloss.get().add(index));
            let zero = F32x4::splat(0.0);
            let total = F32x4::splat(row_sum(x, columns));
            let kept = sum_of(columns, |i, left| {
                inside(load(x.add(i), left).div(total)).select(load(t.add(i), left), zero)
            });
            let common = F32x4::splat(kept as f32).div(total);
            for i in (0..columns).step_by(LANES) {
                let left = columns - i;
                let p = load(x.add(i), left);
                let own = inside(p.div(total)).select(load(t.add(i), left).div(p), zero);
                store(scale.mul(common.sub(own)), dx.add(i), left);
            }
        }
    });
}

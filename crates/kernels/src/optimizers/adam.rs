//! Adam, AdamW and AMSGrad (<https://keras.io/api/optimizers/adam/>).

use super::{decayed, for_vectors, Flush};
use crate::pool::Pool;
use crate::simd::{F32x4, LANES};

/// The numbers of one step.
#[derive(Clone, Copy, Debug)]
pub struct AdamStep {
    /// `learning_rate·√(1 - β₂ᵗ)/(1 - β₁ᵗ)`.
    pub alpha: f32,
    /// `1 - β₁`, computed in `f64`.
    pub one_minus_beta1: f32,
    /// `1 - β₂`, computed in `f64` (from the `f32` of 0.999 it would be off by 5e-5).
    pub one_minus_beta2: f32,
    /// Added to the root.
    pub epsilon: f32,
    /// Learning rate, for the weight decay only.
    pub learning_rate: f32,
    /// Decoupled weight decay; 0 = none. The variable first loses `variable·weight_decay·learning_rate`.
    pub weight_decay: f32,
}

/// One step on `count` elements: `m += (g - m)·(1 - β₁)`, `v += (g² - v)·(1 - β₂)`, `w -= m·α/(√v + ε)`.
/// With AMSGrad, `largest` (else null) keeps the largest v, which then takes v's place.
///
/// # Safety
/// `variable`, the moments and `largest` (if not null) must be writable, `gradient` readable, for `count`
/// elements.
#[allow(clippy::too_many_arguments)]
pub unsafe fn adam(
    pool: &dyn Pool,
    step: &AdamStep,
    variable: *mut f32,
    moment: *mut f32,
    velocity: *mut f32,
    largest: *mut f32,
    gradient: *const f32,
    count: usize,
) {
    let (rate, decay) = (
        F32x4::splat(step.learning_rate),
        F32x4::splat(step.weight_decay),
    );
    let (alpha, epsilon) = (F32x4::splat(step.alpha), F32x4::splat(step.epsilon));
    let (first, second) = (
        F32x4::splat(step.one_minus_beta1),
        F32x4::splat(step.one_minus_beta2),
    );
    let amsgrad = !largest.is_null();
    let flush = Flush::new();
    // SAFETY: the caller's promise; parts have `vectors` whole vectors, where they are not null.
    unsafe {
        for_vectors(
            pool,
            count,
            [variable, moment, velocity, largest, gradient as *mut f32],
            move |tensors, vectors| {
                let [mut variable, mut moment, mut velocity, mut largest, mut gradient] = tensors;
                for _ in 0..vectors {
                    let w = decayed(F32x4::load(variable), decay, rate);
                    let g = F32x4::load(gradient);
                    let m = F32x4::load(moment);
                    let m = flush.apply(m.add(g.sub(m).mul(first)));
                    m.store(moment);
                    let v = F32x4::load(velocity);
                    let mut v = flush.apply(v.add(g.mul(g).sub(v).mul(second)));
                    v.store(velocity);
                    if amsgrad {
                        v = v.max(F32x4::load(largest));
                        v.store(largest);
                    }
                    let change = m.mul(alpha).div(v.sqrt().add(epsilon));
                    w.sub(change).store(variable);
                    variable = variable.wrapping_add(LANES);
                    moment = moment.wrapping_add(LANES);
                    velocity = velocity.wrapping_add(LANES);
                    largest = largest.wrapping_add(LANES);
                    gradient = gradient.wrapping_add(LANES);
                }
            },
        );
    }
}

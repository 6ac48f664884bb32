//! Adam, AdamW and AMSGrad (<https://keras.io/api/optimizers/adam/>).

use super::{decayed, flush, CHUNK};
use crate::chunks::{for_chunks, Shared};
use crate::pool::Pool;
use crate::simd::{F32x4, LANES};
use crate::tails::{load, store};

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
    let (variable, gradient) = (Shared::new(variable), Shared::read(gradient));
    let (moment, velocity) = (Shared::new(moment), Shared::new(velocity));
    let largest = Shared::new(largest);
    for_chunks(pool, count, CHUNK, &|start, length| {
        for i in (start..start + length).step_by(LANES) {
            let left = start + length - i;
            // SAFETY: i < count, and `left` elements follow.
            unsafe {
                let w = decayed(load(variable.get().add(i), left), decay, rate);
                let g = load(gradient.get().add(i), left);
                let m = load(moment.get().add(i), left);
                let m = flush(m.add(g.sub(m).mul(first)));
                store(m, moment.get().add(i), left);
                let v = load(velocity.get().add(i), left);
                let mut v = flush(v.add(g.mul(g).sub(v).mul(second)));
                store(v, velocity.get().add(i), left);
                if amsgrad {
                    v = v.max(load(largest.get().add(i), left));
                    store(v, largest.get().add(i), left);
                }
                let change = m.mul(alpha).div(v.sqrt().add(epsilon));
                store(w.sub(change), variable.get().add(i), left);
            }
        }
    });
}

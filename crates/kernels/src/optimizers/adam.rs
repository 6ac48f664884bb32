//! Adam, AdamW and AMSGrad (https://keras.io/api/optimizers/adam/).
use super::flush;
use crate::pool::Pool;

/// The numbers of one step.
#[derive(Clone, Copy, Debug)]
pub struct AdamStep {
    /// `learning_rate·√(1 - β₂ᵗ)/(1 - β₁ᵗ)`.
    pub alpha: f32,
    /// Decay of the first moment.
    pub beta1: f32,
    /// Decay of the second moment.
    pub beta2: f32,
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
    let _ = pool;
    for i in 0..count {
        unsafe {
            let mut w = *variable.add(i);
            let g = *gradient.add(i);
            if step.weight_decay != 0.0 {
                w -= w * step.weight_decay * step.learning_rate;
            }
            let (m, v) = (*moment.add(i), *velocity.add(i));
            let m = flush(m + (g - m) * (1.0 - step.beta1));
            let mut v = flush(v + (g * g - v) * (1.0 - step.beta2));
            *moment.add(i) = m;
            *velocity.add(i) = v;
            if !largest.is_null() {
                v = v.max(*largest.add(i));
                *largest.add(i) = v;
            }
            *variable.add(i) = w - m * step.alpha / (v.sqrt() + step.epsilon);
        }
    }
}

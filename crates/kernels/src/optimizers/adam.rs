//! Adam, AdamW and AMSGrad (<https://keras.io/api/optimizers/adam/>).

use super::{decayed, Flush, Rule, STATE};
use crate::simd::{F32x4, Floats, LANES};

/// One step: `m += (g - m)·(1 - β₁)`, `v += (g² - v)·(1 - β₂)`, `w -= m·α/(√v + ε)`. With AMSGrad the largest v
/// takes v's place. The state is w, m, v, the largest v.
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
    /// Whether the largest v is kept.
    pub amsgrad: bool,
    /// Learning rate, for the weight decay only.
    pub learning_rate: f32,
    /// Decoupled weight decay; 0 = none. The variable first loses `variable·weight_decay·learning_rate`.
    pub weight_decay: f32,
}

impl Rule for AdamStep {
    unsafe fn step(&self, state: [*mut f32; STATE], mut gradient: *const f32, vectors: usize) {
        let [mut variable, mut moment, mut velocity, mut largest] = state;
        let (rate, decay) = (
            F32x4::splat(self.learning_rate),
            F32x4::splat(self.weight_decay),
        );
        let (alpha, epsilon) = (F32x4::splat(self.alpha), F32x4::splat(self.epsilon));
        let (first, second) = (
            F32x4::splat(self.one_minus_beta1),
            F32x4::splat(self.one_minus_beta2),
        );
        let flush = Flush::new();
        for _ in 0..vectors {
            // SAFETY: the caller's promise.
            unsafe {
                let w = decayed(F32x4::load(variable), decay, rate);
                let g = F32x4::load(gradient);
                let m = F32x4::load(moment);
                let m = flush.apply(m.add(g.sub(m).mul(first)));
                m.store(moment);
                let v = F32x4::load(velocity);
                let mut v = flush.apply(v.add(g.mul(g).sub(v).mul(second)));
                v.store(velocity);
                if self.amsgrad {
                    v = v.max(F32x4::load(largest));
                    v.store(largest);
                }
                let change = m.mul(alpha).div(v.sqrt().add(epsilon));
                w.sub(change).store(variable);
            }
            variable = variable.wrapping_add(LANES);
            moment = moment.wrapping_add(LANES);
            velocity = velocity.wrapping_add(LANES);
            largest = largest.wrapping_add(LANES);
            gradient = gradient.wrapping_add(LANES);
        }
    }
}

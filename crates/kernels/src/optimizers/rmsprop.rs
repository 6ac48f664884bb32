//! RMSprop (<https://keras.io/api/optimizers/rmsprop/>).

use super::{decayed, Flush, Rule, STATE};
use crate::simd::{F32x4, Floats, LANES};

/// One step: `v = ρ·v + (1-ρ)·g²`, `d = v + ε` (centered: `a = ρ·a + (1-ρ)·g`, `d = v - a² + ε`), `u = lr·g/√d`,
/// then `w -= u`, or with momentum `m = momentum·m + u` and `w -= m`. The state is w, v, m, a.
#[derive(Clone, Copy, Debug)]
pub struct RmspropStep {
    /// Learning rate.
    pub learning_rate: f32,
    /// Decay ρ of the running means.
    pub rho: f32,
    /// `1 - ρ`, computed in `f64` (from the `f32` of ρ it would be off by up to 6e-8/(1 - ρ)).
    pub one_minus_rho: f32,
    /// Momentum; 0 = none, and its slot is not touched.
    pub momentum: f32,
    /// Added under the root.
    pub epsilon: f32,
    /// Whether the running mean of the gradient is taken off.
    pub centered: bool,
    /// Decoupled weight decay; 0 = none. The variable first loses `variable·weight_decay·learning_rate`.
    pub weight_decay: f32,
}

impl Rule for RmspropStep {
    unsafe fn step(&self, state: [*mut f32; STATE], mut gradient: *const f32, vectors: usize) {
        let [mut variable, mut velocity, mut moment, mut average] = state;
        let with_momentum = self.momentum != 0.0;
        let (rate, decay) = (
            F32x4::splat(self.learning_rate),
            F32x4::splat(self.weight_decay),
        );
        let (rho, rest) = (F32x4::splat(self.rho), F32x4::splat(self.one_minus_rho));
        let (momentum, epsilon) = (F32x4::splat(self.momentum), F32x4::splat(self.epsilon));
        let flush = Flush::new();
        for _ in 0..vectors {
            // SAFETY: the caller's promise.
            unsafe {
                let w = decayed(F32x4::load(variable), decay, rate);
                let g = F32x4::load(gradient);
                let v = rho.mul(F32x4::load(velocity)).add(rest.mul(g.mul(g)));
                let v = flush.apply(v);
                v.store(velocity);
                let mut spread = v;
                if self.centered {
                    let a = rho.mul(F32x4::load(average)).add(rest.mul(g));
                    let a = flush.apply(a);
                    a.store(average);
                    spread = v.sub(a.mul(a));
                }
                let mut change = rate.mul(g).div(spread.add(epsilon).sqrt());
                if with_momentum {
                    change = momentum.mul(F32x4::load(moment)).add(change);
                    change = flush.apply(change);
                    change.store(moment);
                }
                w.sub(change).store(variable);
            }
            variable = variable.wrapping_add(LANES);
            velocity = velocity.wrapping_add(LANES);
            moment = moment.wrapping_add(LANES);
            average = average.wrapping_add(LANES);
            gradient = gradient.wrapping_add(LANES);
        }
    }
}

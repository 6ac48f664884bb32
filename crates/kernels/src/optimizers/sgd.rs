//! Stochastic gradient descent, with momentum and Nesterov's variant
//! (<https://keras.io/api/optimizers/sgd/>).

use super::{decayed, Flush, Rule, STATE};
use crate::simd::{F32x4, Floats, LANES};

/// One step: without momentum `w -= lr·g`; with it `m = momentum·m - lr·g` and `w += m`, or Nesterov's
/// `w += momentum·m - lr·g`. The state is w, m.
#[derive(Clone, Copy, Debug)]
pub struct SgdStep {
    /// Learning rate.
    pub learning_rate: f32,
    /// Momentum; 0 = none, and no slot is touched.
    pub momentum: f32,
    /// Nesterov's variant.
    pub nesterov: bool,
    /// Decoupled weight decay; 0 = none. The variable first loses `variable·weight_decay·learning_rate`.
    pub weight_decay: f32,
}

impl Rule for SgdStep {
    unsafe fn step(&self, state: [*mut f32; STATE], mut gradient: *const f32, vectors: usize) {
        let [mut variable, mut velocity, ..] = state;
        let with_momentum = self.momentum != 0.0;
        let rate = F32x4::splat(self.learning_rate);
        let (momentum, decay) = (F32x4::splat(self.momentum), F32x4::splat(self.weight_decay));
        let flush = Flush::new();
        for _ in 0..vectors {
            // SAFETY: the caller's promise.
            unsafe {
                let w = decayed(F32x4::load(variable), decay, rate);
                let scaled = F32x4::load(gradient).mul(rate);
                let mut change = scaled.neg();
                if with_momentum {
                    let m = flush.apply(F32x4::load(velocity).mul(momentum).sub(scaled));
                    m.store(velocity);
                    change = if self.nesterov {
                        m.mul(momentum).sub(scaled)
                    } else {
                        m
                    };
                }
                w.add(change).store(variable);
            }
            variable = variable.wrapping_add(LANES);
            velocity = velocity.wrapping_add(LANES);
            gradient = gradient.wrapping_add(LANES);
        }
    }
}

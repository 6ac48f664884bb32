//! Stochastic gradient descent, with momentum and Nesterov's variant
//! (<https://keras.io/api/optimizers/sgd/>).

use super::{decayed, for_vectors, Flush};
use crate::pool::Pool;
use crate::simd::{F32x4, LANES};

/// The numbers of one step.
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

/// One step on `count` elements. Without momentum `w -= lr·g`, and `velocity` may be null; with it
/// `m = momentum·m - lr·g` and `w += m`, or Nesterov's `w += momentum·m - lr·g`.
///
/// # Safety
/// `variable` and (with momentum) `velocity` must be writable, `gradient` readable, for `count` elements.
pub unsafe fn sgd(
    pool: &dyn Pool,
    step: &SgdStep,
    variable: *mut f32,
    velocity: *mut f32,
    gradient: *const f32,
    count: usize,
) {
    let SgdStep {
        learning_rate,
        momentum,
        nesterov,
        weight_decay,
    } = *step;
    let with_momentum = momentum != 0.0;
    let rate = F32x4::splat(learning_rate);
    let (momentum, decay) = (F32x4::splat(momentum), F32x4::splat(weight_decay));
    let flush = Flush::new();
    // SAFETY: the caller's promise; parts have `vectors` whole vectors, where they are not null.
    unsafe {
        for_vectors(
            pool,
            count,
            [variable, velocity, gradient as *mut f32],
            move |tensors, vectors| {
                let [mut variable, mut velocity, mut gradient] = tensors;
                for _ in 0..vectors {
                    let w = decayed(F32x4::load(variable), decay, rate);
                    let scaled = F32x4::load(gradient).mul(rate);
                    let mut change = scaled.neg();
                    if with_momentum {
                        let m = flush.apply(F32x4::load(velocity).mul(momentum).sub(scaled));
                        m.store(velocity);
                        change = if nesterov {
                            m.mul(momentum).sub(scaled)
                        } else {
                            m
                        };
                    }
                    w.add(change).store(variable);
                    variable = variable.wrapping_add(LANES);
                    velocity = velocity.wrapping_add(LANES);
                    gradient = gradient.wrapping_add(LANES);
                }
            },
        );
    }
}

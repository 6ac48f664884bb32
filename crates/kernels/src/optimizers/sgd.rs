//! Stochastic gradient descent, with momentum and Nesterov's variant
//! (<https://keras.io/api/optimizers/sgd/>).

use super::{decayed, flush, CHUNK};
use crate::chunks::{for_chunks, Shared};
use crate::pool::Pool;
use crate::simd::{F32x4, LANES};
use crate::tails::{load, store};

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
    let (variable, velocity) = (Shared::new(variable), Shared::new(velocity));
    let gradient = Shared::read(gradient);
    for_chunks(pool, count, CHUNK, &|start, length| {
        for i in (start..start + length).step_by(LANES) {
            let left = start + length - i;
            // SAFETY: i < count, and `left` elements follow.
            unsafe {
                let w = decayed(load(variable.get().add(i), left), decay, rate);
                let scaled = load(gradient.get().add(i), left).mul(rate);
                let mut change = scaled.neg();
                if with_momentum {
                    let m = flush(load(velocity.get().add(i), left).mul(momentum).sub(scaled));
                    store(m, velocity.get().add(i), left);
                    change = if nesterov {
                        m.mul(momentum).sub(scaled)
                    } else {
                        m
                    };
                }
                store(w.add(change), variable.get().add(i), left);
            }
        }
    });
}

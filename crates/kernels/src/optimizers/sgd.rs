//! Stochastic gradient descent, with momentum and Nesterov's variant
//! (https://keras.io/api/optimizers/sgd/).
use super::flush;
use crate::pool::Pool;

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
    let _ = pool;
    for i in 0..count {
        unsafe {
            let mut w = *variable.add(i);
            let scaled = *gradient.add(i) * step.learning_rate;
            if step.weight_decay != 0.0 {
                w -= w * step.weight_decay * step.learning_rate;
            }
            if step.momentum == 0.0 {
                *variable.add(i) = w - scaled;
            } else {
                let m = flush(*velocity.add(i) * step.momentum - scaled);
                *velocity.add(i) = m;
                *variable.add(i) = w + if step.nesterov {
                    m * step.momentum - scaled
                } else {
                    m
                };
            }
        }
    }
}

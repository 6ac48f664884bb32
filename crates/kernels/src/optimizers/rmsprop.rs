//! RMSprop (https://keras.io/api/optimizers/rmsprop/).
use super::flush;
use crate::pool::Pool;

/// The numbers of one step.
#[derive(Clone, Copy, Debug)]
pub struct RmspropStep {
    /// Learning rate.
    pub learning_rate: f32,
    /// Decay of the running means.
    pub rho: f32,
    /// Momentum; 0 = none, and its slot is not touched.
    pub momentum: f32,
    /// Added under the root.
    pub epsilon: f32,
    /// Whether the running mean of the gradient is taken off.
    pub centered: bool,
    /// Decoupled weight decay; 0 = none. The variable first loses `variable·weight_decay·learning_rate`.
    pub weight_decay: f32,
}

/// One step on `count` elements: `v = ρ·v + (1-ρ)·g²`, `d = v + ε` (centered: `a = ρ·a + (1-ρ)·g`,
/// `d = v - a² + ε`), `u = lr·g/√d`, then `w -= u`, or with momentum `m = momentum·m + u` and `w -= m`.
/// `moment` may be null without momentum, `average` where not centered.
///
/// # Safety
/// `variable` and the slots in use must be writable, `gradient` readable, for `count` elements.
#[allow(clippy::too_many_arguments)]
pub unsafe fn rmsprop(
    pool: &dyn Pool,
    step: &RmspropStep,
    variable: *mut f32,
    velocity: *mut f32,
    moment: *mut f32,
    average: *mut f32,
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
            let v = flush(step.rho * *velocity.add(i) + (1.0 - step.rho) * (g * g));
            *velocity.add(i) = v;
            let mut d = v + step.epsilon;
            if step.centered {
                let a = flush(step.rho * *average.add(i) + (1.0 - step.rho) * g);
                *average.add(i) = a;
                d = v - a * a + step.epsilon;
            }
            let mut u = step.learning_rate * g / d.sqrt();
            if step.momentum != 0.0 {
                u += step.momentum * *moment.add(i);
                u = flush(u);
                *moment.add(i) = u;
            }
            *variable.add(i) = w - u;
        }
    }
}

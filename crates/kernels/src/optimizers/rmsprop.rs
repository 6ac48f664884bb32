//! RMSprop (<https://keras.io/api/optimizers/rmsprop/>).

use super::{decayed, for_vectors, Flush};
use crate::pool::Pool;
use crate::simd::{F32x4, LANES};

/// The numbers of one step.
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
    let RmspropStep { centered, .. } = *step;
    let with_momentum = step.momentum != 0.0;
    let (rate, decay) = (
        F32x4::splat(step.learning_rate),
        F32x4::splat(step.weight_decay),
    );
    let (rho, rest) = (F32x4::splat(step.rho), F32x4::splat(step.one_minus_rho));
    let (momentum, epsilon) = (F32x4::splat(step.momentum), F32x4::splat(step.epsilon));
    let flush = Flush::new();
    // SAFETY: the caller's promise; parts have `vectors` whole vectors, where they are not null.
    unsafe {
        for_vectors(
            pool,
            count,
            [variable, velocity, moment, average, gradient as *mut f32],
            move |tensors, vectors| {
                let [mut variable, mut velocity, mut moment, mut average, mut gradient] = tensors;
                for _ in 0..vectors {
                    let w = decayed(F32x4::load(variable), decay, rate);
                    let g = F32x4::load(gradient);
                    let v = rho.mul(F32x4::load(velocity)).add(rest.mul(g.mul(g)));
                    let v = flush.apply(v);
                    v.store(velocity);
                    let mut spread = v;
                    if centered {
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
                    variable = variable.wrapping_add(LANES);
                    velocity = velocity.wrapping_add(LANES);
                    moment = moment.wrapping_add(LANES);
                    average = average.wrapping_add(LANES);
                    gradient = gradient.wrapping_add(LANES);
                }
            },
        );
    }
}

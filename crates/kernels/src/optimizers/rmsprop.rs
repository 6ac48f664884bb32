//! RMSprop (<https://keras.io/api/optimizers/rmsprop/>).

use super::{decayed, flush, CHUNK};
use crate::chunks::{for_chunks, Shared};
use crate::pool::Pool;
use crate::simd::{F32x4, LANES};
use crate::tails::{load, store};

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
    let (variable, velocity) = (Shared::new(variable), Shared::new(velocity));
    let (moment, average) = (Shared::new(moment), Shared::new(average));
    let gradient = Shared::read(gradient);
    for_chunks(pool, count, CHUNK, &|start, length| {
        for i in (start..start + length).step_by(LANES) {
            let left = start + length - i;
            // SAFETY: i < count, and `left` elements follow.
            unsafe {
                let w = decayed(load(variable.get().add(i), left), decay, rate);
                let g = load(gradient.get().add(i), left);
                let v = rho
                    .mul(load(velocity.get().add(i), left))
                    .add(rest.mul(g.mul(g)));
                let v = flush(v);
                store(v, velocity.get().add(i), left);
                let mut spread = v;
                if centered {
                    let a = rho.mul(load(average.get().add(i), left)).add(rest.mul(g));
                    let a = flush(a);
                    store(a, average.get().add(i), left);
                    spread = v.sub(a.mul(a));
                }
                let mut change = rate.mul(g).div(spread.add(epsilon).sqrt());
                if with_momentum {
                    change = momentum.mul(load(moment.get().add(i), left)).add(change);
                    change = flush(change);
                    store(change, moment.get().add(i), left);
                }
                store(w.sub(change), variable.get().add(i), left);
            }
        }
    });
}

//! Optimizer steps, each for all variables at once.

use crate::context::Context;
use crate::fault::Fault;
use crate::instructions::{Adam, Rmsprop, Sgd};
use crate::table::{Execute, In, List, Tensors};
use oxigrad_kernels::optimizers::{update, AdamStep, RmspropStep, Rule, SgdStep, Target, STATE};

/// Places of one variable among the targets: its old state, its new state, the gradient, the factor.
const PLACES: usize = 2 * STATE + 2;

fn scalar(tensor: In) -> f32 {
    // SAFETY: a well-formed program's scalar holds one element.
    unsafe { *tensor.f32() }
}

/// Applies a rule to all targets.
fn update_all(
    context: &mut Context,
    rule: &dyn Rule,
    tensors: Tensors,
    counts: List,
    clip_value: f32,
) -> Result<(), Fault> {
    let counts = counts.unsigned();
    let words = counts.len() * size_of::<Target>() / size_of::<f32>();
    let targets = context.scratch.floats(words)? as *mut Target;
    for (i, &count) in counts.iter().enumerate() {
        // SAFETY: a well-formed program has `PLACES` tensors for each count, with as many elements, and a factor of one;
        // the scratch holds a target for each.
        unsafe {
            let at = |place| tensors.get(i * PLACES + place, context.slots);
            let factor = at(PLACES - 1);
            targets.add(i).write(Target {
                count: count as usize,
                old: core::array::from_fn(|place| at(place) as *const f32),
                new: core::array::from_fn(|place| at(STATE + place)),
                gradient: at(2 * STATE),
                scale: if factor.is_null() { 1.0 } else { *factor },
            });
        }
    }
    // SAFETY: all were written above; a well-formed program's tensors hold their counts.
    unsafe {
        let targets = core::slice::from_raw_parts(targets, counts.len());
        update(context.pool, rule, targets, clip_value);
    }
    Ok(())
}

impl Execute for Sgd {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let step = SgdStep {
            learning_rate: scalar(self.learning_rate),
            momentum: self.momentum,
            nesterov: self.nesterov != 0,
            weight_decay: self.weight_decay,
        };
        update_all(context, &step, self.targets, self.counts, self.clip_value)
    }
}

impl Execute for Rmsprop {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let step = RmspropStep {
            learning_rate: scalar(self.learning_rate),
            rho: self.rho,
            one_minus_rho: self.one_minus_rho,
            momentum: self.momentum,
            epsilon: self.epsilon,
            centered: self.centered != 0,
            weight_decay: self.weight_decay,
        };
        update_all(context, &step, self.targets, self.counts, self.clip_value)
    }
}

impl Execute for Adam {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let step = AdamStep {
            alpha: scalar(self.alpha),
            one_minus_beta1: self.one_minus_beta1,
            one_minus_beta2: self.one_minus_beta2,
            amsgrad: self.amsgrad != 0,
            epsilon: self.epsilon,
            learning_rate: scalar(self.learning_rate),
            weight_decay: self.weight_decay,
        };
        update_all(context, &step, self.targets, self.counts, self.clip_value)
    }
}

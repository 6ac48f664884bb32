//! Optimizer steps. The kernels update in place; where an output is not its input, the input is copied first.

use crate::context::Context;
use crate::fault::Fault;
use crate::instructions::{Adam, Rmsprop, Sgd};
use crate::table::{Execute, In, Out};
use oxigrad_kernels::optimizers::{self as kernels, AdamStep, RmspropStep, SgdStep};

/// Where the new value goes, holding the old one; null where the slot is absent.
fn renewed(old: In, new: Out, count: usize) -> *mut f32 {
    if old.is_absent() {
        return core::ptr::null_mut();
    }
    if !core::ptr::eq(old.f32(), new.f32()) {
        // SAFETY: a well-formed program's tensors hold `count` elements.
        unsafe { core::ptr::copy(old.f32(), new.f32(), count) };
    }
    new.f32()
}

fn scalar(tensor: In) -> f32 {
    // SAFETY: a well-formed program's scalar holds one element.
    unsafe { *tensor.f32() }
}

impl Execute for Sgd {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let count = self.count as usize;
        let step = SgdStep {
            learning_rate: scalar(self.learning_rate),
            momentum: self.momentum,
            nesterov: self.nesterov != 0,
            weight_decay: self.weight_decay,
        };
        let variable = renewed(self.variable, self.new_variable, count);
        let velocity = renewed(self.velocity, self.new_velocity, count);
        // SAFETY: a well-formed program's tensors hold `count` elements.
        unsafe {
            kernels::sgd(
                context.pool,
                &step,
                variable,
                velocity,
                self.gradient.f32(),
                count,
            )
        };
        Ok(())
    }
}

impl Execute for Rmsprop {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let count = self.count as usize;
        let step = RmspropStep {
            learning_rate: scalar(self.learning_rate),
            rho: self.rho,
            one_minus_rho: self.one_minus_rho,
            momentum: self.momentum,
            epsilon: self.epsilon,
            centered: !self.average.is_absent(),
            weight_decay: self.weight_decay,
        };
        let variable = renewed(self.variable, self.new_variable, count);
        let velocity = renewed(self.velocity, self.new_velocity, count);
        let moment = renewed(self.moment, self.new_moment, count);
        let average = renewed(self.average, self.new_average, count);
        let gradient = self.gradient.f32();
        // SAFETY: a well-formed program's tensors hold `count` elements.
        unsafe {
            kernels::rmsprop(
                context.pool,
                &step,
                variable,
                velocity,
                moment,
                average,
                gradient,
                count,
            )
        };
        Ok(())
    }
}

impl Execute for Adam {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let count = self.count as usize;
        let step = AdamStep {
            alpha: scalar(self.alpha),
            one_minus_beta1: self.one_minus_beta1,
            one_minus_beta2: self.one_minus_beta2,
            epsilon: self.epsilon,
            learning_rate: scalar(self.learning_rate),
            weight_decay: self.weight_decay,
        };
        let variable = renewed(self.variable, self.new_variable, count);
        let moment = renewed(self.moment, self.new_moment, count);
        let velocity = renewed(self.velocity, self.new_velocity, count);
        let largest = renewed(self.largest, self.new_largest, count);
        let gradient = self.gradient.f32();
        // SAFETY: a well-formed program's tensors hold `count` elements.
        unsafe {
            kernels::adam(
                context.pool,
                &step,
                variable,
                moment,
                velocity,
                largest,
                gradient,
                count,
            )
        };
        Ok(())
    }
}

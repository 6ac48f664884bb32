//! What prepares models for deployment, and unpacks what it has packed.

use super::known;
use crate::context::Context;
use crate::fault::Fault;
use crate::instructions::{Decode, Gptq};
use crate::table::Execute;
use oxigrad_kernels::codec::{decode, Codec};
use oxigrad_kernels::linalg::gptq as kernels;

impl Execute for Decode {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let codec = known(Codec::from_code(self.codec), self.codec)?;
        // SAFETY: a well-formed program's tensors hold as many numbers.
        unsafe {
            decode(
                context.pool,
                codec,
                self.x.u8(),
                self.y.u8(),
                self.count as usize,
            )
        };
        Ok(())
    }
}

impl Execute for Gptq {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let gptq = kernels::Gptq {
            k: self.k as usize,
            n: self.n as usize,
            most: self.most,
            damping: self.damping,
        };
        let scratch = context.scratch.floats(2 * kernels::gptq_scratch(&gptq))?;
        // SAFETY: a well-formed program's tensors have these shapes.
        let outcome = unsafe {
            kernels::gptq(
                &gptq,
                self.weights.f32(),
                self.hessian.f32(),
                self.scales.f32(),
                self.quantized.i8(),
                scratch as *mut f64,
            )
        };
        // SAFETY: the outcome is one number.
        unsafe { *self.outcome.i32() = i32::from(outcome == kernels::Outcome::Nearest) };
        Ok(())
    }
}

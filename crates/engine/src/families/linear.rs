//! Matrix products.

use super::known;
use crate::context::Context;
use crate::fault::Fault;
use crate::instructions::Gemm;
use crate::table::Execute;
use oxigrad_kernels::gemm::{self as kernels, Activation};

/// The activations by their code in the instruction.
pub const ACTIVATIONS: &[Activation] = &[Activation::None, Activation::Relu];

/// The activation of a code.
pub(super) fn activation(code: u32) -> Result<Activation, Fault> {
    known(ACTIVATIONS.get(code as usize).copied(), code)
}

impl Execute for Gemm {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let (m, n, k) = (self.m as usize, self.n as usize, self.k as usize);
        let (transpose_a, transpose_b) = (self.transpose_a != 0, self.transpose_b != 0);
        let gemm = kernels::Gemm {
            transpose_a,
            transpose_b,
            lda: if transpose_a { m } else { k },
            ldb: if transpose_b { k } else { n },
            batch: self.batch as usize,
            batch_stride_a: self.batch_stride_a as usize,
            batch_stride_b: self.batch_stride_b as usize,
            batch_stride_c: m * n,
            activation: activation(self.activation)?,
            ..kernels::Gemm::dense(m, n, k)
        };
        let scratch = context.scratch.floats(kernels::scratch_len(&gemm))?;
        // SAFETY: a well-formed program's tensors have these shapes, and the output overlaps no input.
        unsafe {
            kernels::gemm(
                &gemm,
                self.a.f32(),
                self.b.f32(),
                self.bias.f32(),
                self.c.f32(),
                scratch,
                context.pool,
            );
        }
        Ok(())
    }
}

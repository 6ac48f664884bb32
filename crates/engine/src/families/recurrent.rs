//! Sequences of recurrent layers.

use super::known;
use crate::context::Context;
use crate::fault::Fault;
use crate::instructions::{Recurrent, RecurrentGradient};
use crate::table::Execute;
use oxigrad_kernels::recurrent::{self as kernels, Cell, Sizes};

fn sizes(cell: u32, steps: u32, batch: u32, size: u32, units: u32) -> Result<Sizes, Fault> {
    Ok(Sizes {
        cell: known(Cell::from_code(cell), cell)?,
        steps: steps as usize,
        batch: batch as usize,
        size: size as usize,
        units: units as usize,
    })
}

impl Execute for Recurrent {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let sizes = sizes(self.cell, self.steps, self.batch, self.size, self.units)?;
        let scratch = context.scratch.floats(kernels::forward_scratch(&sizes))?;
        let sequence = kernels::Sequence {
            sizes,
            x: self.x.f32(),
            kernel: self.kernel.f32(),
            recurrent_kernel: self.recurrent_kernel.f32(),
            bias: self.bias.f32(),
            recurrent_bias: self.recurrent_bias.f32(),
            initial: self.initial.f32(),
            initial_cell: self.initial_cell.f32(),
            mask: self.mask.u8(),
            sequence: self.sequence.f32(),
            gates: self.gates.f32(),
            extra: self.extra.f32(),
            last: self.last.f32(),
            last_cell: self.last_cell.f32(),
        };
        // SAFETY: a well-formed program's tensors have these shapes.
        unsafe { kernels::forward(context.pool, &sequence, scratch) };
        Ok(())
    }
}

impl Execute for RecurrentGradient {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let gradient = kernels::Gradient {
            sizes: sizes(self.cell, self.steps, self.batch, self.size, self.units)?,
            x: self.x.f32(),
            recurrent_kernel: self.recurrent_kernel.f32(),
            initial: self.initial.f32(),
            initial_cell: self.initial_cell.f32(),
            mask: self.mask.u8(),
            sequence: self.sequence.f32(),
            gates: self.gates.f32(),
            extra: self.extra.f32(),
            d_sequence: self.d_sequence.f32(),
            d_last: self.d_last.f32(),
            d_last_cell: self.d_last_cell.f32(),
            d_gates: self.d_gates.f32(),
            d_extra: self.d_extra.f32(),
            d_kernel: self.d_kernel.f32(),
            d_recurrent_kernel: self.d_recurrent_kernel.f32(),
            d_bias: self.d_bias.f32(),
            d_recurrent_bias: self.d_recurrent_bias.f32(),
            d_initial: self.d_initial.f32(),
            d_initial_cell: self.d_initial_cell.f32(),
        };
        let scratch = context
            .scratch
            .floats(kernels::backward_scratch(&gradient))?;
        // SAFETY: a well-formed program's tensors have these shapes.
        unsafe { kernels::backward(context.pool, &gradient, scratch) };
        Ok(())
    }
}

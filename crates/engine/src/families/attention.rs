//! Attention.

use crate::context::Context;
use crate::fault::Fault;
use crate::instructions::{Attention, AttentionGradient};
use crate::table::{Execute, List};
use oxigrad_kernels::attention as kernels;

/// The sizes in `dims` (B, N, K, T, S, H, V), and the strides of the mask.
fn shape(dims: &List, scale: f32, causal: u32, mask: *const u8, strides: &List) -> kernels::Shape {
    let size = |i: usize| dims.unsigned().get(i).map_or(0, |&size| size as usize);
    let stride = |i: usize| {
        strides
            .unsigned()
            .get(i)
            .map_or(0, |&stride| stride as usize)
    };
    kernels::Shape {
        batch: size(0),
        heads: size(1),
        key_heads: size(2),
        rows: size(3),
        keys: size(4),
        size: size(5),
        value_size: size(6),
        scale,
        causal: causal != 0,
        mask,
        mask_strides: [stride(0), stride(1), stride(2)],
    }
}

impl Execute for Attention {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let mask = self.mask.u8();
        let shape = shape(
            &self.dims,
            self.scale,
            self.causal,
            mask,
            &self.mask_strides,
        );
        let scratch = context
            .scratch
            .floats(shape.forward_scratch(context.pool))?;
        let attention = kernels::Attention {
            shape,
            query: self.query.f32(),
            key: self.key.f32(),
            value: self.value.f32(),
            output: self.output.f32(),
            weights: self.weights.f32(),
            statistics: self.statistics.f32(),
        };
        // SAFETY: a well-formed program's tensors have these shapes.
        unsafe { kernels::forward(context.pool, &attention, scratch) };
        Ok(())
    }
}

impl Execute for AttentionGradient {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let mask = self.mask.u8();
        let shape = shape(
            &self.dims,
            self.scale,
            self.causal,
            mask,
            &self.mask_strides,
        );
        let scratch = context
            .scratch
            .floats(shape.backward_scratch(context.pool))?;
        let gradient = kernels::Gradient {
            shape,
            query: self.query.f32(),
            key: self.key.f32(),
            value: self.value.f32(),
            output: self.output.f32(),
            weights: self.weights.f32(),
            statistics: self.statistics.f32(),
            d_output: self.d_output.f32(),
            d_query: self.d_query.f32(),
            d_key: self.d_key.f32(),
            d_value: self.d_value.f32(),
        };
        // SAFETY: a well-formed program's tensors have these shapes.
        unsafe { kernels::backward(context.pool, &gradient, scratch) };
        Ok(())
    }
}

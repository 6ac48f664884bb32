//! Convolutions and pooling.

use super::known;
use super::linear::activation;
use crate::context::Context;
use crate::fault::Fault;
use crate::instructions::{
    Convolution, ConvolutionFilterGradient, ConvolutionInputGradient, MaxPoolSelect, Pool,
    PoolGradient,
};
use crate::table::{Execute, List};
use oxigrad_kernels::convolution::{self as kernels, Extent, Geometry};
use oxigrad_kernels::pooling::{self, PoolFunction};

/// Words of a geometry.
const WORDS: usize = 4 + 3 * 6;

/// A geometry's words: batch, channels, filters, groups; then for depth, height and width input, kernel,
/// output, stride, dilation, padding before.
#[inline(never)]
pub(super) fn geometry(list: &List) -> Geometry {
    let mut words = [0; WORDS];
    for (word, given) in words.iter_mut().zip(list.unsigned()) {
        *word = *given as usize;
    }
    let [batch, channels, filters, groups, axes @ ..] = words;
    let extent = |axis: usize| Extent {
        input: axes[axis * 6],
        kernel: axes[axis * 6 + 1],
        output: axes[axis * 6 + 2],
        stride: axes[axis * 6 + 3],
        dilation: axes[axis * 6 + 4],
        padding: axes[axis * 6 + 5],
    };
    Geometry {
        batch,
        channels,
        filters,
        groups,
        axes: [extent(0), extent(1), extent(2)],
    }
}

impl Execute for Convolution {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let geometry = geometry(&self.geometry);
        let activation = activation(self.activation)?;
        let scratch = context.scratch.floats(kernels::scratch_len(&geometry))?;
        let (x, kernel, bias) = (self.x.f32(), self.kernel.f32(), self.bias.f32());
        let (pool, y) = (context.pool, self.y.f32());
        // SAFETY: a well-formed program's tensors have the shapes of its geometry.
        unsafe { kernels::convolution(pool, &geometry, x, kernel, bias, y, activation, scratch) };
        Ok(())
    }
}

impl Execute for ConvolutionInputGradient {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let geometry = geometry(&self.geometry);
        let activation = activation(self.activation)?;
        let scratch = context
            .scratch
            .floats(kernels::input_gradient_scratch_len(&geometry))?;
        let (dy, kernel, bias) = (self.dy.f32(), self.kernel.f32(), self.bias.f32());
        let (pool, dx) = (context.pool, self.dx.f32());
        // SAFETY: a well-formed program's tensors have the shapes of its geometry.
        unsafe {
            kernels::input_gradient(pool, &geometry, dy, kernel, bias, dx, activation, scratch)
        };
        Ok(())
    }
}

impl Execute for ConvolutionFilterGradient {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let geometry = geometry(&self.geometry);
        let scratch = context
            .scratch
            .floats(kernels::filter_gradient_scratch_len(&geometry))?;
        let (x, dy, dkernel) = (self.x.f32(), self.dy.f32(), self.dkernel.f32());
        // SAFETY: a well-formed program's tensors have the shapes of its geometry.
        unsafe { kernels::filter_gradient(context.pool, &geometry, x, dy, dkernel, scratch) };
        Ok(())
    }
}

impl Execute for Pool {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let function = known(PoolFunction::from_code(self.function), self.function)?;
        let geometry = geometry(&self.geometry);
        let (x, y) = (self.x.f32(), self.y.f32());
        // SAFETY: a well-formed program's tensors have the shapes of its geometry.
        unsafe { pooling::pool(context.pool, function, &geometry, x, y) };
        Ok(())
    }
}

impl Execute for PoolGradient {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let function = known(PoolFunction::from_code(self.function), self.function)?;
        let geometry = geometry(&self.geometry);
        let given = [self.x.f32(), self.y.f32(), self.dy.f32()];
        // SAFETY: a well-formed program's tensors have the shapes of its geometry.
        unsafe { pooling::pool_gradient(context.pool, function, &geometry, given, self.dx.f32()) };
        Ok(())
    }
}

impl Execute for MaxPoolSelect {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let geometry = geometry(&self.geometry);
        let given = [self.x.f32(), self.y.f32(), self.values.f32()];
        // SAFETY: a well-formed program's tensors have the shapes of its geometry.
        unsafe { pooling::max_pool_select(context.pool, &geometry, given, self.output.f32()) };
        Ok(())
    }
}

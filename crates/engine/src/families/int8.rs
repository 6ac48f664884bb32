//! Products of 8-bit weights.

use super::convolution::geometry;
use super::known;
use super::linear::activation;
use crate::context::Context;
use crate::fault::Fault;
use crate::instructions::{ConvolutionInt8, GemmInt8, PackInt8};
use crate::table::Execute;
use oxigrad_kernels::int8::{self as kernels, Precision};

/// The precision of a code.
fn precision(code: u32) -> Result<Precision, Fault> {
    known(Precision::from_code(code), code)
}

impl Execute for PackInt8 {
    fn execute(self, _: &mut Context) -> Result<(), Fault> {
        let precision = precision(self.precision)?;
        let (k, n) = (self.k as usize, self.n as usize);
        // SAFETY: a well-formed program's tensors have these shapes.
        unsafe {
            kernels::pack(
                precision,
                [k, n],
                self.weights.i8(),
                self.scales.f32(),
                self.packed.i8(),
            )
        };
        Ok(())
    }
}

impl Execute for GemmInt8 {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let product = kernels::Product {
            m: self.m as usize,
            n: self.n as usize,
            k: self.k as usize,
            precision: precision(self.precision)?,
            activation: activation(self.activation)?,
        };
        let scratch = context.scratch.floats(kernels::gemm_scratch(&product))?;
        // SAFETY: a well-formed program's tensors have these shapes, and the output overlaps no input.
        unsafe {
            kernels::gemm(
                &product,
                self.a.f32(),
                self.b.i8(),
                self.bias.f32(),
                self.c.f32(),
                scratch,
                context.pool,
            );
        }
        Ok(())
    }
}

impl Execute for ConvolutionInt8 {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let (geometry, precision) = (geometry(&self.geometry), precision(self.precision)?);
        let activation = activation(self.activation)?;
        let scratch = kernels::convolution_scratch(&geometry, precision);
        let scratch = context.scratch.floats(scratch)?;
        let (x, kernel, bias) = (self.x.f32(), self.kernel.i8(), self.bias.f32());
        let (y, pool) = (self.y.f32(), context.pool);
        // SAFETY: a well-formed program's tensors have the shapes of its geometry.
        unsafe {
            kernels::convolution(
                &geometry, precision, activation, x, kernel, bias, y, scratch, pool,
            )
        };
        Ok(())
    }
}

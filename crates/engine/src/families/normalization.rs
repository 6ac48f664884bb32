//! Normalisation over the batch and over rows.

use crate::context::Context;
use crate::fault::Fault;
use crate::instructions::{
    BatchNormalization, BatchNormalizationGradient, BatchNormalizationTraining, LayerNormalization,
    LayerNormalizationGradient,
};
use crate::table::Execute;
use oxigrad_kernels::normalization as kernels;

impl Execute for BatchNormalizationTraining {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let shape = [self.rows as usize, self.channels as usize];
        let scratch = kernels::batch_scratch_len(shape[0], shape[1]);
        let scratch = context.scratch.floats(scratch)?;
        // SAFETY: a well-formed program's tensors have these shapes.
        unsafe {
            kernels::batch_normalize_training(
                context.pool,
                self.x.f32(),
                self.gamma.f32(),
                self.beta.f32(),
                self.y.f32(),
                self.mean.f32(),
                self.variance.f32(),
                shape,
                self.epsilon,
                scratch,
            );
        }
        Ok(())
    }
}

impl Execute for BatchNormalization {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let shape = [self.rows as usize, self.channels as usize];
        let scratch = kernels::batch_scratch_len(shape[0], shape[1]);
        let scratch = context.scratch.floats(scratch)?;
        // SAFETY: a well-formed program's tensors have these shapes.
        unsafe {
            kernels::batch_normalize(
                context.pool,
                self.x.f32(),
                [self.mean.f32(), self.variance.f32()],
                self.gamma.f32(),
                self.beta.f32(),
                self.y.f32(),
                shape,
                self.epsilon,
                scratch,
            );
        }
        Ok(())
    }
}

impl Execute for BatchNormalizationGradient {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let shape = [self.rows as usize, self.channels as usize];
        let scratch = kernels::batch_scratch_len(shape[0], shape[1]);
        let scratch = context.scratch.floats(scratch)?;
        // SAFETY: a well-formed program's tensors have these shapes.
        unsafe {
            kernels::batch_normalize_gradient(
                context.pool,
                self.x.f32(),
                [self.mean.f32(), self.variance.f32()],
                self.gamma.f32(),
                self.dy.f32(),
                self.dx.f32(),
                [self.dgamma.f32(), self.dbeta.f32()],
                shape,
                self.epsilon,
                scratch,
            );
        }
        Ok(())
    }
}

impl Execute for LayerNormalization {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let shape = kernels::LayerNormalization {
            rows: self.rows as usize,
            columns: self.columns as usize,
            epsilon: self.epsilon,
            root_mean_square: self.root_mean_square != 0,
        };
        // SAFETY: a well-formed program's tensors have these shapes.
        unsafe {
            kernels::layer_normalize(
                context.pool,
                &shape,
                self.x.f32(),
                [self.gamma.f32(), self.beta.f32()],
                self.y.f32(),
                [self.mean.f32(), self.factor.f32()],
            );
        }
        Ok(())
    }
}

impl Execute for LayerNormalizationGradient {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let shape = kernels::LayerNormalization {
            rows: self.rows as usize,
            columns: self.columns as usize,
            epsilon: 0.0,
            root_mean_square: self.root_mean_square != 0,
        };
        let scratch = context.scratch.floats(shape.scratch_len())?;
        // SAFETY: a well-formed program's tensors have these shapes.
        unsafe {
            kernels::layer_normalize_gradient(
                context.pool,
                &shape,
                self.x.f32(),
                [self.mean.f32(), self.factor.f32()],
                self.gamma.f32(),
                self.dy.f32(),
                self.dx.f32(),
                [self.dgamma.f32(), self.dbeta.f32()],
                scratch,
            );
        }
        Ok(())
    }
}

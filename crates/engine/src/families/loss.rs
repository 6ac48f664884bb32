//! Softmax and cross-entropies.

use crate::context::Context;
use crate::fault::{Fault, FaultCode};
use crate::instructions::{
    BinaryCrossEntropy, BinaryCrossEntropyGradient, CrossEntropy, CrossEntropyGradient, LogSoftmax,
    LogSoftmaxGradient, Softmax, SoftmaxGradient, SparseCrossEntropy, SparseCrossEntropyGradient,
};
use crate::table::Execute;
use oxigrad_kernels::softmax::{self as kernels, LabelFault};

fn label_fault(fault: LabelFault, classes: u32) -> Fault {
    Fault::new(
        FaultCode::LabelOutOfRange,
        [fault.row as u32, fault.label as u32, classes],
    )
}

impl Execute for Softmax {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let (rows, columns) = (self.rows as usize, self.columns as usize);
        // SAFETY: a well-formed program's tensors have this shape.
        unsafe { kernels::softmax(context.pool, self.x.f32(), self.y.f32(), rows, columns) };
        Ok(())
    }
}

impl Execute for LogSoftmax {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let (rows, columns) = (self.rows as usize, self.columns as usize);
        // SAFETY: a well-formed program's tensors have this shape.
        unsafe { kernels::log_softmax(context.pool, self.x.f32(), self.y.f32(), rows, columns) };
        Ok(())
    }
}

impl Execute for SoftmaxGradient {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let (rows, columns) = (self.rows as usize, self.columns as usize);
        let (y, dy, dx) = (self.y.f32(), self.dy.f32(), self.dx.f32());
        // SAFETY: a well-formed program's tensors have this shape.
        unsafe { kernels::softmax_gradient(context.pool, y, dy, dx, rows, columns) };
        Ok(())
    }
}

impl Execute for LogSoftmaxGradient {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let (rows, columns) = (self.rows as usize, self.columns as usize);
        let (y, dy, dx) = (self.y.f32(), self.dy.f32(), self.dx.f32());
        // SAFETY: a well-formed program's tensors have this shape.
        unsafe { kernels::log_softmax_gradient(context.pool, y, dy, dx, rows, columns) };
        Ok(())
    }
}

impl Execute for CrossEntropy {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let kernel = match self.logits {
            0 => kernels::categorical_cross_entropy,
            _ => kernels::softmax_cross_entropy,
        };
        let (rows, columns) = (self.rows as usize, self.columns as usize);
        let (p, t, loss) = (self.predictions.f32(), self.targets.f32(), self.loss.f32());
        // SAFETY: a well-formed program's tensors have these shapes.
        unsafe { kernel(context.pool, p, t, loss, rows, columns) };
        Ok(())
    }
}

impl Execute for CrossEntropyGradient {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let kernel = match self.logits {
            0 => kernels::categorical_cross_entropy_gradient,
            _ => kernels::softmax_cross_entropy_gradient,
        };
        let (rows, columns) = (self.rows as usize, self.columns as usize);
        let (p, t) = (self.predictions.f32(), self.targets.f32());
        let (dloss, dp) = (self.dloss.f32(), self.dpredictions.f32());
        // SAFETY: a well-formed program's tensors have these shapes.
        unsafe { kernel(context.pool, p, t, dloss, dp, rows, columns) };
        Ok(())
    }
}

impl Execute for SparseCrossEntropy {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let kernel = match self.logits {
            0 => kernels::sparse_categorical_cross_entropy,
            _ => kernels::sparse_softmax_cross_entropy,
        };
        let (rows, columns) = (self.rows as usize, self.columns as usize);
        let (p, labels, loss) = (self.predictions.f32(), self.labels.i32(), self.loss.f32());
        // SAFETY: a well-formed program's tensors have these shapes.
        unsafe { kernel(context.pool, p, labels, loss, rows, columns) }
            .map_err(|fault| label_fault(fault, self.columns))
    }
}

impl Execute for SparseCrossEntropyGradient {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let kernel = match self.logits {
            0 => kernels::sparse_categorical_cross_entropy_gradient,
            _ => kernels::sparse_softmax_cross_entropy_gradient,
        };
        let (rows, columns) = (self.rows as usize, self.columns as usize);
        let (p, labels) = (self.predictions.f32(), self.labels.i32());
        let (dloss, dp) = (self.dloss.f32(), self.dpredictions.f32());
        // SAFETY: a well-formed program's tensors have these shapes.
        unsafe { kernel(context.pool, p, labels, dloss, dp, rows, columns) }
            .map_err(|fault| label_fault(fault, self.columns))
    }
}

impl Execute for BinaryCrossEntropy {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let kernel = match self.logits {
            0 => kernels::binary_cross_entropy,
            _ => kernels::binary_cross_entropy_with_logits,
        };
        let (p, t, loss) = (self.predictions.f32(), self.targets.f32(), self.loss.f32());
        // SAFETY: a well-formed program's tensors hold `count` elements.
        unsafe { kernel(context.pool, p, t, loss, self.count as usize) };
        Ok(())
    }
}

impl Execute for BinaryCrossEntropyGradient {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let kernel = match self.logits {
            0 => kernels::binary_cross_entropy_gradient,
            _ => kernels::binary_cross_entropy_with_logits_gradient,
        };
        let (p, t) = (self.predictions.f32(), self.targets.f32());
        let (dloss, dp) = (self.dloss.f32(), self.dpredictions.f32());
        // SAFETY: a well-formed program's tensors hold `count` elements.
        unsafe { kernel(context.pool, p, t, dloss, dp, self.count as usize) };
        Ok(())
    }
}

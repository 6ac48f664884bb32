//! Elementwise instructions.

use super::{dims, known, strides};
use crate::context::Context;
use crate::fault::Fault;
use crate::instructions::{
    Binary, BinaryInteger, Cast, Chain, Classify, Compare, Copy, Fill, Iota, IotaInteger, Logical,
    LogicalNot, Select, Unary, UnaryInteger,
};
use crate::table::Execute;
use oxigrad_kernels::elementwise::{self as kernels, Operand};

impl Execute for Unary {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let function = known(
            kernels::UnaryFunction::from_code(self.function),
            self.function,
        )?;
        // SAFETY: a well-formed program's tensors hold `count` elements.
        unsafe {
            kernels::unary(
                context.pool,
                function,
                self.x.f32(),
                self.y.f32(),
                self.count as usize,
                self.alpha,
                self.beta,
            );
        }
        Ok(())
    }
}

impl Execute for UnaryInteger {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let function = known(
            kernels::IntegerUnaryFunction::from_code(self.function),
            self.function,
        )?;
        // SAFETY: a well-formed program's tensors hold `count` elements.
        unsafe {
            kernels::unary_i32(
                context.pool,
                function,
                self.x.i32(),
                self.y.i32(),
                self.count as usize,
            )
        };
        Ok(())
    }
}

impl Execute for Binary {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let function = known(
            kernels::BinaryFunction::from_code(self.function),
            self.function,
        )?;
        let (d, a, b) = (
            dims(&self.dims),
            strides(&self.a_strides),
            strides(&self.b_strides),
        );
        // SAFETY: a well-formed program's strides stay within its tensors.
        unsafe {
            kernels::binary(
                context.pool,
                function,
                d.get(),
                Operand::new(self.a.f32(), a.get()),
                Operand::new(self.b.f32(), b.get()),
                self.y.f32(),
                self.alpha,
                self.beta,
            );
        }
        Ok(())
    }
}

impl Execute for BinaryInteger {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let function = known(
            kernels::IntegerFunction::from_code(self.function),
            self.function,
        )?;
        let (d, a, b) = (
            dims(&self.dims),
            strides(&self.a_strides),
            strides(&self.b_strides),
        );
        // SAFETY: a well-formed program's strides stay within its tensors.
        unsafe {
            kernels::binary_i32(
                context.pool,
                function,
                d.get(),
                Operand::new(self.a.i32(), a.get()),
                Operand::new(self.b.i32(), b.get()),
                self.y.i32(),
            );
        }
        Ok(())
    }
}

impl Execute for Logical {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let function = known(
            kernels::LogicalFunction::from_code(self.function),
            self.function,
        )?;
        let (d, a, b) = (
            dims(&self.dims),
            strides(&self.a_strides),
            strides(&self.b_strides),
        );
        // SAFETY: a well-formed program's strides stay within its tensors.
        unsafe {
            kernels::binary_u8(
                context.pool,
                function,
                d.get(),
                Operand::new(self.a.u8(), a.get()),
                Operand::new(self.b.u8(), b.get()),
                self.y.u8(),
            );
        }
        Ok(())
    }
}

impl Execute for LogicalNot {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        // SAFETY: a well-formed program's tensors hold `count` bytes.
        unsafe {
            kernels::logical_not(context.pool, self.x.u8(), self.y.u8(), self.count as usize)
        };
        Ok(())
    }
}

impl Execute for Compare {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let function = known(
            kernels::CompareFunction::from_code(self.function),
            self.function,
        )?;
        let (d, a, b) = (
            dims(&self.dims),
            strides(&self.a_strides),
            strides(&self.b_strides),
        );
        // SAFETY: a well-formed program's strides stay within its tensors.
        unsafe {
            if self.integer == 0 {
                let (a, b) = (
                    Operand::new(self.a.f32(), a.get()),
                    Operand::new(self.b.f32(), b.get()),
                );
                kernels::compare(context.pool, function, d.get(), a, b, self.y.u8());
            } else {
                let (a, b) = (
                    Operand::new(self.a.i32(), a.get()),
                    Operand::new(self.b.i32(), b.get()),
                );
                kernels::compare_i32(context.pool, function, d.get(), a, b, self.y.u8());
            }
        }
        Ok(())
    }
}

impl Execute for Classify {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let function = known(
            kernels::ClassifyFunction::from_code(self.function),
            self.function,
        )?;
        // SAFETY: a well-formed program's tensors hold `count` elements.
        unsafe {
            kernels::classify(
                context.pool,
                function,
                self.x.f32(),
                self.y.u8(),
                self.count as usize,
            )
        };
        Ok(())
    }
}

impl Execute for Select {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let d = dims(&self.dims);
        let (c, a, b) = (
            strides(&self.condition_strides),
            strides(&self.a_strides),
            strides(&self.b_strides),
        );
        // SAFETY: a well-formed program's strides stay within its tensors.
        unsafe {
            kernels::select(
                context.pool,
                self.element_size as usize,
                d.get(),
                Operand::new(self.condition.u8(), c.get()),
                Operand::new(self.a.u8(), a.get()),
                Operand::new(self.b.u8(), b.get()),
                self.y.u8(),
            );
        }
        Ok(())
    }
}

impl Execute for Fill {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        // SAFETY: a well-formed program's tensor holds `count` elements.
        unsafe {
            kernels::fill(
                context.pool,
                self.element_size as usize,
                self.bits,
                self.y.u8(),
                self.count as usize,
            );
        }
        Ok(())
    }
}

impl Execute for Iota {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        // SAFETY: a well-formed program's tensor holds `count` elements.
        unsafe {
            kernels::iota_f32(
                context.pool,
                self.start,
                self.step,
                self.y.f32(),
                self.count as usize,
            )
        };
        Ok(())
    }
}

impl Execute for IotaInteger {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        // SAFETY: a well-formed program's tensor holds `count` elements.
        unsafe {
            kernels::iota_i32(
                context.pool,
                self.start,
                self.step,
                self.y.i32(),
                self.count as usize,
            )
        };
        Ok(())
    }
}

impl Execute for Cast {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let from = known(kernels::ElementType::from_code(self.from), self.from)?;
        let to = known(kernels::ElementType::from_code(self.to), self.to)?;
        // SAFETY: a well-formed program's tensors hold `count` elements.
        unsafe {
            kernels::cast(
                context.pool,
                from,
                to,
                self.x.u8(),
                self.y.u8(),
                self.count as usize,
            )
        };
        Ok(())
    }
}

impl Execute for Copy {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let (d, x, y) = (
            dims(&self.dims),
            strides(&self.x_strides),
            strides(&self.y_strides),
        );
        // SAFETY: a well-formed program's strides stay within its tensors.
        unsafe {
            kernels::strided_copy(
                context.pool,
                self.element_size as usize,
                d.get(),
                self.x.u8(),
                x.get(),
                self.y.u8(),
                y.get(),
            );
        }
        Ok(())
    }
}

impl Execute for Chain {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let (steps, _) = self.steps.unsigned().as_chunks();
        for step in steps {
            known(kernels::is_chain_step(step).then_some(()), step[0])?;
        }
        let inputs = [self.a, self.b, self.c, self.d, self.e, self.f].map(|input| input.f32());
        let (count, scalars) = (self.count as usize, self.scalars);
        // SAFETY: a well-formed program's inputs and y hold `count` elements, but for scalars.
        unsafe {
            kernels::chain(context.pool, steps, inputs, scalars, self.y.f32(), count);
        }
        Ok(())
    }
}

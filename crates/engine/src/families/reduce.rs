//! Reductions and running sums.

use super::known;
use crate::context::Context;
use crate::fault::Fault;
use crate::instructions::{
    ArgExtreme, Cumulative, CumulativeInteger, Reduce, ReduceBool, ReduceInteger,
};
use crate::table::Execute;
use oxigrad_kernels::reduce as kernels;

/// Calls a kernel over (outer, axis, inner).
macro_rules! over_axis {
    ($kernel:path, $instruction:expr, $context:expr, $first:expr, $x:expr, $y:expr $(, $more:expr)*) => {
        // SAFETY: a well-formed program's tensors have these shapes.
        unsafe {
            $kernel(
                $context.pool,
                $first,
                $x,
                $y,
                $instruction.outer as usize,
                $instruction.axis as usize,
                $instruction.inner as usize
                $(, $more)*
            )
        }
    };
}

impl Execute for Reduce {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let function = known(
            kernels::ReduceFunction::from_code(self.function),
            self.function,
        )?;
        over_axis!(
            kernels::reduce,
            self,
            context,
            function,
            self.x.f32(),
            self.y.f32()
        );
        Ok(())
    }
}

impl Execute for ReduceInteger {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let function = known(
            kernels::IntegerReduceFunction::from_code(self.function),
            self.function,
        )?;
        over_axis!(
            kernels::reduce_i32,
            self,
            context,
            function,
            self.x.i32(),
            self.y.i32()
        );
        Ok(())
    }
}

impl Execute for ReduceBool {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        over_axis!(
            kernels::reduce_bool,
            self,
            context,
            self.all != 0,
            self.x.u8(),
            self.y.u8()
        );
        Ok(())
    }
}

impl Execute for ArgExtreme {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let function = known(
            kernels::ArgFunction::from_code(self.function),
            self.function,
        )?;
        over_axis!(
            kernels::arg_extreme,
            self,
            context,
            function,
            self.x.f32(),
            self.y.i32()
        );
        Ok(())
    }
}

impl Execute for Cumulative {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let function = known(
            kernels::CumulativeFunction::from_code(self.function),
            self.function,
        )?;
        let (exclusive, reverse) = (self.exclusive != 0, self.reverse != 0);
        over_axis!(
            kernels::cumulative,
            self,
            context,
            function,
            self.x.f32(),
            self.y.f32(),
            exclusive,
            reverse
        );
        Ok(())
    }
}

impl Execute for CumulativeInteger {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let function = known(
            kernels::CumulativeFunction::from_code(self.function),
            self.function,
        )?;
        let (exclusive, reverse) = (self.exclusive != 0, self.reverse != 0);
        over_axis!(
            kernels::cumulative_i32,
            self,
            context,
            function,
            self.x.i32(),
            self.y.i32(),
            exclusive,
            reverse
        );
        Ok(())
    }
}

//! Gathering, scattering, sorting.

use crate::context::Context;
use crate::fault::{Fault, FaultCode};
use crate::instructions::{
    ArgSort, Gather, GatherElements, OneHot, ScatterAdd, ScatterAddElements, ScatterSet, Sort, TopK,
};
use crate::table::Execute;
use oxigrad_kernels::index::{self as kernels, IndexFault};

fn index_fault(fault: IndexFault, axis: u32) -> Fault {
    Fault::new(
        FaultCode::IndexOutOfRange,
        [fault.position as u32, fault.index as u32, axis],
    )
}

impl Execute for Gather {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        // SAFETY: a well-formed program's tensors have these shapes and do not overlap.
        unsafe {
            kernels::gather(
                context.pool,
                self.element_size as usize,
                self.x.u8(),
                self.indices.i32(),
                self.y.u8(),
                self.outer as usize,
                self.axis as usize,
                self.inner as usize,
                self.count as usize,
            )
        }
        .map_err(|fault| index_fault(fault, self.axis))
    }
}

impl Execute for ScatterAdd {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let (outer, axis, inner) = (self.outer as usize, self.axis as usize, self.inner as usize);
        // SAFETY: a well-formed program's tensors have these shapes and do not overlap.
        unsafe {
            core::ptr::write_bytes(self.y.f32(), 0, outer * axis * inner);
            kernels::scatter_add(
                context.pool,
                self.integer != 0,
                self.x.f32(),
                self.indices.i32(),
                self.y.f32(),
                outer,
                axis,
                inner,
                self.count as usize,
            )
        }
        .map_err(|fault| index_fault(fault, self.axis))
    }
}

impl Execute for ScatterSet {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let (outer, axis, inner) = (self.outer as usize, self.axis as usize, self.inner as usize);
        let bytes = outer * axis * inner * self.element_size as usize;
        // SAFETY: a well-formed program's tensors have these shapes and do not overlap.
        unsafe {
            core::ptr::copy(self.base.u8(), self.y.u8(), bytes);
            kernels::scatter_set(
                context.pool,
                self.element_size as usize,
                self.x.u8(),
                self.indices.i32(),
                self.y.u8(),
                outer,
                axis,
                inner,
                self.count as usize,
            )
        }
        .map_err(|fault| index_fault(fault, self.axis))
    }
}

impl Execute for OneHot {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let (outer, classes, inner) = (
            self.outer as usize,
            self.classes as usize,
            self.inner as usize,
        );
        // SAFETY: a well-formed program's tensors have these shapes.
        unsafe {
            kernels::one_hot(
                context.pool,
                self.indices.i32(),
                self.y.f32(),
                outer,
                classes,
                inner,
            )
        };
        Ok(())
    }
}

impl Execute for Sort {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let (rows, columns) = (self.rows as usize, self.columns as usize);
        // SAFETY: a well-formed program's tensors have this shape.
        unsafe {
            kernels::sort(
                context.pool,
                self.x.f32(),
                self.y.f32(),
                rows,
                columns,
                self.descending != 0,
            )
        };
        Ok(())
    }
}

impl Execute for ArgSort {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let (rows, columns) = (self.rows as usize, self.columns as usize);
        // SAFETY: a well-formed program's tensors have this shape.
        unsafe {
            kernels::argsort(
                context.pool,
                self.x.f32(),
                self.y.i32(),
                rows,
                columns,
                self.descending != 0,
            )
        };
        Ok(())
    }
}

impl Execute for TopK {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let (rows, columns, k) = (self.rows as usize, self.columns as usize, self.k as usize);
        let (values, indices) = (self.values.f32(), self.indices.i32());
        // SAFETY: a well-formed program's tensors have these shapes.
        unsafe {
            kernels::top_k(
                context.pool,
                self.x.f32(),
                values,
                indices,
                rows,
                columns,
                k,
            )
        };
        Ok(())
    }
}

impl Execute for GatherElements {
    fn execute(self, _: &mut Context) -> Result<(), Fault> {
        // SAFETY: a well-formed program's tensors have these shapes and do not overlap.
        unsafe {
            kernels::gather_elements(
                self.element_size as usize,
                self.x.u8(),
                self.indices.i32(),
                self.y.u8(),
                self.outer as usize,
                self.axis as usize,
                self.inner as usize,
                self.count as usize,
            )
        }
        .map_err(|fault| index_fault(fault, self.axis))
    }
}

impl Execute for ScatterAddElements {
    fn execute(self, _: &mut Context) -> Result<(), Fault> {
        let (outer, axis, inner) = (self.outer as usize, self.axis as usize, self.inner as usize);
        // SAFETY: a well-formed program's tensors have these shapes and do not overlap.
        unsafe {
            core::ptr::write_bytes(self.y.f32(), 0, outer * axis * inner);
            kernels::scatter_add_elements(
                self.x.f32(),
                self.indices.i32(),
                self.y.f32(),
                outer,
                axis,
                inner,
                self.count as usize,
            )
        }
        .map_err(|fault| index_fault(fault, self.axis))
    }
}

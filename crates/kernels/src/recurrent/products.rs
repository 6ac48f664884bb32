//! The gradients of all weights: products of what the weights were multiplied with, over all steps.

use super::{Cell, Gradient, Sizes};
use crate::gemm::{
    gemm_with, scratch_len_with, Gemm, Matrix, MatrixA, Operand, Packer, Part, DEPTH,
};
use crate::pool::Pool;
use core::ops::Range;

/// Matrices (K, width) side by side, or columns of ones where there is no pointer, transposed: the rows of A.
#[derive(Clone, Copy)]
struct Stack([(*const f32, usize); 4]);

// SAFETY: the matrices are only read.
unsafe impl Sync for Stack {}

impl Stack {
    fn rows(&self) -> usize {
        self.0.iter().map(|&(_, width)| width).sum()
    }

    /// From row `k` of the matrices on.
    fn from(mut self, k: usize) -> Self {
        for (pointer, width) in &mut self.0 {
            if !pointer.is_null() {
                *pointer = pointer.wrapping_add(k * *width);
            }
        }
        self
    }
}

impl Packer for Stack {
    unsafe fn pack(&self, part: Part, target: *mut f32, stride: usize) {
        let mut start = 0;
        for &(pointer, width) in &self.0 {
            let from = part.first.max(start);
            let to = (part.first + part.count).min(start + width);
            if from < to {
                // SAFETY: these rows of the part are columns of this matrix.
                unsafe {
                    let target = target.add((from - part.first) * stride);
                    if pointer.is_null() {
                        for i in 0..part.depth {
                            *target.add(i) = 1.0;
                        }
                    } else {
                        let matrix = Matrix {
                            pointer,
                            step: width,
                            lane: 1,
                            batch: 0,
                        };
                        let rows = Part {
                            first: from - start,
                            count: to - from,
                            ..part
                        };
                        MatrixA(matrix).pack(rows, target, stride);
                    }
                }
            }
            start += width;
        }
    }
}

/// Some columns of B.
#[derive(Clone, Copy)]
struct Columns {
    pointer: *const f32,
    /// Distance of rows.
    step: usize,
    count: usize,
}

const NOTHING: (*const f32, usize) = (core::ptr::null(), 0);
const ONES: (*const f32, usize) = (core::ptr::null(), 1);

/// Rows of all gradients: one of the recurrent bias, those of U, those of W, one of the bias.
fn all_rows(sizes: &Sizes) -> usize {
    sizes.units + sizes.size + 2
}

/// What takes a product that is added to the gradients: its A and B, and where in all gradients its result begins.
type Run<'a> = &'a mut dyn FnMut(&Gemm, &Stack, *const f32, usize);

/// Calls `run` for all products. Blocks of K are products of their own: one of both operands fits the second-level
/// cache.
#[inline(never)]
fn for_products(g: &Gradient, run: Run) {
    let Sizes {
        cell,
        steps,
        batch,
        size,
        units,
    } = g.sizes;
    let (first, second) = g.sizes.split();
    let columns = first + second;
    let mut add = |range: Range<usize>, a: [(*const f32, usize); 4], b: Columns, column: usize| {
        let row = match a {
            [(_, 1), ..] => 0,
            [_, (_, 0), ..] => 1 + units,
            _ => 1,
        };
        for k in range.clone().step_by(DEPTH) {
            let a = Stack(a).from(k);
            let gemm = Gemm {
                ldb: b.step,
                ldc: columns,
                accumulate: true,
                ..Gemm::dense(a.rows(), b.count, DEPTH.min(range.end - k))
            };
            let b = b.pointer.wrapping_add(k * b.step);
            run(&gemm, &a, b, row * columns + column);
        }
    };
    let x = (g.x, size);
    // The states before the steps: the first is elsewhere, or zeros.
    let start = if g.initial.is_null() {
        NOTHING
    } else {
        (g.initial, units)
    };
    let states = (g.sequence.wrapping_sub(batch * units), units);
    let all = 0..steps * batch;
    let (first_step, following) = (0..batch, batch..all.end);
    let gates = |from: usize, count: usize| Columns {
        pointer: g.d_gates.wrapping_add(from),
        step: columns,
        count,
    };
    let (others, candidates) = (gates(0, first), gates(first, second));
    add(first_step.clone(), [NOTHING, start, x, ONES], others, 0);
    add(following.clone(), [NOTHING, states, x, ONES], others, 0);
    if cell == Cell::Gru {
        let products = (g.extra, units);
        add(all, [NOTHING, products, x, ONES], candidates, first);
    } else if cell == Cell::GruResetAfter {
        add(all, [NOTHING, NOTHING, x, ONES], candidates, first);
        let inner = Columns {
            pointer: g.d_extra,
            step: units,
            count: second,
        };
        add(first_step, [ONES, start, NOTHING, NOTHING], inner, first);
        add(following, [ONES, states, NOTHING, NOTHING], inner, first);
    }
}

/// Floats of scratch that [`weights`] needs.
pub(super) fn weights_scratch(g: &Gradient) -> usize {
    let mut products = 0;
    for_products(g, &mut |gemm, _, _, _| {
        products = products.max(scratch_len_with(gemm, true, false));
    });
    all_rows(&g.sizes) * g.sizes.columns() + products
}

/// Computes the gradients of the weights from those of the gates.
/// # Safety
/// As [`super::backward`], after all steps.
pub(super) unsafe fn weights(pool: &dyn Pool, g: &Gradient, scratch: *mut f32) {
    let Sizes { size, units, .. } = g.sizes;
    let (first, _) = g.sizes.split();
    let (rows, columns) = (all_rows(&g.sizes), g.sizes.columns());
    let all = scratch;
    // SAFETY: the products lie within the tensors that the caller vouches for, their results in the scratch, which
    // begins with all gradients; those wanted have their shapes.
    unsafe {
        let scratch = scratch.add(rows * columns);
        all.write_bytes(0, rows * columns);
        for_products(g, &mut |gemm, a, b, at| {
            let (a, b) = (Operand::Packer(a), Operand::Matrix(b));
            gemm_with(gemm, a, b, core::ptr::null(), all.add(at), scratch, pool);
        });
        let copy = |to: *mut f32, row: usize, count: usize| {
            to.copy_from_nonoverlapping(all.add(row * columns), count);
        };
        copy(g.d_recurrent_kernel, 1, units * columns);
        copy(g.d_kernel, 1 + units, size * columns);
        if !g.d_bias.is_null() {
            copy(g.d_bias, rows - 1, columns);
        }
        if !g.d_recurrent_bias.is_null() {
            copy(g.d_recurrent_bias, 0, columns);
            copy(g.d_recurrent_bias, rows - 1, first);
        }
    }
}

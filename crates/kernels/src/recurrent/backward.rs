//! All steps of a sequence, backward: from the gradients of its results to those of its inputs.

use super::gates::{map_row, tanh};
use super::products::{weights, weights_scratch};
use super::{is_masked, Cell, Kernels, Sizes};
use crate::chunks::Shared;
use crate::pool::Pool;
use crate::simd::{F32x4, Floats};

/// The tensors of a sequence and their gradients; those that may be absent are null then.
#[derive(Clone, Copy)]
pub struct Gradient {
    /// The sizes.
    pub sizes: Sizes,
    /// As given to the forward pass.
    pub x: *const f32,
    /// As given to the forward pass.
    pub recurrent_kernel: *const f32,
    /// As given to the forward pass.
    pub initial: *const f32,
    /// As given to the forward pass.
    pub initial_cell: *const f32,
    /// As given to the forward pass.
    pub mask: *const u8,
    /// As it came out of the forward pass.
    pub sequence: *const f32,
    /// As it came out of the forward pass.
    pub gates: *const f32,
    /// As it came out of the forward pass.
    pub extra: *const f32,
    /// The gradient of `sequence` (T, B, u); may be absent.
    pub d_sequence: *const f32,
    /// The gradient of the last h (B, u); may be absent.
    pub d_last: *const f32,
    /// The gradient of the last c (B, u); may be absent.
    pub d_last_cell: *const f32,
    /// The gradient of x·W + b (T, B, gates·u); may be `gates`.
    pub d_gates: *mut f32,
    /// With reset after: the gradient of the candidate's h·U + b (T, B, u); may be `extra`.
    pub d_extra: *mut f32,
    /// The gradient of W; absent where none of the weights' gradients is wanted.
    pub d_kernel: *mut f32,
    /// The gradient of U; absent where that of W is.
    pub d_recurrent_kernel: *mut f32,
    /// The gradient of b; may be absent.
    pub d_bias: *mut f32,
    /// The gradient of the recurrent bias; may be absent.
    pub d_recurrent_bias: *mut f32,
    /// The gradient of the first h (B, u); zeros where there is none.
    pub d_initial: *mut f32,
    /// The gradient of the first c (B, u) of an LSTM; zeros where there is none.
    pub d_initial_cell: *mut f32,
}

// SAFETY: chunks of rows write rows of their own.
unsafe impl Sync for Gradient {}

/// Floats of scratch that [`backward`] needs.
pub fn backward_scratch(gradient: &Gradient) -> usize {
    let sizes = &gradient.sizes;
    let steps = Kernels::scratch(sizes) + (sizes.batch + 1) * sizes.units;
    steps.max(weights_scratch(gradient))
}

/// Runs all steps from the last to the first.
///
/// # Safety
/// The tensors must have their shapes, and overlap only as said; the scratch be as [`backward_scratch`] says.
pub unsafe fn backward(pool: &dyn Pool, gradient: &Gradient, scratch: *mut f32) {
    let sizes = &gradient.sizes;
    // SAFETY: the caller's promise.
    unsafe {
        let states = sizes.batch * sizes.units;
        let zeros = scratch.add(states);
        zeros.write_bytes(0, sizes.units);
        let panels = zeros.add(sizes.units);
        let kernels = Kernels::pack(sizes, gradient.recurrent_kernel, true, panels);
        let (shared, zeros) = (Shared::read(&kernels), Shared::new(zeros));
        let working = Shared::new(scratch);
        start(gradient.d_last, gradient.d_initial, states);
        if sizes.cell == Cell::Lstm {
            start(gradient.d_last_cell, gradient.d_initial_cell, states);
        }
        sizes.for_row_chunks(pool, &|first, rows| {
            let working = working.get().add(first * sizes.units);
            for step in (0..sizes.steps).rev() {
                let (kernels, zeros) = (&*shared.get(), zeros.get());
                run_step(gradient, kernels, zeros, working, step, first, rows);
            }
        });
        if !gradient.d_kernel.is_null() {
            weights(pool, gradient, scratch);
        }
    }
}

/// What the gradient of a state starts from.
unsafe fn start(given: *const f32, state: *mut f32, count: usize) {
    // SAFETY: the caller vouches for `count` elements.
    unsafe {
        if given.is_null() {
            state.write_bytes(0, count);
        } else {
            state.copy_from_nonoverlapping(given, count);
        }
    }
}

/// Pointers to one row of a step, whose absent tensors are rows of zeros.
struct Row {
    gates: *const f32,
    d_gates: *mut f32,
    extra: *const f32,
    /// h before the step, of an LSTM c.
    before: *const f32,
    dh: *mut f32,
    d_sequence: *const f32,
    /// Of an LSTM the gradient of c, of a GRU with reset after that of the candidate's inner product.
    d_other: *mut f32,
}

/// One step of some rows. The gradients of the states are kept in `d_initial` and `d_initial_cell`.
unsafe fn run_step(
    g: &Gradient,
    kernels: &Kernels,
    zeros: *const f32,
    working: *mut f32,
    step: usize,
    first: usize,
    rows: usize,
) {
    let Sizes {
        cell, batch, units, ..
    } = g.sizes;
    let columns = g.sizes.columns();
    let at = step * batch + first;
    let none = core::ptr::null();
    // Without a mask the product below replaces this gradient.
    let replaced = g.mask.is_null() && !cell.is_gru();
    let (all, initial) = if cell == Cell::Lstm {
        (g.extra, g.initial_cell)
    } else {
        (g.sequence, g.initial)
    };
    // SAFETY: all rows lie within the tensors that the caller vouches for.
    unsafe {
        let dh = g.d_initial.add(first * units);
        let d_gates = g.d_gates.add(at * columns);
        let row_of = |row: usize| {
            let or_zeros = |all: *const f32, row: usize| {
                if all.is_null() {
                    zeros
                } else {
                    all.add(row * units)
                }
            };
            Row {
                gates: g.gates.wrapping_add((at + row) * columns),
                d_gates: d_gates.add(row * columns),
                extra: or_zeros(
                    if cell == Cell::Simple {
                        g.sequence
                    } else {
                        g.extra
                    },
                    at + row,
                ),
                before: if step > 0 {
                    all.add((at - batch + row) * units)
                } else {
                    or_zeros(initial, first + row)
                },
                dh: dh.add(row * units),
                d_sequence: or_zeros(g.d_sequence, at + row),
                d_other: if cell == Cell::Lstm {
                    g.d_initial_cell.add((first + row) * units)
                } else {
                    g.d_extra.wrapping_add((at + row) * units)
                },
            }
        };
        for row in 0..rows {
            let pointers = row_of(row);
            if is_masked(g.mask, at + row) {
                pointers.d_gates.write_bytes(0, columns);
                if cell == Cell::GruResetAfter {
                    pointers.d_other.write_bytes(0, units);
                }
                let dh = pointers.dh;
                map_row(units, [dh, pointers.d_sequence], [dh], |[a, b]| [a.add(b)]);
                continue;
            }
            match cell {
                Cell::Simple => simple(&pointers, units),
                Cell::Lstm => lstm(&pointers, units),
                Cell::Gru => gru(&pointers, units),
                Cell::GruResetAfter => gru_reset_after(&pointers, units),
            }
            if !replaced && !cell.is_gru() {
                pointers.dh.write_bytes(0, units);
            }
        }
        if cell == Cell::Gru {
            let (second, candidate) = (kernels.second, d_gates.add(2 * units));
            second.multiply(rows, candidate, columns, working, units, false, none);
            for row in 0..rows {
                if !is_masked(g.mask, at + row) {
                    gru_reset(&row_of(row), working.add(row * units), units);
                }
            }
        }
        if step == 0 && g.initial.is_null() {
            dh.write_bytes(0, rows * units);
            if cell == Cell::Lstm {
                let dc = g.d_initial_cell.add(first * units);
                dc.write_bytes(0, rows * units);
            }
            return;
        }
        let (first, second) = (kernels.first, kernels.second);
        first.multiply(rows, d_gates, columns, dh, units, !replaced, none);
        if cell == Cell::GruResetAfter {
            let d_extra = g.d_extra.add(at * units);
            second.multiply(rows, d_extra, units, dh, units, true, none);
        }
    }
}

/// `dy·y·(1 - y)`: through a sigmoid.
#[inline(always)]
fn through_sigmoid(dy: F32x4, y: F32x4) -> F32x4 {
    dy.mul(y.neg_mul_add(y, y))
}

/// `dy·(1 - y²)`: through a hyperbolic tangent.
#[inline(always)]
fn through_tanh(dy: F32x4, y: F32x4) -> F32x4 {
    dy.mul(y.neg_mul_add(y, F32x4::constant(&1.0)))
}

unsafe fn simple(row: &Row, units: usize) {
    // SAFETY: the caller vouches for the row.
    unsafe {
        let inputs = [row.dh, row.d_sequence, row.extra];
        map_row(units, inputs, [row.d_gates], |[dh, more, h]| {
            [through_tanh(dh.add(more), h)]
        });
    }
}

unsafe fn lstm(row: &Row, units: usize) {
    // SAFETY: the caller vouches for the row.
    unsafe {
        let [i, f, g, o] = [0, 1, 2, 3].map(|n| row.gates.add(n * units));
        let [di, df, dg, d_o] = [0, 1, 2, 3].map(|n| row.d_gates.add(n * units));
        let dc = row.d_other;
        map_row(
            units,
            [
                i,
                f,
                g,
                o,
                row.extra,
                row.before,
                row.dh,
                row.d_sequence,
                dc,
            ],
            [di, df, dg, d_o, dc],
            |[i, f, g, o, c, before, dh, more, dc]| {
                let (dh, tanh) = (dh.add(more), tanh(c));
                let dc = dc.add(through_tanh(dh.mul(o), tanh));
                [
                    through_sigmoid(dc.mul(g), i),
                    through_sigmoid(dc.mul(before), f),
                    through_tanh(dc.mul(i), g),
                    through_sigmoid(dh.mul(tanh), o),
                    dc.mul(f),
                ]
            },
        );
    }
}

/// The update gate and the candidate of a GRU, and what of h's gradient does not pass them: the sum of gradients
/// `dh`, the gates z and n, h before: dz, dn, dh.
#[inline(always)]
fn mixed(dh: F32x4, z: F32x4, n: F32x4, h: F32x4) -> [F32x4; 3] {
    let d_new = z.neg_mul_add(dh, dh);
    [
        through_sigmoid(dh.mul(h.sub(n)), z),
        through_tanh(d_new, n),
        dh.mul(z),
    ]
}

/// A GRU with reset after.
unsafe fn gru_reset_after(row: &Row, units: usize) {
    // SAFETY: the caller vouches for the row.
    unsafe {
        let [z, r, n] = [0, 1, 2].map(|n| row.gates.add(n * units));
        let [dz, dr, dn] = [0, 1, 2].map(|n| row.d_gates.add(n * units));
        map_row(
            units,
            [z, r, n, row.extra, row.before, row.dh, row.d_sequence],
            [dz, dr, dn, row.d_other, row.dh],
            |[z, r, n, inner, h, dh, more]| {
                let [dz, dn, dh] = mixed(dh.add(more), z, n, h);
                [dz, through_sigmoid(dn.mul(inner), r), dn, dn.mul(r), dh]
            },
        );
    }
}

/// A GRU with reset before, all but its reset gate, which goes to where [`gru_reset`] puts its gradient.
unsafe fn gru(row: &Row, units: usize) {
    // SAFETY: the caller vouches for the row.
    unsafe {
        let [z, r, n] = [0, 1, 2].map(|n| row.gates.add(n * units));
        let [dz, dr, dn] = [0, 1, 2].map(|n| row.d_gates.add(n * units));
        map_row(
            units,
            [z, r, n, row.before, row.dh, row.d_sequence],
            [dz, dr, dn, row.dh],
            |[z, r, n, h, dh, more]| {
                let [dz, dn, dh] = mixed(dh.add(more), z, n, h);
                [dz, r, dn, dh]
            },
        );
    }
}

/// The reset gate of a GRU that resets before the product, from the gradient of r·h.
unsafe fn gru_reset(row: &Row, d_product: *const f32, units: usize) {
    // SAFETY: the caller vouches for the row.
    unsafe {
        let r = row.d_gates.add(units);
        map_row(
            units,
            [r, d_product, row.before, row.dh],
            [r, row.dh],
            |[r, d_product, h, dh]| {
                [
                    through_sigmoid(d_product.mul(h), r),
                    d_product.mul_add(r, dh),
                ]
            },
        );
    }
}

//! All steps of a sequence, backward: from the gradients of its results to those of its inputs.

use super::gates::{map_row, tanh};
use super::products::{weights, weights_scratch};
use super::{is_masked, Cell, Kernels, Sizes};
use crate::chunks::Shared;
use crate::pool::Pool;
use crate::promise::promise;
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
    promise!(scratch => backward_scratch(gradient));
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

impl Row {
    /// Row `first + row` of a step, of which rows of zeros stand for what is absent.
    ///
    /// # Safety
    /// The row must lie within the tensors; `zeros` holds a row.
    unsafe fn of(g: &Gradient, zeros: *const f32, step: usize, row: usize) -> Self {
        let Sizes {
            cell, batch, units, ..
        } = g.sizes;
        let columns = g.sizes.columns();
        let at = step * batch + row;
        let or_zeros = |all: *const f32, row: usize| {
            if all.is_null() {
                zeros
            } else {
                all.wrapping_add(row * units)
            }
        };
        let (states, initial) = if cell == Cell::Lstm {
            (g.extra, g.initial_cell)
        } else {
            (g.sequence, g.initial)
        };
        let extra = if cell == Cell::Simple {
            g.sequence
        } else {
            g.extra
        };
        // SAFETY: the caller's row lies within the tensors.
        unsafe {
            Row {
                gates: g.gates.wrapping_add(at * columns),
                d_gates: g.d_gates.add(at * columns),
                extra: or_zeros(extra, at),
                before: if step > 0 {
                    states.add((at - batch) * units)
                } else {
                    or_zeros(initial, row)
                },
                dh: g.d_initial.add(row * units),
                d_sequence: or_zeros(g.d_sequence, at),
                d_other: if cell == Cell::Lstm {
                    g.d_initial_cell.add(row * units)
                } else {
                    g.d_extra.wrapping_add(at * units)
                },
            }
        }
    }
}

/// One step of some rows. The gradients of the states are kept in `d_initial` and `d_initial_cell`.
///
/// ```text
/// each row:  dgates, and dh but for what comes through the products (a masked row: dgates = 0, dh passes)
/// reset before: working = dcandidate·Uᵀ, and each row's reset gate from it
/// the first step without a first state: dh = 0
/// else:      dh (+)= dgates·Uᵀ, in two products where the candidate has its own
/// ```
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
    // SAFETY: all rows lie within the tensors that the caller vouches for.
    unsafe {
        let dh = g.d_initial.add(first * units);
        let d_gates = g.d_gates.add(at * columns);
        for row in 0..rows {
            step_row(
                g,
                &Row::of(g, zeros, step, first + row),
                is_masked(g.mask, at + row),
                replaced,
            );
        }
        if cell == Cell::Gru {
            let (second, candidate) = (kernels.second, d_gates.add(2 * units));
            second.multiply(rows, candidate, columns, working, units, false, none);
            for row in 0..rows {
                if !is_masked(g.mask, at + row) {
                    let pointers = Row::of(g, zeros, step, first + row);
                    gru_reset(&pointers, working.add(row * units), units);
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

/// The gates of one row of a step.
unsafe fn step_row(g: &Gradient, row: &Row, masked: bool, replaced: bool) {
    let Sizes { cell, units, .. } = g.sizes;
    // SAFETY: the caller vouches for the row.
    unsafe {
        if masked {
            row.d_gates.write_bytes(0, g.sizes.columns());
            if cell == Cell::GruResetAfter {
                row.d_other.write_bytes(0, units);
            }
            let dh = row.dh;
            map_row(units, [dh, row.d_sequence], [dh], |[a, b]| [a.add(b)]);
            return;
        }
        match cell {
            Cell::Simple => simple(row, units),
            Cell::Lstm => lstm(row, units),
            Cell::Gru => gru(row, units),
            Cell::GruResetAfter => gru_reset_after(row, units),
        }
        if !replaced && !cell.is_gru() {
            row.dh.write_bytes(0, units);
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

//! All steps of a sequence, forward.

use super::{activate, for_columns, is_masked, load_or_zero, offset, Cell, Kernels, Sizes};
use crate::chunks::Shared;
use crate::elementwise::UnaryFunction::{Sigmoid, Tanh};
use crate::pool::Pool;
use crate::simd::F32x4;
use crate::tails::{load, store};

/// The tensors of a sequence; those that may be absent are null then.
#[derive(Clone, Copy)]
pub struct Sequence {
    /// The sizes.
    pub sizes: Sizes,
    /// x·W + b (T, B, gates·u).
    pub inputs: *const f32,
    /// U (u, gates·u).
    pub kernel: *const f32,
    /// The recurrent bias (gates·u) of a GRU that resets after the product; may be absent.
    pub bias: *const f32,
    /// The first h (B, u); absent for zeros.
    pub initial: *const f32,
    /// The first c (B, u) of an LSTM; absent for zeros.
    pub initial_cell: *const f32,
    /// (T, B): a step of a row counts where it is not 0; elsewhere the states stay. May be absent.
    pub mask: *const u8,
    /// h after every step (T, B, u).
    pub sequence: *mut f32,
    /// The gates after their activation (T, B, gates·u); may be `inputs`. Not used by SimpleRNN.
    pub gates: *mut f32,
    /// (T, B, u): LSTM: c. GRU: r·h, or with reset after h·U + b of the candidate.
    pub extra: *mut f32,
    /// The last h (B, u).
    pub last: *mut f32,
    /// The last c (B, u) of an LSTM.
    pub last_cell: *mut f32,
}

// SAFETY: chunks of rows write rows of their own.
unsafe impl Sync for Sequence {}

/// Floats of scratch that [`forward`] needs.
pub fn forward_scratch(sizes: &Sizes) -> usize {
    Kernels::scratch(sizes) + sizes.batch * sizes.units
}

/// Runs all steps; `steps` must be at least 1.
///
/// # Safety
/// The tensors must have their shapes, and overlap only as said; the scratch be as [`forward_scratch`] says.
pub unsafe fn forward(pool: &dyn Pool, sequence: &Sequence, scratch: *mut f32) {
    let sizes = &sequence.sizes;
    // SAFETY: the caller's promise.
    unsafe {
        let zeros = scratch;
        zeros.write_bytes(0, sizes.batch * sizes.units);
        let kernels = Kernels::pack(
            sizes,
            sequence.kernel,
            false,
            scratch.add(sizes.batch * sizes.units),
        );
        let zeros = Shared::new(zeros);
        let shared = Shared::read(&kernels);
        sizes.for_row_chunks(pool, &|first, rows| {
            for step in 0..sizes.steps {
                run_step(sequence, &*shared.get(), zeros.get(), step, first, rows);
            }
        });
    }
}

/// One step of some rows.
unsafe fn run_step(
    s: &Sequence,
    kernels: &Kernels,
    zeros: *const f32,
    step: usize,
    first: usize,
    rows: usize,
) {
    let Sizes {
        cell,
        steps,
        batch,
        units,
    } = s.sizes;
    let columns = s.sizes.columns();
    let at = step * batch + first;
    // SAFETY: all rows lie within the tensors that the caller vouches for.
    unsafe {
        let own = if cell == Cell::Simple {
            s.sequence
        } else {
            s.gates
        };
        let gates = own.add(at * columns);
        let inputs = s.inputs.add(at * columns);
        if inputs != gates {
            gates.copy_from_nonoverlapping(inputs, rows * columns);
        }
        let h = s.sequence.add(at * units);
        let extra = s.extra.wrapping_add(at * units);
        let before = |all: *const f32, initial: *const f32| {
            if step > 0 {
                offset(all, (at - batch) * units)
            } else if initial.is_null() {
                zeros
            } else {
                initial.add(first * units)
            }
        };
        let h_before = before(s.sequence, s.initial);
        // The product of zeros is zeros, but the bias counts.
        if step > 0 || !s.initial.is_null() || !s.bias.is_null() {
            kernels
                .first
                .multiply(rows, h_before, units, gates, columns, true, s.bias);
        }
        match cell {
            Cell::Simple => activate(Tanh, h, rows * units),
            Cell::Lstm => {
                let cells = before(s.extra, s.initial_cell);
                lstm(gates, cells, extra, rows, units);
                h.copy_from_nonoverlapping(extra, rows * units);
                activate(Tanh, h, rows * units);
                for row in 0..rows {
                    let (h, output) = (h.add(row * units), gates.add(row * columns + 3 * units));
                    for_columns(units, |i, left| {
                        let product = load(output.add(i), left).mul(load(h.add(i), left));
                        store(product, h.add(i), left);
                    });
                }
                keep_masked(s.mask, at, cells, extra, rows, units);
            }
            Cell::Gru | Cell::GruResetAfter => gru(s, kernels, h_before, gates, extra, h, rows),
        }
        keep_masked(s.mask, at, h_before, h, rows, units);
        if step == steps - 1 {
            let last = s.last.add(first * units);
            last.copy_from_nonoverlapping(h, rows * units);
            if cell == Cell::Lstm {
                let last = s.last_cell.add(first * units);
                last.copy_from_nonoverlapping(extra, rows * units);
            }
        }
    }
}

/// The gates of an LSTM and its new cell.
unsafe fn lstm(gates: *mut f32, before: *const f32, cells: *mut f32, rows: usize, units: usize) {
    for row in 0..rows {
        // SAFETY: the caller vouches for the rows.
        unsafe {
            let gates = gates.add(row * 4 * units);
            let (before, cells) = (before.add(row * units), cells.add(row * units));
            activate(Sigmoid, gates, 2 * units);
            activate(Tanh, gates.add(2 * units), units);
            activate(Sigmoid, gates.add(3 * units), units);
            for_columns(units, |i, left| {
                let gate = |n: usize| load(gates.add(n * units + i), left);
                let kept = gate(1).mul(load(before.add(i), left));
                store(kept.add(gate(0).mul(gate(2))), cells.add(i), left);
            });
        }
    }
}

/// The gates of a GRU and its new state.
unsafe fn gru(
    s: &Sequence,
    kernels: &Kernels,
    before: *const f32,
    gates: *mut f32,
    extra: *mut f32,
    h: *mut f32,
    rows: usize,
) {
    let units = s.sizes.units;
    let columns = 3 * units;
    let after = s.sizes.cell == Cell::GruResetAfter;
    let bias = offset(s.bias, 2 * units);
    // SAFETY: the caller vouches for the rows.
    unsafe {
        let second = kernels.second;
        if after {
            second.multiply(rows, before, units, extra, units, false, bias);
        }
        for row in 0..rows {
            let gates = gates.add(row * columns);
            let (before, extra) = (before.add(row * units), extra.add(row * units));
            activate(Sigmoid, gates, 2 * units);
            let (reset, candidate) = (gates.add(units), gates.add(2 * units));
            for_columns(units, |i, left| {
                let other = if after { extra } else { before };
                let product = load(reset.add(i), left).mul(load_or_zero(other, i, left));
                if after {
                    let sum = load(candidate.add(i), left).add(product);
                    store(sum, candidate.add(i), left);
                } else {
                    store(product, extra.add(i), left);
                }
            });
        }
        if !after {
            let candidate = gates.add(2 * units);
            second.multiply(rows, extra, units, candidate, columns, true, bias);
        }
        for row in 0..rows {
            let gates = gates.add(row * columns);
            let (before, h) = (before.add(row * units), h.add(row * units));
            activate(Tanh, gates.add(2 * units), units);
            for_columns(units, |i, left| {
                let update = load(gates.add(i), left);
                let candidate = load(gates.add(2 * units + i), left);
                let kept = update.mul(load(before.add(i), left));
                let new = F32x4::splat(1.0).sub(update).mul(candidate);
                store(kept.add(new), h.add(i), left);
            });
        }
    }
}

/// Puts the old state back where the mask leaves a row out.
unsafe fn keep_masked(
    mask: *const u8,
    at: usize,
    before: *const f32,
    now: *mut f32,
    rows: usize,
    units: usize,
) {
    for row in 0..rows {
        // SAFETY: the caller vouches for the rows.
        unsafe {
            if is_masked(mask, at + row) {
                let (before, now) = (before.add(row * units), now.add(row * units));
                now.copy_from_nonoverlapping(before, units);
            }
        }
    }
}

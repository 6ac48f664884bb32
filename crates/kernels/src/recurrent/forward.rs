//! All steps of a sequence, forward.

use super::gates::{activate, map_row, tanh};
use super::{is_masked, offset, Cell, Kernels, Sizes};
use crate::chunks::Shared;
use crate::gemm::{gemm, scratch_len, Gemm, PackedB};
use crate::pool::Pool;
use crate::promise::promise;
use crate::simd::{F32x4, Floats};

/// The tensors of a sequence; those that may be absent are null then.
#[derive(Clone, Copy)]
pub struct Sequence {
    /// The sizes.
    pub sizes: Sizes,
    /// x (T, B, n).
    pub x: *const f32,
    /// W (n, gates·u).
    pub kernel: *const f32,
    /// U (u, gates·u).
    pub recurrent_kernel: *const f32,
    /// b (gates·u); may be absent.
    pub bias: *const f32,
    /// The recurrent bias (gates·u) of a GRU that resets after the product; may be absent.
    pub recurrent_bias: *const f32,
    /// The first h (B, u); absent for zeros.
    pub initial: *const f32,
    /// The first c (B, u) of an LSTM; absent for zeros.
    pub initial_cell: *const f32,
    /// (T, B): a step of a row counts where it is not 0; elsewhere the states stay. May be absent.
    pub mask: *const u8,
    /// h after every step (T, B, u).
    pub sequence: *mut f32,
    /// The gates after their activation (T, B, gates·u). Not used by SimpleRNN.
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

/// The product of the inputs of all steps.
fn input_product(sizes: &Sizes) -> Gemm {
    Gemm::dense(sizes.steps * sizes.batch, sizes.columns(), sizes.size)
}

/// Floats of scratch that [`forward`] needs.
pub fn forward_scratch(sizes: &Sizes) -> usize {
    let steps = Kernels::scratch(sizes) + sizes.batch * sizes.units;
    sizes.columns() + steps.max(scratch_len(&input_product(sizes)))
}

/// Runs all steps; `steps` must be at least 1.
///
/// # Safety
/// The tensors must have their shapes, and overlap only as said; the scratch be as [`forward_scratch`] says.
pub unsafe fn forward(pool: &dyn Pool, sequence: &Sequence, scratch: *mut f32) {
    promise!(scratch => forward_scratch(&sequence.sizes));
    let sizes = &sequence.sizes;
    // SAFETY: the caller's promise.
    unsafe {
        let bias = input_bias(sequence, scratch);
        let scratch = scratch.add(sizes.columns());
        let (x, kernel, own) = (sequence.x, sequence.kernel, sequence.own());
        gemm(&input_product(sizes), x, kernel, bias, own, scratch, pool);
        let zeros = scratch;
        zeros.write_bytes(0, sizes.batch * sizes.units);
        let panels = scratch.add(sizes.batch * sizes.units);
        let kernels = Kernels::pack(sizes, sequence.recurrent_kernel, false, panels);
        let zeros = Shared::new(zeros);
        let shared = Shared::read(&kernels);
        sizes.for_row_chunks(pool, &|first, rows| {
            for step in 0..sizes.steps {
                run_step(sequence, &*shared.get(), zeros.get(), step, first, rows);
            }
        });
    }
}

impl Sequence {
    /// Where the gates are.
    fn own(&self) -> *mut f32 {
        if self.sizes.cell == Cell::Simple {
            self.sequence
        } else {
            self.gates
        }
    }
}

/// What is added to the inputs' product: b, and the recurrent bias of all gates but the candidate.
unsafe fn input_bias(s: &Sequence, scratch: *mut f32) -> *const f32 {
    if s.recurrent_bias.is_null() {
        return s.bias;
    }
    let (first, second) = s.sizes.split();
    // SAFETY: the biases and the scratch have as many elements as there are columns.
    unsafe {
        scratch.copy_from_nonoverlapping(s.recurrent_bias, first);
        scratch.add(first).write_bytes(0, second);
        if !s.bias.is_null() {
            map_row(first + second, [s.bias, scratch], [scratch], |[a, b]| {
                [a.add(b)]
            });
        }
    }
    scratch
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
        ..
    } = s.sizes;
    let columns = s.sizes.columns();
    let at = step * batch + first;
    // SAFETY: all rows lie within the tensors that the caller vouches for.
    unsafe {
        let gates = s.own().add(at * columns);
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
        // The product of zeros is zeros.
        let products = step > 0 || !s.initial.is_null();
        if products {
            let (first, none) = (kernels.first, core::ptr::null());
            first.multiply(rows, h_before, units, gates, columns, true, none);
        }
        match cell {
            Cell::Simple => map_row(rows * units, [h], [h], |[x]| [tanh(x)]),
            Cell::Lstm => {
                let cells = before(s.extra, s.initial_cell);
                lstm(gates, cells, extra, h, rows, units);
                keep_masked(s.mask, at, cells, extra, rows, units);
            }
            Cell::Gru => {
                let second = products.then_some(&kernels.second);
                gru(second, gates, extra, h_before, h, rows, units);
            }
            Cell::GruResetAfter => {
                let mut second = kernels.second;
                if !products {
                    second = second.first(0, units);
                }
                let bias = offset(s.recurrent_bias, 2 * units);
                second.multiply(rows, h_before, units, extra, units, false, bias);
                gru_reset_after(gates, extra, h_before, h, rows, units);
            }
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

/// The gates of an LSTM, its new cell and state.
unsafe fn lstm(
    gates: *mut f32,
    before: *const f32,
    cells: *mut f32,
    h: *mut f32,
    rows: usize,
    units: usize,
) {
    for row in 0..rows {
        // SAFETY: the caller vouches for the rows.
        unsafe {
            let [i, f, g, o] = [0, 1, 2, 3].map(|n| gates.add((4 * row + n) * units));
            let (before, cells) = (before.add(row * units), cells.add(row * units));
            let (inputs, results) = ([i, f, g, o, before], [i, f, g, o, cells]);
            map_row(units, inputs, results, |[i, f, g, o, c]| {
                let [i, f, g, o] = activate([i, f, g, o], [false, false, true, false]);
                [i, f, g, o, f.mul_add(c, i.mul(g))]
            });
            // A pass of its own: the processor would wait for one function to end before the other begins.
            let h = h.add(row * units);
            map_row(units, [o, cells], [h], |[o, c]| [o.mul(tanh(c))]);
        }
    }
}

/// The gates of a GRU that resets after the product, and its new state.
unsafe fn gru_reset_after(
    gates: *mut f32,
    extra: *const f32,
    before: *const f32,
    h: *mut f32,
    rows: usize,
    units: usize,
) {
    for row in 0..rows {
        // SAFETY: the caller vouches for the rows.
        unsafe {
            let [z, r, n] = [0, 1, 2].map(|n| gates.add((3 * row + n) * units));
            let (extra, before) = (extra.add(row * units), before.add(row * units));
            let (inputs, results) = ([z, r, n, extra], [z, r, n]);
            map_row(units, inputs, results, |[z, r, n, extra]| {
                let [z, r] = activate([z, r], [false; 2]);
                [z, r, r.mul_add(extra, n)]
            });
            candidate(z, n, before, h.add(row * units), units);
        }
    }
}

/// The candidate of a GRU through its function, and the new state, of one row. A pass of its own: see [`lstm`].
unsafe fn candidate(z: *const f32, n: *mut f32, before: *const f32, h: *mut f32, units: usize) {
    // SAFETY: the caller vouches for the row.
    unsafe {
        map_row(units, [z, n, before], [n, h], |[z, n, h]| {
            let n = tanh(n);
            [n, z.mul_add(h, F32x4::constant(&1.0).sub(z).mul(n))]
        });
    }
}

/// The gates of a GRU that resets before the product, and its new state.
unsafe fn gru(
    kernel: Option<&PackedB>,
    gates: *mut f32,
    extra: *mut f32,
    before: *const f32,
    h: *mut f32,
    rows: usize,
    units: usize,
) {
    // SAFETY: the caller vouches for the rows.
    unsafe {
        let gate = |row: usize, n: usize| gates.add((3 * row + n) * units);
        for row in 0..rows {
            let (z, r) = (gate(row, 0), gate(row, 1));
            let (inputs, results) = (
                [z, r, before.add(row * units)],
                [z, r, extra.add(row * units)],
            );
            map_row(units, inputs, results, |[z, r, h]| {
                let [z, r] = activate([z, r], [false; 2]);
                [z, r, r.mul(h)]
            });
        }
        if let Some(kernel) = kernel {
            let (candidate, none) = (gate(0, 2), core::ptr::null());
            kernel.multiply(rows, extra, units, candidate, 3 * units, true, none);
        }
        for row in 0..rows {
            let (before, h) = (before.add(row * units), h.add(row * units));
            candidate(gate(row, 0), gate(row, 2), before, h, units);
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

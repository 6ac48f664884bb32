//! All steps of a sequence, backward: from the gradients of its results to those of its inputs.

use super::{activate, for_columns, is_masked, load_or_zero, offset, Cell, Kernels, Sizes};
use crate::chunks::Shared;
use crate::elementwise::UnaryFunction::Tanh;
use crate::gemm::{gemm, scratch_len, Gemm};
use crate::pool::Pool;
use crate::simd::F32x4;
use crate::tails::{load, store};

/// The tensors of a sequence and their gradients; those that may be absent are null then.
#[derive(Clone, Copy)]
pub struct Gradient {
    /// The sizes.
    pub sizes: Sizes,
    /// U (u, gates·u).
    pub kernel: *const f32,
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
    pub d_inputs: *mut f32,
    /// With reset after: the gradient of the candidate's h·U + b (T, B, u); may be `extra`.
    pub d_extra: *mut f32,
    /// The gradient of U.
    pub d_kernel: *mut f32,
    /// The gradient of the first h (B, u).
    pub d_initial: *mut f32,
    /// The gradient of the first c (B, u) of an LSTM.
    pub d_initial_cell: *mut f32,
}

// SAFETY: chunks of rows write rows of their own.
unsafe impl Sync for Gradient {}

impl Gradient {
    /// The products that the kernel's gradient is made of: A, its rows, B, first column.
    fn products(&self) -> [Option<(*const f32, usize, *const f32, usize)>; 4] {
        let Sizes {
            cell,
            steps,
            batch,
            units,
        } = self.sizes;
        let columns = self.sizes.columns();
        let (first, _) = self.sizes.split();
        let inputs = self.d_inputs as *const f32;
        let rest = (steps - 1) * batch;
        let start = (!self.initial.is_null()).then_some((self.initial, batch, inputs, 0));
        let following = (self.sequence, rest, inputs.wrapping_add(batch * columns), 0);
        let extra = self.d_extra as *const f32;
        let (candidate_start, candidate) = match cell {
            Cell::GruResetAfter => (
                start.map(|(a, rows, _, _)| (a, rows, extra, first)),
                Some((
                    self.sequence,
                    rest,
                    extra.wrapping_add(batch * units),
                    first,
                )),
            ),
            Cell::Gru => (
                None,
                Some((self.extra, steps * batch, inputs.wrapping_add(first), first)),
            ),
            _ => (None, None),
        };
        [start, Some(following), candidate_start, candidate]
    }

    /// The product of some rows.
    fn product(&self, rows: usize, first_column: usize, accumulate: bool) -> Gemm {
        let Sizes { cell, units, .. } = self.sizes;
        let columns = self.sizes.columns();
        let (first, second) = self.sizes.split();
        let candidate = first_column > 0;
        let n = if candidate { second } else { first };
        Gemm {
            transpose_a: true,
            lda: units,
            ldb: if candidate && cell == Cell::GruResetAfter {
                units
            } else {
                columns
            },
            ldc: columns,
            accumulate,
            ..Gemm::dense(units, n, rows)
        }
    }

    #[inline(never)]
    fn for_products(&self, run: &mut dyn FnMut(&Gemm, *const f32, *const f32, usize)) {
        let products = self.products();
        for (index, product) in products.iter().enumerate() {
            if let Some((a, rows, b, column)) = *product {
                let accumulate = index % 2 == 1 && products[index - 1].is_some();
                run(&self.product(rows, column, accumulate), a, b, column);
            }
        }
    }
}

/// Floats of scratch that [`backward`] needs.
pub fn backward_scratch(gradient: &Gradient) -> usize {
    let sizes = &gradient.sizes;
    let mut products = 0;
    gradient.for_products(&mut |gemm, _, _, _| products = products.max(scratch_len(gemm)));
    products.max(Kernels::scratch(sizes) + sizes.batch * sizes.units)
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
        let kernels = Kernels::pack(sizes, gradient.kernel, true, scratch.add(states));
        let (shared, working) = (Shared::read(&kernels), Shared::new(scratch));
        start(gradient.d_last, gradient.d_initial, states);
        if sizes.cell == Cell::Lstm {
            start(gradient.d_last_cell, gradient.d_initial_cell, states);
        }
        sizes.for_row_chunks(pool, &|first, rows| {
            let working = working.get().add(first * sizes.units);
            for step in (0..sizes.steps).rev() {
                run_step(gradient, &*shared.get(), working, step, first, rows);
            }
        });
        gradient.for_products(&mut |product, a, b, column| {
            let (c, none) = (gradient.d_kernel.add(column), core::ptr::null());
            gemm(product, a, b, none, c, scratch, pool);
        });
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

/// Pointers to one row of a step.
struct Row {
    gates: *const f32,
    d_gates: *mut f32,
    before: *const f32,
    extra: *const f32,
    dh: *mut f32,
    masked: bool,
}

/// One step of some rows. The gradients of the states are kept in `d_initial` and `d_initial_cell`.
unsafe fn run_step(
    g: &Gradient,
    kernels: &Kernels,
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
    // SAFETY: all rows lie within the tensors that the caller vouches for.
    unsafe {
        let dh = g.d_initial.add(first * units);
        let d_gates = g.d_inputs.add(at * columns);
        let before = |all: *const f32, initial: *const f32, row: usize| {
            if step > 0 {
                all.add((at - batch + row) * units)
            } else {
                offset(initial, (first + row) * units)
            }
        };
        let row_of = |row: usize| Row {
            gates: g.gates.wrapping_add((at + row) * columns),
            d_gates: d_gates.add(row * columns),
            before: before(g.sequence, g.initial, row),
            extra: g.extra.wrapping_add((at + row) * units),
            dh: dh.add(row * units),
            masked: is_masked(g.mask, at + row),
        };
        if !g.d_sequence.is_null() {
            add_rows(dh, g.d_sequence.add(at * units), rows * units);
        }
        if cell == Cell::Lstm {
            working.copy_from_nonoverlapping(g.extra.add(at * units), rows * units);
            activate(Tanh, working, rows * units);
        }
        for row in 0..rows {
            let pointers = row_of(row);
            if pointers.masked {
                pointers.d_gates.write_bytes(0, columns);
                if cell == Cell::GruResetAfter {
                    g.d_extra.add((at + row) * units).write_bytes(0, units);
                }
                continue;
            }
            match cell {
                Cell::Simple => simple(&pointers, g.sequence.add((at + row) * units), units),
                Cell::Lstm => lstm(
                    &pointers,
                    working.add(row * units),
                    before(g.extra, g.initial_cell, row),
                    g.d_initial_cell.add((first + row) * units),
                    units,
                ),
                _ => gru(
                    &pointers,
                    offset(g.d_extra, (at + row) * units) as *mut f32,
                    units,
                ),
            }
        }
        let candidate = d_gates.add(2 * units * usize::from(cell.is_gru()));
        if cell == Cell::Gru {
            let second = kernels.second;
            second.multiply(rows, candidate, columns, working, units, false, none);
            for row in 0..rows {
                let pointers = row_of(row);
                if !pointers.masked {
                    gru_reset(&pointers, working.add(row * units), units);
                }
            }
        }
        let (first, second) = (kernels.first, kernels.second);
        first.multiply(rows, d_gates, columns, dh, units, true, none);
        if cell == Cell::GruResetAfter {
            let d_extra = g.d_extra.add(at * units);
            second.multiply(rows, d_extra, units, dh, units, true, none);
        }
    }
}

unsafe fn add_rows(sum: *mut f32, more: *const f32, count: usize) {
    for_columns(count, |i, left| {
        // SAFETY: the caller vouches for `count` elements.
        unsafe {
            store(
                load(sum.add(i), left).add(load(more.add(i), left)),
                sum.add(i),
                left,
            )
        }
    });
}

/// `dy·y·(1 - y)`: through a sigmoid.
#[inline(always)]
fn through_sigmoid(dy: F32x4, y: F32x4) -> F32x4 {
    dy.mul(y).mul(F32x4::splat(1.0).sub(y))
}

/// `dy·(1 - y²)`: through a hyperbolic tangent.
#[inline(always)]
fn through_tanh(dy: F32x4, y: F32x4) -> F32x4 {
    dy.mul(F32x4::splat(1.0).sub(y.mul(y)))
}

unsafe fn simple(row: &Row, h: *const f32, units: usize) {
    for_columns(units, |i, left| {
        // SAFETY: the caller vouches for the row.
        unsafe {
            let slope = through_tanh(load(row.dh.add(i), left), load(h.add(i), left));
            store(slope, row.d_gates.add(i), left);
            store(F32x4::splat(0.0), row.dh.add(i), left);
        }
    });
}

unsafe fn lstm(
    row: &Row,
    tanh_cell: *const f32,
    cell_before: *const f32,
    dc: *mut f32,
    units: usize,
) {
    for_columns(units, |i, left| {
        // SAFETY: the caller vouches for the row.
        unsafe {
            let gate = |n: usize| load(row.gates.add(n * units + i), left);
            let (input, forget, candidate, output) = (gate(0), gate(1), gate(2), gate(3));
            let (dh, tanh) = (load(row.dh.add(i), left), load(tanh_cell.add(i), left));
            let d_cell = load(dc.add(i), left).add(through_tanh(dh.mul(output), tanh));
            let d_forget = d_cell.mul(load_or_zero(cell_before, i, left));
            let put = |n: usize, value: F32x4| store(value, row.d_gates.add(n * units + i), left);
            put(0, through_sigmoid(d_cell.mul(candidate), input));
            put(1, through_sigmoid(d_forget, forget));
            put(2, through_tanh(d_cell.mul(input), candidate));
            put(3, through_sigmoid(dh.mul(tanh), output));
            store(d_cell.mul(forget), dc.add(i), left);
            store(F32x4::splat(0.0), row.dh.add(i), left);
        }
    });
}

/// The gates of a GRU, its reset gate only with reset after (`d_extra` not null).
unsafe fn gru(row: &Row, d_extra: *mut f32, units: usize) {
    for_columns(units, |i, left| {
        // SAFETY: the caller vouches for the row.
        unsafe {
            let gate = |n: usize| load(row.gates.add(n * units + i), left);
            let (update, reset, candidate) = (gate(0), gate(1), gate(2));
            let dh = load(row.dh.add(i), left);
            let kept = load_or_zero(row.before, i, left);
            let d_new = dh.mul(F32x4::splat(1.0).sub(update));
            let d_candidate = through_tanh(d_new, candidate);
            let put = |n: usize, value: F32x4| store(value, row.d_gates.add(n * units + i), left);
            put(0, through_sigmoid(dh.mul(kept.sub(candidate)), update));
            put(2, d_candidate);
            if !d_extra.is_null() {
                let inner = load(row.extra.add(i), left);
                put(1, through_sigmoid(d_candidate.mul(inner), reset));
                store(d_candidate.mul(reset), d_extra.add(i), left);
            } else if !core::ptr::eq(row.d_gates, row.gates) {
                // The second pass reads the gate from where its gradient will be.
                put(1, reset);
            }
            store(dh.mul(update), row.dh.add(i), left);
        }
    });
}

/// The reset gate of a GRU that resets before the product, from the gradient of r·h.
unsafe fn gru_reset(row: &Row, d_product: *const f32, units: usize) {
    for_columns(units, |i, left| {
        // SAFETY: the caller vouches for the row.
        unsafe {
            let at = row.d_gates.add(units + i);
            let (reset, d_product) = (load(at, left), load(d_product.add(i), left));
            let kept = load_or_zero(row.before, i, left);
            store(through_sigmoid(d_product.mul(kept), reset), at, left);
            let dh = load(row.dh.add(i), left).add(d_product.mul(reset));
            store(dh, row.dh.add(i), left);
        }
    });
}

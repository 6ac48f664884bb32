//! Recurrent layers over whole sequences, forward and backward: SimpleRNN, LSTM (Hochreiter and Schmidhuber,
//! 1997; Keras's gates i, f, c, o) and GRU (Cho et al., 2014; gates z, r, h; `reset_after` as in Keras).
//!
//! Tensors are time-major: (T, B, u) is T steps of B rows of u units. The input's part of the gates, x·W + b, is
//! computed first, for all steps in one product. Then a chunk of rows goes through all steps on one thread with
//! the recurrent kernel packed once, so that no thread waits for another between steps. Each row has its own
//! sums, in the order of [`crate::gemm`], so the cut into chunks changes no bit. The gradients of all weights are
//! again products over all steps.

mod backward;
mod forward;
mod gates;
mod products;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;

pub use backward::{backward, backward_scratch, Gradient};
pub use forward::{forward, forward_scratch, Sequence};

use crate::elementwise::functions;
use crate::gemm::{PackedB, PARALLEL_THRESHOLD, ROWS};
use crate::pool::{Pool, Serial};

functions! {
    /// What a step computes.
    Cell {
        /// `h = tanh(x + h·U)`
        Simple = 0,
        /// `c = f·c + i·g`, `h = o·tanh(c)`
        Lstm = 1,
        /// `h = z·h + (1 - z)·tanh(x + (r·h)·U)`
        Gru = 2,
        /// `h = z·h + (1 - z)·tanh(x + r·(h·U + b))`
        GruResetAfter = 3,
    }
}

impl Cell {
    /// Gates: each has u columns of the kernels.
    pub fn gates(self) -> usize {
        match self {
            Cell::Simple => 1,
            Cell::Lstm => 4,
            Cell::Gru | Cell::GruResetAfter => 3,
        }
    }

    /// Gates whose recurrent part is one product; the candidate of a GRU has one of its own.
    fn first_gates(self) -> usize {
        match self {
            Cell::Gru | Cell::GruResetAfter => 2,
            _ => self.gates(),
        }
    }

    fn is_gru(self) -> bool {
        self.first_gates() == 2
    }
}

/// Sizes of a sequence.
#[derive(Clone, Copy)]
pub struct Sizes {
    /// What a step computes.
    pub cell: Cell,
    /// Steps: T.
    pub steps: usize,
    /// Rows: B.
    pub batch: usize,
    /// Features of the input: n.
    pub size: usize,
    /// Units: u.
    pub units: usize,
}

impl Sizes {
    /// Columns of the gates of a row.
    fn columns(&self) -> usize {
        self.cell.gates() * self.units
    }

    /// Columns of the first product, and of the second, if there is one.
    fn split(&self) -> (usize, usize) {
        let first = self.cell.first_gates() * self.units;
        (first, self.columns() - first)
    }

    /// Calls `rows(first, count)` for chunks of rows, on threads where the work is worth it.
    #[inline(never)]
    fn for_row_chunks(&self, pool: &dyn Pool, rows: &(dyn Fn(usize, usize) + Sync)) {
        let work = (self.units * self.columns()).saturating_mul(self.batch * self.steps);
        let pool = if work < PARALLEL_THRESHOLD {
            &Serial
        } else {
            pool
        };
        // A panel of the kernel serves as many rows as fit the first-level cache beside it.
        let share = self.batch.div_ceil(2 * pool.threads()).clamp(ROWS, 64);
        let chunk = share.next_multiple_of(ROWS);
        pool.run(self.batch.div_ceil(chunk), &|index| {
            let first = index * chunk;
            rows(first, chunk.min(self.batch - first));
        });
    }
}

/// Whether a mask (T, B) leaves row `row` of step `step` out. No mask leaves nothing out.
unsafe fn is_masked(mask: *const u8, at: usize) -> bool {
    // SAFETY: the caller vouches for the mask.
    !mask.is_null() && unsafe { *mask.add(at) == 0 }
}

/// `pointer + offset`, or null.
#[inline(always)]
fn offset<T>(pointer: *const T, offset: usize) -> *const T {
    if pointer.is_null() {
        pointer
    } else {
        pointer.wrapping_add(offset)
    }
}

/// The recurrent kernel (u, gates·u) in panels: its first columns, and those of a GRU's candidate.
#[derive(Clone, Copy)]
struct Kernels {
    first: PackedB,
    second: PackedB,
}

impl Kernels {
    fn scratch(sizes: &Sizes) -> usize {
        let (first, second) = sizes.split();
        let (a, b) = (
            PackedB::len(sizes.units, first),
            PackedB::len(sizes.units, second),
        );
        let (c, d) = (
            PackedB::len(first, sizes.units),
            PackedB::len(second, sizes.units),
        );
        a.max(c) + b.max(d)
    }

    /// Packs the kernel, or its transpose.
    #[inline(never)]
    unsafe fn pack(sizes: &Sizes, kernel: *const f32, transpose: bool, scratch: *mut f32) -> Self {
        let (units, columns) = (sizes.units, sizes.columns());
        let (first, second) = sizes.split();
        // SAFETY: the kernel has these columns, and the scratch is as long as `scratch` says.
        unsafe {
            let pack = |from: usize, count: usize, panels: *mut f32| {
                let kernel = kernel.add(from);
                if transpose {
                    PackedB::pack(count, units, kernel, 1, columns, panels)
                } else {
                    PackedB::pack(units, count, kernel, columns, 1, panels)
                }
            };
            let length = if transpose {
                PackedB::len(first, units)
            } else {
                PackedB::len(units, first)
            };
            Self {
                first: pack(0, first, scratch),
                second: pack(first, second, scratch.add(length)),
            }
        }
    }
}

//! A matrix B that is packed once and multiplied often, each time by the calling thread: the recurrent kernel
//! over all steps of a sequence. The sums are those of [`super::gemm`], bit for bit.

use super::epilogue::{Activation, Epilogue};
use super::kernel::{multiply, Factors};
use super::pack::{Matrix, MatrixB, Packer, Part};
use super::tile::{COLUMNS, ROWS};

/// B (k, n) in panels.
#[derive(Clone, Copy)]
pub struct PackedB {
    panels: *const f32,
    /// Floats of a panel.
    panel: usize,
    k: usize,
    n: usize,
}

// SAFETY: the panels are only read, and their owner keeps them while products use them.
unsafe impl Sync for PackedB {}

impl PackedB {
    /// Floats that the panels of B (k, n) take.
    pub fn len(k: usize, n: usize) -> usize {
        n.div_ceil(COLUMNS) * COLUMNS * k
    }

    /// Packs B, whose element (k, n) is at `b + k·step + n·column`; `step` or `column` is 1.
    /// # Safety
    /// `b` must be readable over those elements, `panels` writable for [`PackedB::len`] and kept while in use.
    #[inline(never)]
    pub unsafe fn pack(
        k: usize,
        n: usize,
        b: *const f32,
        step: usize,
        column: usize,
        panels: *mut f32,
    ) -> Self {
        let matrix = MatrixB(Matrix {
            pointer: b,
            step,
            lane: column,
            batch: 0,
        });
        let all = Part {
            batch: 0,
            k: 0,
            depth: k,
            first: 0,
            count: n,
        };
        // SAFETY: the caller's promise.
        unsafe { matrix.pack(all, panels, COLUMNS * k) };
        Self {
            panels,
            panel: COLUMNS * k,
            k,
            n,
        }
    }

    /// The same B without its last columns, or the last steps of the sums.
    pub fn first(&self, k: usize, n: usize) -> Self {
        Self { k, n, ..*self }
    }

    /// C (m, n) = A (m, k) · B, plus what C holds (`accumulate`), plus the bias (null for none).
    /// # Safety
    /// A, whose rows are `lda` apart, and the bias must be readable, C, whose rows are `ldc` apart, writable.
    #[inline(never)]
    #[allow(clippy::too_many_arguments)]
    pub unsafe fn multiply(
        &self,
        m: usize,
        a: *const f32,
        lda: usize,
        c: *mut f32,
        ldc: usize,
        accumulate: bool,
        bias: *const f32,
    ) {
        for column in (0..self.n).step_by(COLUMNS) {
            let mut epilogue = Epilogue {
                add: accumulate,
                bias: if bias.is_null() {
                    bias
                } else {
                    bias.wrapping_add(column)
                },
                bias_column: 1,
                c_row: ldc,
                c_column: 1,
                height: 0,
                width: COLUMNS.min(self.n - column),
                activation: Activation::None,
            };
            for row in (0..m).step_by(ROWS) {
                epilogue.height = ROWS.min(m - row);
                let factors = Factors {
                    depth: self.k,
                    rows: epilogue.height,
                    a: a.wrapping_add(row * lda),
                    a_row: lda * size_of::<f32>(),
                    b: self.panels.wrapping_add(column / COLUMNS * self.panel),
                    b_step: COLUMNS * size_of::<f32>(),
                };
                // SAFETY: the tile lies inside C, its rows inside A, and the panel is one of B's.
                unsafe { multiply(&factors, &epilogue, c.add(row * ldc + column)) };
            }
        }
    }
}

//! From a product's parameters to strides, and from its shape to a path and the extents of its rounds.

use super::epilogue::{Activation, Epilogue};
use super::tile::{COLUMNS, DEPTH, ROWS};
use super::Gemm;

/// Scratch for panels of B, in elements (2 MiB): past it, work goes in rounds.
const PANEL_BUDGET: usize = 1 << 19;
/// Scratch for rows of A (384 KiB): they stay in the second-level cache from packing to the last product. Builds with
/// threads have the caches of two at least, and wait half as often for the last of a round.
const ROWS_BUDGET: usize = if cfg!(target_feature = "atomics") {
    6 << 15
} else {
    3 << 15
};
/// K steps of a round, unless the sums cannot be split over rounds.
const ROUND_DEPTH: usize = 2 * DEPTH;
/// With at most so many rows, packing B costs more than it saves.
const DIRECT_ROWS: usize = 16;
/// A whole B of at most so many elements (16 KiB) stays in the first-level cache without packing.
const DIRECT_SIZE: usize = 1 << 12;

/// A product as strides: transposes are gone. A (i, k) is at `a + i * a_row + k * a_step`, and so on.
pub(super) struct Problem {
    pub m: usize,
    pub n: usize,
    pub k: usize,
    pub batch: usize,
    pub a: *const f32,
    pub a_row: usize,
    pub a_step: usize,
    pub a_batch: usize,
    pub b: *const f32,
    pub b_step: usize,
    pub b_column: usize,
    pub b_batch: usize,
    pub c: *mut f32,
    pub c_row: usize,
    pub c_column: usize,
    pub c_batch: usize,
    pub bias: *const f32,
    pub bias_column: usize,
    pub accumulate: bool,
    pub activation: Activation,
}

// SAFETY: operands are only read, and every chunk of work writes elements of C that no other chunk touches.
unsafe impl Sync for Problem {}

impl Problem {
    pub fn new(gemm: &Gemm, a: *const f32, b: *const f32, bias: *const f32, c: *mut f32) -> Self {
        let (a_row, a_step) = if gemm.transpose_a {
            (1, gemm.lda)
        } else {
            (gemm.lda, 1)
        };
        let (b_step, b_column) = if gemm.transpose_b {
            (1, gemm.ldb)
        } else {
            (gemm.ldb, 1)
        };
        Self {
            m: gemm.m,
            n: gemm.n,
            k: gemm.k,
            batch: gemm.batch,
            a,
            a_row,
            a_step,
            a_batch: gemm.batch_stride_a,
            b,
            b_step,
            b_column,
            b_batch: gemm.batch_stride_b,
            c,
            c_row: gemm.ldc,
            c_column: 1,
            c_batch: gemm.batch_stride_c,
            bias,
            bias_column: 1,
            accumulate: gemm.accumulate,
            activation: gemm.activation,
        }
    }

    /// One B under batches of A and C that follow each other is a single, taller product.
    fn fold_batch(&mut self) {
        if self.b_batch == 0
            && self.a_batch == self.m * self.a_row
            && self.c_batch == self.m * self.c_row
        {
            self.m *= self.batch;
            self.batch = 1;
        }
    }

    /// A single column is a single row of the transposed product.
    fn column_to_row(&mut self) {
        if self.n == 1 && self.m > 1 {
            core::mem::swap(&mut self.m, &mut self.n);
            core::mem::swap(&mut self.a, &mut self.b);
            core::mem::swap(&mut self.a_batch, &mut self.b_batch);
            (self.a_step, self.a_row, self.b_step, self.b_column) =
                (self.b_step, self.b_column, self.a_step, self.a_row);
            core::mem::swap(&mut self.c_row, &mut self.c_column);
            self.bias_column = 0;
        }
    }

    /// The epilogue for columns from `column` on, of the sums up to step `end` of K; its tile is still empty.
    pub fn epilogue(&self, column: usize, add: bool, end: usize) -> Epilogue {
        let last = end == self.k;
        let bias = if last && !self.bias.is_null() {
            self.bias.wrapping_add(column * self.bias_column)
        } else {
            core::ptr::null()
        };
        Epilogue {
            add,
            bias,
            bias_column: self.bias_column,
            c_row: self.c_row,
            c_column: self.c_column,
            height: 0,
            width: 0,
            activation: if last {
                self.activation
            } else {
                Activation::None
            },
        }
    }
}

/// How a product runs.
pub(super) enum Plan {
    /// One row of C: bounded by memory, so nothing is packed.
    Vector,
    /// Register tiles.
    Tiles(Rounds),
}

/// Extents of one round of packing and computing.
pub(super) struct Rounds {
    /// Products packed together.
    pub batch: usize,
    /// Rows of C: a multiple of `ROWS`, or all.
    pub rows: usize,
    /// Panels of B (8 columns).
    pub column_panels: usize,
    /// Steps of K: a multiple of `DEPTH`, or all.
    pub depth: usize,
    /// A is packed: it is not contiguous along K.
    pub pack_a: bool,
    /// Whole panels of B are read where they are; only a last, partial one is packed.
    pub direct_b: bool,
    /// Floats of scratch for A.
    pub scratch_a: usize,
    /// Floats of scratch for B.
    pub scratch_b: usize,
}

impl Plan {
    pub fn new(problem: &mut Problem, packer_a: bool, packer_b: bool) -> Self {
        if !packer_a && !packer_b {
            problem.fold_batch();
            problem.column_to_row();
            if problem.m == 1 {
                return Plan::Vector;
            }
        }
        let pack_a = packer_a || problem.a_step != 1;
        let small = problem.m <= DIRECT_ROWS || problem.k * problem.n <= DIRECT_SIZE;
        let direct_b = !packer_b && problem.b_column == 1 && small;
        // C holds the running sum between rounds, unless the old C must come after the whole sum.
        let depth = if problem.accumulate {
            problem.k
        } else {
            problem.k.min(ROUND_DEPTH)
        };
        let columns = problem.n.div_ceil(COLUMNS);
        let row_tiles = problem.m.div_ceil(ROWS);
        let rows = if pack_a {
            fit(ROWS_BUDGET, depth * ROWS, row_tiles) * ROWS
        } else {
            problem.m
        };
        let rows = rows.min(problem.m);
        let column_panels = if direct_b {
            columns
        } else {
            fit(PANEL_BUDGET, depth * COLUMNS, columns)
        };
        let packed_columns = if direct_b {
            columns - problem.n / COLUMNS
        } else {
            column_panels
        };
        let size_a = if pack_a { rows * depth } else { 0 };
        let size_b = packed_columns * COLUMNS * depth;
        let whole = rows == problem.m && column_panels == columns && depth == problem.k;
        let batch = if whole {
            fit(PANEL_BUDGET, size_a.max(size_b), problem.batch)
        } else {
            1
        };
        Plan::Tiles(Rounds {
            batch,
            rows,
            column_panels,
            depth,
            pack_a,
            direct_b,
            scratch_a: size_a * batch,
            scratch_b: size_b * batch,
        })
    }

    pub fn scratch_len(&self) -> usize {
        match self {
            Plan::Vector => 0,
            Plan::Tiles(rounds) => rounds.scratch_a + rounds.scratch_b,
        }
    }
}

/// How many of `all` units of `size` floats go into each round, so that rounds fit the budget and are alike.
fn fit(budget: usize, size: usize, all: usize) -> usize {
    let all = all.max(1);
    let most = (budget / size.max(1)).clamp(1, all);
    all.div_ceil(all.div_ceil(most))
}

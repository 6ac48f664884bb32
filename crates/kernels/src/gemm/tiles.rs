//! The driver of register tiles: rounds of packing and computing, cut into chunks by shape.

use super::kernel::{multiply, Factors};
use super::pack::{Matrix, MatrixA, MatrixB, Operand, Packer, Part};
use super::plan::{Problem, Rounds};
use super::tile::{COLUMNS, DEPTH, ROWS};
use crate::pool::Pool;

/// Row tiles of a chunk: 36 rows × 512 steps (72 KiB) stay in the second-level cache.
const CHUNK_ROWS: usize = 6;
/// Panels of B in a chunk.
const CHUNK_COLUMNS: usize = 8;
/// A chunk is not cut further below so many multiply-adds.
const CHUNK_WORK: usize = 1 << 18;
/// Panels of B that one chunk of packing writes: 16 columns are a whole cache line of a row.
const PACK_COLUMNS: usize = 2;
/// Rows of A that one chunk of packing writes.
const PACK_ROWS: usize = 16;

/// One round: a box of rows, columns and K steps of some products.
struct Round<'a> {
    problem: &'a Problem,
    rounds: &'a Rounds,
    packer_a: &'a dyn Packer,
    packer_b: &'a dyn Packer,
    rows_a: *mut f32,
    panels_b: *mut f32,
    first_batch: usize,
    batch: usize,
    first_row: usize,
    rows: usize,
    first_column: usize,
    columns: usize,
    k: usize,
    depth: usize,
}

// SAFETY: chunks write disjoint panels while packing and disjoint parts of C while computing.
unsafe impl Sync for Round<'_> {}

/// Runs a product through register tiles: over parts of the batch, of the columns, of K, of the rows, from the outermost
/// loop to the innermost, packs the part's operands, then computes its tiles. Panels of B stay packed over all rows.
/// # Safety
/// As [`super::gemm_with`]; `rounds` must come from this problem.
pub(super) unsafe fn run(
    problem: &Problem,
    rounds: &Rounds,
    a: Operand,
    b: Operand,
    scratch: *mut f32,
    pool: &dyn Pool,
) {
    let matrix_a = MatrixA(Matrix {
        pointer: problem.a,
        step: problem.a_step,
        lane: problem.a_row,
        batch: problem.a_batch,
    });
    let matrix_b = MatrixB(Matrix {
        pointer: problem.b,
        step: problem.b_step,
        lane: problem.b_column,
        batch: problem.b_batch,
    });
    let mut round = Round {
        problem,
        rounds,
        packer_a: if let Operand::Packer(packer) = a {
            packer
        } else {
            &matrix_a
        },
        packer_b: if let Operand::Packer(packer) = b {
            packer
        } else {
            &matrix_b
        },
        rows_a: scratch,
        panels_b: scratch.wrapping_add(rounds.scratch_a),
        first_batch: 0,
        batch: 0,
        first_row: 0,
        rows: 0,
        first_column: 0,
        columns: 0,
        k: 0,
        depth: 0,
    };
    // An empty sum still has its round, of no steps: it stores zeros, bias and activation.
    let steps = problem.k.max(1);
    for (first, count) in parts(problem.batch, rounds.batch) {
        (round.first_batch, round.batch) = (first, count);
        for (first, count) in parts(problem.n, rounds.column_panels * COLUMNS) {
            (round.first_column, round.columns) = (first, count);
            for (first, count) in parts(steps, rounds.depth) {
                (round.k, round.depth) = (first, count.min(problem.k));
                for (first, count) in parts(problem.m, rounds.rows) {
                    (round.first_row, round.rows) = (first, count);
                    // SAFETY: the round lies inside the problem, its panels inside the scratch.
                    unsafe {
                        round.pack(pool);
                        round.compute(pool);
                    }
                }
            }
        }
    }
}

/// Cuts `0..total` into parts of `size`, the last one shorter: where each begins, and its length.
#[inline(always)]
fn parts(total: usize, size: usize) -> impl Iterator<Item = (usize, usize)> {
    let mut next = 0;
    core::iter::from_fn(move || {
        let first = next;
        next += size.max(1);
        (first < total).then(|| (first, size.min(total - first)))
    })
}

impl Round<'_> {
    /// Floats of one product's packed rows of A.
    fn size_a(&self) -> usize {
        self.rows * self.depth
    }

    /// The first column that is packed: all are, or only a last, partial panel.
    fn packed_from(&self) -> usize {
        if self.rounds.direct_b {
            self.columns / COLUMNS * COLUMNS
        } else {
            0
        }
    }

    /// Floats of one product's panels of B.
    fn size_b(&self) -> usize {
        (self.columns - self.packed_from()).div_ceil(COLUMNS) * COLUMNS * self.depth
    }

    unsafe fn pack(&self, pool: &dyn Pool) {
        let (width_a, width_b) = (PACK_ROWS, PACK_COLUMNS * COLUMNS);
        let from = self.packed_from();
        // B stays packed over the rounds of rows.
        let per_b = if self.first_row == 0 {
            (self.columns - from).div_ceil(width_b)
        } else {
            0
        };
        let per_a = if self.rounds.pack_a {
            self.rows.div_ceil(width_a)
        } else {
            0
        };
        let chunks_b = per_b * self.batch;
        let chunks = chunks_b + per_a * self.batch;
        if chunks == 0 || self.depth == 0 {
            return;
        }
        pool.run(chunks, &|chunk| {
            // SAFETY: `first..first + count` lies inside the round and each chunk has its own panels.
            unsafe {
                if chunk < chunks_b {
                    let (batch, group) = (chunk / per_b, chunk % per_b);
                    let first = from + group * width_b;
                    let target = batch * self.size_b() + (first - from) * self.depth;
                    let part = Part {
                        batch: self.first_batch + batch,
                        k: self.k,
                        depth: self.depth,
                        first: self.first_column + first,
                        count: width_b.min(self.columns - first),
                    };
                    let panels = self.panels_b.add(target);
                    self.packer_b.pack(part, panels, COLUMNS * self.depth);
                } else {
                    let (batch, group) = ((chunk - chunks_b) / per_a, (chunk - chunks_b) % per_a);
                    let first = group * width_a;
                    let part = Part {
                        batch: self.first_batch + batch,
                        k: self.k,
                        depth: self.depth,
                        first: self.first_row + first,
                        count: width_a.min(self.rows - first),
                    };
                    let target = batch * self.size_a() + first * self.depth;
                    self.packer_a
                        .pack(part, self.rows_a.add(target), self.depth);
                }
            }
        });
    }

    unsafe fn compute(&self, pool: &dyn Pool) {
        let row_tiles = self.rows.div_ceil(ROWS);
        let column_panels = self.columns.div_ceil(COLUMNS);
        let mut rows = CHUNK_ROWS.min(row_tiles);
        let mut columns = CHUNK_COLUMNS.min(column_panels);
        let threads = pool.threads();
        // Fine enough that no thread waits long for another's last chunk.
        while threads > 1
            && row_tiles.div_ceil(rows) * column_panels.div_ceil(columns) * self.batch < 4 * threads
            && rows * columns * (ROWS * COLUMNS) * self.depth > 2 * CHUNK_WORK
        {
            if rows > columns {
                rows = rows.div_ceil(2);
            } else {
                columns = columns.div_ceil(2);
            }
        }
        let (grid_rows, grid_columns) = (row_tiles.div_ceil(rows), column_panels.div_ceil(columns));
        pool.run(grid_rows * grid_columns * self.batch, &|chunk| {
            let row = chunk % grid_rows * rows;
            let column = chunk / grid_rows % grid_columns * columns;
            let batch = chunk / grid_rows / grid_columns;
            // SAFETY: the chunk lies inside the round, and its part of C is its own.
            unsafe {
                self.chunk(
                    batch,
                    row..(row + rows).min(row_tiles),
                    column..(column + columns).min(column_panels),
                );
            }
        });
    }

    /// Computes a box of tiles. Panels of B change slowest, so that one stays in the first-level cache.
    unsafe fn chunk(
        &self,
        batch: usize,
        rows: core::ops::Range<usize>,
        columns: core::ops::Range<usize>,
    ) {
        let problem = self.problem;
        // Blocks whose sums a tile adds before it touches C: one, or all where the old C comes last.
        let span = if problem.accumulate {
            self.depth.max(1)
        } else {
            DEPTH
        };
        let mut start = 0;
        loop {
            let depth = span.min(self.depth - start);
            let add = problem.accumulate || self.k + start > 0;
            for column in columns.clone() {
                let first_column = column * COLUMNS;
                let (b, b_step) = self.columns_of_b(batch, first_column, start);
                let mut epilogue = problem.epilogue(
                    self.first_column + first_column,
                    add,
                    self.k + start + depth,
                );
                epilogue.width = COLUMNS.min(self.columns - first_column);
                for row in rows.clone() {
                    let first_row = row * ROWS;
                    epilogue.height = ROWS.min(self.rows - first_row);
                    let (a, a_row) = self.rows_of_a(batch, first_row, start);
                    let factors = Factors {
                        depth,
                        rows: epilogue.height,
                        a,
                        a_row: a_row * size_of::<f32>(),
                        b,
                        b_step: b_step * size_of::<f32>(),
                    };
                    let offset = (self.first_batch + batch) * problem.c_batch
                        + (self.first_row + first_row) * problem.c_row
                        + (self.first_column + first_column) * problem.c_column;
                    // SAFETY: the tile reads and writes inside the round.
                    unsafe { multiply(&factors, &epilogue, problem.c.add(offset)) };
                }
            }
            start += depth;
            if start >= self.depth {
                break;
            }
        }
    }

    fn columns_of_b(&self, batch: usize, column: usize, start: usize) -> (*const f32, usize) {
        let problem = self.problem;
        let from = self.packed_from();
        if column < from {
            let offset = (self.first_batch + batch) * problem.b_batch
                + (self.k + start) * problem.b_step
                + self.first_column
                + column;
            (problem.b.wrapping_add(offset), problem.b_step)
        } else {
            let offset = batch * self.size_b() + (column - from) * self.depth + start * COLUMNS;
            (self.panels_b.wrapping_add(offset), COLUMNS)
        }
    }

    /// The rows of a tile, from step `start` of the round on, and their distance.
    fn rows_of_a(&self, batch: usize, row: usize, start: usize) -> (*const f32, usize) {
        let problem = self.problem;
        if self.rounds.pack_a {
            let offset = batch * self.size_a() + row * self.depth + start;
            (self.rows_a.wrapping_add(offset), self.depth)
        } else {
            let offset = (self.first_batch + batch) * problem.a_batch
                + (self.first_row + row) * problem.a_row
                + self.k
                + start;
            (problem.a.wrapping_add(offset), problem.a_row)
        }
    }
}

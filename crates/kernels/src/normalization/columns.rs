//! Two sums down each column at once: Σ d and Σ d·u, where u is the element of x less a centre, and d is the
//! element of a gradient or u itself.
//!
//! One order, by shape: rows are cut into at most 16 segments of whole blocks of 64 rows; in a block rows are
//! added in `f32`, one after the other; blocks and segments are added in `f64`, in order.

use crate::chunks::{for_chunks, Shared};
use crate::pool::Pool;
use crate::simd::{F32x4, Floats, LANES};
use crate::tails::load;

const BLOCK: usize = 64;
/// Rows that are added while a sum is in a register.
const ROWS: usize = 4;
const SEGMENTS: usize = 16;
/// Columns of a tile.
const TILE: usize = 64;
/// Elements of one chunk for the pool.
const CHUNK: usize = 16384;

/// The operands of a pass; without a gradient d is u.
#[derive(Clone, Copy)]
pub(super) struct ColumnSums {
    pub x: Shared<f32>,
    pub gradient: Shared<f32>,
    /// What u is less than x: for each column, or (`by_rows`) for each row.
    pub centre: Shared<f32>,
    /// What u is then multiplied by, `by_rows` only.
    pub factor: Shared<f32>,
    pub by_rows: bool,
    pub rows: usize,
    pub columns: usize,
}

fn segment_rows(rows: usize) -> usize {
    rows.div_ceil(SEGMENTS).div_ceil(BLOCK).max(1) * BLOCK
}

/// How many `f64` the pass writes: two sums for each segment and column.
pub(super) fn sums_len(rows: usize, columns: usize) -> usize {
    2 * rows.div_ceil(segment_rows(rows)).max(1) * columns
}

impl ColumnSums {
    /// Leaves the sums (Σ d of all columns, then Σ d·u) at the front of `sums`, which has [`sums_len`] elements.
    pub unsafe fn run(&self, pool: &dyn Pool, sums: *mut f64) {
        let rows = segment_rows(self.rows);
        let segments = self.rows.div_ceil(rows).max(1);
        let tiles = self.columns.div_ceil(TILE);
        let shared = Shared::new(sums);
        let work = self.rows.min(rows) * self.columns.min(TILE);
        let together = (CHUNK / work.max(1)).max(1);
        for_chunks(pool, segments * tiles, together, &|first, count| {
            for unit in first..first + count {
                let (segment, column) = (unit / tiles, unit % tiles * TILE);
                let from = segment * rows;
                let to = self.rows.min(from + rows);
                // SAFETY: every unit has its own columns of its segment's sums.
                unsafe {
                    let sums = shared.get().add(segment * 2 * self.columns + column);
                    self.tile(from, to, column, sums);
                }
            }
        });
        for segment in 1..segments {
            for i in 0..2 * self.columns {
                // SAFETY: all chunks are done, and the sums have this length.
                unsafe { *sums.add(i) += *sums.add(segment * 2 * self.columns + i) }
            }
        }
    }

    #[inline(never)]
    unsafe fn tile(&self, from: usize, to: usize, column: usize, sums: *mut f64) {
        let width = TILE.min(self.columns - column);
        // SAFETY: the caller gives this tile `width` sums of each kind.
        unsafe {
            for i in 0..width {
                *sums.add(i) = 0.0;
                *sums.add(self.columns + i) = 0.0;
            }
            let mut row = from;
            while row < to {
                let end = to.min(row + BLOCK);
                let mut block = [[F32x4::splat(0.0); TILE / LANES]; 2];
                self.block(row, end, column, &mut block);
                for (kind, block) in block.iter().enumerate() {
                    for i in 0..width {
                        let lanes = block[(i / LANES) & (TILE / LANES - 1)].to_array();
                        *sums.add(kind * self.columns + i) += lanes[i & 3] as f64;
                    }
                }
                row = end;
            }
        }
    }

    /// Adds the rows of a block to the tile's sums.
    #[inline(never)]
    unsafe fn block(
        &self,
        from: usize,
        to: usize,
        column: usize,
        sums: &mut [[F32x4; TILE / LANES]; 2],
    ) {
        let width = TILE.min(self.columns - column);
        let (x, gradient) = (self.x.get(), self.gradient.get());
        let (centre, factor) = (self.centre.get(), self.factor.get());
        let [first, second] = sums;
        for from in (from..to).step_by(ROWS) {
            let to = to.min(from + ROWS);
            for (v, (first, second)) in first.iter_mut().zip(&mut *second).enumerate() {
                if v * LANES >= width {
                    break;
                }
                let (at, left) = (column + v * LANES, width - v * LANES);
                let (mut sum, mut products) = (*first, *second);
                for row in from..to {
                    let element = row * self.columns + at;
                    // SAFETY: the row and column lie in the tensors.
                    unsafe {
                        let mut u = load(x.add(element), left);
                        if !self.by_rows {
                            u = u.sub(load(centre.add(at), left));
                        } else {
                            let centre = F32x4::load_splat(centre.add(row));
                            u = u.sub(centre).mul(F32x4::load_splat(factor.add(row)));
                        }
                        let d = if gradient.is_null() {
                            u
                        } else {
                            load(gradient.add(element), left)
                        };
                        sum = sum.add(d);
                        products = d.mul_add(u, products);
                    }
                }
                (*first, *second) = (sum, products);
            }
        }
    }
}

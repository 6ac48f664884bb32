//! Sums, means, extremes, products and norms of `f32` along an axis.

use super::block::{finite_or_zero, row, Loops, BLOCK, TILE};
use crate::chunks::{for_chunks, Shared};
use crate::elementwise::functions;
use crate::math;
use crate::pool::Pool;
use crate::promise::promise;
use crate::simd::{F32x4, Floats, LANES};
use crate::tails::load;

functions! {
    /// What a reduction computes; with an empty axis its value is the one in brackets.
    ReduceFunction {
        /// Sum (0)
        Sum = 0,
        /// Mean (NaN)
        Mean = 1,
        /// Largest (-∞); NaN if any is
        Max = 2,
        /// Smallest (∞); NaN if any is
        Min = 3,
        /// Product (1)
        Prod = 4,
        /// `ln Σ eˣ` (-∞)
        LogSumExp = 5,
        /// `√Σ x²` (0)
        L2Norm = 6,
        /// `Σ x²` (0)
        SumOfSquares = 7,
        /// `Σ |x|` (0)
        L1Norm = 8,
    }
}

/// Most segments of an axis.
const SEGMENTS: usize = 16;
/// Elements of one chunk for the pool.
const CHUNK: usize = 32768;
/// Rows or tiles from which on the pool takes those, not the segments of each.
const MANY: usize = 8;

/// Reduces `x` (outer, axis, inner) to `y` (outer, inner), in the order that the module says.
///
/// # Safety
/// `x` must be readable and `y` writable for these shapes; they may not overlap.
pub unsafe fn reduce(
    pool: &dyn Pool,
    function: ReduceFunction,
    x: *const f32,
    y: *mut f32,
    outer: usize,
    axis: usize,
    inner: usize,
) {
    promise!(x => outer * axis * inner, y => outer * inner);
    let (loops, finish) = match function {
        ReduceFunction::Sum => (Loops::Sum, Finish::None),
        ReduceFunction::Mean => (Loops::Sum, Finish::Divide(axis as f64)),
        ReduceFunction::Max => (Loops::Max, Finish::None),
        ReduceFunction::Min => (Loops::Min, Finish::None),
        ReduceFunction::Prod => (Loops::Prod, Finish::None),
        ReduceFunction::LogSumExp => (Loops::Exponentials, Finish::Log),
        ReduceFunction::L2Norm => (Loops::Squares, Finish::Root),
        ReduceFunction::SumOfSquares => (Loops::Squares, Finish::None),
        ReduceFunction::L1Norm => (Loops::Sizes, Finish::None),
    };
    // SAFETY: the caller's promise.
    unsafe {
        if loops == Loops::Exponentials {
            // The largest come first, into y: they are the shifts.
            reduce(pool, ReduceFunction::Max, x, y, outer, axis, inner);
        }
        let (x, y) = (Shared::read(x), Shared::new(y));
        Reduction {
            loops,
            finish,
            x,
            y,
            outer,
            axis,
            inner,
        }
        .run(pool);
    }
}

/// What becomes of the total.
#[derive(Clone, Copy)]
enum Finish {
    None,
    Divide(f64),
    Root,
    /// `shift + ln total`, the shift being in the output already.
    Log,
}

struct Reduction {
    loops: Loops,
    finish: Finish,
    x: Shared<f32>,
    y: Shared<f32>,
    outer: usize,
    axis: usize,
    inner: usize,
}

/// The values of up to TILE columns.
type Totals = [f64; TILE];

impl Reduction {
    /// Rows of the axis in a segment: whole blocks, at most SEGMENTS segments.
    fn segment(&self) -> usize {
        self.axis.div_ceil(SEGMENTS).div_ceil(BLOCK).max(1) * BLOCK
    }

    unsafe fn run(&self, pool: &dyn Pool) {
        let tiles_a_row = self.inner.div_ceil(TILE);
        let tiles = self.outer * tiles_a_row;
        let elements_a_tile = self.axis * self.inner.clamp(1, TILE);
        let segments = self.axis.div_ceil(self.segment());
        let place = |tile: usize| (tile / tiles_a_row, tile % tiles_a_row * TILE);
        if tiles >= MANY || segments < 2 {
            let together = (CHUNK / elements_a_tile.max(1)).max(1);
            for_chunks(pool, tiles, together, &|start, count| {
                for tile in start..start + count {
                    let (outer, column) = place(tile);
                    if self.inner == 1 {
                        let mut total = self.loops.identity();
                        for segment in 0..segments {
                            // SAFETY: the row lies within the tensor.
                            let part = unsafe { self.row_part(outer, segment) };
                            total = self.loops.join(total, part);
                        }
                        // SAFETY: as above, and no other tile has this output.
                        unsafe { self.store_one(outer, total) }
                        continue;
                    }
                    let mut totals = [self.loops.identity(); TILE];
                    for segment in 0..segments {
                        let mut part = [0.0; TILE];
                        // SAFETY: the tile lies within the tensor.
                        unsafe { self.part(outer, column, segment, &mut part) }
                        self.join(&mut totals, &part);
                    }
                    // SAFETY: as above, and no other tile has these outputs.
                    unsafe { self.store(outer, column, &totals) }
                }
            });
            return;
        }
        for tile in 0..tiles {
            let (outer, column) = place(tile);
            let mut parts = [[0.0; TILE]; SEGMENTS];
            let shared = Shared::new(parts.as_mut_ptr());
            for_chunks(
                pool,
                segments,
                (CHUNK / (self.segment() * self.width(column))).max(1),
                &|start, count| {
                    for segment in start..start + count {
                        // SAFETY: at most SEGMENTS segments, and every one has its own part.
                        unsafe {
                            self.part(outer, column, segment, &mut *shared.get().add(segment))
                        }
                    }
                },
            );
            let mut totals = [self.loops.identity(); TILE];
            for part in parts.iter().take(segments) {
                self.join(&mut totals, part);
            }
            // SAFETY: the tile lies within the tensor.
            unsafe { self.store(outer, column, &totals) }
        }
    }

    /// Columns of the tile that begins here.
    fn width(&self, column: usize) -> usize {
        TILE.min(self.inner - column)
    }

    #[inline(never)]
    fn join(&self, totals: &mut Totals, part: &Totals) {
        for (total, part) in totals.iter_mut().zip(part).take(self.inner) {
            *total = self.loops.join(*total, *part);
        }
    }

    /// The value of one segment of a row (inner = 1).
    #[inline(never)]
    unsafe fn row_part(&self, outer: usize, segment: usize) -> f64 {
        let first = segment * self.segment();
        let count = self.segment().min(self.axis - first);
        // SAFETY: the segment lies within the tensor, the shift within the output.
        unsafe {
            let shift = if self.loops == Loops::Exponentials {
                let [shift, ..] = finite_or_zero(F32x4::splat(*self.y.get().add(outer))).to_array();
                shift
            } else {
                0.0
            };
            let x = self.x.get().add(outer * self.axis + first);
            row(self.loops, self.loops.kernels().0, x, count, shift)
        }
    }

    /// The values of one segment of the axis.
    #[inline(never)]
    unsafe fn part(&self, outer: usize, column: usize, segment: usize, part: &mut Totals) {
        if self.inner == 1 {
            if let Some(total) = part.first_mut() {
                // SAFETY: the caller's promise.
                *total = unsafe { self.row_part(outer, segment) };
            }
            return;
        }
        let first = segment * self.segment();
        let rows = self.segment().min(self.axis - first);
        let (_, column_kernel) = self.loops.kernels();
        // SAFETY: the segment and the tile lie within the tensor.
        unsafe {
            let x = self.x.get() as *const f32;
            let start = x.add((outer * self.axis + first) * self.inner + column);
            let shifts = (self.y.get() as *const f32).add(outer * self.inner + column);
            let shifted = self.loops == Loops::Exponentials;
            let width = self.width(column);
            let vectors = width.div_ceil(LANES);
            let end = x.add(self.outer * self.axis * self.inner);
            let mut shift = [F32x4::splat(0.0); TILE / LANES];
            let mut sums = [F32x4::splat(0.0); TILE / LANES];
            if shifted {
                for (v, shift) in shift.iter_mut().enumerate().take(vectors) {
                    *shift = finite_or_zero(load(shifts.add(v * LANES), width - v * LANES));
                }
            }
            part.fill(self.loops.identity());
            for block in (0..rows).step_by(BLOCK) {
                let height = BLOCK.min(rows - block);
                let from = start.add(block * self.inner);
                let to = sums.as_mut_ptr();
                column_kernel(from, end, self.inner, height, vectors, shift.as_ptr(), to);
                for (totals, sum) in part.chunks_exact_mut(LANES).zip(&sums).take(vectors) {
                    for (total, sum) in totals.iter_mut().zip(sum.to_array()) {
                        *total = self.loops.join(*total, sum as f64);
                    }
                }
            }
        }
    }

    #[inline(never)]
    unsafe fn store(&self, outer: usize, column: usize, totals: &Totals) {
        let width = self.width(column);
        for (i, &total) in totals.iter().enumerate().take(width) {
            // SAFETY: the tile lies within the output.
            unsafe { self.store_one(outer * self.inner + column + i, total) }
        }
    }

    #[inline(never)]
    unsafe fn store_one(&self, position: usize, total: f64) {
        // SAFETY: the caller passes a position within the output.
        let y = unsafe { &mut *self.y.get().add(position) };
        *y = match self.finish {
            Finish::None => total as f32,
            Finish::Divide(count) => (total / count) as f32,
            Finish::Root => total.sqrt() as f32,
            Finish::Log => {
                let [shift, ..] = finite_or_zero(F32x4::splat(*y)).to_array();
                shift + log(total as f32)
            }
        };
    }
}

/// `ln x` of one number.
#[inline(never)]
fn log(x: f32) -> f32 {
    let [y, ..] = math::log(F32x4::splat(x)).to_array();
    y
}

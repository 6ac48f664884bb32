//! Packing. A becomes rows that are contiguous along K (where it lies so already, it is read in place); B
//! becomes panels of 8 columns, contiguous along K, that the kernel reads in order. Transposes are absorbed
//! here. Lanes of a panel beyond the matrix hold anything: no sum that is stored reads them.

use super::epilogue::load_lanes;
use super::tile::COLUMNS;
use crate::simd::{F32x4, Floats, LANES};

/// A part of an operand: `count` rows of A or columns of B, at `depth` steps of K.
#[derive(Clone, Copy)]
pub struct Part {
    /// Which product of the batch.
    pub batch: usize,
    /// First step of K.
    pub k: usize,
    /// Steps of K.
    pub depth: usize,
    /// First row of A, or column of B (then a multiple of [`COLUMNS`]).
    pub first: usize,
    /// Rows of A or columns of B.
    pub count: usize,
}

/// Writes parts of an operand where the kernel reads them.
pub trait Packer: Sync {
    /// Writes a part. Row `part.first + i` of A at step `part.k + s` goes to `target[i * stride + s]`.
    /// Column `part.first + COLUMNS * w + i` of B at that step goes to `target[w * stride + s * COLUMNS + i]`:
    /// into panels, whose lanes beyond `part.count` may hold anything.
    /// # Safety
    /// `target` must be writable for those elements (of B: for whole panels).
    unsafe fn pack(&self, part: Part, target: *mut f32, stride: usize);
}

/// Where an operand comes from.
#[derive(Clone, Copy)]
pub enum Operand<'a> {
    /// A matrix in memory, as the product's parameters describe it.
    Matrix(*const f32),
    /// Something that packs; the operand's strides and transposition are not used.
    Packer(&'a dyn Packer),
}

impl Operand<'_> {
    pub(super) fn pointer(&self) -> *const f32 {
        match self {
            Operand::Matrix(pointer) => *pointer,
            Operand::Packer(_) => core::ptr::null(),
        }
    }
    pub(super) fn is_packer(&self) -> bool {
        matches!(self, Operand::Packer(_))
    }
}

/// A matrix in memory whose rows or columns are to be packed.
pub(crate) struct Matrix {
    pub pointer: *const f32,
    /// Distance of successive K steps.
    pub step: usize,
    /// Distance of successive rows (of A) or columns (of B); it or `step` is 1.
    pub lane: usize,
    /// Distance of successive products.
    pub batch: usize,
}

// SAFETY: packing only reads through the pointer, and the product's caller keeps the operand unchanged.
unsafe impl Sync for Matrix {}

impl Matrix {
    fn part(&self, part: &Part) -> *const f32 {
        let offset = part.batch * self.batch + part.k * self.step + part.first * self.lane;
        self.pointer.wrapping_add(offset)
    }
}

/// The packer of a matrix A.
pub(crate) struct MatrixA(pub Matrix);

impl Packer for MatrixA {
    unsafe fn pack(&self, part: Part, target: *mut f32, stride: usize) {
        let source = self.0.part(&part);
        let (step, lane) = (self.0.step, self.0.lane);
        let (rows, steps) = (part.count & !3, part.depth & !3);
        // SAFETY: reads the part, and writes its `count` rows of `depth` elements.
        unsafe {
            let copy =
                |i: usize, k: usize| *target.add(i * stride + k) = *source.add(i * lane + k * step);
            // The rest is squares of an A whose rows (not steps) are contiguous.
            let (rows, steps) = if lane == 1 { (rows, steps) } else { (0, 0) };
            for i in (0..rows).step_by(4) {
                for k in (0..steps).step_by(4) {
                    let from = source.add(i + k * step);
                    let square =
                        F32x4::transpose([0, 1, 2, 3].map(|k| F32x4::load(from.add(k * step))));
                    for (row, vector) in square.into_iter().enumerate() {
                        vector.store(target.add((i + row) * stride + k));
                    }
                }
                for k in steps..part.depth {
                    for row in i..i + 4 {
                        copy(row, k);
                    }
                }
            }
            for row in rows..part.count {
                for k in 0..part.depth {
                    copy(row, k);
                }
            }
        }
    }
}

/// The packer of a matrix B.
pub(super) struct MatrixB(pub Matrix);

impl Packer for MatrixB {
    unsafe fn pack(&self, part: Part, target: *mut f32, stride: usize) {
        let source = self.0.part(&part);
        for first in (0..part.count).step_by(COLUMNS) {
            let count = COLUMNS.min(part.count - first);
            // SAFETY: the panel's columns are those of the part from `first` on.
            unsafe {
                let source = source.add(first * self.0.lane);
                let panel = target.add(first / COLUMNS * stride);
                if self.0.lane == 1 {
                    panel_of_rows(source, self.0.step, part.depth, count, panel);
                } else {
                    panel_of_columns(source, self.0.lane, part.depth, count, panel);
                }
            }
        }
    }
}

/// A panel of a B whose steps are `step` apart and have contiguous columns.
unsafe fn panel_of_rows(
    source: *const f32,
    step: usize,
    depth: usize,
    count: usize,
    panel: *mut f32,
) {
    let (low, high) = (count.min(LANES), count.saturating_sub(LANES));
    for k in 0..depth {
        // SAFETY: reads `count` elements of the step, and writes the panel's row.
        unsafe {
            let (row, target) = (source.add(k * step), panel.add(k * COLUMNS));
            if high == LANES {
                F32x4::load(row).store(target);
                F32x4::load(row.add(LANES)).store(target.add(LANES));
            } else {
                load_lanes(row, 1, low).store(target);
                load_lanes(row.wrapping_add(LANES), 1, high).store(target.add(LANES));
            }
        }
    }
}

/// A panel of a B whose columns are `lane` apart and contiguous along K: transposes 4×4 squares.
unsafe fn panel_of_columns(
    source: *const f32,
    lane: usize,
    depth: usize,
    count: usize,
    panel: *mut f32,
) {
    let whole = depth & !3;
    for group in (0..COLUMNS).step_by(4) {
        // SAFETY: columns past `count` repeat the last one, so that all reads lie inside B.
        unsafe {
            let columns =
                [0, 1, 2, 3].map(|i: usize| source.add((group + i).min(count - 1) * lane));
            let panel = panel.add(group);
            for k in (0..whole).step_by(4) {
                let square = F32x4::transpose(columns.map(|column| F32x4::load(column.add(k))));
                for (i, vector) in square.into_iter().enumerate() {
                    vector.store(panel.add((k + i) * COLUMNS));
                }
            }
            for k in whole..depth {
                F32x4::from_array(columns.map(|column| *column.add(k)))
                    .store(panel.add(k * COLUMNS));
            }
        }
    }
}

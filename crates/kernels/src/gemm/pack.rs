//! Panels: A in groups of 4 rows and B in groups of 8 columns, each contiguous along K, so that the kernel
//! reads both in order. Transposes are absorbed here. Lanes beyond the matrix hold anything; no sum that is
//! stored reads them.

use super::epilogue::load_lanes;
use super::kernel::{COLUMNS, ROWS};
use crate::simd::F32x4;

/// A part of an operand: `count` rows of A or columns of B, at `depth` steps of K.
#[derive(Clone, Copy)]
pub struct Part {
    /// Which product of the batch.
    pub batch: usize,
    /// First step of K.
    pub k: usize,
    /// Steps of K.
    pub depth: usize,
    /// First row of A or column of B: a multiple of the panel's width.
    pub first: usize,
    /// Rows of A or columns of B.
    pub count: usize,
}

/// Writes parts of an operand into panels, which are [`ROWS`] wide for A and [`COLUMNS`] wide for B.
pub trait Packer: Sync {
    /// Writes a part into successive panels: element `part.first + w * width + i` at step `part.k + s` goes
    /// to `panels[w * panel_stride + s * width + i]`. Lanes beyond `part.count` may hold anything.
    /// # Safety
    /// `panels` must be writable for all the panels, whole, that the part touches.
    unsafe fn pack(&self, part: Part, panels: *mut f32, panel_stride: usize);
}

/// Where an operand comes from.
#[derive(Clone, Copy)]
pub enum Operand<'a> {
    /// A matrix in memory, as the product's parameters describe it.
    Matrix(*const f32),
    /// Something that writes panels; row strides and batch stride of the operand are not used.
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

/// The packer of a matrix in memory.
pub(super) struct MatrixPacker<const WIDTH: usize> {
    pub pointer: *const f32,
    /// Distance of successive K steps.
    pub step: usize,
    /// Distance of successive rows (A) or columns (B); it or `step` is 1.
    pub lane: usize,
    /// Distance of successive products.
    pub batch: usize,
}

// SAFETY: packing only reads through the pointer, and the product's caller keeps the operand unchanged.
unsafe impl<const WIDTH: usize> Sync for MatrixPacker<WIDTH> {}

impl<const WIDTH: usize> Packer for MatrixPacker<WIDTH> {
    unsafe fn pack(&self, part: Part, panels: *mut f32, panel_stride: usize) {
        let Part { depth, count, .. } = part;
        // SAFETY: the source elements are inside the operand, the targets inside the caller's panels.
        unsafe {
            let offset = part.batch * self.batch + part.k * self.step + part.first * self.lane;
            let source = self.pointer.add(offset);
            if self.lane == 1 {
                pack_rows::<WIDTH>(source, self.step, depth, count, panels, panel_stride);
            } else {
                let mut done = 0;
                while done < count {
                    let source = source.add(done * self.lane);
                    let target = panels.add(done / WIDTH * panel_stride);
                    pack_transposed::<WIDTH>(source, self.lane, depth, count - done, target);
                    done += WIDTH;
                }
            }
        }
    }
}

/// K steps are `step` apart and a step's elements contiguous: copies vectors.
unsafe fn pack_rows<const WIDTH: usize>(
    source: *const f32,
    step: usize,
    depth: usize,
    count: usize,
    panels: *mut f32,
    panel_stride: usize,
) {
    // SAFETY: reads `count` elements a step, and writes whole panels, as `Packer::pack` allows.
    unsafe {
        for k in 0..depth {
            let row = source.add(k * step);
            let mut panel = panels.add(k * WIDTH);
            let mut done = 0;
            while done + WIDTH <= count {
                for lane in (0..WIDTH).step_by(4) {
                    F32x4::load(row.add(done + lane)).store(panel.add(lane));
                }
                done += WIDTH;
                panel = panel.add(panel_stride);
            }
            if done < count {
                for lane in (0..WIDTH).step_by(4) {
                    let lanes = count.saturating_sub(done + lane).min(4);
                    load_lanes(row.wrapping_add(done + lane), 1, lanes).store(panel.add(lane));
                }
            }
        }
    }
}

/// K is contiguous and elements are `lane` apart: transposes 4×4 squares. Fills one panel.
unsafe fn pack_transposed<const WIDTH: usize>(
    source: *const f32,
    lane: usize,
    depth: usize,
    count: usize,
    panel: *mut f32,
) {
    // SAFETY: lanes past `count` repeat the last one, so that all reads stay inside the operand.
    unsafe {
        for group in (0..WIDTH).step_by(4) {
            let rows = [0, 1, 2, 3].map(|i: usize| source.add((group + i).min(count - 1) * lane));
            let panel = panel.add(group);
            let whole = depth & !3;
            for k in (0..whole).step_by(4) {
                let square = F32x4::transpose(rows.map(|row| F32x4::load(row.add(k))));
                for (i, &vector) in square.iter().enumerate() {
                    vector.store(panel.add((k + i) * WIDTH));
                }
            }
            for k in whole..depth {
                F32x4::from_array(rows.map(|row| *row.add(k))).store(panel.add(k * WIDTH));
            }
        }
    }
}

pub(super) type PackerA = MatrixPacker<ROWS>;
pub(super) type PackerB = MatrixPacker<COLUMNS>;

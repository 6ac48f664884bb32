//! The inner loop of a product: one register tile of C over one block of K, and the way out through the epilogue.

use super::epilogue::Epilogue;
use super::tile::{Tile, DEPTH, ROWS, VECTORS};
use crate::simd::{F32x4, Floats};

/// Where a tile's factors are. Rows of A are contiguous along K. Distances are in bytes, so that the loop need not
/// scale them.
#[derive(Clone, Copy)]
pub(super) struct Factors {
    /// Steps of K.
    pub depth: usize,
    /// Rows of A that may be read: `ROWS`, or fewer where C ends.
    pub rows: usize,
    /// The first row of A.
    pub a: *const f32,
    /// Distance of successive rows of A.
    pub a_row: usize,
    /// The first step of B.
    pub b: *const f32,
    /// Distance of successive steps of B.
    pub b_step: usize,
}

/// Stores a tile of C: the sums over K, block by block, through the epilogue.
/// # Safety
/// A must be readable for `rows` rows of `depth` elements, B for `COLUMNS` elements at each of `depth` steps, and
/// the epilogue's part of C and bias must be accessible from `c` on.
#[inline(never)]
pub(super) unsafe fn multiply(factors: &Factors, epilogue: &Epilogue, c: *mut f32) {
    // SAFETY: the caller's promise is the one asked for.
    unsafe {
        if factors.rows == ROWS && factors.depth <= DEPTH {
            epilogue.store_tile(block::<ROWS>(factors), c);
        } else {
            multiply_blocks(factors, epilogue, c);
        }
    }
}

/// [`multiply`] where rows are missing, or the old C is to be added to the sum of all blocks.
/// # Safety
/// As [`multiply`].
#[inline(never)]
unsafe fn multiply_blocks(factors: &Factors, epilogue: &Epilogue, c: *mut f32) {
    let mut totals = [F32x4::splat(0.0); ROWS * VECTORS];
    for start in (0..factors.depth).step_by(DEPTH) {
        let part = Factors {
            depth: DEPTH.min(factors.depth - start),
            a: factors.a.wrapping_add(start),
            b: factors.b.wrapping_byte_add(start * factors.b_step),
            ..*factors
        };
        // SAFETY: the block is a part of the whole that the caller vouches for.
        let sums = unsafe { part_block(&part) };
        for (total, sum) in totals.iter_mut().zip(sums) {
            *total = if start == 0 { sum } else { total.add(sum) };
        }
    }
    // SAFETY: the caller's promise.
    unsafe { epilogue.store_part(&totals, c) };
}

/// [`block`] for as many rows as there are.
#[inline(never)]
unsafe fn part_block(factors: &Factors) -> Tile {
    // SAFETY: the caller's promise is the one asked for.
    unsafe {
        match factors.rows {
            1 => block::<1>(factors),
            2 => block::<2>(factors),
            3 => block::<3>(factors),
            4 if ROWS > 4 => block::<4>(factors),
            5 if ROWS > 5 => block::<{ at_most_rows(5) }>(factors),
            _ => block::<ROWS>(factors),
        }
    }
}

/// A height that the tile of this build has.
const fn at_most_rows(height: usize) -> usize {
    if height < ROWS {
        height
    } else {
        ROWS
    }
}

/// The sums of the first `HEIGHT` rows over one block of K; those of the others are 0.
#[inline(always)]
unsafe fn block<const HEIGHT: usize>(factors: &Factors) -> Tile {
    let Factors { a_row, b_step, .. } = *factors;
    let mut sums = [F32x4::splat(0.0); ROWS * VECTORS];
    let (mut a, mut b) = (factors.a, factors.b);
    let end = a.wrapping_add(factors.depth);
    while a != end {
        // SAFETY: the caller vouches for one element of every row, and COLUMNS elements of B.
        unsafe {
            let columns = [F32x4::load(b), F32x4::load(b.add(4))];
            let mut element = a;
            for row in 0..HEIGHT {
                let x = F32x4::load_splat(element);
                for (vector, &column) in columns.iter().enumerate() {
                    let sum = &mut sums[row * VECTORS + vector];
                    *sum = x.mul_add(column, *sum);
                }
                element = element.wrapping_byte_add(a_row);
            }
        }
        a = a.wrapping_add(1);
        b = b.wrapping_byte_add(b_step);
    }
    sums
}

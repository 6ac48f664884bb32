//! The register tile: rows × 8 columns of C over one block of K. Measured on Zen with V8: fused multiply-add
//! (two a cycle, five cycles each) wants the 10 sums of 5 rows, which with 2 vectors of B and broadcasts of A
//! fit the 15 registers that V8 has on x86-64. Without fusing, products need registers too, and 4 rows are as
//! fast, also where the compiler (V8 of Node 20) loads all of A first. 6×8, 4×12 and 2×24 spill.

use super::epilogue::Epilogue;
use crate::simd::F32x4;

/// Rows of a register tile. Native tests take the odd one.
pub const ROWS: usize = if cfg!(any(
    target_feature = "relaxed-simd",
    not(target_arch = "wasm32")
)) {
    5
} else {
    4
};
/// Columns of a register tile, and of a panel of B.
pub const COLUMNS: usize = 8;
/// Length of a block of K: sums restart from zero after it.
pub const DEPTH: usize = 256;

/// Vectors of a tile's row.
pub(super) const VECTORS: usize = COLUMNS / 4;

/// The sums of a tile: row r has its vectors at `VECTORS * r`.
pub(super) type Tile = [F32x4; ROWS * VECTORS];

/// Stores a tile of C: the sums over `depth` steps of K, at most `DEPTH`, through the epilogue.
/// Rows of A are contiguous along K; B's steps are `b_step` apart.
/// # Safety
/// Each row must be readable for `depth` elements, B for `COLUMNS` elements at each of `depth` steps, and
/// the epilogue's part of C and bias must be accessible from `c` on.
#[inline(never)]
pub(super) unsafe fn multiply(
    depth: usize,
    rows: &[*const f32; ROWS],
    b: *const f32,
    b_step: usize,
    epilogue: &Epilogue,
    c: *mut f32,
) {
    // SAFETY: the caller's promise is the one asked for.
    unsafe { epilogue.store_tile(block(depth, rows, b, b_step), c) }
}

/// [`multiply`] for any `depth`: the old C is added to the sum of all blocks.
/// # Safety
/// As [`multiply`].
#[inline(never)]
pub(super) unsafe fn multiply_blocks(
    depth: usize,
    rows: &[*const f32; ROWS],
    b: *const f32,
    b_step: usize,
    epilogue: &Epilogue,
    c: *mut f32,
) {
    let mut totals = [F32x4::splat(0.0); ROWS * VECTORS];
    // SAFETY: the blocks are parts of the whole that the caller vouches for.
    unsafe {
        for start in (0..depth).step_by(DEPTH) {
            let rows = rows.map(|row| row.add(start));
            let sums = block(
                DEPTH.min(depth - start),
                &rows,
                b.add(start * b_step),
                b_step,
            );
            for (total, sum) in totals.iter_mut().zip(sums) {
                *total = if start == 0 { sum } else { total.add(sum) };
            }
        }
        epilogue.store_part(&totals, c);
    }
}

/// The sums over `depth` steps.
#[inline(always)]
unsafe fn block(depth: usize, rows: &[*const f32; ROWS], b: *const f32, b_step: usize) -> Tile {
    let mut state = State {
        rows: *rows,
        b,
        sums: [F32x4::splat(0.0); ROWS * VECTORS],
    };
    let end = rows[0].wrapping_add(depth);
    let zero = core::hint::black_box(0);
    if depth == 0 {
        return state.sums;
    }
    loop {
        // Four steps a turn: V8 looks for interrupts in every turn. A way out after each step keeps LLVM from
        // mixing the steps, which would take more registers than there are.
        for _ in 0..4 {
            // SAFETY: one step for each of `depth`.
            unsafe { state.step(b_step, zero) };
            if state.rows[0] == end {
                return state.sums;
            }
        }
    }
}

/// What the loop over K carries.
struct State {
    rows: [*const f32; ROWS],
    b: *const f32,
    sums: Tile,
}

impl State {
    /// Multiplies the next element of every row with the next step of B.
    ///
    /// `zero` is zero, but LLVM does not know: as a plain induction variable, `b` would get an address of its
    /// own for every vector.
    #[inline(always)]
    unsafe fn step(&mut self, b_step: usize, zero: usize) {
        // SAFETY: the caller vouches for one element of every row, and COLUMNS elements of B.
        unsafe {
            let columns = [F32x4::load(self.b), F32x4::load(self.b.add(4))];
            for row in 0..ROWS {
                let x = F32x4::load_splat(self.rows[row]);
                for (vector, &column) in columns.iter().enumerate() {
                    let sum = &mut self.sums[row * VECTORS + vector];
                    *sum = x.mul_add(column, *sum);
                }
            }
            self.rows = self.rows.map(|row| row.add(1));
        }
        self.b = self
            .b
            .wrapping_add(b_step)
            .map_addr(|address| address ^ zero);
    }
}

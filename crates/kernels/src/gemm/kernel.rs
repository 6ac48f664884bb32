//! The register tile: 5 rows × 8 columns of C over one block of K. Its 10 sums hide the latency of a
//! multiply-add (two a cycle, five cycles each, on Zen), and with 2 vectors of B and broadcasts of A they
//! fit the 15 registers that V8 has on x86-64; 6×8 and 4×12 spill in the simd128 build.

use crate::simd::F32x4;

/// Rows of a register tile.
pub const ROWS: usize = 5;
/// Columns of a register tile, and of a panel of B.
pub const COLUMNS: usize = 8;
/// Length of a block of K: sums restart from zero after it.
pub const DEPTH: usize = 256;

/// Vectors of a tile's row.
pub(super) const VECTORS: usize = COLUMNS / 4;

/// The sums of a tile: row r has its vectors at `VECTORS * r`.
pub(super) type Tile = [F32x4; ROWS * VECTORS];

/// The sums over `depth` steps of K. Rows of A are contiguous along K; B's steps are `b_step` apart.
/// # Safety
/// Each row must be readable for `depth` elements, and B for `COLUMNS` elements at each of `depth` steps.
#[inline(never)]
pub(super) unsafe fn multiply(
    depth: usize,
    mut rows: [*const f32; ROWS],
    mut b: *const f32,
    b_step: usize,
) -> Tile {
    let mut sums = [F32x4::splat(0.0); ROWS * VECTORS];
    let end = rows[0].wrapping_add(depth);
    // Zero, but not for LLVM: as a plain induction variable, `b` would get an address of its own for every
    // vector, and the sums would spill. Unrolling has the same effect; V8 unrolls by itself.
    let zero = core::hint::black_box(0);
    while rows[0] != end {
        // SAFETY: each turn reads the next element of every row, and COLUMNS elements of the next step of B.
        unsafe {
            let columns = [F32x4::load(b), F32x4::load(b.add(4))];
            for row in 0..ROWS {
                let x = F32x4::load_splat(rows[row]);
                for vector in 0..VECTORS {
                    let sum = &mut sums[row * VECTORS + vector];
                    *sum = x.mul_add(columns[vector], *sum);
                }
            }
            rows = rows.map(|row| row.add(1));
        }
        b = b.wrapping_add(b_step).map_addr(|address| address ^ zero);
    }
    sums
}

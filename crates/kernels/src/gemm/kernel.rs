//! The register tile: 4 rows × 8 columns of C over one block of K. With its 8 accumulators, 2 vectors of B
//! and one broadcast of A it leaves V8 enough of the 16 registers of x86-64; larger tiles spill.

use crate::simd::F32x4;

/// Rows of a register tile, and of a panel of A.
pub const ROWS: usize = 4;
/// Columns of a register tile, and of a panel of B.
pub const COLUMNS: usize = 8;
/// Length of a block of K: sums restart from zero after it.
pub const DEPTH: usize = 256;

const VECTORS: usize = COLUMNS / 4;
/// Steps of K in one turn of the loop, which share its counter and pointer updates.
const UNROLL: usize = 4;

/// The sums of a tile: row r has its vectors at `VECTORS * r`.
pub(super) type Tile = [F32x4; ROWS * VECTORS];

/// Where a tile reads A.
#[derive(Clone, Copy)]
pub(super) enum RowsOfA {
    /// Four rows, each contiguous along K.
    Direct([*const f32; ROWS]),
    /// A panel: for each k, the four rows' elements.
    Panel(*const f32),
}

impl RowsOfA {
    /// The same rows, `depth` further along K.
    #[inline(always)]
    pub fn advance(self, depth: usize) -> Self {
        match self {
            RowsOfA::Direct(rows) => RowsOfA::Direct(rows.map(|row| row.wrapping_add(depth))),
            RowsOfA::Panel(panel) => RowsOfA::Panel(panel.wrapping_add(depth * ROWS)),
        }
    }
}

/// The sums over `depth` steps of K; B's steps are `b_step` apart.
/// # Safety
/// A must be readable for `depth` steps, and B for `COLUMNS` elements at each.
#[inline(always)]
pub(super) unsafe fn multiply(depth: usize, a: RowsOfA, b: *const f32, b_step: usize) -> Tile {
    // SAFETY: the caller's promise is the one asked for.
    unsafe {
        match a {
            RowsOfA::Direct(rows) => multiply_direct(depth, rows, b, b_step),
            RowsOfA::Panel(panel) => multiply_panel(depth, panel, b, b_step),
        }
    }
}

#[inline(never)]
unsafe fn multiply_direct(
    depth: usize,
    mut rows: [*const f32; ROWS],
    mut b: *const f32,
    b_step: usize,
) -> Tile {
    let mut sums = [F32x4::splat(0.0); ROWS * VECTORS];
    // SAFETY: every step reads one element of each row and COLUMNS of B, `depth` times.
    unsafe {
        for _ in 0..depth / UNROLL {
            for k in 0..UNROLL {
                step(&mut sums, |row| rows[row].add(k), b);
                b = b.wrapping_add(b_step);
            }
            rows = rows.map(|row| row.add(UNROLL));
        }
        for k in 0..depth % UNROLL {
            step(&mut sums, |row| rows[row].add(k), b);
            b = b.wrapping_add(b_step);
        }
    }
    sums
}

#[inline(never)]
unsafe fn multiply_panel(
    depth: usize,
    mut panel: *const f32,
    mut b: *const f32,
    b_step: usize,
) -> Tile {
    let mut sums = [F32x4::splat(0.0); ROWS * VECTORS];
    // SAFETY: every step reads ROWS elements of the panel and COLUMNS of B, `depth` times.
    unsafe {
        for _ in 0..depth / UNROLL {
            for k in 0..UNROLL {
                step(&mut sums, |row| panel.add(k * ROWS + row), b);
                b = b.wrapping_add(b_step);
            }
            panel = panel.add(UNROLL * ROWS);
        }
        for k in 0..depth % UNROLL {
            step(&mut sums, |row| panel.add(k * ROWS + row), b);
            b = b.wrapping_add(b_step);
        }
    }
    sums
}

/// One step of K: every sum gains a(row) · b(column).
#[inline(always)]
unsafe fn step(sums: &mut Tile, a: impl Fn(usize) -> *const f32, b: *const f32) {
    // SAFETY: the callers vouch for one element at each `a(row)` and COLUMNS elements at `b`.
    unsafe {
        let columns = [F32x4::load(b), F32x4::load(b.add(4))];
        for row in 0..ROWS {
            let x = F32x4::load_splat(a(row));
            for vector in 0..VECTORS {
                let sum = &mut sums[row * VECTORS + vector];
                *sum = x.mul_add(columns[vector], *sum);
            }
        }
    }
}

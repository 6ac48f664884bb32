//! The register tile: how many rows and columns of C it holds, and over how many steps of K its sums run.
//!
//! Measured on Zen with V8: fused multiply-add (two per cycle, five cycles each) wants at least 10 sums. 6 rows have 12,
//! which with 2 vectors of B and a broadcast of A take the 15 registers that V8 has on x86-64. Without fusing, products
//! need registers too, and 4 rows suit V8 both of Node 24 and of Node 20, which loads all of A first; 5 rows gain 5 % on
//! the one and lose 25 % on the other. The limit is then the four vector micro-ops that Zen starts per cycle: products,
//! sums, and loads, which V8 merges with neither.

use crate::simd::F32x4;

/// Rows of a tile. Native tests take the odd number.
pub const ROWS: usize = if cfg!(target_feature = "relaxed-simd") {
    6
} else if cfg!(target_arch = "wasm32") {
    4
} else {
    5
};
/// Columns of a tile, and of a panel of B.
pub const COLUMNS: usize = 8;
/// Length of a block of K: sums restart from zero after it. A panel of B (16 KiB) and a tile's rows of A then still fit into
/// 32 KiB; blocks half as long start and end twice as often, which costs 2 to 4 %.
pub const DEPTH: usize = 512;

/// Vectors of a tile's row.
pub(super) const VECTORS: usize = COLUMNS / 4;

/// The sums of a tile: row r has its vectors at `VECTORS * r`.
pub(super) type Tile = [F32x4; ROWS * VECTORS];

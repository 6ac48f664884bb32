//! The driver: rounds of rows are quantised, then multiplied tile by tile, in chunks cut by shape.

use super::dot::{ByFours, ByTwos, Dot};
use super::pack::panel_depth;
use super::quantize::{quantize, Scale};
use super::{Precision, COLUMNS};
use crate::chunks::{for_chunks, Shared};
use crate::gemm::Activation;
use crate::pool::{Pool, Serial};
use crate::promise::promise;
use crate::simd::{Bytes, F32x4, Floats, I32x4, I8x16, Integers, LANES};
use crate::tails::{load, store};

/// Rows of a tile: with 2 vectors of columns 8 sums, as many as a fused instruction of 4 to 5 cycles wants.
const ROWS: usize = 4;
/// Panels of a tile of one row: as many sums.
const WIDE: usize = 4;
/// Vectors of a panel.
const VECTORS: usize = COLUMNS / LANES;
/// Bytes of quantised activations of a round: they stay in the second-level cache.
const ROUND: usize = 1 << 19;
/// Multiply-adds of one chunk for the pool.
const CHUNK_WORK: usize = 1 << 19;

/// y (m, n) = activation(x (m, k) · weights (k, n) + bias).
#[derive(Clone, Copy, Debug)]
pub struct Product {
    /// Rows of x.
    pub m: usize,
    /// Columns of the weights.
    pub n: usize,
    /// Length of the sums: at most [`Precision::longest`].
    pub k: usize,
    /// How x is quantised.
    pub precision: Precision,
    /// Applied last.
    pub activation: Activation,
}

impl Product {
    /// Bytes of a quantised row.
    pub(super) fn row_bytes(&self) -> usize {
        panel_depth(self.precision, self.k) * self.precision.activation_size()
    }

    /// Rows that are quantised together: whole tiles.
    pub(super) fn round_rows(&self) -> usize {
        let rows = (ROUND / self.row_bytes().max(1)).max(ROWS) / ROWS * ROWS;
        rows.min(self.m.next_multiple_of(ROWS))
    }

    /// Floats of scratch for a round: the quantised rows, then each row's scale and zero point.
    pub(super) fn scratch(&self) -> usize {
        self.round_rows() * (self.row_bytes().div_ceil(size_of::<f32>()) + 2)
    }
}

/// Floats of scratch that [`gemm`] needs.
pub fn gemm_scratch(product: &Product) -> usize {
    product.scratch()
}

/// The operands of a product but its left one.
#[derive(Clone, Copy)]
pub(super) struct Right {
    pub packed: Shared<i8>,
    pub bias: Shared<f32>,
}

/// Quantised rows with their scales: where a round keeps them.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    pub activations: Shared<u8>,
    pub scales: Shared<f32>,
    pub zeros: Shared<i32>,
}

impl Rows {
    /// Cut from scratch of [`Product::scratch`] floats.
    pub(super) fn cut(product: &Product, scratch: *mut f32) -> Self {
        let rows = product.round_rows();
        let scales = scratch.wrapping_add(rows * product.row_bytes().div_ceil(size_of::<f32>()));
        Self {
            activations: Shared::new(scratch as *mut u8),
            scales: Shared::new(scales),
            zeros: Shared::new(scales.wrapping_add(rows) as *mut i32),
        }
    }
}

/// The product of x, quantised row by row, and weights that were packed for its precision.
///
/// # Safety
/// `x` must be readable for m·k numbers, `packed` as [`pack`](super::pack) wrote it, and `bias`, which may be null, for n;
/// `y` be writable for m·n and `scratch` for [`gemm_scratch`]; outputs may overlap nothing.
#[allow(clippy::too_many_arguments)]
pub unsafe fn gemm(
    product: &Product,
    x: *const f32,
    packed: *const i8,
    bias: *const f32,
    y: *mut f32,
    scratch: *mut f32,
    pool: &dyn Pool,
) {
    let Product { m, n, k, .. } = *product;
    promise!(x => m * k, y => m * n, scratch => product.scratch());
    debug_assert!(k <= product.precision.longest());
    let right = Right {
        packed: Shared::read(packed),
        bias: Shared::read(bias),
    };
    let rows = Rows::cut(product, scratch);
    let (x, row_bytes) = (Shared::read(x), product.row_bytes());
    let depth = panel_depth(product.precision, k);
    let small = m * n * k < crate::gemm::PARALLEL_THRESHOLD;
    let pool = if small { &Serial } else { pool };
    for first in (0..m).step_by(product.round_rows().max(1)) {
        let count = product.round_rows().min(m - first);
        let together = (crate::chunks::CHUNK / k.max(1)).max(1);
        for_chunks(pool, count, together, &|start, length| {
            for row in start..start + length {
                // SAFETY: the row lies in x, and no other chunk has it.
                unsafe {
                    let from = (x.get() as *const f32).add((first + row) * k);
                    let scale = Scale::of(product.precision, from, k);
                    *rows.scales.get().add(row) = scale.scale;
                    *rows.zeros.get().add(row) = scale.zero;
                    let to = rows.activations.get().add(row * row_bytes);
                    quantize_numbers(product.precision, &scale, from, k, to, depth);
                }
            }
        });
        // SAFETY: the rows were quantised, and lie in y.
        unsafe { multiply(product, &rows, &right, y.add(first * n), count, pool) };
    }
}

/// Quantises `count` numbers, with zeros behind up to `padded`.
/// # Safety
/// The numbers must be readable, and `padded` activations writable.
#[inline(never)]
pub(super) unsafe fn quantize_numbers(
    precision: Precision,
    scale: &Scale,
    from: *const f32,
    count: usize,
    to: *mut u8,
    padded: usize,
) {
    // SAFETY: the caller's promise.
    unsafe {
        if precision.by_fours() {
            quantize::<ByFours<true>>(scale, from, count, to as *mut i8, padded);
        } else {
            quantize::<ByTwos>(scale, from, count, to as *mut i16, padded);
        }
    }
}

/// Multiplies the rows of a round.
/// # Safety
/// `count` rows must be quantised, the right operand be as the product says, and y writable for the rows.
#[inline(never)]
pub(super) unsafe fn multiply(
    product: &Product,
    rows: &Rows,
    right: &Right,
    y: *mut f32,
    count: usize,
    pool: &dyn Pool,
) {
    // SAFETY: the caller's promise.
    unsafe {
        let [tile, wide]: [Tile; 2] = if !product.precision.by_fours() {
            [tile::<ByTwos, ROWS, 1>, tile::<ByTwos, 1, WIDE>]
        } else if I8x16::dot_add_is_fused() {
            [
                tile::<ByFours<true>, ROWS, 1>,
                tile::<ByFours<true>, 1, WIDE>,
            ]
        } else {
            [
                tile::<ByFours<false>, ROWS, 1>,
                tile::<ByFours<false>, 1, WIDE>,
            ]
        };
        let tiles = Tiles {
            product,
            rows,
            right,
            y: Shared::new(y),
            count,
            depth: panel_depth(product.precision, product.k),
            tile,
            wide,
        };
        tiles.run(pool);
    }
}

/// Computes and stores a tile: that of a row and a panel.
type Tile = unsafe fn(&Tiles, usize, usize);

/// The tiles of a round.
struct Tiles<'a> {
    product: &'a Product,
    rows: &'a Rows,
    right: &'a Right,
    y: Shared<f32>,
    /// Rows of the round.
    count: usize,
    /// Steps of K of a panel.
    depth: usize,
    /// A tile of `ROWS` rows and a panel, and one of a row and `WIDE` panels.
    tile: Tile,
    wide: Tile,
}

impl Tiles<'_> {
    unsafe fn run(&self, pool: &dyn Pool) {
        let panels = self.product.n.div_ceil(COLUMNS);
        let tiles = self.count.div_ceil(ROWS);
        // Chunks of whole columns of tiles, or of some panels of one row.
        let work = self.depth * COLUMNS * self.count.min(ROWS);
        let together = (CHUNK_WORK / work.max(1)).max(1);
        let (rows, panels_a_chunk) = if tiles >= together {
            (together, 1)
        } else {
            (tiles, (together / tiles.max(1)).max(WIDE) / WIDE * WIDE)
        };
        let (grid_rows, grid_panels) =
            (tiles.div_ceil(rows.max(1)), panels.div_ceil(panels_a_chunk));
        for_chunks(pool, grid_rows * grid_panels, 1, &|start, length| {
            for chunk in start..start + length {
                let (row, panel) = (chunk % grid_rows * rows, chunk / grid_rows * panels_a_chunk);
                let last = panels.min(panel + panels_a_chunk);
                // SAFETY: the chunk's tiles lie in the round, and no other chunk has them.
                unsafe { self.chunk(row, tiles.min(row + rows), panel, last) }
            }
        });
    }

    /// A box of tiles. Panels change slowest, so that one stays in the first-level cache.
    unsafe fn chunk(&self, first: usize, last: usize, panel: usize, last_panel: usize) {
        let mut panel = panel;
        while panel < last_panel {
            let wide = self.count == 1 && panel + WIDE <= last_panel;
            // SAFETY: the caller's box.
            unsafe {
                if wide {
                    (self.wide)(self, 0, panel);
                } else {
                    for tile in first..last {
                        let row = tile * ROWS;
                        // Rows past the last are computed too, from whatever the scratch holds, but not stored.
                        (self.tile)(self, row, panel);
                    }
                }
            }
            panel += if wide { WIDE } else { 1 };
        }
    }

    /// Stores four columns of a row of y, or as many as there are; nothing past the last row or column.
    #[inline(never)]
    unsafe fn store(&self, sum: I32x4, row: usize, column: usize) {
        let n = self.product.n;
        if row >= self.count || column >= n {
            return;
        }
        let left = n - column;
        let columns = n.next_multiple_of(COLUMNS);
        // SAFETY: the row and its columns from `column` on lie in y; the sums of columns are padded.
        unsafe {
            let packed = self.right.packed.get() as *const i8;
            let column_sums = packed.add(columns * self.depth) as *const i32;
            let zero = I32x4::splat(*self.rows.zeros.get().add(row));
            let sum = sum.sub(I32x4::load(column_sums.add(column)).mul(zero));
            let scale = F32x4::splat(*self.rows.scales.get().add(row));
            let scales = F32x4::load(column_sums.add(columns + column) as *const f32);
            let mut value = sum.to_f32().mul(scales.mul(scale));
            let bias = self.right.bias.get() as *const f32;
            if !bias.is_null() {
                value = value.add(load(bias.add(column), left));
            }
            let value = self.product.activation.apply(value);
            store(value, self.y.get().add(row * n + column), left);
        }
    }
}

/// `HEIGHT` rows of `PANELS` panels: sums over all of K in registers, then the way out.
unsafe fn tile<D: Dot, const HEIGHT: usize, const PANELS: usize>(
    tiles: &Tiles,
    row: usize,
    panel: usize,
) {
    let row_bytes = tiles.depth * size_of::<D::Activation>();
    let panel_bytes = tiles.depth * COLUMNS;
    let mut sums = [[[I32x4::splat(0); VECTORS]; PANELS]; HEIGHT];
    // SAFETY: the tile lies in the round and in the packed weights, which have whole groups of steps.
    unsafe {
        let mut a = tiles.rows.activations.get().add(row * row_bytes) as *const u8;
        let mut b = (tiles.right.packed.get() as *const i8).add(panel * panel_bytes);
        let end = a.wrapping_add(row_bytes);
        while a != end {
            let mut weights = [[D::weights(b); VECTORS]; PANELS];
            for (p, weights) in weights.iter_mut().enumerate() {
                for (v, weights) in weights.iter_mut().enumerate() {
                    *weights = D::weights(b.wrapping_add(p * panel_bytes + v * LANES * D::STEPS));
                }
            }
            let mut element = a;
            for sums in &mut sums {
                let x = D::activations(element as *const D::Activation);
                for (sums, weights) in sums.iter_mut().zip(weights) {
                    for (sum, weights) in sums.iter_mut().zip(weights) {
                        *sum = D::add(weights, x, *sum);
                    }
                }
                element = element.wrapping_add(row_bytes);
            }
            a = a.wrapping_add(D::STEPS * size_of::<D::Activation>());
            b = b.wrapping_add(COLUMNS * D::STEPS);
        }
        for (r, sums) in sums.iter().enumerate() {
            for (i, sum) in sums.as_flattened().iter().enumerate() {
                tiles.store(*sum, row + r, panel * COLUMNS + i * LANES);
            }
        }
    }
}

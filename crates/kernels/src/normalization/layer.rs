//! Normalisation of each row by its own mean and variance, or by its root mean square.

use super::affine::{Affine, Coefficient};
use super::columns::{sums_len, ColumnSums};
use crate::chunks::{for_chunks, Shared};
use crate::pool::Pool;
use crate::promise::promise;
use crate::simd::{F32x4, Floats, LANES};
use crate::tails::{keep, load};

/// Elements of one chunk for the pool.
const CHUNK: usize = 8192;

/// A normalisation of rows without its tensors.
#[derive(Clone, Copy)]
pub struct LayerNormalization {
    /// Rows.
    pub rows: usize,
    /// Elements of a row.
    pub columns: usize,
    /// Added to the variance.
    pub epsilon: f32,
    /// The mean is not taken off: the root mean square is the scale.
    pub root_mean_square: bool,
}

impl LayerNormalization {
    /// How many `f32` of scratch [`layer_normalize_gradient`] needs.
    pub fn scratch_len(&self) -> usize {
        2 * sums_len(self.rows, self.columns)
    }

    fn for_rows(&self, pool: &dyn Pool, row: &(impl Fn(usize) + Sync)) {
        let together = (CHUNK / self.columns.max(1)).max(1);
        for_chunks(pool, self.rows, together, &|first, count| {
            (first..first + count).for_each(row)
        });
    }
}

/// Σ d and Σ d·u of a row, where `u = (x - centre) · factor`, and d is `dy · γ`, or u where there is no dy.
/// Lane by lane in blocks of 512, those in `f64`.
#[inline(never)]
unsafe fn row_sums(
    x: *const f32,
    dy: *const f32,
    gamma: *const f32,
    [centre, factor]: [f32; 2],
    columns: usize,
) -> [f64; 2] {
    const BLOCK: usize = 512;
    let (centre, factor) = (F32x4::splat(centre), F32x4::splat(factor));
    let mut all = [0.0; LANES];
    let (gamma, step) = Coefficient::or(gamma, 1.0).read(&mut all);
    let mut totals = [0.0; 2];
    for start in (0..columns).step_by(BLOCK) {
        let end = columns.min(start + BLOCK);
        let mut sums = [F32x4::splat(0.0); 2];
        let mut one = |i: usize, left: usize| {
            // SAFETY: the caller vouches for the row.
            unsafe {
                // Past the end both factors of every term are 0.
                let u = load(x.add(i), left).sub(centre).mul(factor);
                let d = if dy.is_null() {
                    keep(u, left, F32x4::splat(0.0))
                } else {
                    load(dy.add(i), left).mul(load(gamma.add(i * step), left))
                };
                sums = [sums[0].add(d), d.mul_add(u, sums[1])];
            }
        };
        let whole = end & !(LANES - 1);
        for i in (start..whole).step_by(LANES) {
            one(i, LANES);
        }
        if whole < end {
            one(whole, end - whole);
        }
        for (total, sum) in totals.iter_mut().zip(sums) {
            let [p, q, r, s] = sum.to_array();
            *total += ((p + q) + (r + s)) as f64;
        }
    }
    totals
}

/// `y = (x - mean) / √(variance + ε) · γ + β` of each row; the mean (0 for the root mean square) and the factor
/// `1 / √(…)` of each are written too. γ (absent: 1) and β (absent: 0) may be null.
///
/// # Safety
/// `x` must be readable and `y` writable for the shape, `gamma` and `beta` for a row, `means` and `factors` for
/// the rows; outputs may overlap nothing.
pub unsafe fn layer_normalize(
    pool: &dyn Pool,
    shape: &LayerNormalization,
    x: *const f32,
    [gamma, beta]: [*const f32; 2],
    y: *mut f32,
    [means, factors]: [*mut f32; 2],
) {
    promise!(x => shape.rows * shape.columns, y => shape.rows * shape.columns);
    let (x, y) = (Shared::read(x), Shared::new(y));
    let (gamma, beta) = (Shared::read(gamma), Shared::read(beta));
    let (means, factors) = (Shared::new(means), Shared::new(factors));
    let columns = shape.columns;
    shape.for_rows(pool, &|row| {
        // SAFETY: the row lies in the tensors, and no other chunk has it.
        unsafe {
            let (x, y) = (x.get().add(row * columns), y.get().add(row * columns));
            let count = columns as f64;
            let none = core::ptr::null();
            let mean = if shape.root_mean_square {
                0.0
            } else {
                (row_sums(x, none, none, [0.0, 1.0], columns)[0] / count) as f32
            };
            let [_, squares] = row_sums(x, none, none, [mean, 1.0], columns);
            let factor = (1.0 / (squares / count + shape.epsilon as f64).sqrt()) as f32;
            *means.get().add(row) = mean;
            *factors.get().add(row) = factor;
            let affine = Affine {
                count: columns,
                centre: Coefficient::All(mean),
                factor: Coefficient::or(gamma.get(), 1.0),
                scale: factor,
                constant: Coefficient::or(beta.get(), 0.0),
                slope: Coefficient::All(0.0),
            };
            affine.row(x, none, y);
        }
    });
}

/// The gradients of [`layer_normalize`] with respect to x, γ and β, from its means and factors.
///
/// # Safety
/// As there, with `scratch` writable for [`LayerNormalization::scratch_len`] elements, 8-byte aligned.
#[allow(clippy::too_many_arguments)]
pub unsafe fn layer_normalize_gradient(
    pool: &dyn Pool,
    shape: &LayerNormalization,
    x: *const f32,
    [means, factors]: [*const f32; 2],
    gamma: *const f32,
    dy: *const f32,
    dx: *mut f32,
    [dgamma, dbeta]: [*mut f32; 2],
    scratch: *mut f32,
) {
    promise!(x => shape.rows * shape.columns, dy => shape.rows * shape.columns, dx => shape.rows * shape.columns, scratch as *const f64 => 1);
    let columns = shape.columns;
    let pass = ColumnSums {
        x: Shared::read(x),
        gradient: Shared::read(dy),
        centre: Shared::read(means),
        factor: Shared::read(factors),
        by_rows: true,
        rows: shape.rows,
        columns,
    };
    let sums = scratch as *mut f64;
    // SAFETY: the caller's promise.
    unsafe {
        pass.run(pool, sums);
        for column in 0..columns {
            *dbeta.add(column) = *sums.add(column) as f32;
            *dgamma.add(column) = *sums.add(columns + column) as f32;
        }
    }
    let (x, dy, dx) = (Shared::read(x), Shared::read(dy), Shared::new(dx));
    let gamma = Shared::read(gamma);
    let (means, factors) = (Shared::read(means), Shared::read(factors));
    shape.for_rows(pool, &|row| {
        // SAFETY: the row lies in the tensors, and no other chunk has it.
        unsafe {
            let at = row * columns;
            let (x, dy, dx) = (x.get().add(at), dy.get().add(at), dx.get().add(at));
            let (mean, factor) = (*means.get().add(row), *factors.get().add(row));
            let gamma = gamma.get() as *const f32;
            let [sum, product] = row_sums(x, dy, gamma, [mean, factor], columns);
            let count = columns as f64;
            let mean_slope = if shape.root_mean_square {
                0.0
            } else {
                sum / count
            };
            // dx = factor · (dy·γ - mean(dy·γ) - u · mean(dy·γ·u)), where u = (x - mean) · factor.
            let affine = Affine {
                count: columns,
                centre: Coefficient::All(mean),
                factor: Coefficient::All((-product / count * factor as f64) as f32),
                scale: factor,
                constant: Coefficient::All((-mean_slope * factor as f64) as f32),
                slope: Coefficient::or(gamma, 1.0),
            };
            affine.row(x, dy, dx);
        }
    });
}

//! What happens to a sum before it is stored: old C, bias, activation; and vectors of fewer than four lanes.

use super::tile::{Tile, COLUMNS, ROWS, VECTORS};
use crate::math;
use crate::simd::{F32x4, Floats, LANES};

/// Function applied to every element of a product: the elementwise function of that name, bit for bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// The identity.
    None,
    /// max(x, 0); NaN stays NaN.
    Relu,
    /// 1 / (1 + exp(−x)).
    Sigmoid,
    /// The hyperbolic tangent.
    Tanh,
}

impl Activation {
    /// The function of four values.
    #[inline(always)]
    pub(crate) fn apply(self, x: F32x4) -> F32x4 {
        match self {
            Activation::None => x,
            Activation::Relu => x.max(F32x4::splat(0.0)),
            _ => self.apply_long(x),
        }
    }

    /// The functions that are worth a call. To add one, name it above and here.
    #[inline(never)]
    fn apply_long(self, x: F32x4) -> F32x4 {
        match self {
            Activation::Tanh => math::tanh(x),
            _ => math::sigmoid(x),
        }
    }
}

/// How a sum is stored.
#[derive(Clone, Copy)]
pub(super) struct Epilogue {
    /// The sum is added to what C holds.
    pub add: bool,
    /// The bias of the tile's first column, or null.
    pub bias: *const f32,
    /// Distance of successive biases: 1, or 0 for one bias.
    pub bias_column: usize,
    /// Distance of successive rows of C.
    pub c_row: usize,
    /// Distance of successive elements of a row of C.
    pub c_column: usize,
    /// Rows of a tile that are stored.
    pub height: usize,
    /// Columns of a tile that are stored.
    pub width: usize,
    /// Applied last.
    pub activation: Activation,
}

impl Epilogue {
    /// Stores the tile of C at `c`.
    /// # Safety
    /// `height` rows of `width` elements must be accessible, and as many biases.
    #[inline(always)]
    pub unsafe fn store_tile(&self, mut sums: Tile, c: *mut f32) {
        let whole = self.height == ROWS && self.width == COLUMNS && self.c_column == 1;
        if !whole || !matches!(self.activation, Activation::None | Activation::Relu) {
            // A copy, so that only this way out puts the sums in memory.
            let part = sums;
            // SAFETY: the caller's promise is the one asked for.
            return unsafe { self.store_part(&part, c) };
        }
        // SAFETY: the tile is whole, so every vector lies in C, and in the bias.
        unsafe {
            let at = |i: usize| c.add(i / VECTORS * self.c_row + i % VECTORS * LANES);
            if self.add {
                for (i, sum) in sums.iter_mut().enumerate() {
                    *sum = F32x4::load(at(i)).add(*sum);
                }
            }
            if !self.bias.is_null() {
                let bias = [0, 1].map(|i| load_lanes(self.bias.add(i * LANES), 1, LANES));
                for (i, sum) in sums.iter_mut().enumerate() {
                    *sum = sum.add(bias[i % VECTORS]);
                }
            }
            if self.activation == Activation::Relu {
                sums = sums.map(|sum| sum.max(F32x4::splat(0.0)));
            }
            for (i, sum) in sums.into_iter().enumerate() {
                sum.store(at(i));
            }
        }
    }

    /// [`store_tile`](Self::store_tile) for any tile and activation.
    /// # Safety
    /// As [`store_tile`](Self::store_tile).
    #[inline(never)]
    pub unsafe fn store_part(&self, sums: &Tile, c: *mut f32) {
        for (row, sums) in sums.chunks_exact(VECTORS).enumerate().take(self.height) {
            for column in (0..self.width).step_by(LANES) {
                // SAFETY: the caller vouches for `height` rows of `width` elements.
                unsafe {
                    let lanes = LANES.min(self.width - column);
                    self.store(sums[column / LANES], c.add(row * self.c_row), column, lanes);
                }
            }
        }
    }

    /// Stores columns `column..column + lanes` of a row of C that starts at `c`.
    /// # Safety
    /// Those elements must be writable, and the bias, if any, readable at those columns.
    #[inline(always)]
    pub unsafe fn store(&self, sum: F32x4, c: *mut f32, column: usize, lanes: usize) {
        // SAFETY: only the `lanes` columns that the caller vouches for are touched.
        unsafe {
            let c = c.add(column * self.c_column);
            let mut value = sum;
            if self.add {
                value = load_lanes(c, self.c_column, lanes).add(value);
            }
            if !self.bias.is_null() {
                let bias = self.bias.add(column * self.bias_column);
                value = value.add(load_lanes(bias, self.bias_column, lanes));
            }
            value = self.activation.apply(value);
            if lanes == LANES && self.c_column == 1 {
                value.store(c);
            } else {
                for (lane, value) in value.to_array().into_iter().enumerate().take(lanes) {
                    *c.add(lane * self.c_column) = value;
                }
            }
        }
    }
}

/// Loads `lanes` elements, `stride` apart; the other lanes are 0.
/// # Safety
/// Those elements must be readable.
#[inline(always)]
pub(super) unsafe fn load_lanes(pointer: *const f32, stride: usize, lanes: usize) -> F32x4 {
    // SAFETY: the caller vouches for `lanes` elements, and a whole vector is loaded only when there are four.
    unsafe {
        if lanes == LANES && stride == 1 {
            return F32x4::load(pointer);
        }
        let mut values = [0.0; LANES];
        for (lane, value) in values.iter_mut().enumerate().take(lanes) {
            *value = *pointer.add(lane * stride);
        }
        F32x4::from_array(values)
    }
}

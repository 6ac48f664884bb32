//! What happens to a sum before it is stored: old C, bias, activation; and vectors of fewer than four lanes.

use crate::simd::{F32x4, LANES};

/// Function applied to every element of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// The identity.
    None,
    /// max(x, 0); NaN stays NaN.
    Relu,
}

impl Activation {
    /// The function of four values.
    #[inline(always)]
    fn apply(self, x: F32x4) -> F32x4 {
        match self {
            Activation::None => x,
            Activation::Relu => x.max(F32x4::splat(0.0)),
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
    /// Distance of successive elements of C.
    pub c_column: usize,
    /// Applied last.
    pub activation: Activation,
}

impl Epilogue {
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

//! The one loop that all normalisations end in: `y = (x - centre) · factor + constant (+ dy · slope)`.

use crate::simd::{F32x4, LANES};
use crate::tails::{load, store};

/// A coefficient along a row: one for each element, or one for all.
#[derive(Clone, Copy)]
pub(super) enum Coefficient {
    Each(*const f32),
    All(f32),
}

impl Coefficient {
    /// A tensor's elements, or what stands for an absent one.
    pub fn or(values: *const f32, absent: f32) -> Self {
        if values.is_null() {
            Self::All(absent)
        } else {
            Self::Each(values)
        }
    }

    #[inline(always)]
    pub unsafe fn at(self, i: usize, left: usize) -> F32x4 {
        match self {
            // SAFETY: the caller vouches for the element.
            Self::Each(values) => unsafe { load(values.add(i), left) },
            Self::All(value) => F32x4::splat(value),
        }
    }
}

/// What a row of `count` elements is transformed by.
pub(super) struct Affine {
    pub count: usize,
    pub centre: Coefficient,
    pub factor: Coefficient,
    /// Multiplies factor and slope.
    pub scale: f32,
    pub constant: Coefficient,
    pub slope: Coefficient,
}

impl Affine {
    /// Transforms one row; without `dy` there is no slope.
    ///
    /// # Safety
    /// All must be readable and `y` writable for the count.
    #[inline(never)]
    pub unsafe fn row(&self, x: *const f32, dy: *const f32, y: *mut f32) {
        let scale = F32x4::splat(self.scale);
        for i in (0..self.count).step_by(LANES) {
            let left = self.count - i;
            // SAFETY: the caller's promise.
            unsafe {
                let centred = load(x.add(i), left).sub(self.centre.at(i, left));
                let factor = self.factor.at(i, left).mul(scale);
                let mut value = centred.mul_add(factor, self.constant.at(i, left));
                if !dy.is_null() {
                    let slope = self.slope.at(i, left).mul(scale);
                    value = load(dy.add(i), left).mul_add(slope, value);
                }
                store(value, y.add(i), left);
            }
        }
    }
}

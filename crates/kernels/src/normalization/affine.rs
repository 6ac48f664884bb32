//! The one loop that all normalisations end in: `y = (x - centre) · factor + constant (+ dy · slope)`.

use crate::simd::{F32x4, Floats, LANES};
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

    /// Where the coefficient is read, and how far it goes from element to element. `all` holds it if it is one.
    pub fn read(self, all: &mut [f32; LANES]) -> (*const f32, usize) {
        match self {
            Self::Each(values) => (values, 1),
            Self::All(value) => {
                *all = [value; LANES];
                (all.as_ptr(), 0)
            }
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
        let mut all = [[0.0; LANES]; 4];
        let [centre, factor, constant, slope] = &mut all;
        let centre = self.centre.read(centre);
        let factor = self.factor.read(factor);
        let constant = self.constant.read(constant);
        let slope = self.slope.read(slope);
        let whole = self.count & !(LANES - 1);
        let one = |i: usize, left: usize| {
            // SAFETY: the caller's promise.
            unsafe {
                let at = |(pointer, step): (*const f32, usize)| load(pointer.add(i * step), left);
                let centred = load(x.add(i), left).sub(at(centre));
                let mut value = centred.mul_add(at(factor).mul(scale), at(constant));
                if !dy.is_null() {
                    value = load(dy.add(i), left).mul_add(at(slope).mul(scale), value);
                }
                store(value, y.add(i), left);
            }
        };
        for i in (0..whole).step_by(LANES) {
            one(i, LANES);
        }
        if whole < self.count {
            one(whole, self.count - whole);
        }
    }
}

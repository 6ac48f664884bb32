//! Activations to small integers: a scale and a zero point for a run of numbers, and the numbers by them.

use super::dot::Dot;
use super::Precision;
use crate::simd::{F32x4, Floats, I32x4, Integers, LANES};
use crate::tails::load;

/// How a run of numbers was quantised: `x ≈ scale · (q − zero)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The step; NaN where the run has a NaN or an infinity, 0 where it is all zeros.
    pub scale: f32,
    /// What 0 is quantised to.
    pub zero: i32,
    /// One over the scale, 0 where that is not finite.
    inverse: f32,
    /// The smallest and largest integer.
    low: f32,
    high: f32,
}

/// The scale of `count` numbers in two lists of runs is the same, whatever the order they are read in.
impl Scale {
    /// The scale for numbers between two bounds, of which the lower is at most 0 and the upper at least 0.
    #[inline(always)]
    pub(super) fn between(precision: Precision, least: f32, most: f32) -> Self {
        let (low, high) = match precision {
            Precision::Seven => (0.0, 127.0),
            Precision::Twelve => (-2047.0, 2047.0),
        };
        // Each divided first: the difference could overflow.
        let scale = match precision {
            Precision::Seven => most / high - least / high,
            Precision::Twelve => (if -least > most { -least } else { most }) / high,
        };
        let inverse = 1.0 / scale;
        if !(scale * 0.0 == 0.0) {
            return Self {
                scale: f32::NAN,
                zero: 0,
                inverse: 0.0,
                low,
                high,
            };
        }
        if !(inverse * 0.0 == 0.0) {
            // All zeros, or so small that the quotient overflows.
            return Self {
                scale: 0.0,
                zero: 0,
                inverse: 0.0,
                low,
                high,
            };
        }
        let zero = match precision {
            Precision::Seven => round(-least * inverse, low, high),
            Precision::Twelve => 0,
        };
        Self {
            scale,
            zero,
            inverse,
            low,
            high,
        }
    }

    /// The scale of `count` numbers.
    /// # Safety
    /// They must be readable.
    #[inline(never)]
    pub unsafe fn of(precision: Precision, x: *const f32, count: usize) -> Self {
        let zero = F32x4::splat(0.0);
        let (mut least, mut most) = ([zero; 2], [zero; 2]);
        let mut i = 0;
        // SAFETY: i + 2·LANES ≤ count, and i < count.
        unsafe {
            while i + 2 * LANES <= count {
                for v in 0..2 {
                    let x = F32x4::load(x.add(i + v * LANES));
                    // The new number second: a NaN there stays.
                    least[v] = least[v].min(x);
                    most[v] = most[v].max(x);
                }
                i += 2 * LANES;
            }
            while i < count {
                let x = load(x.add(i), count - i);
                least[0] = least[0].min(x);
                most[0] = most[0].max(x);
                i += LANES;
            }
        }
        let (least, most) = (least[0].min(least[1]), most[0].max(most[1]));
        let least = least.to_array().into_iter().fold(0.0, smaller);
        let most = most
            .to_array()
            .into_iter()
            .fold(0.0, |a, b| -smaller(-a, -b));
        Self::between(precision, least, most)
    }

    /// A vector of numbers by the scale.
    #[inline(always)]
    fn apply(&self, x: F32x4) -> I32x4 {
        let zero = F32x4::splat(self.zero as f32);
        let value = x.mul(F32x4::splat(self.inverse)).round_even().add(zero);
        value
            .clamp(F32x4::splat(self.low), F32x4::splat(self.high))
            .to_i32()
    }
}

/// The smaller of two numbers, or NaN.
fn smaller(a: f32, b: f32) -> f32 {
    if b < a || b.is_nan() {
        b
    } else {
        a
    }
}

fn round(x: f32, low: f32, high: f32) -> i32 {
    let x = F32x4::splat(x).round_even();
    x.clamp(F32x4::splat(low), F32x4::splat(high))
        .to_i32()
        .to_array()[0]
}

/// Quantises `count` numbers, with zeros behind them up to `padded`.
/// # Safety
/// `count` numbers must be readable and `padded` writable.
#[inline(always)]
pub(super) unsafe fn quantize<D: Dot>(
    scale: &Scale,
    x: *const f32,
    count: usize,
    q: *mut D::Activation,
    padded: usize,
) {
    let mut i = 0;
    // SAFETY: i < count ≤ padded; what is stored past `count` is the padding, or stored again after.
    unsafe {
        while i + D::BLOCK <= count {
            let values: [I32x4; 4] = core::array::from_fn(|v| {
                if v * LANES < D::BLOCK {
                    scale.apply(F32x4::load(x.add(i + v * LANES)))
                } else {
                    I32x4::splat(0)
                }
            });
            D::store(values, q.add(i));
            i += D::BLOCK;
        }
        while i < count {
            let values = scale.apply(load(x.add(i), count - i)).to_array();
            for (lane, value) in values.into_iter().enumerate().take(count - i) {
                *q.add(i + lane) = D::activation(value);
            }
            i += LANES;
        }
        for i in count..padded {
            *q.add(i) = D::activation(0);
        }
    }
}

//! What gates and states are passed through, several vectors at a time, and the passes over rows that do it.

use crate::math::exp_parts;
use crate::simd::{F32x4, Floats, LANES};
use crate::tails::{load, store};

/// The vectors through a sigmoid (≤ 2.5 ULP), those marked `tanh` through a hyperbolic tangent (≤ 3 ULP), without
/// branches: `1/(1 + e⁻ˣ)` and `(e²ˣ - 1)/(e²ˣ + 1)`.
#[inline(always)]
pub(super) fn activate<const N: usize>(x: [F32x4; N], tanh: [bool; N]) -> [F32x4; N] {
    let mut powers = x;
    for (x, tanh) in powers.iter_mut().zip(tanh) {
        *x = if tanh { x.add(*x) } else { x.neg() };
    }
    let parts = exp_parts(powers);
    let (one, two) = (F32x4::constant(&1.0), F32x4::constant(&2.0));
    for (y, ((p, power), tanh)) in powers.iter_mut().zip(parts.into_iter().zip(tanh)) {
        *y = if tanh {
            let less_one = p.mul_add(power, power.sub(one));
            less_one.div(less_one.add(two))
        } else {
            one.div(p.mul_add(power, power).add(one))
        };
    }
    powers
}

/// The hyperbolic tangent of [`activate`].
#[inline(always)]
pub(super) fn tanh(x: F32x4) -> F32x4 {
    let [y] = activate([x], [true]);
    y
}

/// `results = f(inputs)` for the vectors of a row of `units` elements. A result may lie where an input does.
/// # Safety
/// The inputs must be readable and the results writable for `units` elements.
#[inline(always)]
pub(super) unsafe fn map_row<const N: usize, const M: usize>(
    units: usize,
    inputs: [*const f32; N],
    results: [*mut f32; M],
    f: impl Fn([F32x4; N]) -> [F32x4; M],
) {
    for i in (0..units).step_by(LANES) {
        let left = units - i;
        // SAFETY: the caller's promise.
        unsafe {
            let values = if left >= LANES {
                inputs.map(|x| F32x4::load(x.add(i)))
            } else {
                inputs.map(|x| load(x.add(i), left))
            };
            let values = f(values);
            if left >= LANES {
                for (y, value) in results.into_iter().zip(values) {
                    value.store(y.add(i));
                }
            } else {
                for (y, value) in results.into_iter().zip(values) {
                    store(value, y.add(i), left);
                }
            }
        }
    }
}

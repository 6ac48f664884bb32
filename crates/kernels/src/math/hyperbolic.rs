//! Hyperbolic functions and their inverses.

use super::exp::{exp_moderate, half_exp};
use super::log::{log, log1p};
use super::{constant, polynomial, splat, with_sign};
use crate::simd::{F32x4, Floats, Integers};

/// `tanh x`, ≤ 2 ULP: Cephes's polynomial below 0.625, above it `1 - 2/(e²ˣ + 1)`.
#[inline(always)]
pub fn tanh(x: F32x4) -> F32x4 {
    let size = x.abs();
    let square = x.mul(x);
    let p = polynomial(
        square,
        &[
            -5.704_988_7e-3,
            2.063_909e-2,
            -5.373_971_5e-2,
            1.333_144_2e-1,
            -3.333_328e-1,
        ],
    );
    let small = p.mul(square).mul_add(size, size);
    // From 9.02 on the result rounds to 1, so e²ˣ need not grow further.
    let e = exp_moderate(size.add(size).clamp(splat(0.0), constant(&20.0)));
    let large = constant(&1.0).sub(constant(&2.0).div(e.add(constant(&1.0))));
    with_sign(size.lt(constant(&0.625)).select(small, large), x)
}

/// `sinh x`, ≤ 2 ULP: Cephes's polynomial below 1, above it `h - 1/(4h)` with `h = eˣ/2`.
#[inline(always)]
pub fn sinh(x: F32x4) -> F32x4 {
    let size = x.abs();
    let square = x.mul(x);
    let p = polynomial(square, &[2.037_219_1e-4, 8.330_284e-3, 1.666_671_6e-1]);
    let small = p.mul(square).mul_add(size, size);
    let h = half_exp(size);
    let large = h.sub(constant(&0.25).div(h));
    with_sign(size.lt(constant(&1.0)).select(small, large), x)
}

/// `cosh x`, ≤ 2 ULP: `h + 1/(4h)` with `h = e^|x|/2`.
#[inline(always)]
pub fn cosh(x: F32x4) -> F32x4 {
    let h = half_exp(x.abs());
    h.add(constant(&0.25).div(h))
}

/// `ln(2x)` where x is so large that `√(x² ± 1)` rounds to it, else `small`.
#[inline(always)]
fn or_log_of_double(x: F32x4, small: F32x4) -> F32x4 {
    let large = log(x).add(constant(&core::f32::consts::LN_2));
    constant(&1e9).lt(x).select(large, small)
}

/// `arsinh x`, ≤ 3 ULP.
#[inline]
pub fn asinh(x: F32x4) -> F32x4 {
    let size = x.abs();
    let square = size.mul(size);
    let root = square.add(constant(&1.0)).sqrt();
    let small = log1p(size.add(square.div(root.add(constant(&1.0)))));
    with_sign(or_log_of_double(size, small), x)
}

/// `arcosh x`, ≤ 3 ULP; NaN below 1.
#[inline]
pub fn acosh(x: F32x4) -> F32x4 {
    let t = x.sub(constant(&1.0));
    let small = log1p(t.add(t.mul(t.add(constant(&2.0))).sqrt()));
    let result = or_log_of_double(x, small);
    x.lt(constant(&1.0)).select(constant(&f32::NAN), result)
}

/// `artanh x`, ≤ 3 ULP; NaN outside [-1, 1].
#[inline]
pub fn atanh(x: F32x4) -> F32x4 {
    let size = x.abs();
    let ratio = size.add(size).div(constant(&1.0).sub(size));
    let result = with_sign(log1p(ratio).mul(constant(&0.5)), x);
    constant(&1.0).lt(size).select(constant(&f32::NAN), result)
}

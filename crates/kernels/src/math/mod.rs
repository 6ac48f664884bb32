//! Transcendental functions over four lanes, from polynomials of our own: the same bits on every runtime.
//!
//! Every function takes any bits: NaN gives NaN, ±∞, ±0, overflow and denormals what IEEE 754 recommends.
//! Error bounds are in ULP of the correctly rounded `f32`, and are those that the tests hold, without fused
//! multiply-add (with it they are smaller). Polynomials named Cephes are Stephen Moshier's
//! (<https://www.netlib.org/cephes/>), in the public domain.

mod activation;
mod erf;
mod exp;
mod hyperbolic;
mod inverse;
mod log;
mod pow;
mod remainder;
#[cfg(test)]
pub(crate) mod tests;
mod trigonometric;

pub use activation::{
    gelu, gelu_derivative, gelu_tanh, gelu_tanh_derivative, mish, mish_derivative, sigmoid,
    softplus,
};
pub use erf::{erf, erfinv};
pub(crate) use exp::exp_parts;
pub use exp::{exp, exp2, exp_falling, expm1};
pub use hyperbolic::{acosh, asinh, atanh, cosh, sinh, tanh};
pub use inverse::{acos, asin, atan, atan2};
pub use log::{log, log10, log1p, log1p_inlined, log2, log_inlined};
pub use pow::pow;
pub use remainder::remainder;
pub use trigonometric::{cos, sin, sin_cos, sin_cos_turns, tan};

use crate::simd::{F32x4, Floats, I32x4, Integers};

/// All lanes `value`.
#[inline(always)]
pub(crate) fn splat(value: f32) -> F32x4 {
    F32x4::splat(value)
}

/// All lanes a constant that is not 0, read from memory: see [`F32x4::constant`].
#[inline(always)]
fn constant(value: &'static f32) -> F32x4 {
    F32x4::constant(value)
}

/// The polynomial of these coefficients, highest first, by Horner's rule.
#[inline(always)]
fn polynomial<const N: usize>(x: F32x4, coefficients: &'static [f32; N]) -> F32x4 {
    let mut result = splat(0.0);
    for (i, coefficient) in coefficients.iter().enumerate() {
        result = if i == 0 {
            constant(coefficient)
        } else {
            result.mul_add(x, constant(coefficient))
        };
    }
    result
}

/// `magnitude` (not negative) with the sign bit of `sign`.
#[inline(always)]
fn with_sign(magnitude: F32x4, sign: F32x4) -> F32x4 {
    magnitude.to_bits().or(sign_bit(sign)).to_f32_bits()
}

/// `-|x|`, in two instructions of x86-64 where the two steps are six.
#[inline(always)]
fn negative_size(x: F32x4) -> F32x4 {
    x.to_bits().or(I32x4::constant(&i32::MIN)).to_f32_bits()
}

/// The sign bit, alone.
#[inline(always)]
fn sign_bit(x: F32x4) -> I32x4 {
    x.to_bits().and(I32x4::constant(&i32::MIN))
}

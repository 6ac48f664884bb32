//! Activations that are more than one step from an exponential, and their derivatives.

use super::erf::erf;
use super::exp::{exp, exp_moderate};
use super::log::log1p_inlined;
use super::{constant, negative_size, splat};
use crate::simd::{F32x4, Floats, Integers};
use core::f32::consts::FRAC_1_SQRT_2;

/// `1/(1 + e⁻ˣ)`, ≤ 2.5 ULP, down to the denormals: `e/(1 + e)` or `1/(1 + e)` with `e = e^-|x|`.
#[inline(always)]
pub fn sigmoid(x: F32x4) -> F32x4 {
    let e = exp(negative_size(x));
    let one = constant(&1.0);
    x.lt(splat(0.0)).select(e, one).div(one.add(e))
}

/// `ln(1 + eˣ)`, ≤ 2 ULP: `max(x, 0) + ln(1 + e^-|x|)`.
#[inline(always)]
pub fn softplus(x: F32x4) -> F32x4 {
    x.max(splat(0.0)).add(log1p_inlined(exp(negative_size(x))))
}

/// The cumulative distribution of the standard normal, within 2⁻²³.
#[inline(always)]
fn normal_cdf(x: F32x4) -> F32x4 {
    let half = constant(&0.5);
    half.add(half.mul(erf(x.mul(constant(&FRAC_1_SQRT_2)))))
}

/// `x·Φ(x)`, within 2⁻²²·|x|.
#[inline(always)]
pub fn gelu(x: F32x4) -> F32x4 {
    x.mul(normal_cdf(x))
}

/// `Φ(x) + x·φ(x)`, within 2⁻²².
#[inline(always)]
pub fn gelu_derivative(x: F32x4) -> F32x4 {
    const FRAC_1_SQRT_TAU: f32 = 0.398_942_3;
    let density = exp(x.mul(x).mul(constant(&-0.5))).mul(constant(&FRAC_1_SQRT_TAU));
    normal_cdf(x).add(x.mul(density))
}

const SQRT_2_OVER_PI: f32 = 0.797_884_6;
const CUBIC: f32 = 0.044_715;

/// Twice the argument of the tanh in [`gelu_tanh`]: `2·√(2/π)·(x + 0.044715·x³)`.
#[inline(always)]
fn gelu_argument(x: F32x4) -> F32x4 {
    let cubic = x.mul(x).mul(x).mul(constant(&CUBIC));
    x.add(cubic).mul(constant(&(2.0 * SQRT_2_OVER_PI)))
}

/// `x/2·(1 + tanh u)`, computed as `x·sigmoid(2u)`, within 2⁻²²·|x|.
#[inline(always)]
pub fn gelu_tanh(x: F32x4) -> F32x4 {
    x.mul(sigmoid(gelu_argument(x)))
}

/// The derivative of [`gelu_tanh`], within 2⁻²¹: `s + x·s·(1 - s)·2u′`.
#[inline(always)]
pub fn gelu_tanh_derivative(x: F32x4) -> F32x4 {
    // Beyond ±20 the second term is 0, and x² must not make it 0·∞.
    let near = x.clamp(constant(&-20.0), constant(&20.0));
    let argument = gelu_argument(near);
    let e = exp(negative_size(argument));
    let one = constant(&1.0);
    let sum = one.add(e);
    let s = argument.lt(splat(0.0)).select(e, one).div(sum);
    let product = e.div(sum.mul(sum));
    let slope = near
        .mul(near)
        .mul(constant(&(3.0 * CUBIC)))
        .add(one)
        .mul(constant(&(2.0 * SQRT_2_OVER_PI)));
    s.add(near.mul(product).mul(slope))
}

/// `n/(n + 2)` is tanh(softplus(x)), with `n = e·(e + 2)`, `e = eˣ`; from 20 on it is 1.
#[inline(always)]
fn mish_parts(x: F32x4) -> (F32x4, F32x4) {
    let e = exp_moderate(x.clamp(constant(&-87.0), constant(&20.0)));
    (e, e.mul(e.add(constant(&2.0))))
}

/// `x·tanh(softplus(x))`, ≤ 4 ULP above -87, 0 far below.
#[inline(always)]
pub fn mish(x: F32x4) -> F32x4 {
    let (_, n) = mish_parts(x);
    let t = n.div(n.add(constant(&2.0)));
    x.mul(x.lt(constant(&-87.0)).select(splat(0.0), t))
}

/// The derivative of [`mish`], within 2⁻²¹: `t + x·sigmoid(x)·(1 - t²)`.
#[inline(always)]
pub fn mish_derivative(x: F32x4) -> F32x4 {
    let near = x.clamp(constant(&-87.0), constant(&20.0));
    let (e, n) = mish_parts(near);
    let below = n.add(constant(&2.0));
    let t = n.div(below);
    let rest = constant(&2.0).div(below).mul(t.add(constant(&1.0)));
    t.add(near.mul(e.div(e.add(constant(&1.0)))).mul(rest))
}

//! Logarithms: `x = 2ᵏ·(1 + f)` with √½ ≤ 1 + f < √2, `ln(1 + f)` by Cephes's polynomial.

use super::exp::{LN2_HIGH, LN2_LOW};
use super::{constant, polynomial, splat};
use crate::simd::{F32x4, Floats, I32x4, Integers};

/// `(k, f)` of a positive, finite x.
#[inline(always)]
fn split(x: F32x4) -> (F32x4, F32x4) {
    const SQRT_HALF: i32 = 0x3f35_04f3;
    let denormal = x.lt(constant(&f32::MIN_POSITIVE));
    let x = denormal.select(x.mul(constant(&8_388_608.0)), x);
    let bits = x.to_bits().add(I32x4::constant(&(0x3f80_0000 - SQRT_HALF)));
    let lost = denormal.and(I32x4::constant(&23));
    let k = bits.shr(23).sub(I32x4::constant(&127)).sub(lost).to_f32();
    let mantissa = bits
        .and(I32x4::constant(&0x007f_ffff))
        .add(I32x4::constant(&SQRT_HALF));
    (k, mantissa.to_f32_bits().sub(constant(&1.0)))
}

/// `ln(1 + f) - f`, plus `low`, which is small.
#[inline(always)]
fn curve(f: F32x4, low: F32x4) -> F32x4 {
    let square = f.mul(f);
    let p = polynomial(
        f,
        &[
            7.037_683_6e-2,
            -1.151_461e-1,
            1.167_699_87e-1,
            -1.242_014_1e-1,
            1.424_932_3e-1,
            -1.666_805_7e-1,
            2.000_071_5e-1,
            -2.499_999_4e-1,
            3.333_333e-1,
        ],
    );
    square.neg_mul_add(constant(&0.5), p.mul(f).mul_add(square, low))
}

/// Puts in what is not a positive, finite number: `ln ∞ = ∞`, `ln 0 = -∞`, else NaN.
#[inline(always)]
fn domain(x: F32x4, result: F32x4) -> F32x4 {
    let result = x.lt(constant(&f32::INFINITY)).select(result, x);
    let outside = x
        .eq(splat(0.0))
        .select(constant(&f32::NEG_INFINITY), constant(&f32::NAN));
    splat(0.0).lt(x).select(result, outside)
}

/// [`log_inlined`] as a call, for kernels of which it is a part: its code exists once.
#[inline(never)]
pub fn log(x: F32x4) -> F32x4 {
    log_inlined(x)
}

/// [`log1p_inlined`] as a call.
#[inline(never)]
pub fn log1p(x: F32x4) -> F32x4 {
    log1p_inlined(x)
}

/// `ln x`, ≤ 1 ULP. For loops that do little else: there a call costs a tenth.
#[inline(always)]
pub fn log_inlined(x: F32x4) -> F32x4 {
    let (k, f) = split(x);
    let fraction = f.add(curve(f, k.mul(constant(&LN2_LOW))));
    domain(x, k.mul_add(constant(&LN2_HIGH), fraction))
}

/// `ln(1 + x)`, ≤ 2 ULP: what `1 + x` loses in rounding is put back as `lost/(1 + x)`.
#[inline(always)]
pub fn log1p_inlined(x: F32x4) -> F32x4 {
    let one = constant(&1.0);
    let sum = one.add(x);
    let back = sum.sub(one);
    let lost = one.sub(sum.sub(back)).add(x.sub(back));
    let (k, f) = split(sum);
    let low = k.mul_add(constant(&LN2_LOW), lost.div(sum));
    let result = k.mul_add(constant(&LN2_HIGH), f.add(curve(f, low)));
    // Also keeps the sign of zero.
    let result = x.abs().lt(constant(&1e-8)).select(x, result);
    domain(sum, result)
}

/// `log₂ x`, ≤ 2 ULP; exact for powers of two.
#[inline(always)]
pub fn log2(x: F32x4) -> F32x4 {
    let (k, f) = split(x);
    let fraction = f.add(curve(f, splat(0.0)));
    domain(x, fraction.mul_add(constant(&core::f32::consts::LOG2_E), k))
}

/// `log₁₀ x`, ≤ 2 ULP.
#[inline(always)]
pub fn log10(x: F32x4) -> F32x4 {
    const LOG10_2_HIGH: f32 = 0.300_781_25;
    const LOG10_2_LOW: f32 = 2.487_456_6e-4;
    let (k, f) = split(x);
    let fraction = f
        .add(curve(f, splat(0.0)))
        .mul(constant(&core::f32::consts::LOG10_E));
    let low = k.mul_add(constant(&LOG10_2_LOW), fraction);
    domain(x, k.mul_add(constant(&LOG10_2_HIGH), low))
}

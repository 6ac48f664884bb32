//! Exponentials: `x = n·ln 2 + r`, `eʳ` by a minimax polynomial, and `2ⁿ` by its exponent bits.

use super::{constant, polynomial, splat};
use crate::simd::{F32x4, Floats, I32x4, Integers};

/// The upper bits of ln 2: nine of them, so that `n·LN2_HIGH` is exact.
pub(super) const LN2_HIGH: f32 = 0.693_359_4;
/// What is left of ln 2.
pub(super) const LN2_LOW: f32 = -2.121_944_4e-4;

/// Of `q` in `eʳ = 1 + r + r²·q(r)`, |r| ≤ ln 2 / 2, highest first: minimax, within 3.2e-9·eʳ.
static COEFFICIENTS: [f32; 5] = [
    1.381_951_3e-3,
    8.368_69e-3,
    4.166_828e-2,
    1.666_652_1e-1,
    4.999_999_4e-1,
];

/// `eʳ - 1` for |r| ≤ ln 2 / 2.
#[inline(always)]
fn expm1_small(r: F32x4) -> F32x4 {
    let q = polynomial(r, &COEFFICIENTS);
    q.mul_add(r.mul(r), r)
}

/// 1.5·2²³: a float this large has no fraction, so that adding it rounds to an integer (ties to even), which is
/// then in the low bits. Rounding and converting by instructions takes ten times as many on x86-64.
/// The exponent's bias comes with it: shifted left, those bits are a power of two.
const ROUNDER: f32 = 12_582_912.0 + 127.0;

/// The nearest integer n of |x| < 2²², and `(n + 127) << 23`, which is 2ⁿ for -127 < n < 128.
#[inline(always)]
fn nearest(x: F32x4) -> (F32x4, I32x4) {
    let rounder = constant(&ROUNDER);
    let moved = x.add(rounder);
    // The rounder's other bits are shifted out.
    (moved.sub(rounder), moved.to_bits().shl(23))
}

/// `((n + 127) << 23, r)` with `x = n·ln 2 + r`, |r| ≤ ln 2 / 2, for |x| < 200.
#[inline(always)]
fn reduce(x: F32x4) -> (I32x4, F32x4) {
    let (n, exponent) = nearest(x.mul(constant(&core::f32::consts::LOG2_E)));
    let r = n.neg_mul_add(constant(&LN2_HIGH), x);
    (exponent, n.neg_mul_add(constant(&LN2_LOW), r))
}

/// `(1 + p)·2ⁿ` where 2ⁿ is a product of two: `half` (about half of `exponent`, its fraction's bits are ignored)
/// with `lift`, exactly, and what is left, which rounds once where the result is denormal.
#[inline(always)]
fn scale(p: F32x4, exponent: I32x4, half: I32x4, lift: &'static i32) -> F32x4 {
    let half = half.and(I32x4::constant(&-0x0080_0000));
    let rest = exponent.sub(half).add(I32x4::constant(&(63 << 23)));
    let first = half.add(I32x4::constant(lift)).to_f32_bits();
    p.mul_add(first, first).mul(rest.to_f32_bits())
}

/// `eˣ`, ≤ 1 ULP.
#[inline(always)]
pub fn exp(x: F32x4) -> F32x4 {
    let (exponent, r) = reduce(x.clamp(constant(&-105.0), constant(&89.0)));
    scale(expm1_small(r), exponent, exponent.shr(1), &(64 << 23))
}

/// `eˣ/2` for x ≥ 0, ≤ 1 ULP, also where `eˣ` overflows.
#[inline(always)]
pub(super) fn half_exp(x: F32x4) -> F32x4 {
    let (exponent, r) = reduce(x.clamp(splat(0.0), constant(&90.0)));
    let half = exponent.shr_unsigned(1);
    scale(expm1_small(r), exponent, half, &(63 << 23))
}

/// `eˣ` for -87 ≤ x ≤ 88, where neither overflow nor denormals arise; ≤ 1 ULP.
#[inline(always)]
pub(super) fn exp_moderate(x: F32x4) -> F32x4 {
    let (exponent, r) = reduce(x);
    let power = exponent.to_f32_bits();
    expm1_small(r).mul_add(power, power)
}

/// -127·ln 2: the power of two has no bits, and is 0.
const LOWEST: f32 = -88.029_69;

/// `eˣ` of N vectors, which share the loads of constants, for x ≤ 0 (or NaN), ≤ 1 ULP; what is below 2⁻¹²⁶·⁵
/// becomes 0.
#[inline(always)]
pub fn exp_falling<const N: usize>(x: [F32x4; N]) -> [F32x4; N] {
    let lowest = constant(&LOWEST);
    parts(x, |x| x.at_least(lowest)).map(|(p, power)| p.mul_add(power, power))
}

/// `(p, 2ⁿ)` with `eˣ = (1 + p)·2ⁿ` of N vectors, which share the loads of constants; x counts as 87 beyond ±87.
#[inline(always)]
pub(crate) fn exp_parts<const N: usize>(x: [F32x4; N]) -> [(F32x4, F32x4); N] {
    let (lowest, highest) = (constant(&-87.0), constant(&87.0));
    parts(x, |x| x.clamp(lowest, highest))
}

/// [`exp_parts`] of what `bound` makes of x.
#[inline(always)]
fn parts<const N: usize>(x: [F32x4; N], bound: impl Fn(F32x4) -> F32x4) -> [(F32x4, F32x4); N] {
    let per_two = constant(&core::f32::consts::LOG2_E);
    let (rounder, high, low) = (constant(&ROUNDER), constant(&LN2_HIGH), constant(&LN2_LOW));
    let mut parts = x.map(|x| {
        let x = bound(x);
        let moved = x.mul_add(per_two, rounder);
        let n = moved.sub(rounder);
        let r = n.neg_mul_add(low, n.neg_mul_add(high, x));
        (r, moved.to_bits().shl(23).to_f32_bits())
    });
    let [first, others @ ..] = &COEFFICIENTS;
    let mut results = [constant(first); N];
    for coefficient in others {
        let coefficient = constant(coefficient);
        for (q, (r, _)) in results.iter_mut().zip(&parts) {
            *q = q.mul_add(*r, coefficient);
        }
    }
    for ((r, _), q) in parts.iter_mut().zip(results) {
        *r = q.mul_add(r.mul(*r), *r);
    }
    parts
}

/// `2ˣ`, ≤ 1 ULP.
#[inline(always)]
pub fn exp2(x: F32x4) -> F32x4 {
    let x = x.clamp(constant(&-151.0), constant(&128.0));
    let (n, exponent) = nearest(x);
    let r = x.sub(n).mul(constant(&core::f32::consts::LN_2));
    scale(expm1_small(r), exponent, exponent.shr(1), &(64 << 23))
}

/// `eˣ - 1`, ≤ 2 ULP: `2ⁿ·(eʳ - 1) + (2ⁿ - 1)`, at half the size so that 2¹²⁸ needs no special case.
#[inline(always)]
pub fn expm1(x: F32x4) -> F32x4 {
    let (exponent, r) = reduce(x.clamp(constant(&-20.0), constant(&89.0)));
    let half = exponent.sub(I32x4::constant(&(1 << 23))).to_f32_bits();
    let result = half.mul_add(expm1_small(r), half.sub(constant(&0.5)));
    let result = result.add(result);
    // Below this `eˣ - 1` rounds to x, whose last bit (and sign of zero) the halving would lose.
    let result = x.abs().lt(constant(&1e-8)).select(x, result);
    constant(&88.8)
        .lt(x)
        .select(constant(&f32::INFINITY), result)
}

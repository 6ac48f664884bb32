//! Exponentials: `x = n·ln 2 + r`, `eʳ` by Cephes's polynomial, and `2ⁿ` by its exponent bits.

use super::{polynomial, splat};
use crate::simd::{F32x4, I32x4};

/// The upper bits of ln 2: nine of them, so that `n·LN2_HIGH` is exact.
pub(super) const LN2_HIGH: f32 = 0.693_359_4;
/// What is left of ln 2.
pub(super) const LN2_LOW: f32 = -2.121_944_4e-4;

/// `eʳ - 1` for |r| ≤ ln 2 / 2.
#[inline(always)]
fn expm1_small(r: F32x4) -> F32x4 {
    let p = polynomial(
        r,
        [
            1.987_569_1e-4,
            1.398_199_9e-3,
            8.333_452e-3,
            4.166_579_6e-2,
            1.666_666_5e-1,
            5e-1,
        ],
    );
    p.mul_add(r.mul(r), r)
}

/// 1.5·2²³: a float this large has no fraction, so that adding it rounds to an integer (ties to even), which is
/// then in the low bits. Rounding and converting by instructions takes ten times as many on x86-64.
const ROUNDER: f32 = 12_582_912.0;

/// The nearest integer of |x| < 2²², as float and as integer.
#[inline(always)]
fn nearest(x: F32x4) -> (F32x4, I32x4) {
    let moved = x.add(splat(ROUNDER));
    (
        moved.sub(splat(ROUNDER)),
        moved.to_bits().sub(splat(ROUNDER).to_bits()),
    )
}

/// `(n, r)` with `x = n·ln 2 + r`, |r| ≤ ln 2 / 2, for |x| < 200.
#[inline(always)]
fn reduce(x: F32x4) -> (I32x4, F32x4) {
    let (n, integer) = nearest(x.mul(splat(core::f32::consts::LOG2_E)));
    (
        integer,
        n.neg_mul_add(splat(LN2_LOW), n.neg_mul_add(splat(LN2_HIGH), x)),
    )
}

/// `2ⁿ` for integers -126..=127.
#[inline(always)]
fn power_of_two(n: I32x4) -> F32x4 {
    n.add(I32x4::splat(127)).shl(23).to_f32_bits()
}

/// `y·2ⁿ` for -252 ≤ n ≤ 254, rounded once (in two exact halves but the last, for denormals).
#[inline(always)]
fn scale(y: F32x4, n: I32x4) -> F32x4 {
    let half = n.shr(1);
    y.mul(power_of_two(half)).mul(power_of_two(n.sub(half)))
}

/// `eˣ`, ≤ 1 ULP.
#[inline(always)]
pub fn exp(x: F32x4) -> F32x4 {
    exp_scaled(x, 0)
}

/// `eˣ·2ˢ` for small s, so that `eˣ/2` may be had where `eˣ` overflows.
#[inline(always)]
pub(super) fn exp_scaled(x: F32x4, shift: i32) -> F32x4 {
    let (n, r) = reduce(x.clamp(splat(-105.0), splat(90.0)));
    scale(splat(1.0).add(expm1_small(r)), n.add(I32x4::splat(shift)))
}

/// `eˣ` for -87 ≤ x ≤ 88, where neither overflow nor denormals arise; ≤ 1 ULP.
#[inline(always)]
pub(super) fn exp_moderate(x: F32x4) -> F32x4 {
    let (n, r) = reduce(x);
    splat(1.0).add(expm1_small(r)).mul(power_of_two(n))
}

/// `2ˣ`, ≤ 1 ULP.
#[inline(always)]
pub fn exp2(x: F32x4) -> F32x4 {
    let x = x.clamp(splat(-151.0), splat(129.0));
    let (n, integer) = nearest(x);
    let r = x.sub(n).mul(splat(core::f32::consts::LN_2));
    scale(splat(1.0).add(expm1_small(r)), integer)
}

/// `eˣ - 1`, ≤ 2 ULP: `2ⁿ·(eʳ - 1) + (2ⁿ - 1)`, at half the size so that 2¹²⁸ needs no special case.
#[inline(always)]
pub fn expm1(x: F32x4) -> F32x4 {
    let (n, r) = reduce(x.clamp(splat(-20.0), splat(90.0)));
    let half = power_of_two(n.min(I32x4::splat(128)).sub(I32x4::splat(1)));
    let result = half.mul_add(expm1_small(r), half.sub(splat(0.5)));
    let result = result.add(result);
    // Below this `eˣ - 1` rounds to x, whose last bit (and sign of zero) the halving would lose.
    let result = x.abs().lt(splat(1e-8)).select(x, result);
    splat(88.8).lt(x).select(splat(f32::INFINITY), result)
}

//! Sine, cosine and tangent of any float: the argument is reduced exactly enough in `f64` (beyond 2²⁸ by the
//! bits of 2/π, as Payne and Hanek), then Cephes's polynomials on |r| ≤ π/4.

use super::{constant, polynomial, sign_bit};
use crate::simd::{F32x4, Floats, I32x4, Integers};

/// 2/π, 224 bits after the point.
const TWO_OVER_PI: [u32; 8] = [
    0xa2f9_836e,
    0x4e44_1529,
    0xfc27_57d1,
    0xf534_ddc0,
    0xdb62_9599,
    0x3c43_9041,
    0xfe51_63ab,
    0,
];

/// `(q, r)` with `x = q·π/2 + r` (q modulo 4), |r| ≤ π/4.
#[inline]
fn reduce(x: f32) -> (i32, f32) {
    /// The upper 33 bits of π/2, and the rest.
    const HALF_PI_HIGH: f64 = 1.570_796_310_901_641_8;
    const HALF_PI_LOW: f64 = 1.589_325_477_352_819_7e-8;
    let x64 = x as f64;
    if x64.abs() < 268_435_456.0 {
        let n = (x64 * core::f64::consts::FRAC_2_PI).round_ties_even();
        if n == 0.0 {
            return (0, x);
        }
        (
            n as i32,
            ((x64 - n * HALF_PI_HIGH) - n * HALF_PI_LOW) as f32,
        )
    } else {
        reduce_large(x)
    }
}

/// [`reduce`] for 2²⁸ ≤ |x|; NaN for what is not finite.
#[cold]
fn reduce_large(x: f32) -> (i32, f32) {
    let bits = x.to_bits();
    let exponent = bits >> 23 & 0xff;
    if exponent == 255 {
        return (0, f32::NAN);
    }
    let mantissa = (bits & 0x007f_ffff | 0x0080_0000) as u128;
    // Bits of 2/π before this one only add multiples of 4 to x·2/π.
    let first = exponent as usize - 150 - 2;
    let mut window = 0u128;
    for word in TWO_OVER_PI.iter().skip(first / 32).take(4) {
        window = window << 32 | *word as u128;
    }
    let window = window << (first % 32) >> 32;
    // 96 bits: two of the quadrant, then the fraction.
    let product = (mantissa * window) << 32;
    let fraction = (product << 2 >> 64) as u64 as i64;
    let quadrant = (product >> 126) as i32 + (fraction < 0) as i32;
    let r = fraction as f64 * (core::f64::consts::FRAC_PI_2 / 18_446_744_073_709_551_616.0);
    if x < 0.0 {
        (-quadrant, -r as f32)
    } else {
        (quadrant, r as f32)
    }
}

/// `(sin, cos)` from a quadrant and |r| ≤ π/4.
#[inline(always)]
fn evaluate(quadrant: I32x4, r: F32x4) -> (F32x4, F32x4) {
    let square = r.mul(r);
    let p = polynomial(square, &[-1.951_529_6e-4, 8.332_161e-3, -1.666_665_5e-1]);
    // The sum would lose the sign of a zero.
    let sine = p
        .mul(square)
        .mul_add(r, r)
        .to_bits()
        .or(sign_bit(r))
        .to_f32_bits();
    let p = polynomial(square, &[2.443_315_7e-5, -1.388_731_6e-3, 4.166_664_6e-2]);
    let cosine = p
        .mul(square)
        .mul_add(square, square.neg_mul_add(constant(&0.5), constant(&1.0)));
    let swap = I32x4::splat(0).sub(quadrant.and(I32x4::constant(&1)));
    let sine_sign = quadrant.shl(30).and(I32x4::constant(&i32::MIN));
    let cosine_sign = quadrant
        .add(I32x4::constant(&1))
        .shl(30)
        .and(I32x4::constant(&i32::MIN));
    (
        swap.select(cosine, sine)
            .to_bits()
            .xor(sine_sign)
            .to_f32_bits(),
        swap.select(sine, cosine)
            .to_bits()
            .xor(cosine_sign)
            .to_f32_bits(),
    )
}

/// Sine and cosine, ≤ 2 ULP each. Not inlined: three kernels share it, and none is hot.
#[inline(never)]
pub fn sin_cos(x: F32x4) -> (F32x4, F32x4) {
    let [a, b, c, d] = x.to_array();
    let ((qa, ra), (qb, rb), (qc, rc), (qd, rd)) = (reduce(a), reduce(b), reduce(c), reduce(d));
    evaluate(
        I32x4::from_array([qa, qb, qc, qd]),
        F32x4::from_array([ra, rb, rc, rd]),
    )
}

/// Sine and cosine of `2π·turns` for 0 ≤ turns ≤ 1; relative to the rounded product ≤ 2 ULP.
#[inline(always)]
pub fn sin_cos_turns(turns: F32x4) -> (F32x4, F32x4) {
    let quarters = turns.mul(constant(&4.0));
    let n = quarters.round_even();
    evaluate(
        n.to_i32(),
        quarters.sub(n).mul(constant(&core::f32::consts::FRAC_PI_2)),
    )
}

/// `sin x`, ≤ 2 ULP.
#[inline(always)]
pub fn sin(x: F32x4) -> F32x4 {
    sin_cos(x).0
}

/// `cos x`, ≤ 2 ULP.
#[inline(always)]
pub fn cos(x: F32x4) -> F32x4 {
    sin_cos(x).1
}

/// `tan x`, ≤ 3 ULP.
#[inline(always)]
pub fn tan(x: F32x4) -> F32x4 {
    let (sine, cosine) = sin_cos(x);
    sine.div(cosine)
}

//! Powers, in `f64` lane by lane: `2^(b·log₂|a|)` with both polynomials good to 1e-10, so ≤ 1 ULP.

use crate::simd::{F32x4, Floats};

/// `aᵇ` with IEEE 754's special values, ≤ 1 ULP. Not inlined: kernels share it.
#[inline(never)]
pub fn pow(a: F32x4, b: F32x4) -> F32x4 {
    let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (a.to_array(), b.to_array());
    F32x4::from_array([power(a0, b0), power(a1, b1), power(a2, b2), power(a3, b3)])
}

fn power(a: f32, b: f32) -> f32 {
    if b == 0.0 || a == 1.0 {
        return 1.0;
    }
    if a.is_nan() || b.is_nan() {
        return f32::NAN;
    }
    let whole = b.trunc() == b;
    // Floats from 2²⁴ on are even; half of an odd number is not whole.
    let odd = whole && b.abs() < 16_777_216.0 && (b * 0.5).trunc() != b * 0.5;
    let size = a.abs();
    let magnitude = if size == 0.0 || size == f32::INFINITY {
        if (size == 0.0) == (b > 0.0) {
            0.0
        } else {
            f32::INFINITY
        }
    } else if b.abs() == f32::INFINITY {
        if size == 1.0 {
            1.0
        } else if (size > 1.0) == (b > 0.0) {
            f32::INFINITY
        } else {
            0.0
        }
    } else if a < 0.0 && !whole {
        return f32::NAN;
    } else {
        exp2(b as f64 * log2(size as f64))
    };
    if odd && a.is_sign_negative() {
        -magnitude
    } else {
        magnitude
    }
}

/// `log₂ x` of a positive, normal `f64`, within 1e-12: the series of artanh on [√½, √2).
fn log2(x: f64) -> f64 {
    const SQRT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    let bits = x.to_bits().wrapping_add(0x3ff0_0000_0000_0000 - SQRT_HALF);
    let exponent = (bits >> 52) as i64 - 1023;
    let mantissa = f64::from_bits((bits & 0x000f_ffff_ffff_ffff).wrapping_add(SQRT_HALF));
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let z = s * s;
    let mut series = 1.0 / 15.0;
    for divisor in [13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0f64] {
        series = series * z + 1.0 / divisor;
    }
    exponent as f64 + 2.0 * core::f64::consts::LOG2_E * s * series
}

/// `2ˣ` rounded to `f32`: the series of the exponential on [-½, ½].
fn exp2(x: f64) -> f32 {
    let x = x.clamp(-160.0, 130.0);
    let n = x.round_ties_even();
    let r = (x - n) * core::f64::consts::LN_2;
    let mut series = 1.0;
    for divisor in [10.0, 9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0f64] {
        series = series * r * (1.0 / divisor) + 1.0;
    }
    (series * f64::from_bits(((n as i64 + 1023) as u64) << 52)) as f32
}

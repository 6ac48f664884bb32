//! Inverse trigonometric functions, by Cephes's polynomials.

use super::{constant, polynomial, sign_bit, splat, with_sign};
use crate::simd::{F32x4, Floats, I32x4, Integers};
use core::f32::consts::{FRAC_PI_2, FRAC_PI_4, PI};

/// `arctan t` for t ≥ 0.
#[inline(always)]
fn atan_positive(t: F32x4) -> F32x4 {
    let one = constant(&1.0);
    let steep = constant(&2.414_213_5).lt(t);
    let middle = constant(&0.414_213_56).lt(t);
    let above = steep.select(constant(&-1.0), middle.select(t.sub(one), t));
    let below = steep.select(t, middle.select(t.add(one), one));
    let start = steep.select(
        constant(&FRAC_PI_2),
        middle.select(constant(&FRAC_PI_4), splat(0.0)),
    );
    let r = above.div(below);
    let square = r.mul(r);
    let p = polynomial(
        square,
        &[
            8.053_744_5e-2,
            -1.387_768_6e-1,
            1.997_771_1e-1,
            -3.333_295e-1,
        ],
    );
    start.add(p.mul(square).mul_add(r, r))
}

/// `arctan x`, ≤ 3 ULP.
#[inline]
pub fn atan(x: F32x4) -> F32x4 {
    with_sign(atan_positive(x.abs()), x)
}

/// The angle of the point (x, y), ≤ 3 ULP, with IEEE 754's values for zeros and infinities.
#[inline]
pub fn atan2(y: F32x4, x: F32x4) -> F32x4 {
    let (height, width) = (y.abs(), x.abs());
    let (small, large) = (height.min(width), height.max(width));
    let ratio = large.eq(splat(0.0)).select(splat(0.0), small.div(large));
    let both_infinite = small.eq(constant(&f32::INFINITY));
    let angle = atan_positive(both_infinite.select(constant(&1.0), ratio));
    let angle = width
        .lt(height)
        .select(constant(&FRAC_PI_2).sub(angle), angle);
    let left = sign_bit(x).eq(I32x4::constant(&i32::MIN));
    with_sign(left.select(constant(&PI).sub(angle), angle), y)
}

/// `arcsin s`, where `square` is s², for 0 ≤ s ≤ ½.
#[inline(always)]
fn asin_small(s: F32x4, square: F32x4) -> F32x4 {
    let p = polynomial(
        square,
        &[
            4.216_32e-2,
            2.418_131e-2,
            4.547_002_6e-2,
            7.495_300_3e-2,
            1.666_675_2e-1,
        ],
    );
    p.mul(square).mul_add(s, s)
}

/// `(|x| > ½, arcsin of |x| or, where that holds, of √((1 - |x|)/2))`.
#[inline(always)]
fn asin_part(x: F32x4) -> (I32x4, F32x4) {
    let size = x.abs();
    let far = constant(&0.5).lt(size);
    let square = far.select(constant(&0.5).mul(constant(&1.0).sub(size)), size.mul(size));
    (far, asin_small(far.select(square.sqrt(), size), square))
}

/// `arcsin x`, ≤ 3 ULP; NaN outside [-1, 1].
#[inline]
pub fn asin(x: F32x4) -> F32x4 {
    let (far, part) = asin_part(x);
    with_sign(
        far.select(constant(&FRAC_PI_2).sub(part.add(part)), part),
        x,
    )
}

/// `arccos x`, ≤ 3 ULP; NaN outside [-1, 1].
#[inline]
pub fn acos(x: F32x4) -> F32x4 {
    let (far, part) = asin_part(x);
    let double = part.add(part);
    let outer = x.lt(splat(0.0)).select(constant(&PI).sub(double), double);
    far.select(
        outer,
        constant(&FRAC_PI_2).sub(part.to_bits().xor(sign_bit(x)).to_f32_bits()),
    )
}

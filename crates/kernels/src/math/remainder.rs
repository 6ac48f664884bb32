//! The exact remainder of two numbers, by long division of their significands.

/// `a - b · trunc(a/b)` without rounding, with the sign of a, as C's `fmodf`: NaN where a is infinite or b is 0.
/// The compiler's own is three times the code.
#[inline(never)]
pub fn remainder(a: f32, b: f32) -> f32 {
    const INFINITY: u32 = 0x7f80_0000;
    let (x, y) = (a.abs().to_bits(), b.abs().to_bits());
    if x >= INFINITY || y > INFINITY || y == 0 {
        return f32::NAN;
    }
    if x < y {
        return a;
    }
    // An integer, and the exponent of its unit, of which 1 is the smallest.
    let parts = |bits: u32| {
        let normal = (bits >> 23).min(1);
        let significand = bits & 0x7f_ffff | normal << 23;
        (significand as u64, (bits >> 23) + 1 - normal)
    };
    let ((mut rest, from), (divisor, to)) = (parts(x), parts(y));
    let mut left = from - to;
    loop {
        // Both have 24 bits, so that 40 more fit.
        let bits = left.min(40);
        rest = (rest << bits) % divisor;
        left -= bits;
        if left == 0 {
            break;
        }
    }
    // The unit is 2^(to - 150): a normal f64, and the product is exact.
    let unit = f64::from_bits((to as u64 + 1023 - 150) << 52);
    ((rest as f64 * unit) as f32).copysign(a)
}

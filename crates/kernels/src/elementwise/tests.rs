//! The SIMD kernels against plain scalar references, over odd sizes, strides and special values.

use super::*;
use crate::math::tests::ulp;
use crate::pool::{Pool, Serial};

/// A pool that runs the chunks last to first, to show that their order does not matter.
pub(crate) struct Backwards;

impl Pool for Backwards {
    fn threads(&self) -> usize {
        3
    }
    fn run(&self, chunks: usize, task: &(dyn Fn(usize) + Sync)) {
        (0..chunks).rev().for_each(task);
    }
}

/// Reproducible numbers in -4..4, with special values among them.
pub(crate) fn numbers(count: usize, seed: u32) -> Vec<f32> {
    const SPECIAL: [f32; 8] = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        f32::INFINITY,
        f32::NEG_INFINITY,
        f32::NAN,
        1e-40,
    ];
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    (0..count)
        .map(|i| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            if i % 11 == 10 {
                SPECIAL[(state >> 8) as usize % 8]
            } else {
                ((state >> 8) as f32 / (1 << 24) as f32) * 8.0 - 4.0
            }
        })
        .collect()
}

fn same(a: f32, b: f32) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

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
        HardShrink => (if x.abs() <= a { 0.0 } else { x }, exact),
        SoftShrink => (
            if x > a {
                x - a
            } else if x < -a {
                x + a
            } else {
                x * 0.0
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

/// Layouts: dims, strides of a, strides of b (elements), and how many elements each needs.
type Layout = (Vec<usize>, Vec<isize>, Vec<isize>);

fn layouts() -> Vec<Layout> {
    vec![
        (vec![], vec![], vec![]),
        (vec![0], vec![1], vec![1]),
        (vec![1], vec![1], vec![0]),
        (vec![101], vec![1], vec![1]),
        (vec![101], vec![0], vec![1]),
        (vec![7, 3], vec![3, 1], vec![0, 1]),
        (vec![7, 3], vec![3, 1], vec![1, 0]),
        (vec![70, 67], vec![67, 1], vec![0, 1]),
        (vec![70, 67], vec![67, 1], vec![1, 0]),
        (vec![70, 67], vec![1, 70], vec![67, 1]),
        (vec![5, 300], vec![1, 5], vec![0, 0]),
        (vec![3, 1, 5, 2], vec![0, 3, 2, 1], vec![10, 10, 2, 1]),
        (
            vec![2, 3, 4, 5, 2, 2],
            vec![0, 4, 0, 12, 2, 1],
            vec![240, 80, 20, 4, 2, 1],
        ),
        (
            vec![2, 1, 2, 1, 2, 1, 2, 3],
            vec![1, 0, 2, 0, 4, 0, 8, 16],
            vec![0, 0, 0, 0, 3, 0, 0, 1],
        ),
        (vec![130, 130, 3], vec![390, 3, 1], vec![0, 3, 1]),
    ]
}

/// Every index of `dims` in row-major order, as the flat offsets of the strides.
pub(crate) fn offsets(dims: &[usize], strides: &[isize]) -> Vec<isize> {
    let total: usize = dims.iter().product();
    (0..total)
        .map(|flat| {
            let (mut rest, mut offset) = (flat, 0);
            for (size, stride) in dims.iter().zip(strides).rev() {
                offset += (rest % size) as isize * stride;
                rest /= size;
            }
            offset
        })
        .collect()
}

fn reach(offsets: &[isize]) -> usize {
    offsets.iter().max().map_or(1, |last| *last as usize + 1)
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
        HardTanhGradient => (if z > -1.0 && z < 1.0 { x } else { 0.0 }, 0.5),
        HardSigmoidGradient => (if z > -3.0 && z < 3.0 { x / 6.0 } else { 0.0 }, 0.5),
        LeakyReluGradient => (if z > 0.0 { x } else { 0.25 * x }, 0.5),
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
}

#[test]
fn comparisons_and_classes_agree_with_the_scalar_ones() {
    for (dims, a_strides, b_strides) in layouts() {
        let (a_at, b_at) = (offsets(&dims, &a_strides), offsets(&dims, &b_strides));
        let (a, b) = (numbers(reach(&a_at), 5), numbers(reach(&b_at), 5));
        let integers = |x: &[f32]| -> Vec<i32> { x.iter().map(|x| *x as i32 % 3).collect() };
        let (ia, ib) = (integers(&a), integers(&b));
        for &function in CompareFunction::ALL {
            let (mut y, mut iy) = (vec![7u8; a_at.len()], vec![7u8; a_at.len()]);
            // SAFETY: the tensors hold all that the strides reach.
            unsafe {
                let operands = (
                    Operand::new(a.as_ptr(), &a_strides),
                    Operand::new(b.as_ptr(), &b_strides),
                );
                compare(
                    &Serial,
                    function,
                    &dims,
                    operands.0,
                    operands.1,
                    y.as_mut_ptr(),
                );
                let operands = (
                    Operand::new(ia.as_ptr(), &a_strides),
                    Operand::new(ib.as_ptr(), &b_strides),
                );
                compare_i32(
                    &Serial,
                    function,
                    &dims,
                    operands.0,
                    operands.1,
                    iy.as_mut_ptr(),
                );
            }
            fn truth<T: PartialOrd>(function: CompareFunction, a: T, b: T) -> u8 {
                (match function {
                    CompareFunction::Equal => a == b,
                    CompareFunction::NotEqual => a != b,
                    CompareFunction::Less => a < b,
                    CompareFunction::LessEqual => a <= b,
                    CompareFunction::Greater => a > b,
                    CompareFunction::GreaterEqual => a >= b,
                }) as u8
            }
            for i in 0..y.len() {
                let (p, q) = (a_at[i] as usize, b_at[i] as usize);
                assert_eq!(
                    y[i],
                    truth(function, a[p], b[q]),
                    "{function:?} {} {}",
                    a[p],
                    b[q]
                );
                assert_eq!(iy[i], truth(function, ia[p], ib[q]));
            }
        }
    }
    let x = numbers(97, 9);
    for &function in ClassifyFunction::ALL {
        let mut y = vec![7u8; 97];
        // SAFETY: both have 97 elements.
        unsafe { classify(&Serial, function, x.as_ptr(), y.as_mut_ptr(), 97) }
        for (x, y) in x.iter().zip(y) {
            let truth = match function {
                ClassifyFunction::IsNan => x.is_nan(),
                ClassifyFunction::IsInfinite => x.is_infinite(),
                ClassifyFunction::IsFinite => x.is_finite(),
            };
            assert_eq!(y, truth as u8, "{function:?} {x}");
        }
    }
}

#[test]
fn integer_functions_agree_with_the_scalar_ones() {
    let values = [0, 1, -1, 2, 3, -7, 7, i32::MAX, i32::MIN, 100, -3];
    for &function in IntegerFunction::ALL {
        for &a in &values {
            let mut y = vec![0i32; values.len()];
            // SAFETY: `a` is broadcast, the others have as many elements.
            unsafe {
                let (x, z) = (Operand::new(&a, &[0]), Operand::new(values.as_ptr(), &[1]));
                binary_i32(&Serial, function, &[values.len()], x, z, y.as_mut_ptr());
            }
            for (&b, y) in values.iter().zip(y) {
                let (x, z) = (a as i64, b as i64);
                let truth = match function {
                    IntegerFunction::Add => x + z,
                    IntegerFunction::Sub => x - z,
                    IntegerFunction::Mul => x * z,
                    IntegerFunction::FloorDivide if b == 0 => -1,
                    IntegerFunction::FloorDivide => (x as f64 / z as f64).floor() as i64,
                    IntegerFunction::Mod if b == 0 => x,
                    IntegerFunction::Mod => x - z * (x as f64 / z as f64).floor() as i64,
                    IntegerFunction::Maximum => x.max(z),
                    IntegerFunction::Minimum => x.min(z),
                    IntegerFunction::And => x & z,
                    IntegerFunction::Or => x | z,
                    IntegerFunction::Xor => x ^ z,
                    IntegerFunction::SquaredDifference => (x - z).wrapping_mul(x - z),
                };
                assert_eq!(y, truth as i32, "{function:?}({a}, {b})");
            }
        }
    }
    for &function in IntegerUnaryFunction::ALL {
        let mut y = values;
        // SAFETY: in place.
        unsafe { unary_i32(&Serial, function, y.as_ptr(), y.as_mut_ptr(), y.len()) }
        for (&x, y) in values.iter().zip(y) {
            let truth = match function {
                IntegerUnaryFunction::Neg => x.wrapping_neg(),
                IntegerUnaryFunction::Abs => x.wrapping_abs(),
                IntegerUnaryFunction::Sign => x.signum(),
                IntegerUnaryFunction::Square => x.wrapping_mul(x),
                IntegerUnaryFunction::Not => !x,
            };
            assert_eq!(y, truth, "{function:?}({x})");
        }
    }
}

#[test]
fn select_and_logic_broadcast() {
    for (dims, a_strides, b_strides) in layouts() {
        let (a_at, b_at) = (offsets(&dims, &a_strides), offsets(&dims, &b_strides));
        let a = numbers(reach(&a_at), 5);
        let b: Vec<u8> = numbers(reach(&b_at), 6)
            .iter()
            .map(|x| (*x > 0.0) as u8)
            .collect();
        let mut y = vec![0.0f32; a_at.len()];
        let half = 0.5f32;
        let zeros = vec![0isize; dims.len()];
        let mut bytes = vec![9u8; a_at.len()];
        // SAFETY: the tensors hold all that the strides reach.
        unsafe {
            let condition = Operand::new(b.as_ptr(), &b_strides);
            let first = Operand::new(a.as_ptr() as *const u8, &a_strides);
            let second = Operand::new(&half as *const f32 as *const u8, &zeros);
            let to = y.as_mut_ptr() as *mut u8;
            select(&Backwards, 4, &dims, condition, first, second, to);
            let byte = Operand::new(&5u8, &zeros);
            select(
                &Serial,
                1,
                &dims,
                condition,
                byte,
                condition,
                bytes.as_mut_ptr(),
            );
        }
        for i in 0..y.len() {
            let on = b[b_at[i] as usize] != 0;
            assert!(same(y[i], if on { a[a_at[i] as usize] } else { 0.5 }));
            assert_eq!(bytes[i], if on { 5 } else { 0 });
        }
        for &function in LogicalFunction::ALL {
            let mut bytes = vec![9u8; a_at.len()];
            let a: Vec<u8> = a.iter().map(|x| (*x > 1.0) as u8).collect();
            // SAFETY: the tensors hold all that the strides reach.
            unsafe {
                let (a, b) = (
                    Operand::new(a.as_ptr(), &a_strides),
                    Operand::new(b.as_ptr(), &b_strides),
                );
                binary_u8(&Serial, function, &dims, a, b, bytes.as_mut_ptr());
            }
            for i in 0..bytes.len() {
                let (p, q) = (a[a_at[i] as usize], b[b_at[i] as usize]);
                let truth = match function {
                    LogicalFunction::And => p & q,
                    LogicalFunction::Or => p | q,
                    LogicalFunction::Xor => p ^ q,
                };
                assert_eq!(bytes[i], truth);
            }
        }
    }
    let mut bools = [0u8, 1, 1, 0, 1];
    // SAFETY: in place.
    unsafe { logical_not(&Serial, bools.as_ptr(), bools.as_mut_ptr(), 5) }
    assert_eq!(bools, [1, 0, 0, 1, 0]);
}

#[test]
fn strided_copies_agree_with_one_element_at_a_time() {
    let row = |dims: &[usize]| {
        let mut strides = vec![1isize; dims.len()];
        for d in (0..dims.len().saturating_sub(1)).rev() {
            strides[d] = strides[d + 1] * dims[d + 1] as isize;
        }
        strides
    };
    // (dims, strides of x, first element of x, strides of y or none for row-major)
    type Case = (Vec<usize>, Vec<isize>, isize, Option<Vec<isize>>);
    let cases: Vec<Case> = vec![
        (vec![], vec![], 0, None),
        (vec![3, 0], vec![1, 1], 0, None),
        (vec![1001], vec![1], 0, None),
        (vec![33, 57], vec![1, 33], 0, None),
        (vec![257, 300], vec![1, 257], 0, None),
        (vec![3, 33, 57], vec![33 * 57, 1, 33], 0, None),
        (vec![5, 4, 3, 2], vec![1, 5, 20, 60], 0, None),
        (vec![10, 7], vec![-7, 1], 63, None),
        (vec![10, 7], vec![7, -1], 6, None),
        (vec![10, 7], vec![0, 1], 0, None),
        (vec![4, 9, 8], vec![8, 0, 1], 0, None),
        (vec![20, 30], vec![30, 1], 0, Some(vec![1, 20])),
        (vec![20, 30], vec![30, 1], 0, Some(vec![64, 2])),
        (
            vec![2, 2, 2, 2, 2, 2, 2, 2],
            vec![1, 2, 4, 8, 16, 32, 64, 128],
            0,
            None,
        ),
    ];
    for (dims, x_strides, first, y_strides) in cases {
        let y_strides = y_strides.unwrap_or_else(|| row(&dims));
        let (x_at, y_at) = (offsets(&dims, &x_strides), offsets(&dims, &y_strides));
        let x: Vec<u32> = (0..100_000).collect();
        let bytes: Vec<u8> = x.iter().map(|x| *x as u8).collect();
        let mut y = vec![u32::MAX; reach(&y_at)];
        let mut y_bytes = vec![0u8; reach(&y_at)];
        // SAFETY: both tensors hold all that the strides reach.
        unsafe {
            let (from, to) = (
                x.as_ptr().offset(first) as *const u8,
                y.as_mut_ptr() as *mut u8,
            );
            strided_copy(&Backwards, 4, &dims, from, &x_strides, to, &y_strides);
            let (from, to) = (bytes.as_ptr().offset(first), y_bytes.as_mut_ptr());
            strided_copy(&Serial, 1, &dims, from, &x_strides, to, &y_strides);
        }
        for (from, to) in x_at.iter().zip(&y_at) {
            let from = (first + from) as usize;
            assert_eq!(y[*to as usize], x[from], "{dims:?} {x_strides:?}");
            assert_eq!(y_bytes[*to as usize], bytes[from], "{dims:?} {x_strides:?}");
        }
    }
}

#[test]
fn casts_saturate_floats_and_wrap_integers() {
    use ElementType::*;
    fn convert<A, B: Clone + Default>(from: ElementType, to: ElementType, x: &[A]) -> Vec<B> {
        let mut y = vec![B::default(); x.len()];
        // SAFETY: as many elements on both sides.
        unsafe {
            let (x_pointer, y_pointer) = (x.as_ptr() as *const u8, y.as_mut_ptr() as *mut u8);
            cast(&Serial, from, to, x_pointer, y_pointer, x.len());
        }
        y
    }
    let floats = [
        0.0,
        -0.0,
        1.9,
        -1.9,
        300.7,
        -300.0,
        3e9,
        -3e9,
        f32::NAN,
        f32::INFINITY,
    ];
    let big = i32::MAX;
    assert_eq!(
        convert::<_, i32>(F32, I32, &floats),
        [0, 0, 1, -1, 300, -300, big, i32::MIN, 0, big]
    );
    assert_eq!(
        convert::<_, u8>(F32, U8, &floats),
        [0, 0, 1, 0, 255, 0, 255, 0, 0, 255]
    );
    assert_eq!(
        convert::<_, i8>(F32, I8, &floats),
        [0, 0, 1, -1, 127, -128, 127, -128, 0, 127]
    );
    assert_eq!(
        convert::<_, u8>(F32, Bool, &floats),
        [0, 0, 1, 1, 1, 1, 1, 1, 1, 1]
    );
    let integers = [0, 1, -1, 256, 257, 16_777_217];
    assert_eq!(
        convert::<_, f32>(I32, F32, &integers),
        [0.0, 1.0, -1.0, 256.0, 257.0, 16_777_216.0]
    );
    assert_eq!(convert::<_, u8>(I32, U8, &integers), [0, 1, 255, 0, 1, 1]);
    assert_eq!(convert::<_, i8>(I32, I8, &integers), [0, 1, -1, 0, 1, 1]);
    assert_eq!(convert::<_, u8>(I32, Bool, &integers), [0, 1, 1, 1, 1, 1]);
    assert_eq!(convert::<_, f32>(I8, F32, &[-5i8, 7]), [-5.0, 7.0]);
    assert_eq!(convert::<_, i32>(U8, I32, &[255u8, 7]), [255, 7]);
    assert_eq!(convert::<_, f32>(Bool, F32, &[1u8, 0]), [1.0, 0.0]);
    assert_eq!(convert::<_, u8>(I8, Bool, &[-5i8, 0]), [1, 0]);
}

#[test]
fn sequences_fill_every_element() {
    let mut y = vec![0.0f32; 40_000];
    let mut i = vec![0i32; 5];
    // SAFETY: as many elements as said.
    unsafe {
        iota_f32(&Backwards, 0.5, 0.25, y.as_mut_ptr(), y.len());
        iota_i32(&Serial, 5, -2, i.as_mut_ptr(), 5);
    }
    assert_eq!((y[0], y[1], y[39_999]), (0.5, 0.75, 0.5 + 39_999.0 * 0.25));
    assert_eq!(i, [5, 3, 1, -1, -3]);
    // SAFETY: as many elements as said.
    unsafe {
        fill(
            &Backwards,
            4,
            2.5f32.to_bits(),
            y.as_mut_ptr() as *mut u8,
            y.len(),
        );
        fill(&Serial, 1, 0x01, i.as_mut_ptr() as *mut u8, 20);
    }
    assert!(y.iter().all(|y| *y == 2.5));
    assert_eq!(i, [0x0101_0101; 5]);
}

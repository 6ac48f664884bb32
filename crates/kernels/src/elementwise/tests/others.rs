//! Comparisons, integers, selection, copies, conversions and sequences against one element at a time.

use super::super::*;
use super::{layouts, numbers, offsets, reach, same, Backwards};
use crate::pool::Serial;

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

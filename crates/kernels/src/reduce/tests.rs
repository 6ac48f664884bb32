//! Reductions against `f64`, over shapes with odd sizes, blocks, segments and tiles, and special values.

use super::*;
use crate::elementwise::tests::Backwards;
use crate::pool::Serial;

fn shapes() -> Vec<(usize, usize, usize)> {
    let mut shapes = vec![
        (1, 0, 1),
        (0, 3, 1),
        (2, 3, 0),
        (2, 0, 3),
        (1, 1, 1),
        (3, 1, 5),
        (1, 7, 1),
        (5, 16, 1),
        (4, 33, 1),
        (2, 5, 3),
        (3, 4, 4),
        (2, 37, 130),
    ];
    if !cfg!(miri) {
        shapes.extend([
            (1, 100_003, 1),
            (9, 20_011, 1),
            (2, 9001, 7),
            (1, 9001, 259),
            (70, 513, 1),
        ]);
    }
    shapes
}

fn values(count: usize) -> Vec<f32> {
    (0..count)
        .map(|i| ((i as f32 * 1.37).sin() + 0.3) * (1.0 + (i % 7) as f32))
        .collect()
}

fn columns<T: Copy>(x: &[T], (outer, axis, inner): (usize, usize, usize)) -> Vec<Vec<T>> {
    let mut all = Vec::new();
    for o in 0..outer {
        for i in 0..inner {
            all.push((0..axis).map(|a| x[(o * axis + a) * inner + i]).collect());
        }
    }
    all
}

/// The result in `f64` and the size that its error is measured against.
fn reference(function: ReduceFunction, x: &[f32]) -> (f64, f64) {
    let x: Vec<f64> = x.iter().map(|x| *x as f64).collect();
    let sum: f64 = x.iter().sum();
    let sizes: f64 = x.iter().map(|x| x.abs()).sum();
    let squares: f64 = x.iter().map(|x| x * x).sum();
    let max = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let count = x.len() as f64;
    match function {
        ReduceFunction::Sum => (sum, sizes),
        ReduceFunction::Mean => (sum / count, sizes / count),
        ReduceFunction::Max => (max, 0.0),
        ReduceFunction::Min => (x.iter().copied().fold(f64::INFINITY, f64::min), 0.0),
        ReduceFunction::Prod => {
            let product: f64 = x.iter().product();
            (product, product.abs() * count.max(1.0))
        }
        ReduceFunction::LogSumExp if max == f64::NEG_INFINITY => (max, 0.0),
        ReduceFunction::LogSumExp => {
            let value = max + x.iter().map(|x| (x - max).exp()).sum::<f64>().ln();
            (value, value.abs() + max.abs() + 1.0)
        }
        ReduceFunction::L2Norm => (squares.sqrt(), squares.sqrt()),
        ReduceFunction::SumOfSquares => (squares, squares),
        ReduceFunction::L1Norm => (sizes, sizes),
    }
}

unsafe fn run(function: ReduceFunction, x: &[f32], (o, a, i): (usize, usize, usize)) -> Vec<f32> {
    let mut y = vec![7.0; o * i + 1];
    let mut again = vec![7.0; o * i + 1];
    // SAFETY: x and y have these shapes.
    unsafe {
        reduce(&Serial, function, x.as_ptr(), y.as_mut_ptr(), o, a, i);
        reduce(
            &Backwards,
            function,
            x.as_ptr(),
            again.as_mut_ptr(),
            o,
            a,
            i,
        );
    }
    let bits = |y: &[f32]| y.iter().map(|y| y.to_bits()).collect::<Vec<_>>();
    assert_eq!(
        bits(&y),
        bits(&again),
        "{function:?}: the pool's order matters"
    );
    assert_eq!(y.pop(), Some(7.0));
    y
}

#[test]
fn float_reductions_stay_within_eight_roundings_of_the_sum_of_sizes() {
    for shape in shapes() {
        for &function in ReduceFunction::ALL {
            let mut x = values(shape.0 * shape.1 * shape.2);
            if function == ReduceFunction::Prod {
                x.iter_mut()
                    .enumerate()
                    .for_each(|(i, x)| *x = 1.0 + (i % 5) as f32 * 1e-4 - 2e-4);
            }
            // SAFETY: x has this shape.
            let y = unsafe { run(function, &x, shape) };
            for (y, column) in y.iter().zip(columns(&x, shape)) {
                let (truth, size) = reference(function, &column);
                let error = (*y as f64 - truth).abs();
                let fits = error <= 8.0 * size * 2f64.powi(-24) || *y as f64 == truth;
                assert!(
                    fits || (y.is_nan() && truth.is_nan()),
                    "{function:?} {shape:?}: {y}, not {truth}"
                );
            }
        }
    }
}

#[test]
fn nan_and_infinities_go_through_every_position() {
    for shape in [(1, 37, 1), (2, 9, 5)] {
        for position in 0..shape.0 * shape.1 * shape.2 {
            for special in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
                let mut x = values(shape.0 * shape.1 * shape.2);
                x[position] = special;
                for &function in ReduceFunction::ALL {
                    // SAFETY: x has this shape.
                    let y = unsafe { run(function, &x, shape) };
                    let (o, i) = (position / (shape.1 * shape.2), position % shape.2);
                    let y = y[o * shape.2 + i];
                    if special.is_nan() {
                        assert!(y.is_nan(), "{function:?} loses a NaN at {position}");
                    } else if matches!(function, ReduceFunction::Sum | ReduceFunction::Mean) {
                        assert_eq!(y, special);
                    } else if function == ReduceFunction::LogSumExp && special > 0.0 {
                        assert_eq!(y, f32::INFINITY);
                    }
                }
            }
        }
    }
    let x = [f32::NEG_INFINITY; 6];
    // SAFETY: x has six elements.
    let y = unsafe { run(ReduceFunction::LogSumExp, &x, (1, 6, 1)) };
    assert_eq!(y, [f32::NEG_INFINITY]);
}

#[test]
fn integer_and_bool_reductions_agree_with_folds() {
    for shape in shapes() {
        let (o, a, i) = shape;
        let x: Vec<i32> = values(o * a * i)
            .iter()
            .map(|x| (*x * 1e6) as i32)
            .collect();
        for &function in IntegerReduceFunction::ALL {
            let mut y = vec![0; o * i];
            // SAFETY: x and y have these shapes.
            unsafe { reduce_i32(&Backwards, function, x.as_ptr(), y.as_mut_ptr(), o, a, i) }
            for (y, column) in y.iter().zip(columns(&x, shape)) {
                let column = column.into_iter();
                let truth = match function {
                    IntegerReduceFunction::Sum => column.fold(0, i32::wrapping_add),
                    IntegerReduceFunction::Max => column.fold(i32::MIN, i32::max),
                    IntegerReduceFunction::Min => column.fold(i32::MAX, i32::min),
                    IntegerReduceFunction::Prod => column.fold(1, i32::wrapping_mul),
                };
                assert_eq!(*y, truth);
            }
        }
        for (all, threshold) in [
            (true, -8000),
            (true, 0),
            (false, 6_000_000),
            (false, 10_000_000),
        ] {
            let x: Vec<u8> = x
                .iter()
                .map(|x| if *x > threshold { 3 } else { 0 })
                .collect();
            let mut y = vec![9u8; o * i];
            // SAFETY: x and y have these shapes.
            unsafe { reduce_bool(&Serial, all, x.as_ptr(), y.as_mut_ptr(), o, a, i) }
            for (y, column) in y.iter().zip(columns(&x, shape)) {
                let mut column = column.iter();
                let truth = if all {
                    column.all(|x| *x != 0)
                } else {
                    column.any(|x| *x != 0)
                };
                assert_eq!(*y, truth as u8);
            }
        }
    }
}

#[test]
fn arg_extremes_are_the_first_and_nan_wins() {
    let arg = |function, x: &[f32], (o, a, i): (usize, usize, usize)| {
        let mut y = vec![-1; o * i];
        // SAFETY: x and y have these shapes.
        unsafe { arg_extreme(&Backwards, function, x.as_ptr(), y.as_mut_ptr(), o, a, i) }
        y
    };
    let x = [1.0, 3.0, 3.0, -2.0, -2.0, f32::NAN, 5.0, f32::NAN];
    assert_eq!(arg(ArgFunction::Max, &x[..5], (1, 5, 1)), [1]);
    assert_eq!(arg(ArgFunction::Min, &x[..5], (1, 5, 1)), [3]);
    assert_eq!(arg(ArgFunction::Max, &x, (1, 8, 1)), [5]);
    assert_eq!(arg(ArgFunction::Min, &x, (1, 8, 1)), [5]);
    assert_eq!(arg(ArgFunction::Max, &x[..6], (1, 3, 2)), [1, 2]);
    assert_eq!(
        arg(ArgFunction::Max, &[f32::NEG_INFINITY; 3], (1, 3, 1)),
        [0]
    );
    assert_eq!(arg(ArgFunction::Max, &[0.0, -0.0, 0.0], (1, 3, 1)), [0]);
    assert_eq!(arg(ArgFunction::Max, &[-0.0, 0.0], (1, 2, 1)), [0]);
}

#[test]
fn running_sums_and_products_agree_with_f64() {
    for (shape, exclusive, reverse) in [
        ((2, 5, 3), false, false),
        ((1, 9, 1), true, false),
        ((3, 4, 1), false, true),
        ((1, 6, 2), true, true),
        ((0, 4, 1), false, false),
        ((50, 400, 1), false, false),
    ] {
        let (o, a, i) = shape;
        let x = values(o * a * i);
        for &function in CumulativeFunction::ALL {
            let sum = function == CumulativeFunction::Sum;
            let mut y = x.clone();
            let mut whole: Vec<i32> = x.iter().map(|x| *x as i32 + 1).collect();
            let before = whole.clone();
            // SAFETY: in place.
            unsafe {
                let to = y.as_mut_ptr();
                cumulative(&Backwards, function, to, to, o, a, i, exclusive, reverse);
                let to = whole.as_mut_ptr();
                cumulative_i32(&Serial, function, to, to, o, a, i, exclusive, reverse);
            }
            let all = columns(&x, shape).into_iter().zip(columns(&before, shape));
            let results = columns(&y, shape).into_iter().zip(columns(&whole, shape));
            for ((x, n), (y, m)) in all.zip(results) {
                let (mut total, mut integer) = (!sum as i32 as f64, !sum as i32);
                for k in 0..a {
                    let k = if reverse { a - 1 - k } else { k };
                    let (before, before_integer) = (total, integer);
                    total = if sum {
                        total + x[k] as f64
                    } else {
                        total * x[k] as f64
                    };
                    integer = if sum {
                        integer.wrapping_add(n[k])
                    } else {
                        integer.wrapping_mul(n[k])
                    };
                    assert_eq!(y[k], if exclusive { before } else { total } as f32);
                    assert_eq!(m[k], if exclusive { before_integer } else { integer });
                }
            }
        }
    }
}

#[test]
fn the_helpers_for_rows_agree_with_the_reduction() {
    let x = values(1501);
    // SAFETY: x has 1501 elements.
    unsafe {
        assert_eq!(
            row_sum(x.as_ptr(), 1501),
            run(ReduceFunction::Sum, &x, (1, 1501, 1))[0]
        );
        let sum = sum_of(1501, |i, left| crate::tails::load(x.as_ptr().add(i), left));
        let truth: f64 = x.iter().map(|x| *x as f64).sum();
        assert!((sum - truth).abs() < 1e-3, "{sum} {truth}");
    }
}

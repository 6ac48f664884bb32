//! Softmax and the cross-entropies against `f64`, their gradients against finite differences in `f64`.

use super::*;
use crate::elementwise::tests::Backwards;
use crate::pool::Serial;

const EPSILON: f64 = 1e-7;

fn logits(rows: usize, columns: usize) -> Vec<f32> {
    (0..rows * columns)
        .map(|i| (i as f32 * 1.7).sin() * (i % 9 + 1) as f32)
        .collect()
}

/// Positive rows that do not quite sum to 1.
fn positive(rows: usize, columns: usize) -> Vec<f32> {
    logits(rows, columns)
        .iter()
        .map(|x| (x.abs() + 0.1) / columns as f32)
        .collect()
}

fn log_softmax64(x: &[f64]) -> Vec<f64> {
    let max = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let log_sum = x.iter().map(|x| (x - max).exp()).sum::<f64>().ln();
    x.iter().map(|x| x - max - log_sum).collect()
}

fn wide(x: &[f32]) -> Vec<f64> {
    x.iter().map(|x| *x as f64).collect()
}

fn dense_loss(x: &[f64], t: &[f64], from_logits: bool) -> f64 {
    let log_p = if from_logits {
        log_softmax64(x)
    } else {
        let sum: f64 = x.iter().sum();
        x.iter()
            .map(|x| (x / sum).clamp(EPSILON, 1.0 - EPSILON).ln())
            .collect()
    };
    -log_p.iter().zip(t).map(|(p, t)| p * t).sum::<f64>()
}

/// `∂f/∂x[i]`, by central differences.
fn slope(x: &[f64], i: usize, f: impl Fn(&[f64]) -> f64) -> f64 {
    let step = 1e-6 * x[i].abs().max(1e-2);
    let (mut up, mut down) = (x.to_vec(), x.to_vec());
    up[i] += step;
    down[i] -= step;
    (f(&up) - f(&down)) / (2.0 * step)
}

fn near(value: f32, truth: f64, bound: f64) {
    let error = (value as f64 - truth).abs();
    assert!(
        error <= bound * truth.abs().max(1.0),
        "{value}, expected {truth}"
    );
}

const SHAPES: [(usize, usize); 9] = [
    (0, 3),
    (1, 1),
    (3, 2),
    (5, 4),
    (4, 10),
    (7, 33),
    (2, 1000),
    (900, 13),
    (3, 17),
];

#[test]
fn softmax_and_its_logarithm_agree_with_f64() {
    for (rows, columns) in SHAPES {
        let x = logits(rows, columns);
        let (mut y, mut z) = (x.clone(), x.clone());
        // SAFETY: all have this shape; in place.
        unsafe {
            let to = y.as_mut_ptr();
            softmax(&Backwards, to, to, rows, columns);
            log_softmax(&Serial, x.as_ptr(), z.as_mut_ptr(), rows, columns);
        }
        for ((x, y), z) in x
            .chunks(columns)
            .zip(y.chunks(columns))
            .zip(z.chunks(columns))
        {
            for (i, truth) in log_softmax64(&wide(x)).into_iter().enumerate() {
                assert!(
                    (y[i] as f64 / truth.exp() - 1.0).abs() < 2e-6,
                    "{} {}",
                    y[i],
                    truth.exp()
                );
                near(z[i], truth, 4e-7);
            }
        }
    }
}

#[test]
fn extreme_logits_stay_finite_and_nan_spreads_over_its_row_only() {
    let x = [
        1e30,
        -1e30,
        0.0,
        5.0,
        f32::NAN,
        1.0,
        f32::NEG_INFINITY,
        0.0,
        f32::NEG_INFINITY,
    ];
    let mut y = [7.0f32; 9];
    // SAFETY: three rows of three.
    unsafe { softmax(&Serial, x.as_ptr(), y.as_mut_ptr(), 3, 3) }
    assert_eq!(y[..3], [1.0, 0.0, 0.0]);
    assert!(y[3..6].iter().all(|y| y.is_nan()));
    assert_eq!(y[6..], [0.0, 1.0, 0.0]);
}

#[test]
fn rows_of_every_length_are_whole_in_place_and_with_nan_anywhere() {
    for columns in (1..70).chain(505..520) {
        let x = logits(3, columns);
        let (mut y, mut inside) = (vec![7.0f32; 3 * columns], x.clone());
        // SAFETY: three rows each.
        unsafe {
            softmax(&Serial, x.as_ptr(), y.as_mut_ptr(), 3, columns);
            let to = inside.as_mut_ptr();
            softmax(&Serial, to, to, 3, columns);
        }
        assert_eq!(y, inside);
        for (x, y) in x.chunks(columns).zip(y.chunks(columns)) {
            for (y, truth) in y.iter().zip(log_softmax64(&wide(x))) {
                assert!((*y as f64 / truth.exp() - 1.0).abs() < 2e-6, "{columns}");
            }
        }
        for spoilt in [0, columns / 2, columns - 1] {
            let mut x = logits(1, columns);
            x[spoilt] = f32::NAN;
            let to = x.as_mut_ptr();
            // SAFETY: one row.
            unsafe { softmax(&Serial, to, to, 1, columns) }
            assert!(x.iter().all(|x| x.is_nan()), "{columns} {spoilt}");
        }
    }
}

#[test]
fn softmax_gradients_agree_with_finite_differences() {
    for (rows, columns) in SHAPES {
        if columns > 100 {
            continue;
        }
        let x = logits(rows, columns);
        let dy: Vec<f32> = logits(rows, columns)
            .iter()
            .map(|x| x * 0.3 + 0.1)
            .collect();
        let (mut y, mut z) = (x.clone(), x.clone());
        let (mut dx, mut dz) = (dy.clone(), dy.clone());
        // SAFETY: all have this shape; the gradients in place.
        unsafe {
            softmax(&Serial, x.as_ptr(), y.as_mut_ptr(), rows, columns);
            log_softmax(&Serial, x.as_ptr(), z.as_mut_ptr(), rows, columns);
            let to = dx.as_mut_ptr();
            softmax_gradient(&Backwards, y.as_ptr(), to, to, rows, columns);
            let to = dz.as_mut_ptr();
            log_softmax_gradient(&Backwards, z.as_ptr(), to, to, rows, columns);
        }
        for row in (0..rows).step_by(37) {
            let at = row * columns..(row + 1) * columns;
            let (x, dy) = (wide(&x[at.clone()]), wide(&dy[at.clone()]));
            for i in 0..columns {
                let weighted = |y: Vec<f64>| y.iter().zip(&dy).map(|(y, d)| y * d).sum::<f64>();
                let soft =
                    |x: &[f64]| weighted(log_softmax64(x).into_iter().map(f64::exp).collect());
                near(dx[at.start + i], slope(&x, i, soft), 3e-6);
                near(
                    dz[at.start + i],
                    slope(&x, i, |x| weighted(log_softmax64(x))),
                    3e-6,
                );
            }
        }
    }
}

#[test]
fn cross_entropies_and_gradients_agree_with_f64() {
    for (rows, columns) in SHAPES {
        for from_logits in [true, false] {
            let x = if from_logits {
                logits(rows, columns)
            } else {
                positive(rows, columns)
            };
            let targets: Vec<f32> = positive(rows, columns)
                .iter()
                .rev()
                .map(|t| t * 0.5)
                .collect();
            let labels: Vec<i32> = (0..rows).map(|r| (r * 7 % columns) as i32).collect();
            let dloss: Vec<f32> = (0..rows).map(|r| 0.5 + (r % 3) as f32).collect();
            let (mut dense, mut sparse) = (vec![9.0f32; rows], vec![9.0f32; rows]);
            let (mut d_dense, mut d_sparse) = (x.clone(), x.clone());
            // SAFETY: all have these shapes; the gradients in place.
            unsafe {
                let (p, t, l, d) = (
                    x.as_ptr(),
                    targets.as_ptr(),
                    labels.as_ptr(),
                    dloss.as_ptr(),
                );
                let (to, to_sparse) = (dense.as_mut_ptr(), sparse.as_mut_ptr());
                let (dx, ds) = (d_dense.as_mut_ptr(), d_sparse.as_mut_ptr());
                let pool = &Backwards;
                if from_logits {
                    softmax_cross_entropy(pool, p, t, to, rows, columns);
                    softmax_cross_entropy_gradient(pool, dx, t, d, dx, rows, columns);
                    assert!(
                        sparse_softmax_cross_entropy(pool, p, l, to_sparse, rows, columns).is_ok()
                    );
                    let done =
                        sparse_softmax_cross_entropy_gradient(pool, ds, l, d, ds, rows, columns);
                    assert!(done.is_ok());
                } else {
                    categorical_cross_entropy(pool, p, t, to, rows, columns);
                    categorical_cross_entropy_gradient(pool, dx, t, d, dx, rows, columns);
                    let done =
                        sparse_categorical_cross_entropy(pool, p, l, to_sparse, rows, columns);
                    assert!(done.is_ok());
                    let done = sparse_categorical_cross_entropy_gradient(
                        pool, ds, l, d, ds, rows, columns,
                    );
                    assert!(done.is_ok());
                }
            }
            for row in 0..rows {
                let at = row * columns..(row + 1) * columns;
                let (x, t) = (wide(&x[at.clone()]), wide(&targets[at.clone()]));
                let mut one_hot = vec![0.0; columns];
                one_hot[labels[row] as usize] = 1.0;
                near(dense[row], dense_loss(&x, &t, from_logits), 1e-6);
                near(sparse[row], dense_loss(&x, &one_hot, from_logits), 1e-6);
                if columns > 40 || row > 8 {
                    continue;
                }
                for i in 0..columns {
                    let d = dloss[row] as f64;
                    let truth = d * slope(&x, i, |x| dense_loss(x, &t, from_logits));
                    near(d_dense[at.start + i], truth, 4e-6);
                    let truth = d * slope(&x, i, |x| dense_loss(x, &one_hot, from_logits));
                    near(d_sparse[at.start + i], truth, 4e-6);
                }
            }
        }
    }
}

#[test]
fn a_label_out_of_range_is_reported_before_anything_is_written() {
    let x = logits(3, 4);
    for label in [-1, 4, i32::MIN, i32::MAX] {
        let labels = [0, 3, label];
        let fault = Err(LabelFault { row: 2, label });
        let (mut loss, mut dx) = ([7.0f32; 3], [7.0f32; 12]);
        let (p, l, d) = (x.as_ptr(), labels.as_ptr(), x.as_ptr());
        // SAFETY: all have these shapes.
        unsafe {
            let to = loss.as_mut_ptr();
            assert_eq!(sparse_softmax_cross_entropy(&Serial, p, l, to, 3, 4), fault);
            assert_eq!(
                sparse_categorical_cross_entropy(&Serial, p, l, to, 3, 4),
                fault
            );
            let to = dx.as_mut_ptr();
            assert_eq!(
                sparse_softmax_cross_entropy_gradient(&Serial, p, l, d, to, 3, 4),
                fault
            );
            assert_eq!(
                sparse_categorical_cross_entropy_gradient(&Serial, p, l, d, to, 3, 4),
                fault
            );
        }
        assert!(loss.iter().chain(&dx).all(|y| *y == 7.0));
    }
}

#[test]
fn probabilities_at_the_ends_are_clipped_as_keras_does() {
    let (x, t) = ([0.0f32, 1.0], [1.0f32, 0.0]);
    let (mut loss, mut dx) = ([9.0f32], [9.0f32; 2]);
    let mut binary = [9.0f32; 2];
    // SAFETY: one row of two.
    unsafe {
        categorical_cross_entropy(&Serial, x.as_ptr(), t.as_ptr(), loss.as_mut_ptr(), 1, 2);
        let (p, t) = (x.as_ptr(), t.as_ptr());
        categorical_cross_entropy_gradient(&Serial, p, t, [1.0f32].as_ptr(), dx.as_mut_ptr(), 1, 2);
        binary_cross_entropy(&Serial, p, t, binary.as_mut_ptr(), 2);
    }
    near(loss[0], -(1e-7f64.ln()), 1e-6);
    assert_eq!(dx, [0.0, 0.0]);
    near(binary[0], -(1e-7f64.ln()), 1e-6);
    // 1 - 1e-7 is 1 - 2⁻²³ in f32, as in Keras.
    near(binary[1], -((2f64.powi(-23)).ln()), 1e-6);
}

#[test]
fn binary_cross_entropies_and_gradients_agree_with_f64() {
    for count in [0, 1, 5, 64, 10_001] {
        let x = logits(1, count);
        let p: Vec<f32> = x.iter().map(|x| 1.0 / (1.0 + (-x).exp())).collect();
        let t: Vec<f32> = (0..count).map(|i| (i % 5) as f32 * 0.25).collect();
        let d: Vec<f32> = (0..count).map(|i| 1.0 + (i % 3) as f32).collect();
        let (mut a, mut b) = (x.clone(), x.clone());
        let (mut da, mut db) = (d.clone(), d.clone());
        // SAFETY: all have `count` elements.
        unsafe {
            let to = a.as_mut_ptr();
            binary_cross_entropy_with_logits(&Backwards, to, t.as_ptr(), to, count);
            binary_cross_entropy(&Backwards, p.as_ptr(), t.as_ptr(), b.as_mut_ptr(), count);
            let to = da.as_mut_ptr();
            binary_cross_entropy_with_logits_gradient(
                &Serial,
                x.as_ptr(),
                t.as_ptr(),
                to,
                to,
                count,
            );
            let to = db.as_mut_ptr();
            binary_cross_entropy_gradient(&Serial, p.as_ptr(), t.as_ptr(), to, to, count);
        }
        for i in 0..count {
            let (x, p, t, d) = (x[i] as f64, p[i] as f64, t[i] as f64, d[i] as f64);
            near(a[i], x.max(0.0) - x * t + (-x.abs()).exp().ln_1p(), 5e-7);
            near(b[i], -(t * p.ln() + (1.0 - t) * (1.0 - p).ln()), 1e-6);
            near(da[i], d * (1.0 / (1.0 + (-x).exp()) - t), 5e-7);
            near(db[i], d * ((1.0 - t) / (1.0 - p) - t / p), 2e-6);
        }
    }
}

//! Normalisations of odd shapes against formulas in `f64`.

use super::*;
use crate::convolution::tests::{Random, Threads};
use crate::pool::{Pool, Serial};

/// Largest error allowed, of the largest value: a few roundings of each element, and of its sums.
const BOUND: f64 = 16.0 * f32::EPSILON as f64;

fn close(found: &[f32], expected: &[f64], scale: f64, name: &str) {
    for (i, (&found, &expected)) in found.iter().zip(expected).enumerate() {
        let error = (found as f64 - expected).abs();
        assert!(
            error <= BOUND * scale,
            "{name} {i}: {found}, not {expected}, scale {scale}"
        );
    }
}

fn largest(values: &[f64]) -> f64 {
    values
        .iter()
        .fold(1e-30, |most, value| most.max(value.abs()))
}

/// The normalisation of one vector of elements and its gradients, from the definition (Ioffe and Szegedy).
struct Exact {
    mean: f64,
    variance: f64,
    normal: Vec<f64>,
    dx: Vec<f64>,
    dgamma: Vec<f64>,
}

/// `slopes` are dy·γ, `gradients` dy.
fn exact(x: &[f64], slopes: &[f64], gradients: &[f64], epsilon: f64, centred: bool) -> Exact {
    let count = x.len() as f64;
    let mean = if centred {
        x.iter().sum::<f64>() / count
    } else {
        0.0
    };
    let variance = x.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / count;
    let factor = 1.0 / (variance + epsilon).sqrt();
    let normal: Vec<f64> = x.iter().map(|x| (x - mean) * factor).collect();
    let sum = if centred {
        slopes.iter().sum::<f64>() / count
    } else {
        0.0
    };
    let product = slopes.iter().zip(&normal).map(|(d, u)| d * u).sum::<f64>() / count;
    Exact {
        mean,
        variance,
        dx: slopes
            .iter()
            .zip(&normal)
            .map(|(d, u)| factor * (d - sum - u * product))
            .collect(),
        dgamma: gradients.iter().zip(&normal).map(|(d, u)| d * u).collect(),
        normal,
    }
}

struct Tensors {
    x: Vec<f32>,
    dy: Vec<f32>,
    gamma: Vec<f32>,
    beta: Vec<f32>,
}

impl Tensors {
    /// Values around `shift`.
    fn new(random: &mut Random, rows: usize, columns: usize, shift: f32) -> Self {
        Self {
            x: random
                .values(rows * columns)
                .iter()
                .map(|x| x + shift)
                .collect(),
            dy: random.values(rows * columns),
            gamma: random.values(columns),
            beta: random.values(columns),
        }
    }
}

fn or_null(values: &[f32], given: bool) -> *const f32 {
    if given {
        values.as_ptr()
    } else {
        core::ptr::null()
    }
}

/// Outputs y, mean, variance, dx, dγ, dβ.
fn batch(
    pool: &dyn Pool,
    t: &Tensors,
    rows: usize,
    channels: usize,
    weights: bool,
) -> [Vec<f32>; 6] {
    let mut scratch = vec![f64::NAN; batch_scratch_len(rows, channels).div_ceil(2)];
    let scratch = scratch.as_mut_ptr() as *mut f32;
    let mut out = [rows, 1, 1, rows, 1, 1].map(|rows| vec![f32::NAN; rows * channels]);
    let [y, mean, variance, dx, dgamma, dbeta] = out.each_mut().map(|v| v.as_mut_ptr());
    let (gamma, beta) = (or_null(&t.gamma, weights), or_null(&t.beta, weights));
    let (x, dy, shape) = (t.x.as_ptr(), t.dy.as_ptr(), [rows, channels]);
    // SAFETY: the vectors have the sizes of the shape.
    unsafe {
        batch_normalize_training(
            pool, x, gamma, beta, y, mean, variance, shape, 1e-3, scratch,
        );
        let statistics = [mean as *const f32, variance as *const f32];
        let grads = [dgamma, dbeta];
        batch_normalize_gradient(
            pool, x, statistics, gamma, dy, dx, grads, shape, 1e-3, scratch,
        );
    }
    out
}

fn check_batch(t: &Tensors, rows: usize, channels: usize, weights: bool) {
    let [y, mean, variance, dx, dgamma, dbeta] = batch(&Serial, t, rows, channels, weights);
    for channel in 0..channels {
        let column = |values: &[f32]| -> Vec<f64> {
            (0..rows)
                .map(|row| values[row * channels + channel] as f64)
                .collect()
        };
        let own = |values: &[f32], absent| {
            if weights {
                values[channel] as f64
            } else {
                absent
            }
        };
        let (gamma, beta) = (own(&t.gamma, 1.0), own(&t.beta, 0.0));
        let (x, gradients) = (column(&t.x), column(&t.dy));
        let slopes: Vec<f64> = gradients.iter().map(|d| d * gamma).collect();
        let e = exact(&x, &slopes, &gradients, 1e-3f32 as f64, true);
        let size = largest(&x);
        close(&mean[channel..=channel], &[e.mean], size, "mean");
        close(
            &variance[channel..=channel],
            &[e.variance],
            e.variance.max(1e-3),
            "variance",
        );
        // The mean is rounded to f32 before it is taken off.
        let factor = 1.0 / (e.variance + 1e-3).sqrt();
        let scale = 1.0 + size * factor;
        let expected: Vec<f64> = e.normal.iter().map(|u| u * gamma + beta).collect();
        let take =
            |values: &[f32]| -> Vec<f32> { column(values).iter().map(|v| *v as f32).collect() };
        close(&take(&y), &expected, scale, "y");
        close(&take(&dx), &e.dx, factor * scale, "dx");
        let terms: f64 = e.dgamma.iter().map(|t| t.abs()).sum();
        let sum: f64 = e.dgamma.iter().sum();
        close(
            &dgamma[channel..=channel],
            &[sum],
            terms * scale + 1e-30,
            "dgamma",
        );
        let terms: f64 = gradients.iter().map(|t| t.abs()).sum();
        close(
            &dbeta[channel..=channel],
            &[gradients.iter().sum()],
            terms,
            "dbeta",
        );
    }
}

#[test]
fn batch_statistics_and_gradients_keep_the_error_bound() {
    let mut random = Random(1);
    for (rows, channels) in [
        (1, 1),
        (2, 3),
        (7, 4),
        (19, 65),
        (513, 9),
        (1100, 130),
        (9000, 2),
    ] {
        if cfg!(miri) && rows > 100 {
            continue;
        }
        for shift in [0.0, 100.0] {
            let t = Tensors::new(&mut random, rows, channels, shift);
            check_batch(&t, rows, channels, true);
            check_batch(&t, rows, channels, false);
        }
    }
}

/// Outputs y, means, factors, dx, dγ, dβ.
fn layer(pool: &dyn Pool, t: &Tensors, shape: &LayerNormalization, weights: bool) -> [Vec<f32>; 6] {
    let (rows, columns) = (shape.rows, shape.columns);
    let mut scratch = vec![f64::NAN; shape.scratch_len().div_ceil(2)];
    let scratch = scratch.as_mut_ptr() as *mut f32;
    let all = rows * columns;
    let mut out = [all, rows, rows, all, columns, columns].map(|size| vec![f32::NAN; size]);
    let [y, means, factors, dx, dgamma, dbeta] = out.each_mut().map(|v| v.as_mut_ptr());
    let (gamma, beta) = (or_null(&t.gamma, weights), or_null(&t.beta, weights));
    let (x, dy) = (t.x.as_ptr(), t.dy.as_ptr());
    // SAFETY: the vectors have the sizes of the shape.
    unsafe {
        layer_normalize(pool, shape, x, [gamma, beta], y, [means, factors]);
        let statistics = [means as *const f32, factors as *const f32];
        let grads = [dgamma, dbeta];
        layer_normalize_gradient(pool, shape, x, statistics, gamma, dy, dx, grads, scratch);
    }
    out
}

#[test]
fn rows_and_their_gradients_keep_the_error_bound() {
    let mut random = Random(2);
    for (rows, columns) in [
        (1, 1),
        (3, 2),
        (5, 7),
        (2, 64),
        (33, 129),
        (1, 2000),
        (600, 5),
    ] {
        if cfg!(miri) && rows * columns > 1000 {
            continue;
        }
        for root_mean_square in [false, true] {
            for weights in [false, true] {
                let shape = LayerNormalization {
                    rows,
                    columns,
                    epsilon: 1e-3,
                    root_mean_square,
                };
                let t = Tensors::new(&mut random, rows, columns, 0.5);
                let [y, means, factors, dx, dgamma, dbeta] = layer(&Serial, &t, &shape, weights);
                let own =
                    |values: &[f32], absent, i| if weights { values[i] as f64 } else { absent };
                let mut sums = vec![[0.0, 0.0, 0.0, 0.0]; columns];
                for row in 0..rows {
                    let at = row * columns..(row + 1) * columns;
                    let wide = |values: &[f32]| -> Vec<f64> {
                        values[at.clone()].iter().map(|v| *v as f64).collect()
                    };
                    let (x, d) = (wide(&t.x), wide(&t.dy));
                    let slopes: Vec<f64> = d
                        .iter()
                        .enumerate()
                        .map(|(i, d)| d * own(&t.gamma, 1.0, i))
                        .collect();
                    let e = exact(&x, &slopes, &d, 1e-3f32 as f64, !root_mean_square);
                    let factor = 1.0 / (e.variance + 1e-3f32 as f64).sqrt();
                    close(&means[row..=row], &[e.mean], largest(&x), "mean");
                    close(&factors[row..=row], &[factor], factor, "factor");
                    let scale = 1.0 + factor * largest(&x);
                    let affine =
                        |(i, u): (usize, &f64)| u * own(&t.gamma, 1.0, i) + own(&t.beta, 0.0, i);
                    let expected: Vec<f64> = e.normal.iter().enumerate().map(affine).collect();
                    close(&y[at.clone()], &expected, scale, "y");
                    close(&dx[at.clone()], &e.dx, factor * scale, "dx");
                    for (i, sums) in sums.iter_mut().enumerate() {
                        sums[0] += e.dgamma[i];
                        sums[1] += e.dgamma[i].abs() + scale * d[i].abs();
                        sums[2] += d[i];
                        sums[3] += d[i].abs();
                    }
                }
                for (i, [gamma, gamma_size, beta, beta_size]) in sums.into_iter().enumerate() {
                    close(&dgamma[i..=i], &[gamma], gamma_size, "dgamma");
                    close(&dbeta[i..=i], &[beta], beta_size, "dbeta");
                }
            }
        }
    }
}

#[test]
fn the_number_of_threads_does_not_change_a_bit() {
    let mut random = Random(3);
    let (rows, columns) = if cfg!(miri) { (20, 9) } else { (3000, 37) };
    let t = Tensors::new(&mut random, rows, columns, 1.0);
    let shape = LayerNormalization {
        rows,
        columns,
        epsilon: 1e-3,
        root_mean_square: false,
    };
    for threads in [2, 3, 7] {
        let pool = Threads(threads);
        assert_eq!(
            batch(&pool, &t, rows, columns, true),
            batch(&Serial, &t, rows, columns, true)
        );
        assert_eq!(
            layer(&pool, &t, &shape, true),
            layer(&Serial, &t, &shape, true)
        );
    }
}

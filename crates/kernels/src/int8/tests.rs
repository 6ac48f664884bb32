//! Products and convolutions against the plain form, bit for bit, on one thread and on chunks in any order.

use super::dot::{ByFours, Dot};
use super::reference::{element, quantize};
use super::*;
use crate::convolution::{Extent, Geometry};
use crate::gemm::Activation;
use crate::pool::{Pool, Serial};
use crate::simd::{Bytes, I32x4, I8x16, Integers};

/// Runs the chunks backwards, as if there were many threads.
struct Backwards;

impl Pool for Backwards {
    fn threads(&self) -> usize {
        4
    }
    fn run(&self, chunks: usize, task: &(dyn Fn(usize) + Sync)) {
        (0..chunks).rev().for_each(task);
    }
}

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    fn floats(&mut self, count: usize, low: f32) -> Vec<f32> {
        (0..count)
            .map(|_| ((self.next() >> 48) as f32 / 32768.0 - 1.0).max(low) * 3.0)
            .collect()
    }
    fn integers(&mut self, low: i32, high: i32) -> I32x4 {
        let extreme = self.next().is_multiple_of(4);
        I32x4::from_array(core::array::from_fn(|_| {
            let value = low + (self.next() >> 33) as i32 % (high - low + 1);
            if extreme && value % 2 == 0 {
                low
            } else if extreme {
                high
            } else {
                value
            }
        }))
    }
    fn weights(&mut self, count: usize) -> Vec<i8> {
        (0..count)
            .map(|_| ((self.next() >> 56) as i8).max(-127))
            .collect()
    }
}

const PRECISIONS: [Precision; 2] = [Precision::Seven, Precision::Twelve];

fn packed(precision: Precision, k: usize, n: usize, weights: &[i8], scales: &[f32]) -> Vec<f32> {
    let mut packed = vec![0.0f32; packed_len(k, n).div_ceil(4)];
    // SAFETY: both have their lengths.
    unsafe {
        pack(
            precision,
            [k, n],
            weights.as_ptr(),
            scales.as_ptr(),
            packed.as_mut_ptr() as *mut i8,
        )
    };
    packed
}

fn run_gemm(
    product: &Product,
    x: &[f32],
    weights: &[i8],
    scales: &[f32],
    bias: Option<&[f32]>,
    pool: &dyn Pool,
) -> Vec<f32> {
    let Product {
        m, n, k, precision, ..
    } = *product;
    let packed = packed(precision, k, n, weights, scales);
    let mut scratch = vec![f32::NAN; gemm_scratch(product)];
    let mut y = vec![7.0; m * n];
    // SAFETY: all have their lengths.
    unsafe {
        gemm(
            product,
            x.as_ptr(),
            packed.as_ptr() as *const i8,
            bias.map_or(core::ptr::null(), |bias| bias.as_ptr()),
            y.as_mut_ptr(),
            scratch.as_mut_ptr(),
            pool,
        );
    }
    y
}

#[test]
fn products_are_those_of_the_plain_form() {
    let mut random = Random(9);
    for precision in PRECISIONS {
        for (m, n, k) in [
            (1, 1, 1),
            (1, 128, 784),
            (1, 37, 5),
            (2, 8, 4),
            (3, 9, 7),
            (4, 33, 16),
            (7, 17, 63),
            (70, 40, 130),
            (5, 3, 0),
            (0, 3, 4),
            (2000, 8, 300),
        ] {
            for low in [-1.0, 0.0] {
                let (x, weights) = (random.floats(m * k, low), random.weights(k * n));
                let (scales, bias) = (random.floats(n, 0.001), random.floats(n, -1.0));
                let product = Product {
                    m,
                    n,
                    k,
                    precision,
                    activation: Activation::Relu,
                };
                let y = run_gemm(&product, &x, &weights, &scales, Some(&bias), &Serial);
                let threaded = run_gemm(&product, &x, &weights, &scales, Some(&bias), &Backwards);
                let bits = |y: &[f32]| y.iter().map(|y| y.to_bits()).collect::<Vec<_>>();
                assert_eq!(bits(&y), bits(&threaded));
                for row in 0..m {
                    let quantized = quantize(precision, &x[row * k..(row + 1) * k]);
                    for column in 0..n {
                        let weights = (0..k).map(|i| weights[i * n + column]);
                        let value =
                            element(&quantized, weights, scales[column], Some(bias[column]));
                        let truth = if value > 0.0 { value } else { 0.0 };
                        assert_eq!(y[row * n + column], truth, "{precision:?} {m} {n} {k}");
                    }
                }
            }
        }
    }
}

#[test]
fn bytes_by_fours_are_the_same_fused_and_in_two_steps() {
    let mut random = Random(7);
    for _ in 0..1000 {
        let weights = I8x16::from_integers(core::array::from_fn(|_| random.integers(-128, 127)));
        let activations = I8x16::from_integers(core::array::from_fn(|_| random.integers(0, 127)));
        let sums = random.integers(-1000, 1000);
        let fused = ByFours::<true>::add(weights, activations, sums);
        let steps = ByFours::<false>::add(weights, activations, sums);
        assert_eq!(fused.to_array(), steps.to_array());
    }
}

#[test]
fn products_are_near_those_of_floats() {
    let mut random = Random(3);
    let (m, n, k) = (4, 16, 256);
    let (x, weights) = (random.floats(m * k, -1.0), random.weights(k * n));
    let scales = vec![1.0 / 127.0; n];
    for (precision, step) in [
        (Precision::Seven, 6.0 / 127.0),
        (Precision::Twelve, 3.0 / 2047.0),
    ] {
        // Five standard deviations of k rounding errors, each uniform in a step, times weights uniform in -1 to 1.
        let bound = 5.0 * step / f64::sqrt(12.0) / f64::sqrt(3.0) * f64::sqrt(k as f64);
        let product = Product {
            m,
            n,
            k,
            precision,
            activation: Activation::None,
        };
        let y = run_gemm(&product, &x, &weights, &scales, None, &Serial);
        for row in 0..m {
            for column in 0..n {
                let term =
                    |i: usize| x[row * k + i] as f64 * weights[i * n + column] as f64 / 127.0;
                let truth: f64 = (0..k).map(term).sum();
                assert!(
                    (y[row * n + column] as f64 - truth).abs() < bound,
                    "{precision:?}"
                );
            }
        }
    }
}

#[test]
fn hard_rows_are_what_floats_make_of_them() {
    for precision in PRECISIONS {
        for length in [1, 3, 4, 17, 40] {
            let product = Product {
                m: 1,
                n: 3,
                k: length,
                precision,
                activation: Activation::None,
            };
            let (weights, scales, bias) = (vec![5i8; 3 * length], [0.5f32; 3], [1.0f32, -2.0, 3.0]);
            for place in 0..length {
                for (value, finite) in [
                    (f32::NAN, false),
                    (f32::INFINITY, false),
                    (f32::NEG_INFINITY, false),
                    (3.0e38, true),
                    (-3.0e38, true),
                ] {
                    let mut x = vec![0.25f32; length];
                    x[place] = value;
                    let y = run_gemm(&product, &x, &weights, &scales, Some(&bias), &Serial);
                    assert!(
                        y.iter().all(|y| y.is_nan() != finite),
                        "{value} at {place}: {y:?}"
                    );
                }
            }
            for zero in [0.0, -0.0, 1.0e-44] {
                let x = vec![zero; length];
                let y = run_gemm(&product, &x, &weights, &scales, Some(&bias), &Serial);
                assert_eq!(y, bias);
            }
        }
    }
}

fn extent(input: usize, kernel: usize, stride: usize, dilation: usize, padding: usize) -> Extent {
    let reach = (kernel - 1) * dilation + 1;
    let output = (input + 2 * padding - reach) / stride + 1;
    Extent {
        input,
        kernel,
        output,
        stride,
        dilation,
        padding,
    }
}

#[test]
fn convolutions_are_those_of_the_plain_form() {
    let mut random = Random(5);
    let one = extent(1, 1, 1, 1, 0);
    for precision in PRECISIONS {
        for (batch, channels, filters, axes) in [
            (1, 1, 1, [one, one, extent(5, 3, 1, 1, 1)]),
            (2, 3, 5, [one, extent(6, 3, 1, 1, 1), extent(5, 3, 1, 1, 1)]),
            (
                2,
                16,
                9,
                [one, extent(7, 3, 2, 1, 1), extent(8, 2, 1, 2, 0)],
            ),
            (
                1,
                4,
                8,
                [
                    extent(3, 2, 1, 1, 1),
                    extent(4, 3, 1, 1, 0),
                    extent(4, 1, 2, 1, 0),
                ],
            ),
            (
                3,
                8,
                16,
                [one, extent(9, 5, 1, 1, 2), extent(9, 5, 1, 1, 2)],
            ),
            (1, 2, 3, [one, extent(2, 1, 1, 1, 3), extent(2, 1, 1, 1, 0)]),
        ] {
            let geometry = Geometry {
                batch,
                channels,
                filters,
                groups: 1,
                axes,
            };
            let window = geometry.window();
            let k = window.taps() * channels;
            let size = window.pixels() * channels;
            let x = random.floats(batch * size, -1.0);
            let weights = random.weights(k * filters);
            let (scales, bias) = (random.floats(filters, 0.001), random.floats(filters, -1.0));
            let packed = packed(precision, k, filters, &weights, &scales);
            for pool in [&Serial as &dyn Pool, &Backwards] {
                let mut scratch = vec![f32::NAN; convolution_scratch(&geometry, precision)];
                let mut y = vec![7.0; batch * window.positions() * filters];
                // SAFETY: all have the lengths of the geometry.
                unsafe {
                    convolution(
                        &geometry,
                        precision,
                        Activation::None,
                        x.as_ptr(),
                        packed.as_ptr() as *const i8,
                        bias.as_ptr(),
                        y.as_mut_ptr(),
                        scratch.as_mut_ptr(),
                        pool,
                    );
                }
                for sample in 0..batch {
                    let (scale, zero, q) =
                        quantize(precision, &x[sample * size..(sample + 1) * size]);
                    for position in 0..window.positions() {
                        let counts = window.axes.map(|axis| axis.count);
                        let at = [
                            position / counts[2] / counts[1],
                            position / counts[2] % counts[1],
                            position % counts[2],
                        ];
                        let mut patch = Vec::new();
                        for tap in 0..window.taps() {
                            let taps = window.tap(tap);
                            let coordinate = |axis: usize| {
                                let own = &window.axes[axis];
                                let c = own.base
                                    + (at[axis] * own.stride + taps[axis] * own.step) as isize;
                                (c >= 0 && c < own.size as isize).then_some(c as usize)
                            };
                            let place = (coordinate(0), coordinate(1), coordinate(2));
                            for channel in 0..channels {
                                patch.push(match place {
                                    (Some(d), Some(h), Some(w)) => {
                                        q[window.pixel(d, h, w) * channels + channel]
                                    }
                                    _ => zero,
                                });
                            }
                        }
                        let row = (scale, zero, patch);
                        for filter in 0..filters {
                            let column = (0..k).map(|i| weights[i * filters + filter]);
                            let truth = element(&row, column, scales[filter], Some(bias[filter]));
                            let at = (sample * window.positions() + position) * filters + filter;
                            assert_eq!(y[at], truth, "{precision:?} {geometry:?}");
                        }
                    }
                }
            }
        }
    }
}

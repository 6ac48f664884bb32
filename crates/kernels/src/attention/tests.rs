//! Attention against the reference: values and gradients, masks, causality, grouped heads, threads.

use super::*;

/// Bound of the error relative to max(1, |expected|): dot products of up to 40 numbers below 2, exponentials
/// within 1 ULP of scores below 10, and means of values below 1.
const BOUND: f64 = 1e-5;

struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        ((self.0 >> 40) as f64 / (1u64 << 24) as f64) * 2.0 - 1.0
    }
    fn values(&mut self, count: usize) -> Vec<f64> {
        (0..count)
            .map(|_| (self.next() * 1.5) as f32 as f64)
            .collect()
    }
}

fn narrow(values: &[f64]) -> Vec<f32> {
    values.iter().map(|&x| x as f32).collect()
}

struct Reversed(usize);

impl Pool for Reversed {
    fn threads(&self) -> usize {
        self.0
    }
    fn run(&self, chunks: usize, task: &(dyn Fn(usize) + Sync)) {
        for chunk in (0..chunks).rev() {
            task(chunk);
        }
    }
}

struct Case {
    shape: Shape,
    mask: Vec<u8>,
    q: Vec<f64>,
    k: Vec<f64>,
    v: Vec<f64>,
}

/// (B, N, K, T, S, H, V).
type Sizes = [usize; 7];

fn case(sizes: Sizes, causal: bool, masked: usize, random: &mut Random) -> Case {
    let [batch, heads, key_heads, rows, keys, size, value_size] = sizes;
    // No mask; one of (B, 1, T, S); one of (1, N, T, S); one of (B, 1, 1, S).
    let (count, mask_strides) = match masked {
        0 => (0, [0, 0, 0]),
        1 => (batch * rows * keys, [rows * keys, 0, keys]),
        2 => (heads * rows * keys, [0, rows * keys, keys]),
        _ => (batch * keys, [keys, 0, 0]),
    };
    Case {
        shape: Shape {
            batch,
            heads,
            key_heads,
            rows,
            keys,
            size,
            value_size,
            scale: 1.0 / (size as f32).sqrt(),
            causal,
            mask: core::ptr::null(),
            mask_strides,
        },
        mask: (0..count).map(|_| u8::from(random.next() > -0.2)).collect(),
        q: random.values(batch * rows * heads * size),
        k: random.values(batch * keys * key_heads * size),
        v: random.values(batch * keys * key_heads * value_size),
    }
}

impl Case {
    fn shape(&self) -> Shape {
        let mut shape = self.shape;
        if !self.mask.is_empty() {
            shape.mask = self.mask.as_ptr();
        }
        shape
    }

    /// The output, and the weights (`keep`) or the statistics.
    fn forward(&self, pool: &dyn Pool, keep: bool) -> (Vec<f32>, Vec<f32>) {
        let shape = self.shape();
        let (q, k, v) = (narrow(&self.q), narrow(&self.k), narrow(&self.v));
        let rows = shape.batch * shape.rows * shape.heads;
        let mut output = vec![f32::NAN; rows * shape.value_size];
        let mut kept = vec![f32::NAN; rows * if keep { shape.keys } else { 2 }];
        let mut scratch = vec![f32::NAN; shape.forward_scratch(pool)];
        let none = core::ptr::null_mut();
        let attention = Attention {
            shape,
            query: q.as_ptr(),
            key: k.as_ptr(),
            value: v.as_ptr(),
            output: output.as_mut_ptr(),
            weights: if keep { kept.as_mut_ptr() } else { none },
            statistics: if keep { none } else { kept.as_mut_ptr() },
        };
        // SAFETY: all tensors have their shapes.
        unsafe { forward(pool, &attention, scratch.as_mut_ptr()) };
        (output, kept)
    }

    fn backward(&self, d_output: &[f32], pool: &dyn Pool, keep: bool) -> [Vec<f32>; 3] {
        let shape = self.shape();
        let (output, kept) = self.forward(pool, keep);
        let none = core::ptr::null();
        let (q, k, v) = (narrow(&self.q), narrow(&self.k), narrow(&self.v));
        let [mut dq, mut dk, mut dv] = [&q, &k, &v].map(|x| vec![f32::NAN; x.len()]);
        let mut scratch = vec![f32::NAN; shape.backward_scratch(pool)];
        let gradient = Gradient {
            shape,
            query: q.as_ptr(),
            key: k.as_ptr(),
            value: v.as_ptr(),
            output: output.as_ptr(),
            weights: if keep { kept.as_ptr() } else { none },
            statistics: if keep { none } else { kept.as_ptr() },
            d_output: d_output.as_ptr(),
            d_query: dq.as_mut_ptr(),
            d_key: dk.as_mut_ptr(),
            d_value: dv.as_mut_ptr(),
        };
        // SAFETY: all tensors have their shapes.
        unsafe { backward(pool, &gradient, scratch.as_mut_ptr()) };
        [dq, dk, dv]
    }

    fn expected(&self) -> Vec<f64> {
        reference::forward(&self.shape, &self.mask, &self.q, &self.k, &self.v)
    }
}

fn close(what: &str, found: &[f32], expected: &[f64], scale: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (&found, &expected)) in found.iter().zip(expected).enumerate() {
        let error = (found as f64 - expected).abs();
        let bound = BOUND * scale.max(expected.abs());
        assert!(error <= bound, "{what}[{i}]: {found} for {expected}");
    }
}

#[test]
fn values_are_those_of_the_reference() {
    let mut random = Random(1);
    let shapes: [Sizes; 6] = [
        [1, 1, 1, 1, 1, 1, 1],
        [2, 3, 3, 5, 7, 4, 6],
        [1, 4, 2, 3, 9, 5, 1],
        [2, 2, 1, 70, 67, 3, 5],
        [3, 2, 2, 130, 131, 8, 8],
        [1, 2, 2, 9, 600, 40, 33],
    ];
    for sizes in shapes {
        for masked in 0..4 {
            for causal in [false, true] {
                let case = case(sizes, causal, masked, &mut random);
                let (output, _) = case.forward(&crate::pool::Serial, false);
                let what = format!("{sizes:?} mask {masked} causal {causal}");
                close(&what, &output, &case.expected(), 1.0);
                let (again, weights) = case.forward(&crate::pool::Serial, true);
                assert!(again == output, "{what}");
                for row in weights.chunks(sizes[4]) {
                    let sum: f32 = row.iter().sum();
                    assert!(
                        (sum - 1.0).abs() < 1e-5 && row.iter().all(|&x| x >= 0.0),
                        "{what}"
                    );
                }
            }
        }
    }
}

#[test]
fn gradients_are_those_of_the_reference() {
    let mut random = Random(2);
    let shapes: [Sizes; 5] = [
        [1, 1, 1, 1, 1, 1, 1],
        [2, 3, 3, 5, 7, 4, 6],
        [1, 4, 2, 3, 9, 5, 1],
        [1, 2, 1, 66, 3, 2, 3],
        [1, 1, 1, 67, 67, 2, 1],
    ];
    for sizes in shapes {
        for masked in 0..4 {
            for causal in [false, true] {
                let mut case = case(sizes, causal, masked, &mut random);
                let d_output = random.values(case.expected().len());
                let found = case.backward(&narrow(&d_output), &crate::pool::Serial, false);
                // Weights that are computed again are the same bits.
                let kept = case.backward(&narrow(&d_output), &crate::pool::Serial, true);
                assert!(kept == found, "{sizes:?}");
                for (index, found) in found.iter().enumerate() {
                    let mut expected = Vec::new();
                    for i in 0..found.len() {
                        let step = 1e-5;
                        let mut loss = |move_by: f64| {
                            [&mut case.q, &mut case.k, &mut case.v][index][i] += move_by;
                            let output = case.expected();
                            [&mut case.q, &mut case.k, &mut case.v][index][i] -= move_by;
                            output
                                .iter()
                                .zip(&d_output)
                                .map(|(a, b)| a * b)
                                .sum::<f64>()
                        };
                        expected.push((loss(step) - loss(-step)) / (2.0 * step));
                    }
                    let what = format!("{sizes:?} mask {masked} causal {causal} input {index}");
                    // A key's gradient is a sum over all rows.
                    close(&what, found, &expected, (sizes[3] as f64 / 8.0).max(1.0));
                }
            }
        }
    }
}

#[test]
fn bits_do_not_depend_on_threads() {
    let mut random = Random(3);
    let case = case([3, 4, 2, 70, 65, 16, 12], true, 1, &mut random);
    for keep in [false, true] {
        let once = case.forward(&crate::pool::Serial, keep);
        let d_output = narrow(&random.values(once.0.len()));
        let back = case.backward(&d_output, &crate::pool::Serial, keep);
        for threads in [2, 3, 7] {
            assert!(case.forward(&Reversed(threads), keep) == once);
            assert!(case.backward(&d_output, &Reversed(threads), keep) == back);
        }
    }
}

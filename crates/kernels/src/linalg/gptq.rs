//! GPTQ (Frantar et al., 2022): rounds the weights of a product row by row, and moves what the rounding of one row
//! changes in the outputs into the rows that are still to come.
//!
//! ```text
//! H = XᵀX + λ·I                      of the inputs X that the product has seen
//! H = R·Rᵀ, U = R⁻¹                  R upper triangular, so that H⁻¹ = Uᵀ·U
//! for each row i, the most active first:
//!     q[i] = round(w[i] / scale)
//!     e = (w[i] − scale·q[i]) / U[i][i]
//!     w[j] −= U[i][j]·e              for the rows j that come after
//! ```

use crate::promise::promise;

/// How weights were rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With the curvature.
    Compensated,
    /// To nearest: the curvature stayed singular.
    Nearest,
}

/// What is rounded, and to what.
#[derive(Clone, Copy, Debug)]
pub struct Gptq {
    /// Rows of the weights: the length of the sums.
    pub k: usize,
    /// Columns of the weights: output channels.
    pub n: usize,
    /// The largest integer: 7 for four bits.
    pub most: i32,
    /// λ as a part of the mean of H's diagonal: 0.01.
    pub damping: f32,
}

/// Doubles of scratch that [`gptq`] needs: the triangle, and the weights as they move.
pub fn gptq_scratch(gptq: &Gptq) -> usize {
    gptq.k * gptq.k + gptq.k * gptq.n + 2 * gptq.k
}

/// Rounds weights (k, n) with a scale per column to integers. Rows whose inputs were always 0 become 0. Where H is singular
/// for three dampings, each ten times the last, all are rounded to nearest.
///
/// # Safety
/// `weights` must be readable for k·n numbers, `hessian` for k·k, `scales` for n; `quantized` be writable for k·n bytes and
/// `scratch` for [`gptq_scratch`] doubles, 8-byte aligned, without overlap.
pub unsafe fn gptq(
    gptq: &Gptq,
    weights: *const f32,
    hessian: *const f32,
    scales: *const f32,
    quantized: *mut i8,
    scratch: *mut f64,
) -> Outcome {
    let Gptq { k, n, .. } = *gptq;
    promise!(weights => k * n, hessian => k * k, scales => n, quantized => k * n, scratch => gptq_scratch(gptq));
    // SAFETY: the caller's promise, cut up without overlap.
    let (weights, hessian, scales, quantized, triangle, moved, order, column) = unsafe {
        let slice =
            |at: usize, length: usize| core::slice::from_raw_parts_mut(scratch.add(at), length);
        (
            core::slice::from_raw_parts(weights, k * n),
            core::slice::from_raw_parts(hessian, k * k),
            core::slice::from_raw_parts(scales, n),
            core::slice::from_raw_parts_mut(quantized, k * n),
            slice(0, k * k),
            slice(k * k, k * n),
            slice(k * k + k * n, k),
            slice(k * k + k * n + k, k),
        )
    };
    if n == 0 {
        return Outcome::Compensated;
    }
    sort_by_activity(hessian, order, k);
    let mean = (0..k).map(|i| hessian[i * k + i] as f64).sum::<f64>() / k.max(1) as f64;
    let mut damping = gptq.damping as f64 * mean;
    for _ in 0..3 {
        if factor(hessian, order, damping, triangle, column, k) {
            round_all(gptq, weights, scales, order, triangle, moved, quantized);
            for row in 0..k {
                if hessian[row * k + row] == 0.0 {
                    quantized[row * n..(row + 1) * n].fill(0);
                }
            }
            return Outcome::Compensated;
        }
        damping *= 10.0;
    }
    for (i, (q, w)) in quantized.iter_mut().zip(weights).enumerate() {
        *q = nearest(*w as f64, scales[i % n] as f64, gptq.most);
    }
    Outcome::Nearest
}

/// The rows by falling activity, equal ones in their order. Rows are few beside what is done with them, and the sort of
/// `core` is several kilobytes.
fn sort_by_activity(hessian: &[f32], order: &mut [f64], k: usize) {
    let activity = |row: f64| hessian[row as usize * k + row as usize];
    for row in 0..k {
        let mut place = row;
        while place > 0 && activity(order[place - 1]) < activity(row as f64) {
            order[place] = order[place - 1];
            place -= 1;
        }
        order[place] = row as f64;
    }
}

/// U of the ordered and damped matrix, in place of `triangle`; whether it is definite.
fn factor(
    hessian: &[f32],
    order: &[f64],
    damping: f64,
    triangle: &mut [f64],
    column: &mut [f64],
    k: usize,
) -> bool {
    for i in 0..k {
        for j in 0..k {
            triangle[i * k + j] = hessian[order[i] as usize * k + order[j] as usize] as f64;
        }
        // Inputs that were always 0 have no say.
        triangle[i * k + i] += if triangle[i * k + i] == 0.0 {
            1.0
        } else {
            damping
        };
    }
    // H = R·Rᵀ with R upper triangular, from the last column to the first.
    for j in (0..k).rev() {
        let pivot = triangle[j * k + j];
        if !(pivot > 0.0 && pivot.is_finite()) {
            return false;
        }
        let root = pivot.sqrt();
        for i in 0..j {
            column[i] = triangle[i * k + j] / root;
        }
        for i in 0..j {
            let own = column[i];
            let row = &mut triangle[i * k..i * k + i + 1];
            for (element, other) in row.iter_mut().zip(column.iter()) {
                *element -= own * other;
            }
            // The matrix is symmetric; only its lower part is kept while it shrinks.
            triangle[i * k + j] = own;
        }
        // What column j of the upper part is read from next: the lower part of the rows above.
        for i in 0..j {
            triangle[j * k + i] = 0.0;
        }
        triangle[j * k + j] = root;
        if j > 0 {
            for i in 0..j - 1 {
                triangle[i * k + j - 1] = triangle[(j - 1) * k + i];
            }
        }
    }
    invert(triangle, column, k);
    true
}

/// The inverse of an upper triangular matrix, in place, column by column.
fn invert(triangle: &mut [f64], column: &mut [f64], k: usize) {
    for j in 0..k {
        let diagonal = 1.0 / triangle[j * k + j];
        // x = −R⁻¹[..j][..j] · R[..j][j] / R[j][j]
        for i in 0..j {
            column[i] = triangle[i * k + j];
        }
        for i in 0..j {
            let row = &triangle[i * k + i..i * k + j];
            let sum: f64 = row.iter().zip(&column[i..j]).map(|(a, b)| a * b).sum();
            triangle[i * k + j] = -sum * diagonal;
        }
        triangle[j * k + j] = diagonal;
    }
}

fn round_all(
    gptq: &Gptq,
    weights: &[f32],
    scales: &[f32],
    order: &[f64],
    triangle: &[f64],
    moved: &mut [f64],
    quantized: &mut [i8],
) {
    let Gptq { k, n, most, .. } = *gptq;
    for (row, &from) in order.iter().enumerate() {
        let from = &weights[from as usize * n..from as usize * n + n];
        for (to, from) in moved[row * n..row * n + n].iter_mut().zip(from) {
            *to = *from as f64;
        }
    }
    for row in 0..k {
        let (done, left) = moved.split_at_mut((row + 1) * n);
        let own = &mut done[row * n..];
        let target = &mut quantized[order[row] as usize * n..order[row] as usize * n + n];
        let diagonal = triangle[row * k + row];
        for ((weight, q), scale) in own.iter_mut().zip(target).zip(scales) {
            *q = nearest(*weight, *scale as f64, most);
            *weight = (*weight - *scale as f64 * *q as f64) / diagonal;
        }
        let factors = &triangle[row * k + row + 1..(row + 1) * k];
        for (factor, next) in factors.iter().zip(left.chunks_exact_mut(n)) {
            if *factor != 0.0 {
                for (weight, error) in next.iter_mut().zip(own.iter()) {
                    *weight -= factor * error;
                }
            }
        }
    }
}

/// The nearest integer of a scale, ties to even; 0 of a scale of 0.
fn nearest(weight: f64, scale: f64, most: i32) -> i8 {
    if scale == 0.0 || !weight.is_finite() {
        return 0;
    }
    (weight / scale)
        .round_ties_even()
        .clamp(-most as f64, most as f64) as i8
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Random(u64);

    impl Random {
        fn next(&mut self) -> f32 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 >> 40) as f32 / (1 << 23) as f32 - 1.0
        }
    }

    /// Inputs whose columns depend on each other, as those of networks do.
    fn inputs(random: &mut Random, rows: usize, k: usize) -> Vec<f64> {
        let mut x = vec![0.0; rows * k];
        for row in x.chunks_exact_mut(k) {
            let shared = random.next();
            for x in row {
                *x = (random.next() + shared).max(0.0) as f64;
            }
        }
        x
    }

    fn hessian(x: &[f64], k: usize) -> Vec<f32> {
        let mut h = vec![0.0f64; k * k];
        for row in x.chunks_exact(k) {
            for i in 0..k {
                for j in 0..k {
                    h[i * k + j] += row[i] * row[j];
                }
            }
        }
        h.into_iter().map(|h| h as f32).collect()
    }

    fn run(own: &Gptq, w: &[f32], h: &[f32], scales: &[f32]) -> (Outcome, Vec<i8>) {
        let mut scratch = vec![f64::NAN; gptq_scratch(own)];
        let mut q = vec![99i8; own.k * own.n];
        // SAFETY: all have their lengths.
        let outcome = unsafe {
            gptq(
                own,
                w.as_ptr(),
                h.as_ptr(),
                scales.as_ptr(),
                q.as_mut_ptr(),
                scratch.as_mut_ptr(),
            )
        };
        (outcome, q)
    }

    fn error(x: &[f64], w: &[f32], q: &[i8], scales: &[f32], [k, n]: [usize; 2]) -> f64 {
        let mut total = 0.0;
        for row in x.chunks_exact(k) {
            for j in 0..n {
                let sum: f64 = (0..k)
                    .map(|i| {
                        row[i] * (w[i * n + j] as f64 - scales[j] as f64 * q[i * n + j] as f64)
                    })
                    .sum();
                total += sum * sum;
            }
        }
        total
    }

    #[test]
    fn rounding_with_the_curvature_errs_less_than_to_nearest() {
        let mut random = Random(4);
        for (k, n, rows) in [
            (1, 1, 4),
            (2, 3, 10),
            (16, 5, 64),
            (40, 9, 200),
            (64, 4, 40),
        ] {
            let x = inputs(&mut random, rows, k);
            let w: Vec<f32> = (0..k * n).map(|_| random.next()).collect();
            let scales = vec![1.0 / 7.0; n];
            let own = Gptq {
                k,
                n,
                most: 7,
                damping: 0.01,
            };
            let (outcome, q) = run(&own, &w, &hessian(&x, k), &scales);
            assert_eq!(outcome, Outcome::Compensated);
            assert!(q.iter().all(|q| (-7..=7).contains(q)));
            let plain: Vec<i8> = w.iter().map(|w| nearest(*w as f64, 1.0 / 7.0, 7)).collect();
            let (ours, theirs) = (
                error(&x, &w, &q, &scales, [k, n]),
                error(&x, &w, &plain, &scales, [k, n]),
            );
            assert!(
                ours <= theirs * if k < 4 { 1.001 } else { 0.75 },
                "{k} {n}: {ours} {theirs}"
            );
        }
    }

    #[test]
    fn the_triangle_is_that_of_the_inverse() {
        let mut random = Random(8);
        let k = 12;
        let h = hessian(&inputs(&mut random, 50, k), k);
        let order: Vec<f64> = (0..k).map(|i| i as f64).collect();
        let (mut triangle, mut column) = (vec![0.0; k * k], vec![0.0; k]);
        assert!(factor(&h, &order, 0.1, &mut triangle, &mut column, k));
        // Uᵀ·U·H = 1
        for i in 0..k {
            for j in 0..k {
                let mut sum = 0.0;
                for l in 0..k {
                    let inverse: f64 = (0..=i.min(l))
                        .map(|m| triangle[m * k + i] * triangle[m * k + l])
                        .sum();
                    let damped = h[l * k + j] as f64 + if l == j { 0.1 } else { 0.0 };
                    sum += inverse * damped;
                }
                assert!(
                    (sum - f64::from(u8::from(i == j))).abs() < 1e-8,
                    "{i} {j}: {sum}"
                );
            }
        }
    }

    #[test]
    fn dead_inputs_become_zeros_and_a_singular_matrix_rounds_to_nearest() {
        let own = Gptq {
            k: 3,
            n: 2,
            most: 7,
            damping: 0.01,
        };
        let w = [0.5, -0.5, 0.9, 0.3, -0.2, 0.7];
        let mut h = [2.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 3.0];
        let (outcome, q) = run(&own, &w, &h, &[0.1, 0.1]);
        assert_eq!(outcome, Outcome::Compensated);
        assert_eq!(q[2..4], [0, 0]);
        h[0] = f32::NAN;
        let (outcome, q) = run(&own, &w, &h, &[0.1, 0.0]);
        assert_eq!(outcome, Outcome::Nearest);
        assert_eq!(q, [5, 0, 7, 0, -2, 0]);
    }
}

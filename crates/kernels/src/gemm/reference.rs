//! The scalar reference of the matrix product: three loops. Bounds from Higham, "Accuracy and Stability of
//! Numerical Algorithms" (2002), §3.1.

use super::{Activation, Gemm, DEPTH};
use crate::simd::{F32x4, Floats};

/// A (i, k) of product `batch`.
fn a_index(gemm: &Gemm, batch: usize, i: usize, k: usize) -> usize {
    batch * gemm.batch_stride_a
        + if gemm.transpose_a {
            k * gemm.lda + i
        } else {
            i * gemm.lda + k
        }
}

/// B (k, j) of product `batch`.
fn b_index(gemm: &Gemm, batch: usize, k: usize, j: usize) -> usize {
    batch * gemm.batch_stride_b
        + if gemm.transpose_b {
            j * gemm.ldb + k
        } else {
            k * gemm.ldb + j
        }
}

fn activate(activation: Activation, x: f32) -> f32 {
    match activation {
        Activation::None => x,
        Activation::Relu if x < 0.0 => 0.0,
        Activation::Relu => x,
        // Functions of their own, with their own references.
        _ => activation.apply(F32x4::splat(x)).to_array()[0],
    }
}

/// C with the roundings of [`super::gemm`], element by element in the order that its module promises:
/// equal bit for bit, in every build. An empty `bias` is none.
pub fn ordered(gemm: &Gemm, a: &[f32], b: &[f32], bias: &[f32], c: &mut [f32]) {
    for batch in 0..gemm.batch {
        for i in 0..gemm.m {
            for j in 0..gemm.n {
                let mut total = 0.0;
                for start in (0..gemm.k).step_by(DEPTH) {
                    let mut sum = F32x4::splat(0.0);
                    for k in start..gemm.k.min(start + DEPTH) {
                        let x = F32x4::splat(a[a_index(gemm, batch, i, k)]);
                        sum = x.mul_add(F32x4::splat(b[b_index(gemm, batch, k, j)]), sum);
                    }
                    let sum = sum.to_array()[0];
                    total = if start == 0 { sum } else { total + sum };
                }
                let value = &mut c[batch * gemm.batch_stride_c + i * gemm.ldc + j];
                if gemm.accumulate {
                    total += *value;
                }
                if let Some(bias) = bias.get(j) {
                    total += bias;
                }
                *value = activate(gemm.activation, total);
            }
        }
    }
}

/// C in `f64` before its activation, and the bound on the error of an `f32` sum of it:
/// (K + 3) · ε · Σ|a·b| (and of |C|, |bias|), with ε = 2⁻²³. `batch`, `i`, `j` select the element.
pub fn exact(
    gemm: &Gemm,
    a: &[f32],
    b: &[f32],
    bias: &[f32],
    c: &[f32],
    [batch, i, j]: [usize; 3],
) -> (f64, f64) {
    let (mut sum, mut size) = (0.0, 0.0);
    let mut add = |term: f64| {
        sum += term;
        size += term.abs();
    };
    for k in 0..gemm.k {
        add(a[a_index(gemm, batch, i, k)] as f64 * b[b_index(gemm, batch, k, j)] as f64);
    }
    if gemm.accumulate {
        add(c[batch * gemm.batch_stride_c + i * gemm.ldc + j] as f64);
    }
    if let Some(&bias) = bias.get(j) {
        add(bias as f64);
    }
    (sum, (gemm.k as f64 + 3.0) * f32::EPSILON as f64 * size)
}

//! Attention backward: the scores of a block are computed again.

use super::{exp_divided, load, multiply, store, Shape, LANES};
use crate::pool::Pool;
use crate::reduce::sum_of;
use crate::simd::F32x4;

/// The tensors of an attention and their gradients.
#[derive(Clone, Copy)]
pub struct Gradient {
    /// The sizes.
    pub shape: Shape,
    /// (B, T, N, H).
    pub query: *const f32,
    /// (B, S, K, H).
    pub key: *const f32,
    /// (B, S, K, V).
    pub value: *const f32,
    /// (B, T, N, V), from the forward pass.
    pub output: *const f32,
    /// (B, N, T, 2), from the forward pass.
    pub statistics: *const f32,
    /// (B, T, N, V).
    pub d_output: *const f32,
    /// (B, T, N, H).
    pub d_query: *mut f32,
    /// (B, S, K, H).
    pub d_key: *mut f32,
    /// (B, S, K, V).
    pub d_value: *mut f32,
}

// SAFETY: tasks write rows of their own.
unsafe impl Sync for Gradient {}

/// The gradients of query, key and value.
///
/// # Safety
/// The tensors must have their shapes and not overlap; the scratch be as [`Shape::scratch`] says for two matrices.
pub unsafe fn backward(pool: &dyn Pool, gradient: &Gradient, scratch: *mut f32) {
    let shape = &gradient.shape;
    shape.for_tasks(
        pool,
        shape.chunk_scratch(2),
        scratch,
        &|sample, key_head, scratch| {
            // SAFETY: the tasks' key heads lie within the tensors that the caller vouches for.
            unsafe {
                let key_at = shape.key_at(sample, key_head, 1);
                for (pointer, size) in [
                    (gradient.d_key, shape.size),
                    (gradient.d_value, shape.value_size),
                ] {
                    for key in 0..shape.keys {
                        let row = pointer.add((key_at + key * shape.key_heads) * size);
                        row.write_bytes(0, size);
                    }
                }
                let weights = scratch;
                let slopes = scratch.wrapping_add(shape.block_size());
                let rest = slopes.wrapping_add(shape.block_size());
                shape.for_blocks(sample, key_head, |block| {
                    let (size, value_size) = (shape.size, shape.value_size);
                    let key_offset = shape.key_at(sample, key_head, size);
                    let value_offset = shape.key_at(sample, key_head, value_size);
                    let query_offset = shape.query_at(&block, size);
                    let output_offset = shape.query_at(&block, value_size);
                    let d_output = gradient.d_output.add(output_offset);
                    let output_row = shape.heads * value_size;

                    shape.scores(&block, gradient.query, gradient.key, weights, rest);
                    let statistics = gradient.statistics.add(shape.statistics_at(&block));
                    for row in 0..block.rows {
                        let kept = statistics.add(2 * row);
                        let x = weights.add(row * shape.keys);
                        exp_divided(x, block.keys, *kept, *kept.add(1));
                    }
                    let d_value = shape.keys_product(&block, value_size);
                    multiply(
                        &d_value,
                        weights,
                        d_output,
                        gradient.d_value.add(value_offset),
                        rest,
                    );
                    let d_weights = shape.scores_product(&block, value_size);
                    multiply(
                        &d_weights,
                        d_output,
                        gradient.value.add(value_offset),
                        slopes,
                        rest,
                    );
                    let output = gradient.output.add(output_offset);
                    for row in 0..block.rows {
                        let (y, dy) =
                            (output.add(row * output_row), d_output.add(row * output_row));
                        // Σ weight·slope over the keys, which is that over the output.
                        let mean = sum_of(value_size, |i, left| {
                            load(y.add(i), left).mul(load(dy.add(i), left))
                        });
                        let at = row * shape.keys;
                        softmax_slopes(
                            weights.add(at),
                            slopes.add(at),
                            block.keys,
                            mean as f32,
                            shape.scale,
                        );
                        if !shape.mask.is_null() {
                            shape.leave_out(&block, row, slopes.add(at), 0.0);
                        }
                    }
                    let d_query = shape.rows_product(&block, size);
                    let key = gradient.key.add(key_offset);
                    multiply(
                        &d_query,
                        slopes,
                        key,
                        gradient.d_query.add(query_offset),
                        rest,
                    );
                    let d_key = shape.keys_product(&block, size);
                    let query = gradient.query.add(query_offset);
                    multiply(&d_key, slopes, query, gradient.d_key.add(key_offset), rest);
                });
            }
        },
    );
}

/// `slope = weight·(slope - mean)·scale`.
unsafe fn softmax_slopes(
    weights: *const f32,
    slopes: *mut f32,
    count: usize,
    mean: f32,
    scale: f32,
) {
    let (mean, scale) = (F32x4::splat(mean), F32x4::splat(scale));
    for i in (0..count).step_by(LANES) {
        let left = count - i;
        // SAFETY: i < count.
        unsafe {
            let slope = load(slopes.add(i), left).sub(mean).mul(scale);
            store(load(weights.add(i), left).mul(slope), slopes.add(i), left);
        }
    }
}

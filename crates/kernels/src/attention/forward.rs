//! Attention forward.

use super::{exp_divided, multiply, Shape};
use crate::pool::Pool;
use crate::reduce::{row_max, row_sum};
use crate::simd::F32x4;
use crate::tails::map;

/// The tensors of an attention.
#[derive(Clone, Copy)]
pub struct Attention {
    /// The sizes.
    pub shape: Shape,
    /// (B, T, N, H).
    pub query: *const f32,
    /// (B, S, K, H).
    pub key: *const f32,
    /// (B, S, K, V).
    pub value: *const f32,
    /// (B, T, N, V).
    pub output: *mut f32,
    /// (B, N, T, 2): each row's largest score and the sum of its exponentials.
    pub statistics: *mut f32,
}

// SAFETY: tasks write rows of their own.
unsafe impl Sync for Attention {}

/// `output = softmax(scale·query·keyᵀ)·value`, over the keys that are not left out; over all where all are. There
/// must be at least one key.
///
/// # Safety
/// The tensors must have their shapes and not overlap; the scratch be as [`Shape::scratch`] says for one matrix.
pub unsafe fn forward(pool: &dyn Pool, attention: &Attention, scratch: *mut f32) {
    let shape = &attention.shape;
    shape.for_tasks(
        pool,
        shape.chunk_scratch(1),
        scratch,
        &|sample, key_head, scratch| {
            let rest = scratch.wrapping_add(shape.block_size());
            let scores = scratch;
            shape.for_blocks(sample, key_head, |block| {
                // SAFETY: the block lies within the tensors that the caller vouches for.
                unsafe {
                    shape.scores(&block, attention.query, attention.key, scores, rest);
                    for row in 0..block.rows {
                        let x = scores.add(row * shape.keys);
                        let max = row_max(x, block.keys);
                        exp_divided(x, block.keys, max, 1.0);
                        let sum = row_sum(x, block.keys);
                        let total = F32x4::splat(sum);
                        map(x, x, block.keys, |x| x.div(total));
                        let kept = attention
                            .statistics
                            .add(shape.statistics_at(&block) + 2 * row);
                        *kept = max;
                        *kept.add(1) = sum;
                    }
                    let size = shape.value_size;
                    let product = shape.rows_product(&block, size);
                    let value = attention.value.add(shape.key_at(sample, key_head, size));
                    let output = attention.output.add(shape.query_at(&block, size));
                    multiply(&product, scores, value, output, rest);
                }
            });
        },
    );
}

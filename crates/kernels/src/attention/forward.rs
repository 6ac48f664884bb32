//! Attention forward.

use super::Shape;
use crate::pool::Pool;
use crate::promise::promise;
use crate::simd::{F32x4, Floats};
use crate::softmax::Row;

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
    /// The weights (B, N, T, S); null to keep the statistics instead.
    pub weights: *mut f32,
    /// (B, N, T, 2): each row's largest score and the sum of its exponentials. Not written where weights are kept.
    pub statistics: *mut f32,
}

// SAFETY: tasks write rows of their own.
unsafe impl Sync for Attention {}

/// `output = softmax(scale·query·keyᵀ)·value`, over the keys that are not left out; over all where all are. There
/// must be at least one key.
///
/// # Safety
/// The tensors must have their shapes and not overlap; the scratch be as [`Shape::forward_scratch`] says.
pub unsafe fn forward(pool: &dyn Pool, attention: &Attention, scratch: *mut f32) {
    promise!(scratch => attention.shape.forward_scratch(pool));
    let shape = &attention.shape;
    let part = shape.forward_part();
    shape.for_tasks(pool, part, scratch, &|sample, key_head, scratch| {
        // SAFETY: the tasks' key heads and blocks lie within the tensors that the caller vouches for.
        unsafe {
            let (size, value_size) = (shape.size, shape.value_size);
            let panels = scratch.add(shape.block_size());
            let key = attention.key.add(shape.key_at(sample, key_head, size));
            let keys = shape.pack_transposed(key, size, panels);
            let panels = panels.add(shape.panels(size));
            let value = attention
                .value
                .add(shape.key_at(sample, key_head, value_size));
            let values = shape.pack(value, value_size, panels);
            shape.for_blocks(sample, key_head, &mut |block| {
                let kept = !attention.weights.is_null();
                let weights = if kept {
                    attention.weights.add(shape.kept_at(&block, shape.keys))
                } else {
                    scratch
                };
                shape.scores(&block, attention.query, &keys, weights);
                let scores = Row::new(block.keys);
                for row in 0..block.rows {
                    let x = weights.add(row * shape.keys);
                    let max = scores.largest(x);
                    let sum = scores.exponentials(x, x, max, 0) as f32;
                    scores.scale(x, F32x4::splat(1.0 / sum));
                    if kept {
                        x.add(block.keys).write_bytes(0, shape.keys - block.keys);
                    } else {
                        let at = shape.kept_at(&block, 2) + 2 * row;
                        let [max, ..] = max.to_array();
                        *attention.statistics.add(at) = max;
                        *attention.statistics.add(at + 1) = sum;
                    }
                }
                let output = attention.output.add(shape.query_at(&block, value_size));
                shape.weigh(&block, weights, &values, value_size, output);
            });
        }
    });
}

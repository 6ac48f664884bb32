//! Attention backward.

use super::{Block, Shape};
use crate::gemm::gemm;
use crate::pool::{Pool, Serial};
use crate::promise::promise;
use crate::simd::{F32x4, Floats};
use crate::softmax::Row;

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
    /// (B, N, T, S), from the forward pass, or null.
    pub weights: *const f32,
    /// (B, N, T, 2), from a forward pass that kept no weights.
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
/// The tensors must have their shapes and not overlap; the scratch be as [`Shape::backward_scratch`] says.
pub unsafe fn backward(pool: &dyn Pool, gradient: &Gradient, scratch: *mut f32) {
    promise!(scratch => gradient.shape.backward_scratch(pool));
    let shape = &gradient.shape;
    let part = shape.backward_part();
    // SAFETY: the tasks' key heads lie within the tensors that the caller vouches for.
    shape.for_tasks(pool, part, scratch, &|sample, key_head, scratch| unsafe {
        run(gradient, sample, key_head, scratch);
    });
}

/// All heads of one key head of a sample.
unsafe fn run(g: &Gradient, sample: usize, key_head: usize, scratch: *mut f32) {
    let shape = &g.shape;
    let (size, value_size) = (shape.size, shape.value_size);
    let scale = F32x4::splat(shape.scale);
    // SAFETY: the blocks lie within the tensors that the caller vouches for.
    unsafe {
        let key_offset = shape.key_at(sample, key_head, size);
        let value_offset = shape.key_at(sample, key_head, value_size);
        let (key, value) = (g.key.add(key_offset), g.value.add(value_offset));
        let (d_key, d_value) = (g.d_key.add(key_offset), g.d_value.add(value_offset));
        for (pointer, size) in [(d_key, size), (d_value, value_size)] {
            for key in 0..shape.keys {
                let row = pointer.add(key * shape.key_heads * size);
                row.write_bytes(0, size);
            }
        }
        let again = scratch;
        let slopes = again.add(shape.block_size());
        let panels = slopes.add(shape.block_size());
        let keys = shape.pack(key, size, panels);
        let panels = panels.add(shape.panels(size));
        let transposed = if g.weights.is_null() {
            shape.pack_transposed(key, size, panels)
        } else {
            keys
        };
        let panels = panels.add(shape.panels(size));
        let values = shape.pack_transposed(value, value_size, panels);
        let rest = panels.add(shape.panels(value_size));
        let add_to_keys = |block: &Block, scores: *const f32, rows, size, sum| {
            let (product, none) = (shape.keys_product(block, size), core::ptr::null());
            gemm(&product, scores, rows, none, sum, rest, &Serial);
        };
        let output_row = Row::new(value_size);
        shape.for_blocks(sample, key_head, &mut |block| {
            let scores = Row::new(block.keys);
            let weights = if g.weights.is_null() {
                shape.scores(&block, g.query, &transposed, again);
                for row in 0..block.rows {
                    let kept = g.statistics.add(shape.kept_at(&block, 2) + 2 * row);
                    let x = again.add(row * shape.keys);
                    scores.exponentials(x, x, F32x4::load_splat(kept), 0);
                    scores.scale(x, F32x4::splat(1.0 / *kept.add(1)));
                }
                again as *const f32
            } else {
                g.weights.add(shape.kept_at(&block, shape.keys))
            };
            let output_offset = shape.query_at(&block, value_size);
            let d_output = g.d_output.add(output_offset);
            add_to_keys(&block, weights, d_output, value_size, d_value);
            shape.score(&block, d_output, &values, value_size, slopes);
            for row in 0..block.rows {
                let at = output_offset + row * shape.heads * value_size;
                let (y, dy) = (g.output.add(at), g.d_output.add(at));
                // Σ weight·slope over the keys, which is that over the output.
                let mean = F32x4::splat(output_row.sum(y, dy, F32x4::mul) as f32);
                let at = row * shape.keys;
                let x = slopes.add(at);
                scores.map(weights.add(at), x, x, |weight, slope| {
                    weight.mul(slope.sub(mean).mul(scale))
                });
                if !shape.mask.is_null() {
                    shape.leave_out(&block, row, x, 0.0);
                }
            }
            let query_offset = shape.query_at(&block, size);
            shape.weigh(&block, slopes, &keys, size, g.d_query.add(query_offset));
            add_to_keys(&block, slopes, g.query.add(query_offset), size, d_key);
        });
    }
}

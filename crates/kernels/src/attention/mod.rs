//! Scaled dot-product attention (Vaswani et al., 2017), a block of rows at a time, whose scores stay in the cache.
//! The weights are kept for the backward pass, or only each row's largest score and sum, from which it computes
//! them again (after Dao et al., "FlashAttention", 2022): the first is faster, the second needs no memory that grows
//! with rows times keys. Heads lie beside each other, as the projections before and after want them: no tensor is
//! transposed.
//!
//! Query (B, T, N, H), key (B, S, K, H), value (B, S, K, V): N is a multiple of K, and each key serves N/K heads
//! that follow each other (grouped queries). One thread does all of one key head of a sample, in one order.

mod backward;
mod forward;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;

pub use backward::{backward, Gradient};
pub use forward::{forward, Attention};

use crate::gemm::{scratch_len, Gemm, PackedB, PARALLEL_THRESHOLD};
use crate::pool::{Pool, Serial};
use crate::simd::{F32x4, Floats};
use crate::softmax::Row;

/// Rows of a block: with 512 keys its scores take 128 KiB.
const BLOCK: usize = 64;
/// The score of a key that is left out, as in JAX: no exponential of it is more than 0, unless all are left out.
const LEFT_OUT: f32 = -0.7 * f32::MAX;

/// Sizes, the scale of the scores, and what is left out of them.
#[derive(Clone, Copy)]
pub struct Shape {
    /// Samples: B.
    pub batch: usize,
    /// Heads of the query: N.
    pub heads: usize,
    /// Heads of key and value: K.
    pub key_heads: usize,
    /// Rows of the query: T.
    pub rows: usize,
    /// Rows of key and value: S.
    pub keys: usize,
    /// Size of a query and a key: H.
    pub size: usize,
    /// Size of a value: V.
    pub value_size: usize,
    /// Multiplies the scores.
    pub scale: f32,
    /// Row t sees keys 0..=t only.
    pub causal: bool,
    /// Bytes, 0 where a key is left out; or null. Its last axis is S, contiguous.
    pub mask: *const u8,
    /// Distances in the mask of samples, heads and rows; 0 where it repeats.
    pub mask_strides: [usize; 3],
}

// SAFETY: the mask is only read.
unsafe impl Sync for Shape {}

/// A block of rows of one head.
#[derive(Clone, Copy)]
struct Block {
    sample: usize,
    head: usize,
    row: usize,
    rows: usize,
    /// Keys that any of its rows sees: the first ones.
    keys: usize,
}

impl Shape {
    /// Floats of scratch that [`forward`] needs.
    pub fn forward_scratch(&self, pool: &dyn Pool) -> usize {
        self.chunks(pool).saturating_mul(self.forward_part())
    }

    /// Floats of scratch that [`backward`] needs.
    pub fn backward_scratch(&self, pool: &dyn Pool) -> usize {
        self.chunks(pool).saturating_mul(self.backward_part())
    }

    /// Scores of a block; key and value in panels.
    fn forward_part(&self) -> usize {
        self.block_size() + self.panels(self.size) + self.panels(self.value_size)
    }

    /// Two blocks; key and value in panels, the key in both orientations; what the products over all rows pack.
    fn backward_part(&self) -> usize {
        let mut most = 0;
        // All heads and samples have the same blocks.
        self.for_blocks(0, 0, &mut |block| {
            if block.head == 0 {
                for size in [self.size, self.value_size] {
                    most = most.max(scratch_len(&self.keys_product(&block, size)));
                }
            }
        });
        let panels = 2 * self.panels(self.size) + self.panels(self.value_size);
        2 * self.block_size() + panels + most
    }

    fn block_rows(&self) -> usize {
        self.rows.min(BLOCK)
    }

    /// Floats of a block's scores.
    fn block_size(&self) -> usize {
        self.block_rows() * self.keys
    }

    /// Floats of the panels of (keys, size), in either orientation.
    fn panels(&self, size: usize) -> usize {
        PackedB::len(self.keys, size).max(PackedB::len(size, self.keys))
    }

    /// A key head (keys, size) as the B of a product over its keys.
    #[inline(never)]
    unsafe fn pack(&self, x: *const f32, size: usize, panels: *mut f32) -> PackedB {
        // SAFETY: the caller vouches for the key head, and the panels are as long as `panels` says.
        unsafe { PackedB::pack(self.keys, size, x, self.key_heads * size, 1, panels) }
    }

    /// A key head (keys, size) as the B of a product over its size.
    #[inline(never)]
    unsafe fn pack_transposed(&self, x: *const f32, size: usize, panels: *mut f32) -> PackedB {
        // SAFETY: as above.
        unsafe { PackedB::pack(size, self.keys, x, 1, self.key_heads * size, panels) }
    }

    /// Scores (rows, keys) of a block from rows (rows, size) and keys.
    #[inline(never)]
    unsafe fn score(
        &self,
        block: &Block,
        rows: *const f32,
        keys: &PackedB,
        size: usize,
        scores: *mut f32,
    ) {
        let (keys, none) = (keys.first(size, block.keys), core::ptr::null());
        let row = self.heads * size;
        // SAFETY: the caller vouches for the block.
        unsafe { keys.multiply(block.rows, rows, row, scores, self.keys, false, none) }
    }

    /// Rows (rows, size) of a block from scores (rows, keys) and keys.
    #[inline(never)]
    unsafe fn weigh(
        &self,
        block: &Block,
        scores: *const f32,
        keys: &PackedB,
        size: usize,
        rows: *mut f32,
    ) {
        let (keys, none) = (keys.first(block.keys, size), core::ptr::null());
        let row = self.heads * size;
        // SAFETY: the caller vouches for the block.
        unsafe { keys.multiply(block.rows, scores, self.keys, rows, row, false, none) }
    }

    /// Adds to keys (keys, size) the product of scores (rows, keys), transposed, and rows (rows, size).
    #[inline(never)]
    fn keys_product(&self, block: &Block, size: usize) -> Gemm {
        Gemm {
            transpose_a: true,
            lda: self.keys,
            ldb: self.heads * size,
            ldc: self.key_heads * size,
            accumulate: true,
            ..Gemm::dense(block.keys, size, block.rows)
        }
    }

    /// Whether the work is worth more than one thread, and into how many parts it is cut.
    fn chunks(&self, pool: &dyn Pool) -> usize {
        let tasks = self.batch * self.key_heads;
        let scores = (self.rows * self.keys).saturating_mul(self.batch * self.heads);
        if scores.saturating_mul(self.size + self.value_size) < PARALLEL_THRESHOLD {
            return tasks.min(1);
        }
        tasks.min(if pool.threads() > 1 {
            4 * pool.threads()
        } else {
            1
        })
    }

    /// Calls `task(sample, key head, scratch)` for all of them, on threads with scratch of their own.
    #[inline(never)]
    fn for_tasks(
        &self,
        pool: &dyn Pool,
        chunk_scratch: usize,
        scratch: *mut f32,
        task: &(dyn Fn(usize, usize, *mut f32) + Sync),
    ) {
        let chunks = self.chunks(pool);
        let tasks = self.batch * self.key_heads;
        let scratch = crate::chunks::Shared::new(scratch);
        let pool = if chunks > 1 { pool } else { &Serial };
        pool.run(chunks, &|chunk| {
            let scratch = scratch.get().wrapping_add(chunk * chunk_scratch);
            for index in tasks * chunk / chunks..tasks * (chunk + 1) / chunks {
                task(index / self.key_heads, index % self.key_heads, scratch);
            }
        });
    }

    /// Calls `block` for all blocks of a key head.
    #[inline(never)]
    fn for_blocks(&self, sample: usize, key_head: usize, block: &mut dyn FnMut(Block)) {
        let group = self.heads / self.key_heads;
        for head in key_head * group..(key_head + 1) * group {
            for row in (0..self.rows).step_by(BLOCK) {
                let rows = BLOCK.min(self.rows - row);
                // With a mask a row may see no key at all, and then weighs all of them.
                let keys = if self.causal && self.mask.is_null() {
                    self.keys.min(row + rows)
                } else {
                    self.keys
                };
                block(Block {
                    sample,
                    head,
                    row,
                    rows,
                    keys,
                });
            }
        }
    }

    /// The offset of a block in the query or what has its shape, with `size` elements a head.
    fn query_at(&self, block: &Block, size: usize) -> usize {
        ((block.sample * self.rows + block.row) * self.heads + block.head) * size
    }

    /// The offset of a key head in the key or what has its shape.
    fn key_at(&self, sample: usize, key_head: usize, size: usize) -> usize {
        (sample * self.keys * self.key_heads + key_head) * size
    }

    /// Where what is kept of a block begins: `each` numbers a row.
    fn kept_at(&self, block: &Block, each: usize) -> usize {
        ((block.sample * self.heads + block.head) * self.rows + block.row) * each
    }

    /// Puts `value` where the mask or causality leaves a key out of a block's row.
    #[inline(never)]
    unsafe fn leave_out(&self, block: &Block, row: usize, x: *mut f32, value: f32) {
        let seen = if self.causal {
            block.row + row + 1
        } else {
            block.keys
        };
        if !self.mask.is_null() {
            let [sample, head, each] = self.mask_strides;
            let offset = block.sample * sample + block.head * head + (block.row + row) * each;
            // SAFETY: the mask has a byte for every key.
            unsafe {
                let mask = self.mask.add(offset);
                for key in 0..block.keys.min(seen) {
                    if *mask.add(key) == 0 {
                        *x.add(key) = value;
                    }
                }
            }
        }
        for key in seen..block.keys {
            // SAFETY: key < keys.
            unsafe { *x.add(key) = value };
        }
    }

    /// The scores of a block, scaled, with what is left out.
    unsafe fn scores(&self, block: &Block, query: *const f32, keys: &PackedB, scores: *mut f32) {
        // SAFETY: the block lies within the tensors that the caller vouches for.
        unsafe {
            let query = query.add(self.query_at(block, self.size));
            self.score(block, query, keys, self.size, scores);
            let (scores_row, scale) = (Row::new(block.keys), F32x4::splat(self.scale));
            for row in 0..block.rows {
                let x = scores.add(row * self.keys);
                scores_row.scale(x, scale);
                self.leave_out(block, row, x, LEFT_OUT);
            }
        }
    }
}

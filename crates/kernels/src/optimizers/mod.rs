//! Optimizer updates in one pass over variable, slots and gradient, by Keras 3's formulas; every operation
//! is rounded, as there.
//!
//! Slots below 2⁻¹⁰⁰ in size become 0: a decayed moment would else stay in denormals for ever, and those
//! are slow.

mod adam;
mod norm;
mod rmsprop;
mod sgd;
#[cfg(test)]
mod tests;

pub use adam::{adam, AdamStep};
pub use norm::sum_of_squares;
pub use rmsprop::{rmsprop, RmspropStep};
pub use sgd::{sgd, SgdStep};

use crate::chunks::{for_chunks, Shared};
use crate::pool::Pool;
use crate::simd::{F32x4, I32x4, LANES};
use crate::tails;

/// Elements of one chunk for the pool: an update reads and writes several streams.
const CHUNK: usize = 8192;

/// Calls `update(tensors, vectors)` for parts of tensors of `count` elements, or null; the last few elements lie
/// padded in memory of their own. The last tensor is the gradient, which is only read.
///
/// # Safety
/// The tensors must be readable and, but for the last, writable for `count` elements.
#[inline(always)]
unsafe fn for_vectors<const N: usize>(
    pool: &dyn Pool,
    count: usize,
    tensors: [*mut f32; N],
    update: impl Fn([*mut f32; N], usize) + Sync,
) {
    let tensors = tensors.map(Shared::new);
    for_chunks(pool, count, CHUNK, &|start, length| {
        let mut padded = [[0.0f32; LANES]; N];
        let mut parts = tensors.map(|tensor| match tensor.get() {
            tensor if tensor.is_null() => tensor,
            tensor => tensor.wrapping_add(start),
        });
        update(parts, length / LANES);
        let rest = length % LANES;
        if rest == 0 {
            return;
        }
        let ends = parts.map(|part| match part {
            part if part.is_null() => part,
            part => part.wrapping_add(length - rest),
        });
        for ((part, end), padded) in parts.iter_mut().zip(ends).zip(&mut padded) {
            if !end.is_null() {
                *part = padded.as_mut_ptr();
                // SAFETY: `rest` elements are left.
                unsafe { tails::load(end, rest).store(*part) }
            }
        }
        update(parts, 1);
        for (part, end) in parts.into_iter().zip(ends).take(N - 1) {
            if !end.is_null() {
                // SAFETY: as above.
                unsafe { tails::store(F32x4::load(part), end, rest) }
            }
        }
    });
}

/// Sets small slots to 0; the constants are read once.
#[derive(Clone, Copy)]
struct Flush {
    sizes: I32x4,
    smallest: F32x4,
}

impl Flush {
    fn new() -> Self {
        Self {
            sizes: I32x4::constant(&i32::MAX),
            smallest: F32x4::constant(&SMALLEST),
        }
    }

    /// `slot`, or 0 where its size is below 2⁻¹⁰⁰; NaN stays.
    #[inline(always)]
    fn apply(self, slot: F32x4) -> F32x4 {
        let size = slot.to_bits().and(self.sizes).to_f32_bits();
        let tiny = size.lt(self.smallest);
        tiny.select(F32x4::splat(0.0), slot)
    }
}

/// 2⁻¹⁰⁰
const SMALLEST: f32 = f32::from_bits(27 << 23);

/// `w - w·decay·rate`: Keras's decoupled weight decay, which comes before the step; `decay` 0 = none.
#[inline(always)]
fn decayed(w: F32x4, decay: F32x4, rate: F32x4) -> F32x4 {
    w.sub(w.mul(decay).mul(rate))
}

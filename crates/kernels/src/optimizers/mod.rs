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

use crate::simd::F32x4;

/// Elements of one chunk for the pool: an update reads and writes several streams.
const CHUNK: usize = 8192;

/// `slot`, or 0 where its size is below 2⁻¹⁰⁰; NaN stays.
#[inline(always)]
fn flush(slot: F32x4) -> F32x4 {
    let tiny = slot.abs().lt(F32x4::splat(f32::from_bits(27 << 23)));
    tiny.select(F32x4::splat(0.0), slot)
}

/// `w - w·decay·rate`: Keras's decoupled weight decay, which comes before the step; `decay` 0 = none.
#[inline(always)]
fn decayed(w: F32x4, decay: F32x4, rate: F32x4) -> F32x4 {
    w.sub(w.mul(decay).mul(rate))
}

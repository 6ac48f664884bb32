//! Optimizer updates of all variables in one pass over variable, slots and gradient, the clip of gradients
//! included, by Keras 3's formulas; every operation is rounded, as there.
//!
//! An optimizer is a [`Rule`], one a file; [`update`] is the walk over the variables that they share.
//!
//! Slots below 2⁻¹⁰⁰ in size become 0: a decayed moment would else stay in denormals for ever, and those
//! are slow.

mod adam;
mod rmsprop;
mod sgd;
#[cfg(test)]
mod tests;

pub use adam::AdamStep;
pub use rmsprop::RmspropStep;
pub use sgd::SgdStep;

use crate::chunks::{for_chunks, Shared};
use crate::pool::Pool;
use crate::simd::{F32x4, Floats, I32x4, Integers, LANES};
use crate::tails;
use core::mem::MaybeUninit;

/// Tensors that a variable's state may have: itself and its slots.
pub const STATE: usize = 4;

/// Elements of one chunk for the pool: an update reads and writes several streams.
const CHUNK: usize = 8192;

/// Elements in all up to which the caller does them alone: a hand-over would cost what it saves.
const ALONE: usize = 4 * CHUNK;

/// Elements that are clipped at a time: they wait in the nearest cache.
const BLOCK: usize = 256;

/// One variable of an update.
#[derive(Clone, Copy)]
pub struct Target {
    /// Elements of each of its tensors.
    pub count: usize,
    /// The variable, then its slots, as they are; null where there is none.
    pub old: [*const f32; STATE],
    /// Where the new ones go: the same memory, or none of it.
    pub new: [*mut f32; STATE],
    /// Its gradient.
    pub gradient: *const f32,
    /// What the gradient is multiplied by, such as the factor of a clip by norm; 1 = nothing.
    pub scale: f32,
}

/// What an optimizer does to a variable and its slots.
pub trait Rule: Sync {
    /// One step on `vectors` vectors of the state, in place.
    ///
    /// # Safety
    /// The tensors of the state that the rule uses must be writable, and the gradient readable, for as many vectors.
    unsafe fn step(&self, state: [*mut f32; STATE], gradient: *const f32, vectors: usize);
}

/// One step of `rule` for all targets, on gradients that were scaled and then cut to `±clip_value` (infinite = not).
///
/// # Safety
/// The tensors of each target must be readable and, the new ones, writable for its `count` elements.
pub unsafe fn update(pool: &dyn Pool, rule: &dyn Rule, targets: &[Target], clip_value: f32) {
    let (address, length) = (Shared::read(targets.as_ptr()), targets.len());
    // The variables are cut up as if they lay behind one another, each from a whole vector on.
    let padded = |target: &Target| target.count.next_multiple_of(LANES);
    let total = targets.iter().map(padded).sum();
    let chunk = if total > ALONE { CHUNK } else { ALONE };
    for_chunks(pool, total, chunk, &|start, count| {
        // SAFETY: the slice from above.
        let targets = unsafe { core::slice::from_raw_parts(address.get(), length) };
        let mut first = 0;
        for target in targets {
            let (from, to) = (start.max(first), (start + count).min(first + target.count));
            if from < to {
                // SAFETY: the caller's promise; no other chunk has this part of the target.
                unsafe { update_part(rule, target, from - first, to - from, clip_value) };
            }
            first += padded(target);
        }
    });
}

/// As [`update`] for `count` elements of one target, from `start`.
///
/// # Safety
/// As there.
unsafe fn update_part(
    rule: &dyn Rule,
    target: &Target,
    start: usize,
    count: usize,
    clip_value: f32,
) {
    let mut state = target.new;
    for (new, old) in state.iter_mut().zip(target.old) {
        if new.is_null() {
            continue;
        }
        let old = old.wrapping_add(start);
        *new = new.wrapping_add(start);
        if !core::ptr::eq(old, *new) {
            // SAFETY: the caller's promise: they have nothing in common.
            unsafe { core::ptr::copy_nonoverlapping(old, *new, count) };
        }
    }
    let gradient = target.gradient.wrapping_add(start);
    let clips = target.scale != 1.0 || clip_value != f32::INFINITY;
    let scale = F32x4::splat(target.scale);
    let (low, high) = (F32x4::splat(-clip_value), F32x4::splat(clip_value));
    let clip = |gradient: F32x4| gradient.mul(scale).clamp(low, high);
    let mut buffer = MaybeUninit::<[f32; BLOCK]>::uninit();
    let buffer = buffer.as_mut_ptr() as *mut f32;
    let whole = count - count % LANES;
    let mut at = 0;
    // SAFETY: `count` elements are there; the last few, less than a vector, go through padded memory.
    unsafe {
        while at < whole {
            let mut length = whole - at;
            let mut source = gradient.add(at);
            if clips {
                length = length.min(BLOCK);
                for i in (0..length).step_by(LANES) {
                    clip(F32x4::load(source.add(i))).store(buffer.add(i));
                }
                source = buffer;
            }
            rule.step(
                state.map(|part| part.wrapping_add(at)),
                source,
                length / LANES,
            );
            at += length;
        }
        let rest = count - whole;
        if rest == 0 {
            return;
        }
        let mut padded = [F32x4::splat(0.0); STATE];
        for (part, padded) in state.iter().zip(&mut padded) {
            if !part.is_null() {
                *padded = tails::load(part.add(whole), rest);
            }
        }
        let last = clip(tails::load(gradient.add(whole), rest));
        let first = padded.as_mut_ptr() as *mut f32;
        rule.step(
            core::array::from_fn(|k| first.add(k * LANES)),
            &raw const last as *const f32,
            1,
        );
        for (part, padded) in state.iter().zip(padded) {
            if !part.is_null() {
                tails::store(padded, part.add(whole), rest);
            }
        }
    }
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

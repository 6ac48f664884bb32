//! The two ways to multiply a panel of weights: bytes by fours, and numbers of 16 bits by twos.

use crate::simd::{Bytes, I16x8, I32x4, I8x16, Shorts};

/// A way to multiply: what the activations are stored as, and how many steps of K one vector of weights takes.
pub(super) trait Dot {
    /// One quantised activation.
    type Activation: Copy;
    /// Weights of four columns at [`STEPS`](Self::STEPS) steps of K.
    type Vector: Copy;
    /// Steps of K per vector.
    const STEPS: usize;
    /// Loads the weights of four columns.
    /// # Safety
    /// `4 · STEPS` bytes must be readable.
    unsafe fn weights(pointer: *const i8) -> Self::Vector;
    /// Loads a row's activations, once for each column.
    /// # Safety
    /// `STEPS` activations must be readable.
    unsafe fn activations(pointer: *const Self::Activation) -> Self::Vector;
    /// Adds the products to the sums of four columns.
    fn add(weights: Self::Vector, activations: Self::Vector, sums: I32x4) -> I32x4;
    /// One activation of a quantised number.
    fn activation(value: i32) -> Self::Activation;
    /// Activations that [`store`](Self::store) writes.
    const BLOCK: usize;
    /// Stores the first `BLOCK` of the numbers.
    /// # Safety
    /// `BLOCK` activations must be writable.
    unsafe fn store(values: [I32x4; 4], pointer: *mut Self::Activation);
}

/// Bytes by fours: one relaxed instruction where the processor has it (`FUSED`), or two steps.
pub(super) struct ByFours<const FUSED: bool>;

impl<const FUSED: bool> Dot for ByFours<FUSED> {
    type Activation = i8;
    type Vector = I8x16;
    const STEPS: usize = 4;
    #[inline(always)]
    unsafe fn weights(pointer: *const i8) -> I8x16 {
        // SAFETY: the caller's promise.
        unsafe { I8x16::load(pointer) }
    }
    #[inline(always)]
    unsafe fn activations(pointer: *const i8) -> I8x16 {
        // SAFETY: the caller's promise.
        unsafe { I8x16::load_splat(pointer) }
    }
    #[inline(always)]
    fn add(weights: I8x16, activations: I8x16, sums: I32x4) -> I32x4 {
        if FUSED {
            weights.dot_add(activations, sums)
        } else {
            weights.pairs(activations).dot_add(I16x8::ones(), sums)
        }
    }
    #[inline(always)]
    fn activation(value: i32) -> i8 {
        value as i8
    }
    const BLOCK: usize = 16;
    #[inline(always)]
    unsafe fn store(values: [I32x4; 4], pointer: *mut i8) {
        // SAFETY: the caller's promise.
        unsafe { I8x16::from_integers(values).store(pointer) }
    }
}

/// Numbers of 16 bits by twos, which every build has.
pub(super) struct ByTwos;

impl Dot for ByTwos {
    type Activation = i16;
    type Vector = I16x8;
    const STEPS: usize = 2;
    #[inline(always)]
    unsafe fn weights(pointer: *const i8) -> I16x8 {
        // SAFETY: the caller's promise.
        unsafe { I16x8::load_bytes(pointer) }
    }
    #[inline(always)]
    unsafe fn activations(pointer: *const i16) -> I16x8 {
        // SAFETY: the caller's promise.
        unsafe { I16x8::load_splat(pointer) }
    }
    #[inline(always)]
    fn add(weights: I16x8, activations: I16x8, sums: I32x4) -> I32x4 {
        weights.dot_add(activations, sums)
    }
    #[inline(always)]
    fn activation(value: i32) -> i16 {
        value as i16
    }
    const BLOCK: usize = 8;
    #[inline(always)]
    unsafe fn store([a, b, ..]: [I32x4; 4], pointer: *mut i16) {
        // SAFETY: the caller's promise.
        unsafe { I16x8::from_integers([a, b]).store(pointer) }
    }
}

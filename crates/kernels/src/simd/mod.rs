//! Four-lane vectors: one name, two backends. On wasm32 a value is a `v128`; natively it is an
//! array of four, so that the same kernel source runs under `cargo test` and Miri.
//!
//! Kernels use these types and nothing of `core::arch`.

// Methods, not operators: a kernel names the instruction that it means.
#![allow(clippy::should_implement_trait)]

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm32;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use wasm32::{F32x4, I32x4};

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod native;
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub use native::{F32x4, I32x4};

/// Lanes of a vector.
pub const LANES: usize = 4;

/// Runs `body(offset, length)` over `0..count` in whole vectors of four, the tail with a shorter length.
#[inline(always)]
pub fn for_each_vector(count: usize, mut body: impl FnMut(usize, usize)) {
    let whole = count & !(LANES - 1);
    let mut offset = 0;
    while offset < whole {
        body(offset, LANES);
        offset += LANES;
    }
    if offset < count {
        body(offset, count - offset);
    }
}

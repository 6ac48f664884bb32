//! Four-lane vectors: one interface, the traits [`Floats`] and [`Integers`], and two backends. On wasm32 a value is a
//! `v128`; natively it is an array of four, so that the same kernel source runs under `cargo test` and Miri.
//!
//! Kernels use these types and nothing of `core::arch`.

// Methods, not operators: a kernel names the instruction that it means.
#![allow(clippy::should_implement_trait)]

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm32;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use wasm32::{F32x4, I16x8, I32x4, I8x16};

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod native;
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub use native::{F32x4, I16x8, I32x4, I8x16};

/// Four `f32` lanes: what a backend implements, and all that kernels may ask of a vector.
pub trait Floats: Copy {
    /// All lanes `value`.
    fn splat(value: f32) -> Self;
    /// All lanes a constant, read from memory where it is used.
    fn constant(value: &'static f32) -> Self;
    /// The four lanes of an array.
    fn from_array(a: [f32; 4]) -> Self;
    /// The four lanes as an array.
    fn to_array(self) -> [f32; 4];
    /// Loads four lanes.
    /// # Safety
    /// `pointer` must be valid for reading four `f32`; no alignment is needed.
    unsafe fn load(pointer: *const f32) -> Self;
    /// Stores four lanes.
    /// # Safety
    /// `pointer` must be valid for writing four `f32`; no alignment is needed.
    unsafe fn store(self, pointer: *mut f32);
    /// Loads one `f32` into all lanes.
    /// # Safety
    /// `pointer` must be valid for reading one `f32`.
    unsafe fn load_splat(pointer: *const f32) -> Self;
    /// `self * b + c`: one rounding in the relaxed build, two in the simd128 build.
    fn mul_add(self, b: Self, c: Self) -> Self;
    /// `c - self * b`, with the rounding of [`mul_add`](Self::mul_add).
    fn neg_mul_add(self, b: Self, c: Self) -> Self;
    /// Lane-wise sum.
    fn add(self, b: Self) -> Self;
    /// Lane-wise difference.
    fn sub(self, b: Self) -> Self;
    /// Lane-wise product.
    fn mul(self, b: Self) -> Self;
    /// Lane-wise quotient.
    fn div(self, b: Self) -> Self;
    /// Lane-wise maximum; NaN if either lane is NaN (as NumPy and Keras do), `self` if both are equal.
    fn max(self, b: Self) -> Self;
    /// Lane-wise minimum; NaN if either lane is NaN, `self` if both are equal.
    fn min(self, b: Self) -> Self;
    /// Each lane, or b's where that is larger, which NaN is not.
    fn larger(self, b: Self) -> Self;
    /// Each lane, or the bound, which is not NaN, where that is larger; NaN stays.
    fn at_least(self, low: Self) -> Self;
    /// Each lane within the bounds, which are not NaN; NaN stays.
    fn clamp(self, low: Self, high: Self) -> Self;
    /// Lane-wise negation (flips the sign bit, also of NaN and zero).
    fn neg(self) -> Self;
    /// Lane-wise absolute value.
    fn abs(self) -> Self;
    /// Lane-wise square root, correctly rounded.
    fn sqrt(self) -> Self;
    /// Lane-wise floor.
    fn floor(self) -> Self;
    /// Lane-wise ceiling.
    fn ceil(self) -> Self;
    /// Rounds to the nearest integer, ties to even.
    fn round_even(self) -> Self;
    /// Rounds towards zero.
    fn trunc(self) -> Self;
    /// Transposes a 4×4 square: lane `j` of vector `i` goes to lane `i` of vector `j`.
    fn transpose(rows: [Self; 4]) -> [Self; 4];
    /// `self == b`, false where either is NaN.
    fn eq(self, b: Self) -> I32x4;
    /// `self < b`, false where either is NaN.
    fn lt(self, b: Self) -> I32x4;
    /// `self <= b`, false where either is NaN.
    fn le(self, b: Self) -> I32x4;
    /// The same bits, read as integers.
    fn to_bits(self) -> I32x4;
    /// Converts towards zero, saturating; NaN becomes 0.
    fn to_i32(self) -> I32x4;
}

/// Four `i32` lanes, which are also the result of comparisons (all bits set where true).
pub trait Integers: Copy {
    /// All lanes `value`.
    fn splat(value: i32) -> Self;
    /// All lanes a constant: see [`Floats::constant`].
    fn constant(value: &'static i32) -> Self;
    /// The four lanes of an array.
    fn from_array(a: [i32; 4]) -> Self;
    /// The four lanes as an array.
    fn to_array(self) -> [i32; 4];
    /// Loads four lanes.
    /// # Safety
    /// `pointer` must be valid for reading four `i32`; no alignment is needed.
    unsafe fn load(pointer: *const i32) -> Self;
    /// Stores four lanes.
    /// # Safety
    /// `pointer` must be valid for writing four `i32`; no alignment is needed.
    unsafe fn store(self, pointer: *mut i32);
    /// Lane-wise wrapping sum.
    fn add(self, b: Self) -> Self;
    /// Lane-wise wrapping difference.
    fn sub(self, b: Self) -> Self;
    /// Lane-wise wrapping product.
    fn mul(self, b: Self) -> Self;
    /// Lane-wise signed maximum.
    fn max(self, b: Self) -> Self;
    /// Lane-wise signed minimum.
    fn min(self, b: Self) -> Self;
    /// `self == b`.
    fn eq(self, b: Self) -> Self;
    /// `self < b`, signed.
    fn lt(self, b: Self) -> Self;
    /// Bitwise and.
    fn and(self, b: Self) -> Self;
    /// Bitwise or.
    fn or(self, b: Self) -> Self;
    /// Bitwise exclusive or.
    fn xor(self, b: Self) -> Self;
    /// Bitwise not.
    fn not(self) -> Self;
    /// Shifts every lane left by `bits` (0–31).
    fn shl(self, bits: u32) -> Self;
    /// Shifts every lane right by `bits` (0–31), keeping the sign.
    fn shr(self, bits: u32) -> Self;
    /// Shifts every lane right by `bits` (0–31), filling with zeros.
    fn shr_unsigned(self, bits: u32) -> Self;
    /// `a` where the mask (`self`: each lane all bits set or none) is set, `b` elsewhere.
    fn select(self, a: F32x4, b: F32x4) -> F32x4;
    /// [`select`](Self::select) of integers.
    fn select_i32(self, a: Self, b: Self) -> Self;
    /// The same bits, read as floats.
    fn to_f32_bits(self) -> F32x4;
    /// Converts every lane to the nearest float.
    fn to_f32(self) -> F32x4;
    /// Whether any lane has a bit set.
    fn any(self) -> bool;
}

/// Sixteen `i8` lanes, four for each lane of a sum.
pub trait Bytes: Copy {
    /// Loads sixteen lanes.
    /// # Safety
    /// `pointer` must be valid for reading sixteen bytes; no alignment is needed.
    unsafe fn load(pointer: *const i8) -> Self;
    /// Loads four bytes, four times.
    /// # Safety
    /// `pointer` must be valid for reading four bytes; no alignment is needed.
    unsafe fn load_splat(pointer: *const i8) -> Self;
    /// The lanes of four vectors, each within -128 to 127.
    fn from_integers(values: [I32x4; 4]) -> Self;
    /// Stores sixteen lanes.
    /// # Safety
    /// `pointer` must be valid for writing sixteen bytes; no alignment is needed.
    unsafe fn store(self, pointer: *mut i8);
    /// `sum` plus, in each of its lanes, the products of four lanes with four of `b`, which are 0 to 127: there the
    /// relaxed instruction has no freedom.
    fn dot_add(self, b: Self, sum: I32x4) -> I32x4;
    /// The same in two steps, by [`Shorts::dot_add`] with ones: faster where processors have no instruction for it all.
    fn pairs(self, b: Self) -> I16x8;
    /// Whether [`dot_add`](Self::dot_add) is one instruction of this processor.
    fn dot_add_is_fused() -> bool;
}

/// Eight `i16` lanes, two for each lane of a sum.
pub trait Shorts: Copy {
    /// Loads eight bytes as numbers of 16 bits.
    /// # Safety
    /// `pointer` must be valid for reading eight bytes; no alignment is needed.
    unsafe fn load_bytes(pointer: *const i8) -> Self;
    /// Loads two lanes, four times.
    /// # Safety
    /// `pointer` must be valid for reading two `i16`; no alignment is needed.
    unsafe fn load_splat(pointer: *const i16) -> Self;
    /// The lanes of two vectors, each within -32,768 to 32,767.
    fn from_integers(values: [I32x4; 2]) -> Self;
    /// Stores eight lanes.
    /// # Safety
    /// `pointer` must be valid for writing eight `i16`; no alignment is needed.
    unsafe fn store(self, pointer: *mut i16);
    /// Ones, read from memory where they are used.
    fn ones() -> Self;
    /// `sum` plus, in each of its lanes, the products of two lanes with two of `b`.
    fn dot_add(self, b: Self, sum: I32x4) -> I32x4;
}

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

//! The wasm32 backend: `v128` instructions, with relaxed multiply-add where the build has it.

use super::{Bytes, Floats, Integers, Shorts};
use core::arch::wasm32::*;

/// Four `f32` lanes.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct F32x4(pub(crate) v128);

/// Four `i32` lanes; also the result of comparisons (all bits set where true).
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct I32x4(pub(crate) v128);

/// Sixteen `i8` lanes.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct I8x16(v128);

/// Eight `i16` lanes.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct I16x8(v128);

impl Floats for F32x4 {
    #[inline(always)]
    fn splat(value: f32) -> Self {
        Self(f32x4_splat(value))
    }
    // As an immediate, which the compiler would make of it, V8 puts a constant together from three instructions in every
    // round of a loop.
    #[inline(always)]
    fn constant(value: &'static f32) -> Self {
        // SAFETY: a reference is readable; volatile, so that its value is not known here.
        Self::splat(unsafe { core::ptr::read_volatile(value) })
    }
    #[inline(always)]
    fn from_array(a: [f32; 4]) -> Self {
        Self(f32x4(a[0], a[1], a[2], a[3]))
    }
    #[inline(always)]
    fn to_array(self) -> [f32; 4] {
        [
            f32x4_extract_lane::<0>(self.0),
            f32x4_extract_lane::<1>(self.0),
            f32x4_extract_lane::<2>(self.0),
            f32x4_extract_lane::<3>(self.0),
        ]
    }
    #[inline(always)]
    unsafe fn load(pointer: *const f32) -> Self {
        // SAFETY: the caller promises four readable lanes; v128.load allows any alignment.
        Self(unsafe { v128_load(pointer as *const v128) })
    }
    #[inline(always)]
    unsafe fn store(self, pointer: *mut f32) {
        // SAFETY: the caller promises four writable lanes; v128.store allows any alignment.
        unsafe { v128_store(pointer as *mut v128, self.0) }
    }
    #[inline(always)]
    unsafe fn load_splat(pointer: *const f32) -> Self {
        // SAFETY: the caller promises one readable lane.
        Self(unsafe { v128_load32_splat(pointer as *const u32) })
    }
    #[inline(always)]
    fn mul_add(self, b: Self, c: Self) -> Self {
        #[cfg(target_feature = "relaxed-simd")]
        {
            Self(f32x4_relaxed_madd(self.0, b.0, c.0))
        }
        #[cfg(not(target_feature = "relaxed-simd"))]
        {
            Self(f32x4_add(f32x4_mul(self.0, b.0), c.0))
        }
    }
    #[inline(always)]
    fn neg_mul_add(self, b: Self, c: Self) -> Self {
        #[cfg(target_feature = "relaxed-simd")]
        {
            Self(f32x4_relaxed_nmadd(self.0, b.0, c.0))
        }
        #[cfg(not(target_feature = "relaxed-simd"))]
        {
            Self(f32x4_sub(c.0, f32x4_mul(self.0, b.0)))
        }
    }
    #[inline(always)]
    fn add(self, b: Self) -> Self {
        Self(f32x4_add(self.0, b.0))
    }
    #[inline(always)]
    fn sub(self, b: Self) -> Self {
        Self(f32x4_sub(self.0, b.0))
    }
    #[inline(always)]
    fn mul(self, b: Self) -> Self {
        Self(f32x4_mul(self.0, b.0))
    }
    #[inline(always)]
    fn div(self, b: Self) -> Self {
        Self(f32x4_div(self.0, b.0))
    }
    // Three instructions of x86-64, with a constant `b` one, where `f32x4.max` takes eight.
    #[inline(always)]
    fn max(self, b: Self) -> Self {
        Self(v128_or(f32x4_pmax(self.0, b.0), f32x4_ne(b.0, b.0)))
    }
    #[inline(always)]
    fn min(self, b: Self) -> Self {
        Self(v128_or(f32x4_pmin(self.0, b.0), f32x4_ne(b.0, b.0)))
    }
    #[inline(always)]
    fn larger(self, b: Self) -> Self {
        Self(f32x4_pmax(self.0, b.0))
    }
    #[inline(always)]
    fn at_least(self, low: Self) -> Self {
        Self(f32x4_pmax(self.0, low.0))
    }
    #[inline(always)]
    fn clamp(self, low: Self, high: Self) -> Self {
        Self(f32x4_pmin(f32x4_pmax(self.0, low.0), high.0))
    }
    #[inline(always)]
    fn neg(self) -> Self {
        Self(f32x4_neg(self.0))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Self(f32x4_abs(self.0))
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(f32x4_sqrt(self.0))
    }
    #[inline(always)]
    fn floor(self) -> Self {
        Self(f32x4_floor(self.0))
    }
    #[inline(always)]
    fn ceil(self) -> Self {
        Self(f32x4_ceil(self.0))
    }
    #[inline(always)]
    fn round_even(self) -> Self {
        Self(f32x4_nearest(self.0))
    }
    #[inline(always)]
    fn trunc(self) -> Self {
        Self(f32x4_trunc(self.0))
    }
    #[inline(always)]
    fn transpose(rows: [Self; 4]) -> [Self; 4] {
        let [a, b, c, d] = rows.map(|row| row.0);
        let ab_low = i32x4_shuffle::<0, 4, 1, 5>(a, b);
        let cd_low = i32x4_shuffle::<0, 4, 1, 5>(c, d);
        let ab_high = i32x4_shuffle::<2, 6, 3, 7>(a, b);
        let cd_high = i32x4_shuffle::<2, 6, 3, 7>(c, d);
        [
            Self(i64x2_shuffle::<0, 2>(ab_low, cd_low)),
            Self(i64x2_shuffle::<1, 3>(ab_low, cd_low)),
            Self(i64x2_shuffle::<0, 2>(ab_high, cd_high)),
            Self(i64x2_shuffle::<1, 3>(ab_high, cd_high)),
        ]
    }
    #[inline(always)]
    fn eq(self, b: Self) -> I32x4 {
        I32x4(f32x4_eq(self.0, b.0))
    }
    #[inline(always)]
    fn lt(self, b: Self) -> I32x4 {
        I32x4(f32x4_lt(self.0, b.0))
    }
    #[inline(always)]
    fn le(self, b: Self) -> I32x4 {
        I32x4(f32x4_le(self.0, b.0))
    }
    #[inline(always)]
    fn to_bits(self) -> I32x4 {
        I32x4(self.0)
    }
    #[inline(always)]
    fn to_i32(self) -> I32x4 {
        I32x4(i32x4_trunc_sat_f32x4(self.0))
    }
}

impl Integers for I32x4 {
    #[inline(always)]
    fn splat(value: i32) -> Self {
        Self(i32x4_splat(value))
    }
    #[inline(always)]
    fn constant(value: &'static i32) -> Self {
        // SAFETY: a reference is readable; volatile, so that its value is not known here.
        Self::splat(unsafe { core::ptr::read_volatile(value) })
    }
    #[inline(always)]
    fn from_array(a: [i32; 4]) -> Self {
        Self(i32x4(a[0], a[1], a[2], a[3]))
    }
    #[inline(always)]
    fn to_array(self) -> [i32; 4] {
        [
            i32x4_extract_lane::<0>(self.0),
            i32x4_extract_lane::<1>(self.0),
            i32x4_extract_lane::<2>(self.0),
            i32x4_extract_lane::<3>(self.0),
        ]
    }
    #[inline(always)]
    unsafe fn load(pointer: *const i32) -> Self {
        // SAFETY: the caller promises four readable lanes.
        Self(unsafe { v128_load(pointer as *const v128) })
    }
    #[inline(always)]
    unsafe fn store(self, pointer: *mut i32) {
        // SAFETY: the caller promises four writable lanes.
        unsafe { v128_store(pointer as *mut v128, self.0) }
    }
    #[inline(always)]
    fn add(self, b: Self) -> Self {
        Self(i32x4_add(self.0, b.0))
    }
    #[inline(always)]
    fn sub(self, b: Self) -> Self {
        Self(i32x4_sub(self.0, b.0))
    }
    #[inline(always)]
    fn mul(self, b: Self) -> Self {
        Self(i32x4_mul(self.0, b.0))
    }
    #[inline(always)]
    fn max(self, b: Self) -> Self {
        Self(i32x4_max(self.0, b.0))
    }
    #[inline(always)]
    fn min(self, b: Self) -> Self {
        Self(i32x4_min(self.0, b.0))
    }
    #[inline(always)]
    fn eq(self, b: Self) -> Self {
        Self(i32x4_eq(self.0, b.0))
    }
    #[inline(always)]
    fn lt(self, b: Self) -> Self {
        Self(i32x4_lt(self.0, b.0))
    }
    #[inline(always)]
    fn and(self, b: Self) -> Self {
        Self(v128_and(self.0, b.0))
    }
    #[inline(always)]
    fn or(self, b: Self) -> Self {
        Self(v128_or(self.0, b.0))
    }
    #[inline(always)]
    fn xor(self, b: Self) -> Self {
        Self(v128_xor(self.0, b.0))
    }
    #[inline(always)]
    fn not(self) -> Self {
        Self(v128_not(self.0))
    }
    #[inline(always)]
    fn shl(self, bits: u32) -> Self {
        Self(i32x4_shl(self.0, bits))
    }
    #[inline(always)]
    fn shr(self, bits: u32) -> Self {
        Self(i32x4_shr(self.0, bits))
    }
    #[inline(always)]
    fn shr_unsigned(self, bits: u32) -> Self {
        Self(u32x4_shr(self.0, bits))
    }
    #[inline(always)]
    fn select(self, a: F32x4, b: F32x4) -> F32x4 {
        F32x4(self.select_i32(I32x4(a.0), I32x4(b.0)).0)
    }
    // With such masks the relaxed instruction has no freedom, and is one where the other is three.
    #[inline(always)]
    fn select_i32(self, a: Self, b: Self) -> Self {
        #[cfg(target_feature = "relaxed-simd")]
        {
            Self(i32x4_relaxed_laneselect(a.0, b.0, self.0))
        }
        #[cfg(not(target_feature = "relaxed-simd"))]
        {
            Self(v128_bitselect(a.0, b.0, self.0))
        }
    }
    #[inline(always)]
    fn to_f32_bits(self) -> F32x4 {
        F32x4(self.0)
    }
    #[inline(always)]
    fn to_f32(self) -> F32x4 {
        F32x4(f32x4_convert_i32x4(self.0))
    }
    #[inline(always)]
    fn any(self) -> bool {
        v128_any_true(self.0)
    }
}

impl Bytes for I8x16 {
    #[inline(always)]
    unsafe fn load(pointer: *const i8) -> Self {
        // SAFETY: the caller promises sixteen readable bytes.
        Self(unsafe { v128_load(pointer as *const v128) })
    }
    #[inline(always)]
    unsafe fn load_splat(pointer: *const i8) -> Self {
        // SAFETY: the caller promises four readable bytes.
        Self(unsafe { v128_load32_splat(pointer as *const u32) })
    }
    #[inline(always)]
    fn from_integers([a, b, c, d]: [I32x4; 4]) -> Self {
        let (low, high) = (i16x8_narrow_i32x4(a.0, b.0), i16x8_narrow_i32x4(c.0, d.0));
        Self(i8x16_narrow_i16x8(low, high))
    }
    #[inline(always)]
    unsafe fn store(self, pointer: *mut i8) {
        // SAFETY: the caller promises sixteen writable bytes.
        unsafe { v128_store(pointer as *mut v128, self.0) }
    }
    #[inline(always)]
    fn dot_add(self, b: Self, sum: I32x4) -> I32x4 {
        #[cfg(target_feature = "relaxed-simd")]
        {
            I32x4(i32x4_relaxed_dot_i8x16_i7x16_add(self.0, b.0, sum.0))
        }
        #[cfg(not(target_feature = "relaxed-simd"))]
        {
            self.pairs(b).dot_add(I16x8::ones(), sum)
        }
    }
    #[inline(always)]
    fn pairs(self, b: Self) -> I16x8 {
        #[cfg(target_feature = "relaxed-simd")]
        {
            I16x8(i16x8_relaxed_dot_i8x16_i7x16(self.0, b.0))
        }
        #[cfg(not(target_feature = "relaxed-simd"))]
        {
            let low = i32x4_extadd_pairwise_i16x8(i16x8_extmul_low_i8x16(self.0, b.0));
            let high = i32x4_extadd_pairwise_i16x8(i16x8_extmul_high_i8x16(self.0, b.0));
            I16x8(i16x8_narrow_i32x4(low, high))
        }
    }
    // What a processor makes of factors above 127 tells how it multiplies: x86-64 without the fused instruction
    // saturates pairs of products at 16 bits.
    #[inline(always)]
    fn dot_add_is_fused() -> bool {
        static OPERANDS: [u32; 2] = [0x7f7f_7f7f, 0xffff_ffff];
        // SAFETY: a reference is readable; volatile, so that the compiler does not multiply by itself.
        let [a, b] = unsafe { core::ptr::read_volatile(&OPERANDS) };
        let product = Self(u32x4_splat(a)).dot_add(Self(u32x4_splat(b)), I32x4::splat(0));
        i32x4_extract_lane::<0>(product.0) != 2 * i16::MAX as i32
    }
}

impl Shorts for I16x8 {
    #[inline(always)]
    unsafe fn load_bytes(pointer: *const i8) -> Self {
        // SAFETY: the caller promises eight readable bytes.
        Self(unsafe { i16x8_load_extend_i8x8(pointer) })
    }
    #[inline(always)]
    unsafe fn load_splat(pointer: *const i16) -> Self {
        // SAFETY: the caller promises two readable lanes.
        Self(unsafe { v128_load32_splat(pointer as *const u32) })
    }
    #[inline(always)]
    fn from_integers([a, b]: [I32x4; 2]) -> Self {
        Self(i16x8_narrow_i32x4(a.0, b.0))
    }
    #[inline(always)]
    unsafe fn store(self, pointer: *mut i16) {
        // SAFETY: the caller promises eight writable lanes.
        unsafe { v128_store(pointer as *mut v128, self.0) }
    }
    #[inline(always)]
    fn ones() -> Self {
        static ONES: [i16; 8] = [1; 8];
        // SAFETY: a reference is readable; volatile, as of [`Floats::constant`].
        Self(unsafe { core::ptr::read_volatile(&ONES as *const _ as *const v128) })
    }
    #[inline(always)]
    fn dot_add(self, b: Self, sum: I32x4) -> I32x4 {
        I32x4(i32x4_add(sum.0, i32x4_dot_i16x8(self.0, b.0)))
    }
}

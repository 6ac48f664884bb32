//! The native backend: plain arrays with the semantics of the wasm instructions, for tests and Miri.

use super::{Bytes, Floats, Integers, Shorts};

/// Four `f32` lanes.
#[derive(Clone, Copy, Debug)]
pub struct F32x4(pub(crate) [f32; 4]);

/// Four `i32` lanes; also the result of comparisons (all bits set where true).
#[derive(Clone, Copy, Debug)]
pub struct I32x4(pub(crate) [i32; 4]);

/// Sixteen `i8` lanes.
#[derive(Clone, Copy, Debug)]
pub struct I8x16([i8; 16]);

/// Eight `i16` lanes.
#[derive(Clone, Copy, Debug)]
pub struct I16x8([i16; 8]);

macro_rules! map {
    ($a:expr, $f:expr) => {{
        let a = $a;
        let f = $f;
        [f(a[0]), f(a[1]), f(a[2]), f(a[3])]
    }};
    ($a:expr, $b:expr, $f:expr) => {{
        let (a, b) = ($a, $b);
        let f = $f;
        [f(a[0], b[0]), f(a[1], b[1]), f(a[2], b[2]), f(a[3], b[3])]
    }};
}

#[inline(always)]
fn mask(condition: bool) -> i32 {
    -(condition as i32)
}

#[inline(always)]
fn max(a: f32, b: f32) -> f32 {
    if b.is_nan() || a < b {
        b
    } else {
        a
    }
}

#[inline(always)]
fn min(a: f32, b: f32) -> f32 {
    if b.is_nan() || b < a {
        b
    } else {
        a
    }
}

impl Floats for F32x4 {
    #[inline(always)]
    fn splat(value: f32) -> Self {
        Self([value; 4])
    }
    #[inline(always)]
    fn constant(value: &'static f32) -> Self {
        Self::splat(*value)
    }
    #[inline(always)]
    fn from_array(a: [f32; 4]) -> Self {
        Self(a)
    }
    #[inline(always)]
    fn to_array(self) -> [f32; 4] {
        self.0
    }
    #[inline(always)]
    unsafe fn load(pointer: *const f32) -> Self {
        // SAFETY: the caller promises four readable lanes.
        Self(unsafe { (pointer as *const [f32; 4]).read_unaligned() })
    }
    #[inline(always)]
    unsafe fn store(self, pointer: *mut f32) {
        // SAFETY: the caller promises four writable lanes.
        unsafe { (pointer as *mut [f32; 4]).write_unaligned(self.0) }
    }
    #[inline(always)]
    unsafe fn load_splat(pointer: *const f32) -> Self {
        // SAFETY: the caller promises one readable lane.
        Self::splat(unsafe { pointer.read_unaligned() })
    }
    #[inline(always)]
    fn mul_add(self, b: Self, c: Self) -> Self {
        self.mul(b).add(c)
    }
    #[inline(always)]
    fn neg_mul_add(self, b: Self, c: Self) -> Self {
        c.sub(self.mul(b))
    }
    #[inline(always)]
    fn add(self, b: Self) -> Self {
        Self(map!(self.0, b.0, |a: f32, b: f32| a + b))
    }
    #[inline(always)]
    fn sub(self, b: Self) -> Self {
        Self(map!(self.0, b.0, |a: f32, b: f32| a - b))
    }
    #[inline(always)]
    fn mul(self, b: Self) -> Self {
        Self(map!(self.0, b.0, |a: f32, b: f32| a * b))
    }
    #[inline(always)]
    fn div(self, b: Self) -> Self {
        Self(map!(self.0, b.0, |a: f32, b: f32| a / b))
    }
    #[inline(always)]
    fn max(self, b: Self) -> Self {
        Self(map!(self.0, b.0, max))
    }
    #[inline(always)]
    fn min(self, b: Self) -> Self {
        Self(map!(self.0, b.0, min))
    }
    #[inline(always)]
    fn larger(self, b: Self) -> Self {
        Self(map!(self.0, b.0, |a: f32, b: f32| if a < b {
            b
        } else {
            a
        }))
    }
    #[inline(always)]
    fn at_least(self, low: Self) -> Self {
        self.max(low)
    }
    #[inline(always)]
    fn clamp(self, low: Self, high: Self) -> Self {
        let above = map!(self.0, low.0, |a: f32, b: f32| if a < b { b } else { a });
        Self(map!(above, high.0, |a: f32, b: f32| if b < a {
            b
        } else {
            a
        }))
    }
    #[inline(always)]
    fn neg(self) -> Self {
        Self(map!(self.0, |a: f32| -a))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Self(map!(self.0, f32::abs))
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(map!(self.0, f32::sqrt))
    }
    #[inline(always)]
    fn floor(self) -> Self {
        Self(map!(self.0, f32::floor))
    }
    #[inline(always)]
    fn ceil(self) -> Self {
        Self(map!(self.0, f32::ceil))
    }
    #[inline(always)]
    fn round_even(self) -> Self {
        Self(map!(self.0, f32::round_ties_even))
    }
    #[inline(always)]
    fn trunc(self) -> Self {
        Self(map!(self.0, f32::trunc))
    }
    #[inline(always)]
    fn transpose(rows: [Self; 4]) -> [Self; 4] {
        [0, 1, 2, 3].map(|j| Self([0, 1, 2, 3].map(|i: usize| rows[i].0[j])))
    }
    #[inline(always)]
    fn eq(self, b: Self) -> I32x4 {
        I32x4(map!(self.0, b.0, |a: f32, b: f32| mask(a == b)))
    }
    #[inline(always)]
    fn lt(self, b: Self) -> I32x4 {
        I32x4(map!(self.0, b.0, |a: f32, b: f32| mask(a < b)))
    }
    #[inline(always)]
    fn le(self, b: Self) -> I32x4 {
        I32x4(map!(self.0, b.0, |a: f32, b: f32| mask(a <= b)))
    }
    #[inline(always)]
    fn to_bits(self) -> I32x4 {
        I32x4(map!(self.0, |a: f32| a.to_bits() as i32))
    }
    #[inline(always)]
    fn to_i32(self) -> I32x4 {
        I32x4(map!(self.0, |a: f32| a as i32))
    }
}

impl Integers for I32x4 {
    #[inline(always)]
    fn splat(value: i32) -> Self {
        Self([value; 4])
    }
    #[inline(always)]
    fn constant(value: &'static i32) -> Self {
        Self::splat(*value)
    }
    #[inline(always)]
    fn from_array(a: [i32; 4]) -> Self {
        Self(a)
    }
    #[inline(always)]
    fn to_array(self) -> [i32; 4] {
        self.0
    }
    #[inline(always)]
    unsafe fn load(pointer: *const i32) -> Self {
        // SAFETY: the caller promises four readable lanes.
        Self(unsafe { (pointer as *const [i32; 4]).read_unaligned() })
    }
    #[inline(always)]
    unsafe fn store(self, pointer: *mut i32) {
        // SAFETY: the caller promises four writable lanes.
        unsafe { (pointer as *mut [i32; 4]).write_unaligned(self.0) }
    }
    #[inline(always)]
    fn add(self, b: Self) -> Self {
        Self(map!(self.0, b.0, i32::wrapping_add))
    }
    #[inline(always)]
    fn sub(self, b: Self) -> Self {
        Self(map!(self.0, b.0, i32::wrapping_sub))
    }
    #[inline(always)]
    fn mul(self, b: Self) -> Self {
        Self(map!(self.0, b.0, i32::wrapping_mul))
    }
    #[inline(always)]
    fn max(self, b: Self) -> Self {
        Self(map!(self.0, b.0, Ord::max))
    }
    #[inline(always)]
    fn min(self, b: Self) -> Self {
        Self(map!(self.0, b.0, Ord::min))
    }
    #[inline(always)]
    fn eq(self, b: Self) -> Self {
        Self(map!(self.0, b.0, |a, b| mask(a == b)))
    }
    #[inline(always)]
    fn lt(self, b: Self) -> Self {
        Self(map!(self.0, b.0, |a, b| mask(a < b)))
    }
    #[inline(always)]
    fn and(self, b: Self) -> Self {
        Self(map!(self.0, b.0, |a, b| a & b))
    }
    #[inline(always)]
    fn or(self, b: Self) -> Self {
        Self(map!(self.0, b.0, |a, b| a | b))
    }
    #[inline(always)]
    fn xor(self, b: Self) -> Self {
        Self(map!(self.0, b.0, |a, b| a ^ b))
    }
    #[inline(always)]
    fn not(self) -> Self {
        Self(map!(self.0, |a: i32| !a))
    }
    #[inline(always)]
    fn shl(self, bits: u32) -> Self {
        Self(map!(self.0, |a: i32| a << bits))
    }
    #[inline(always)]
    fn shr(self, bits: u32) -> Self {
        Self(map!(self.0, |a: i32| a >> bits))
    }
    #[inline(always)]
    fn shr_unsigned(self, bits: u32) -> Self {
        Self(map!(self.0, |a: i32| ((a as u32) >> bits) as i32))
    }
    #[inline(always)]
    fn select(self, a: F32x4, b: F32x4) -> F32x4 {
        self.select_i32(a.to_bits(), b.to_bits()).to_f32_bits()
    }
    #[inline(always)]
    fn select_i32(self, a: Self, b: Self) -> Self {
        self.and(a).or(self.not().and(b))
    }
    #[inline(always)]
    fn to_f32_bits(self) -> F32x4 {
        F32x4(map!(self.0, |a: i32| f32::from_bits(a as u32)))
    }
    #[inline(always)]
    fn to_f32(self) -> F32x4 {
        F32x4(map!(self.0, |a: i32| a as f32))
    }
    #[inline(always)]
    fn any(self) -> bool {
        self.0 != [0; 4]
    }
}

impl Bytes for I8x16 {
    #[inline(always)]
    unsafe fn load(pointer: *const i8) -> Self {
        // SAFETY: the caller promises sixteen readable bytes.
        Self(unsafe { (pointer as *const [i8; 16]).read_unaligned() })
    }
    #[inline(always)]
    unsafe fn load_splat(pointer: *const i8) -> Self {
        // SAFETY: the caller promises four readable bytes.
        let four = unsafe { (pointer as *const [i8; 4]).read_unaligned() };
        Self(core::array::from_fn(|i| four[i % 4]))
    }
    #[inline(always)]
    fn from_integers(values: [I32x4; 4]) -> Self {
        Self(core::array::from_fn(|i| values[i / 4].0[i % 4] as i8))
    }
    #[inline(always)]
    unsafe fn store(self, pointer: *mut i8) {
        // SAFETY: the caller promises sixteen writable bytes.
        unsafe { (pointer as *mut [i8; 16]).write_unaligned(self.0) }
    }
    #[inline(always)]
    fn dot_add(self, b: Self, sum: I32x4) -> I32x4 {
        let product = |i: usize| self.0[i] as i32 * b.0[i] as i32;
        I32x4(core::array::from_fn(|lane| {
            (4 * lane..4 * lane + 4).fold(sum.0[lane], |sum, i| sum.wrapping_add(product(i)))
        }))
    }
    #[inline(always)]
    fn pairs(self, b: Self) -> I16x8 {
        let product = |i: usize| self.0[i] as i16 * b.0[i] as i16;
        I16x8(core::array::from_fn(|pair| {
            product(2 * pair) + product(2 * pair + 1)
        }))
    }
    #[inline(always)]
    fn dot_add_is_fused() -> bool {
        true
    }
}

impl Shorts for I16x8 {
    #[inline(always)]
    fn ones() -> Self {
        Self([1; 8])
    }
    #[inline(always)]
    unsafe fn load_bytes(pointer: *const i8) -> Self {
        // SAFETY: the caller promises eight readable bytes.
        Self(unsafe { (pointer as *const [i8; 8]).read_unaligned() }.map(i16::from))
    }
    #[inline(always)]
    unsafe fn load_splat(pointer: *const i16) -> Self {
        // SAFETY: the caller promises two readable lanes.
        let two = unsafe { (pointer as *const [i16; 2]).read_unaligned() };
        Self(core::array::from_fn(|i| two[i % 2]))
    }
    #[inline(always)]
    fn from_integers(values: [I32x4; 2]) -> Self {
        Self(core::array::from_fn(|i| values[i / 4].0[i % 4] as i16))
    }
    #[inline(always)]
    unsafe fn store(self, pointer: *mut i16) {
        // SAFETY: the caller promises eight writable lanes.
        unsafe { (pointer as *mut [i16; 8]).write_unaligned(self.0) }
    }
    #[inline(always)]
    fn dot_add(self, b: Self, sum: I32x4) -> I32x4 {
        let product = |i: usize| self.0[i] as i32 * b.0[i] as i32;
        I32x4(core::array::from_fn(|lane| {
            (2 * lane..2 * lane + 2).fold(sum.0[lane], |sum, i| sum.wrapping_add(product(i)))
        }))
    }
}

//! The native backend: plain arrays with the semantics of the wasm instructions, for tests and Miri.

/// Four `f32` lanes.
#[derive(Clone, Copy, Debug)]
pub struct F32x4(pub(crate) [f32; 4]);

/// Four `i32` lanes; also the result of comparisons (all bits set where true).
#[derive(Clone, Copy, Debug)]
pub struct I32x4(pub(crate) [i32; 4]);

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

impl F32x4 {
    /// All lanes `value`.
    #[inline(always)]
    pub fn splat(value: f32) -> Self {
        Self([value; 4])
    }
    /// All lanes a constant, read from memory where it is used.
    #[inline(always)]
    pub fn constant(value: &'static f32) -> Self {
        Self::splat(*value)
    }
    /// The four lanes of an array.
    #[inline(always)]
    pub fn from_array(a: [f32; 4]) -> Self {
        Self(a)
    }
    /// The four lanes as an array.
    #[inline(always)]
    pub fn to_array(self) -> [f32; 4] {
        self.0
    }
    /// Loads four lanes.
    /// # Safety
    /// `pointer` must be valid for reading four `f32`; no alignment is needed.
    #[inline(always)]
    pub unsafe fn load(pointer: *const f32) -> Self {
        // SAFETY: the caller promises four readable lanes.
        Self(unsafe { (pointer as *const [f32; 4]).read_unaligned() })
    }
    /// Stores four lanes.
    /// # Safety
    /// `pointer` must be valid for writing four `f32`; no alignment is needed.
    #[inline(always)]
    pub unsafe fn store(self, pointer: *mut f32) {
        // SAFETY: the caller promises four writable lanes.
        unsafe { (pointer as *mut [f32; 4]).write_unaligned(self.0) }
    }
    /// Loads one `f32` into all lanes.
    /// # Safety
    /// `pointer` must be valid for reading one `f32`.
    #[inline(always)]
    pub unsafe fn load_splat(pointer: *const f32) -> Self {
        // SAFETY: the caller promises one readable lane.
        Self::splat(unsafe { pointer.read_unaligned() })
    }
    /// `self * b + c`, with two roundings (the simd128 build's).
    #[inline(always)]
    pub fn mul_add(self, b: Self, c: Self) -> Self {
        self.mul(b).add(c)
    }
    /// `c - self * b`, with the rounding of [`mul_add`](Self::mul_add).
    #[inline(always)]
    pub fn neg_mul_add(self, b: Self, c: Self) -> Self {
        c.sub(self.mul(b))
    }
    /// Lane-wise sum.
    #[inline(always)]
    pub fn add(self, b: Self) -> Self {
        Self(map!(self.0, b.0, |a: f32, b: f32| a + b))
    }
    /// Lane-wise difference.
    #[inline(always)]
    pub fn sub(self, b: Self) -> Self {
        Self(map!(self.0, b.0, |a: f32, b: f32| a - b))
    }
    /// Lane-wise product.
    #[inline(always)]
    pub fn mul(self, b: Self) -> Self {
        Self(map!(self.0, b.0, |a: f32, b: f32| a * b))
    }
    /// Lane-wise quotient.
    #[inline(always)]
    pub fn div(self, b: Self) -> Self {
        Self(map!(self.0, b.0, |a: f32, b: f32| a / b))
    }
    /// Lane-wise maximum; NaN if either lane is NaN (as NumPy and Keras do).
    #[inline(always)]
    pub fn max(self, b: Self) -> Self {
        Self(map!(self.0, b.0, max))
    }
    /// Lane-wise minimum; NaN if either lane is NaN.
    #[inline(always)]
    pub fn min(self, b: Self) -> Self {
        Self(map!(self.0, b.0, min))
    }
    /// Each lane, or b's where that is larger, which NaN is not.
    #[inline(always)]
    pub fn larger(self, b: Self) -> Self {
        Self(map!(self.0, b.0, |a: f32, b: f32| if a < b {
            b
        } else {
            a
        }))
    }
    /// Each lane, or the bound, which is not NaN, where that is larger; NaN stays.
    #[inline(always)]
    pub fn at_least(self, low: Self) -> Self {
        self.max(low)
    }
    /// Each lane within the bounds; NaN stays.
    #[inline(always)]
    pub fn clamp(self, low: Self, high: Self) -> Self {
        let above = map!(self.0, low.0, |a: f32, b: f32| if a < b { b } else { a });
        Self(map!(above, high.0, |a: f32, b: f32| if b < a {
            b
        } else {
            a
        }))
    }
    /// Lane-wise negation (flips the sign bit, also of NaN and zero).
    #[inline(always)]
    pub fn neg(self) -> Self {
        Self(map!(self.0, |a: f32| -a))
    }
    /// Lane-wise absolute value.
    #[inline(always)]
    pub fn abs(self) -> Self {
        Self(map!(self.0, f32::abs))
    }
    /// Lane-wise square root, correctly rounded.
    #[inline(always)]
    pub fn sqrt(self) -> Self {
        Self(map!(self.0, f32::sqrt))
    }
    /// Lane-wise floor.
    #[inline(always)]
    pub fn floor(self) -> Self {
        Self(map!(self.0, f32::floor))
    }
    /// Lane-wise ceiling.
    #[inline(always)]
    pub fn ceil(self) -> Self {
        Self(map!(self.0, f32::ceil))
    }
    /// Rounds to the nearest integer, ties to even.
    #[inline(always)]
    pub fn round_even(self) -> Self {
        Self(map!(self.0, f32::round_ties_even))
    }
    /// Rounds towards zero.
    #[inline(always)]
    pub fn trunc(self) -> Self {
        Self(map!(self.0, f32::trunc))
    }
    /// Transposes a 4×4 square: lane `j` of vector `i` goes to lane `i` of vector `j`.
    #[inline(always)]
    pub fn transpose(rows: [Self; 4]) -> [Self; 4] {
        [0, 1, 2, 3].map(|j| Self([0, 1, 2, 3].map(|i: usize| rows[i].0[j])))
    }
    /// `self == b`, false where either is NaN.
    #[inline(always)]
    pub fn eq(self, b: Self) -> I32x4 {
        I32x4(map!(self.0, b.0, |a: f32, b: f32| mask(a == b)))
    }
    /// `self < b`, false where either is NaN.
    #[inline(always)]
    pub fn lt(self, b: Self) -> I32x4 {
        I32x4(map!(self.0, b.0, |a: f32, b: f32| mask(a < b)))
    }
    /// `self <= b`, false where either is NaN.
    #[inline(always)]
    pub fn le(self, b: Self) -> I32x4 {
        I32x4(map!(self.0, b.0, |a: f32, b: f32| mask(a <= b)))
    }
    /// The same bits, read as integers.
    #[inline(always)]
    pub fn to_bits(self) -> I32x4 {
        I32x4(map!(self.0, |a: f32| a.to_bits() as i32))
    }
    /// Converts towards zero, saturating; NaN becomes 0.
    #[inline(always)]
    pub fn to_i32(self) -> I32x4 {
        I32x4(map!(self.0, |a: f32| a as i32))
    }
}

impl I32x4 {
    /// All lanes `value`.
    #[inline(always)]
    pub fn splat(value: i32) -> Self {
        Self([value; 4])
    }
    /// All lanes a constant, read from memory where it is used.
    #[inline(always)]
    pub fn constant(value: &'static i32) -> Self {
        Self::splat(*value)
    }
    /// The four lanes of an array.
    #[inline(always)]
    pub fn from_array(a: [i32; 4]) -> Self {
        Self(a)
    }
    /// The four lanes as an array.
    #[inline(always)]
    pub fn to_array(self) -> [i32; 4] {
        self.0
    }
    /// Loads four lanes.
    /// # Safety
    /// `pointer` must be valid for reading four `i32`; no alignment is needed.
    #[inline(always)]
    pub unsafe fn load(pointer: *const i32) -> Self {
        // SAFETY: the caller promises four readable lanes.
        Self(unsafe { (pointer as *const [i32; 4]).read_unaligned() })
    }
    /// Stores four lanes.
    /// # Safety
    /// `pointer` must be valid for writing four `i32`; no alignment is needed.
    #[inline(always)]
    pub unsafe fn store(self, pointer: *mut i32) {
        // SAFETY: the caller promises four writable lanes.
        unsafe { (pointer as *mut [i32; 4]).write_unaligned(self.0) }
    }
    /// Lane-wise wrapping sum.
    #[inline(always)]
    pub fn add(self, b: Self) -> Self {
        Self(map!(self.0, b.0, i32::wrapping_add))
    }
    /// Lane-wise wrapping difference.
    #[inline(always)]
    pub fn sub(self, b: Self) -> Self {
        Self(map!(self.0, b.0, i32::wrapping_sub))
    }
    /// Lane-wise wrapping product.
    #[inline(always)]
    pub fn mul(self, b: Self) -> Self {
        Self(map!(self.0, b.0, i32::wrapping_mul))
    }
    /// Lane-wise signed maximum.
    #[inline(always)]
    pub fn max(self, b: Self) -> Self {
        Self(map!(self.0, b.0, Ord::max))
    }
    /// Lane-wise signed minimum.
    #[inline(always)]
    pub fn min(self, b: Self) -> Self {
        Self(map!(self.0, b.0, Ord::min))
    }
    /// `self == b`.
    #[inline(always)]
    pub fn eq(self, b: Self) -> Self {
        Self(map!(self.0, b.0, |a, b| mask(a == b)))
    }
    /// `self < b`, signed.
    #[inline(always)]
    pub fn lt(self, b: Self) -> Self {
        Self(map!(self.0, b.0, |a, b| mask(a < b)))
    }
    /// Bitwise and.
    #[inline(always)]
    pub fn and(self, b: Self) -> Self {
        Self(map!(self.0, b.0, |a, b| a & b))
    }
    /// Bitwise or.
    #[inline(always)]
    pub fn or(self, b: Self) -> Self {
        Self(map!(self.0, b.0, |a, b| a | b))
    }
    /// Bitwise exclusive or.
    #[inline(always)]
    pub fn xor(self, b: Self) -> Self {
        Self(map!(self.0, b.0, |a, b| a ^ b))
    }
    /// Bitwise not.
    #[inline(always)]
    #[allow(clippy::should_implement_trait)]
    pub fn not(self) -> Self {
        Self(map!(self.0, |a: i32| !a))
    }
    /// Shifts every lane left by `bits` (0–31).
    #[inline(always)]
    pub fn shl(self, bits: u32) -> Self {
        Self(map!(self.0, |a: i32| a << bits))
    }
    /// Shifts every lane right by `bits` (0–31), keeping the sign.
    #[inline(always)]
    pub fn shr(self, bits: u32) -> Self {
        Self(map!(self.0, |a: i32| a >> bits))
    }
    /// Shifts every lane right by `bits` (0–31), filling with zeros.
    #[inline(always)]
    pub fn shr_unsigned(self, bits: u32) -> Self {
        Self(map!(self.0, |a: i32| ((a as u32) >> bits) as i32))
    }
    /// Where the mask (self, all bits set or none a lane) is set `a`, elsewhere `b`.
    #[inline(always)]
    pub fn select(self, a: F32x4, b: F32x4) -> F32x4 {
        self.select_i32(a.to_bits(), b.to_bits()).to_f32_bits()
    }
    /// Where the mask is set `a`, elsewhere `b`.
    #[inline(always)]
    pub fn select_i32(self, a: Self, b: Self) -> Self {
        self.and(a).or(self.not().and(b))
    }
    /// The same bits, read as floats.
    #[inline(always)]
    pub fn to_f32_bits(self) -> F32x4 {
        F32x4(map!(self.0, |a: i32| f32::from_bits(a as u32)))
    }
    /// Converts every lane to the nearest float.
    #[inline(always)]
    pub fn to_f32(self) -> F32x4 {
        F32x4(map!(self.0, |a: i32| a as f32))
    }
    /// Whether any lane has a bit set.
    #[inline(always)]
    pub fn any(self) -> bool {
        self.0 != [0; 4]
    }
}

//! Comparisons and classifications: 1 or 0 in a byte.

use super::functions::{ClassifyFunction, CompareFunction};
use super::walk::{walk, Operand, Run};
use crate::chunks::Shared;
use crate::pool::Pool;
use crate::promise::promise;
use crate::simd::{F32x4, Floats, I32x4, Integers, LANES};

/// The mask of four elements of `a` against four of `b`, read as bits.
type Test = fn(I32x4, I32x4) -> I32x4;
/// Whole vectors of one test: `(a, b, elements a moves a vector, elements b moves, y, vectors)`.
type Kernel = unsafe fn(*const i32, *const i32, usize, usize, *mut u8, usize);

macro_rules! kernel {
    ($test:expr) => {{
        unsafe fn kernel(
            a: *const i32,
            b: *const i32,
            a_step: usize,
            b_step: usize,
            y: *mut u8,
            vectors: usize,
        ) {
            let test: Test = $test;
            for i in 0..vectors {
                // SAFETY: the caller promises `vectors` whole vectors of each.
                unsafe {
                    let mask = test(
                        I32x4::load(a.add(i * a_step)),
                        I32x4::load(b.add(i * b_step)),
                    );
                    let [m0, m1, m2, m3] = mask.to_array();
                    let bytes = (m0 & 1) | (m1 & 0x100) | (m2 & 0x10000) | (m3 & 0x1000000);
                    (y.add(i * LANES) as *mut i32).write_unaligned(bytes);
                }
            }
        }
        kernel as Kernel
    }};
}

/// Runs a kernel over `count` elements, the tail in padded vectors.
unsafe fn run(kernel: Kernel, a: Run, b: Run, y: *mut u8, count: usize) {
    let vectors = count / LANES;
    let whole = vectors * LANES;
    let tail = count - whole;
    let (x, z) = (a.pointer as *const i32, b.pointer as *const i32);
    // SAFETY: a run has `count` elements, or four copies of one; the padded vectors are our own.
    unsafe {
        kernel(x, z, a.step * LANES, b.step * LANES, y, vectors);
        if tail > 0 {
            let (mut first, mut second) = ([0i32; LANES], [0i32; LANES]);
            core::ptr::copy_nonoverlapping(x.add(whole * a.step), first.as_mut_ptr(), tail);
            core::ptr::copy_nonoverlapping(z.add(whole * b.step), second.as_mut_ptr(), tail);
            let mut result = [0u8; LANES];
            kernel(
                first.as_ptr(),
                second.as_ptr(),
                0,
                0,
                result.as_mut_ptr(),
                1,
            );
            core::ptr::copy_nonoverlapping(result.as_ptr(), y.add(whole), tail);
        }
    }
}

unsafe fn drive<T>(
    pool: &dyn Pool,
    kernel: Kernel,
    dims: &[usize],
    a: Operand<T>,
    b: Operand<T>,
    y: *mut u8,
) {
    let y = Shared::new(y);
    // SAFETY: the caller's promise; runs cover the output once.
    unsafe {
        walk(
            pool,
            dims,
            &[a.source(), b.source()],
            &|[a, b, _], offset, count| {
                run(kernel, *a, *b, y.get().add(offset), count);
            },
        );
    }
}

#[inline(always)]
fn float(x: I32x4) -> F32x4 {
    x.to_f32_bits()
}

/// Compares `f32` with broadcasting over `dims` (rank ≤ 8); `y` gets bytes 0 or 1 in row-major order.
///
/// # Safety
/// Every element that the strides reach must be readable, and `y` writable for the product of `dims`.
pub unsafe fn compare(
    pool: &dyn Pool,
    function: CompareFunction,
    dims: &[usize],
    a: Operand<f32>,
    b: Operand<f32>,
    y: *mut u8,
) {
    promise!(y => dims.iter().product());
    a.promise(dims);
    b.promise(dims);
    let (a, b, kernel) = match function {
        CompareFunction::Equal => (a, b, kernel!(|a, b| float(a).eq(float(b)))),
        CompareFunction::NotEqual => (a, b, kernel!(|a, b| float(a).eq(float(b)).not())),
        CompareFunction::Less => (a, b, kernel!(|a, b| float(a).lt(float(b)))),
        CompareFunction::LessEqual => (a, b, kernel!(|a, b| float(a).le(float(b)))),
        CompareFunction::Greater => (b, a, kernel!(|a, b| float(a).lt(float(b)))),
        CompareFunction::GreaterEqual => (b, a, kernel!(|a, b| float(a).le(float(b)))),
    };
    // SAFETY: the caller's promise.
    unsafe { drive(pool, kernel, dims, a, b, y) }
}

/// Compares `i32` with broadcasting over `dims` (rank ≤ 8); `y` gets bytes 0 or 1 in row-major order.
///
/// # Safety
/// Every element that the strides reach must be readable, and `y` writable for the product of `dims`.
pub unsafe fn compare_i32(
    pool: &dyn Pool,
    function: CompareFunction,
    dims: &[usize],
    a: Operand<i32>,
    b: Operand<i32>,
    y: *mut u8,
) {
    promise!(y => dims.iter().product());
    a.promise(dims);
    b.promise(dims);
    let (a, b, kernel) = match function {
        CompareFunction::Equal => (a, b, kernel!(|a, b| a.eq(b))),
        CompareFunction::NotEqual => (a, b, kernel!(|a, b| a.eq(b).not())),
        CompareFunction::Less => (a, b, kernel!(|a, b| a.lt(b))),
        CompareFunction::LessEqual => (a, b, kernel!(|a, b| b.lt(a).not())),
        CompareFunction::Greater => (b, a, kernel!(|a, b| a.lt(b))),
        CompareFunction::GreaterEqual => (b, a, kernel!(|a, b| b.lt(a).not())),
    };
    // SAFETY: the caller's promise.
    unsafe { drive(pool, kernel, dims, a, b, y) }
}

/// Tells for each of `count` elements what kind of float it is: bytes 0 or 1.
///
/// # Safety
/// `x` must be readable and `y` writable for `count` elements.
pub unsafe fn classify(
    pool: &dyn Pool,
    function: ClassifyFunction,
    x: *const f32,
    y: *mut u8,
    count: usize,
) {
    promise!(x => count, y => count);
    const INFINITY: f32 = f32::INFINITY;
    let kernel = match function {
        ClassifyFunction::IsNan => kernel!(|a, _| float(a).eq(float(a)).not()),
        ClassifyFunction::IsInfinite => {
            kernel!(|a, _| float(a).abs().eq(F32x4::splat(INFINITY)))
        }
        ClassifyFunction::IsFinite => kernel!(|a, _| float(a).abs().lt(F32x4::splat(INFINITY))),
    };
    let x = Operand::new(x, &[1]);
    // SAFETY: the caller's promise.
    unsafe { drive(pool, kernel, &[count], x, x, y) }
}

//! Arithmetic on `i32`: sums and products wrap, division rounds down as Python's.

use super::functions::{IntegerFunction, IntegerUnaryFunction};
use super::walk::{walk, Operand, Run};
use crate::chunks::Shared;
use crate::pool::Pool;
use crate::promise::promise;
use crate::simd::{I32x4, Integers, LANES};

/// Whole vectors of one function: `(a, b, elements a moves a vector, elements b moves, y, vectors)`.
type Kernel = unsafe fn(*const i32, *const i32, usize, usize, *mut i32, usize);

macro_rules! kernel {
    ($body:expr) => {{
        unsafe fn kernel(
            a: *const i32,
            b: *const i32,
            a_step: usize,
            b_step: usize,
            y: *mut i32,
            vectors: usize,
        ) {
            let body: fn(I32x4, I32x4) -> I32x4 = $body;
            for i in 0..vectors {
                // SAFETY: the caller promises `vectors` whole vectors of each.
                unsafe {
                    let (a, b) = (
                        I32x4::load(a.add(i * a_step)),
                        I32x4::load(b.add(i * b_step)),
                    );
                    body(a, b).store(y.add(i * LANES));
                }
            }
        }
        kernel as Kernel
    }};
}

/// Runs a kernel over `count` elements, the tail in padded vectors.
#[inline(never)]
unsafe fn run(kernel: Kernel, a: Run, b: Run, y: *mut i32, count: usize) {
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
            let mut result = [0i32; LANES];
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

#[inline(always)]
fn lanes(a: I32x4, b: I32x4, f: fn(i32, i32) -> i32) -> I32x4 {
    let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (a.to_array(), b.to_array());
    I32x4::from_array([f(a0, b0), f(a1, b1), f(a2, b2), f(a3, b3)])
}

fn floor_divide(a: i32, b: i32) -> i32 {
    if b == 0 {
        return -1;
    }
    let quotient = a.wrapping_div(b);
    quotient.wrapping_sub((a.wrapping_rem(b) != 0 && (a < 0) != (b < 0)) as i32)
}

fn floor_mod(a: i32, b: i32) -> i32 {
    if b == 0 {
        return a;
    }
    let remainder = a.wrapping_rem(b);
    if remainder != 0 && (remainder < 0) != (b < 0) {
        remainder + b
    } else {
        remainder
    }
}

fn kernel_of(function: IntegerFunction) -> Kernel {
    match function {
        IntegerFunction::Add => kernel!(|a, b| a.add(b)),
        IntegerFunction::Sub => kernel!(|a, b| a.sub(b)),
        IntegerFunction::Mul => kernel!(|a, b| a.mul(b)),
        IntegerFunction::FloorDivide => kernel!(|a, b| lanes(a, b, floor_divide)),
        IntegerFunction::Mod => kernel!(|a, b| lanes(a, b, floor_mod)),
        IntegerFunction::Maximum => kernel!(|a, b| a.max(b)),
        IntegerFunction::Minimum => kernel!(|a, b| a.min(b)),
        IntegerFunction::And => kernel!(|a, b| a.and(b)),
        IntegerFunction::Or => kernel!(|a, b| a.or(b)),
        IntegerFunction::Xor => kernel!(|a, b| a.xor(b)),
        IntegerFunction::SquaredDifference => kernel!(|a, b| a.sub(b).mul(a.sub(b))),
    }
}

/// `accumulator = function(accumulator, x)` for `count` elements.
///
/// # Safety
/// `x` must be readable and `accumulator` writable for `count` elements.
pub(crate) unsafe fn accumulate(
    function: IntegerFunction,
    accumulator: *mut i32,
    x: *const i32,
    count: usize,
) {
    let (a, b) = (accumulator as *const u8, x as *const u8);
    let (a, b) = (
        Run {
            pointer: a,
            step: 1,
        },
        Run {
            pointer: b,
            step: 1,
        },
    );
    // SAFETY: the caller's promise.
    unsafe { run(kernel_of(function), a, b, accumulator, count) }
}

/// Computes `y = function(a, b)` on `i32` over `dims` (rank ≤ 8), `y` in row-major order; `y` may be an
/// operand of the same layout.
///
/// # Safety
/// Every element that the strides reach must be readable, and `y` writable for the product of `dims`.
pub unsafe fn binary_i32(
    pool: &dyn Pool,
    function: IntegerFunction,
    dims: &[usize],
    a: Operand<i32>,
    b: Operand<i32>,
    y: *mut i32,
) {
    promise!(y => dims.iter().product());
    a.promise(dims);
    b.promise(dims);
    let kernel = kernel_of(function);
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

/// Computes `y = function(x)` on `i32` for `count` elements; `y` may be `x`.
///
/// # Safety
/// `x` must be readable and `y` writable for `count` elements.
pub unsafe fn unary_i32(
    pool: &dyn Pool,
    function: IntegerUnaryFunction,
    x: *const i32,
    y: *mut i32,
    count: usize,
) {
    promise!(x => count, y => count);
    let kernel = match function {
        IntegerUnaryFunction::Neg => kernel!(|x, _| I32x4::splat(0).sub(x)),
        IntegerUnaryFunction::Abs => kernel!(|x, _| {
            let sign = x.shr(31);
            x.xor(sign).sub(sign)
        }),
        IntegerUnaryFunction::Sign => kernel!(|x, _| x.max(I32x4::splat(-1)).min(I32x4::splat(1))),
        IntegerUnaryFunction::Square => kernel!(|x, _| x.mul(x)),
        IntegerUnaryFunction::Not => kernel!(|x, _| x.not()),
    };
    let (x, y) = (Operand::new(x, &[1]), Shared::new(y));
    // SAFETY: the caller's promise; runs cover the output once.
    unsafe {
        walk(
            pool,
            &[count],
            &[x.source()],
            &|[x, _, _], offset, count| {
                run(kernel, *x, *x, y.get().add(offset), count);
            },
        );
    }
}

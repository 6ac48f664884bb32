//! Logic on bytes: sixteen bools a vector.

use super::functions::LogicalFunction;
use super::walk::{walk, Operand, Run};
use crate::chunks::Shared;
use crate::pool::Pool;
use crate::promise::promise;
use crate::simd::{I32x4, Integers};

/// Bytes of a vector.
const BYTES: usize = 16;

#[inline(always)]
unsafe fn combine(function: LogicalFunction, a: *const u8, b: *const u8, y: *mut u8) {
    // SAFETY: the caller promises 16 bytes of each.
    unsafe {
        let (a, b) = (I32x4::load(a as *const i32), I32x4::load(b as *const i32));
        let result = match function {
            LogicalFunction::And => a.and(b),
            LogicalFunction::Or => a.or(b),
            LogicalFunction::Xor => a.xor(b),
        };
        result.store(y as *mut i32);
    }
}

unsafe fn run(function: LogicalFunction, a: Run, b: Run, y: *mut u8, count: usize) {
    let whole = count - count % BYTES;
    let tail = count - whole;
    // SAFETY: a run has `count` bytes, or sixteen copies of one; the padded vectors are our own.
    unsafe {
        for i in (0..whole).step_by(BYTES) {
            combine(
                function,
                a.pointer.add(i * a.step),
                b.pointer.add(i * b.step),
                y.add(i),
            );
        }
        if tail > 0 {
            let (mut first, mut second) = ([0u8; BYTES], [0u8; BYTES]);
            core::ptr::copy_nonoverlapping(a.pointer.add(whole * a.step), first.as_mut_ptr(), tail);
            core::ptr::copy_nonoverlapping(
                b.pointer.add(whole * b.step),
                second.as_mut_ptr(),
                tail,
            );
            let mut result = [0u8; BYTES];
            combine(
                function,
                first.as_ptr(),
                second.as_ptr(),
                result.as_mut_ptr(),
            );
            core::ptr::copy_nonoverlapping(result.as_ptr(), y.add(whole), tail);
        }
    }
}

/// Computes `y = function(a, b)` on bytes, bit by bit, over `dims` (rank ≤ 8), `y` in row-major order; `y`
/// may be an operand of the same layout. On bools (0 or 1) these are the logical functions.
///
/// # Safety
/// Every element that the strides reach must be readable, and `y` writable for the product of `dims`.
pub unsafe fn binary_u8(
    pool: &dyn Pool,
    function: LogicalFunction,
    dims: &[usize],
    a: Operand<u8>,
    b: Operand<u8>,
    y: *mut u8,
) {
    promise!(y => dims.iter().product());
    a.promise(dims);
    b.promise(dims);
    let y = Shared::new(y);
    // SAFETY: the caller's promise; runs cover the output once.
    unsafe {
        walk(
            pool,
            dims,
            &[a.source(), b.source()],
            &|[a, b, _], offset, count| {
                run(function, *a, *b, y.get().add(offset), count);
            },
        );
    }
}

/// `y = 1 - x` on bools (0 or 1) for `count` elements; `y` may be `x`.
///
/// # Safety
/// `x` must be readable and `y` writable for `count` bytes.
pub unsafe fn logical_not(pool: &dyn Pool, x: *const u8, y: *mut u8, count: usize) {
    promise!(x => count, y => count);
    let one = 1u8;
    // SAFETY: the caller's promise; `one` is an operand of stride 0.
    unsafe {
        let (x, one) = (Operand::new(x, &[1]), Operand::new(&one, &[0]));
        binary_u8(pool, LogicalFunction::Xor, &[count], x, one, y);
    }
}

//! `y = condition ? a : b` with broadcasting, for elements of one or four bytes.

use super::walk::{walk, Operand, Run, Source};
use crate::chunks::Shared;
use crate::pool::Pool;
use crate::promise::promise;
use crate::simd::{I32x4, Integers, LANES};

/// Selects over `dims` (rank ≤ 8): where the condition's byte is not 0 `a`, elsewhere `b`; `y` in
/// row-major order. `element_size` is 1 or 4 bytes; strides are in elements.
///
/// # Safety
/// Every element that the strides reach must be readable, and `y` writable for the product of `dims`.
pub unsafe fn select(
    pool: &dyn Pool,
    element_size: usize,
    dims: &[usize],
    condition: Operand<u8>,
    a: Operand<u8>,
    b: Operand<u8>,
    y: *mut u8,
) {
    promise!(y => dims.iter().product::<usize>() * element_size);
    condition.promise(dims);
    a.promise(dims);
    b.promise(dims);
    let y = Shared::new(y);
    let sized = |operand: &Operand<'_, u8>| (operand.pointer, element_size);
    let ((a_pointer, size), (b_pointer, _)) = (sized(&a), sized(&b));
    let sources = [
        condition.source(),
        Source {
            pointer: a_pointer,
            size,
            strides: a.strides,
        },
        Source {
            pointer: b_pointer,
            size,
            strides: b.strides,
        },
    ];
    // SAFETY: the caller's promise; runs cover the output once.
    unsafe {
        walk(pool, dims, &sources, &|[condition, a, b], offset, count| {
            if element_size == 4 {
                words(*condition, *a, *b, (y.get() as *mut u32).add(offset), count);
            } else {
                bytes(*condition, *a, *b, y.get().add(offset), count);
            }
        });
    }
}

unsafe fn words(condition: Run, a: Run, b: Run, y: *mut u32, count: usize) {
    let (from_a, from_b) = (a.pointer as *const i32, b.pointer as *const i32);
    let whole = count - count % LANES;
    // SAFETY: a run has `count` elements, or at least four copies of one.
    unsafe {
        for i in (0..whole).step_by(LANES) {
            let c = condition.pointer.add(i * condition.step);
            let lanes = [
                *c as i32,
                *c.add(1) as i32,
                *c.add(2) as i32,
                *c.add(3) as i32,
            ];
            let off = I32x4::from_array(lanes).eq(I32x4::splat(0));
            let (a, b) = (
                I32x4::load(from_a.add(i * a.step)),
                I32x4::load(from_b.add(i * b.step)),
            );
            off.select_i32(b, a).store(y.add(i) as *mut i32);
        }
        for i in whole..count {
            let on = *condition.pointer.add(i * condition.step) != 0;
            let from = if on {
                from_a.add(i * a.step)
            } else {
                from_b.add(i * b.step)
            };
            y.add(i).write(from.read() as u32);
        }
    }
}

unsafe fn bytes(condition: Run, a: Run, b: Run, y: *mut u8, count: usize) {
    for i in 0..count {
        // SAFETY: a run has `count` elements, or copies of one.
        unsafe {
            let on = *condition.pointer.add(i * condition.step) != 0;
            let from = if on {
                a.pointer.add(i * a.step)
            } else {
                b.pointer.add(i * b.step)
            };
            *y.add(i) = *from;
        }
    }
}

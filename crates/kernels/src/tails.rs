//! Vectors at the end of a run: what lies past the end is read as 0 and not written.

use crate::simd::{F32x4, Floats, I32x4, Integers, LANES};

/// Loads four elements, or as many as are `left`, padded with zeros.
///
/// # Safety
/// `pointer` must be readable for `min(left, 4)` elements.
#[inline(always)]
pub(crate) unsafe fn load(pointer: *const f32, left: usize) -> F32x4 {
    // SAFETY: the caller's promise.
    unsafe {
        if left >= LANES {
            F32x4::load(pointer)
        } else {
            load_few(pointer, left)
        }
    }
}

#[cold]
#[inline(never)]
unsafe fn load_few(pointer: *const f32, left: usize) -> F32x4 {
    // One by one: a copy of so few bytes costs many times as much.
    let lane = |i: usize| {
        if i < left {
            // SAFETY: the caller promises `left` elements.
            unsafe { *pointer.add(i) }
        } else {
            0.0
        }
    };
    F32x4::from_array([lane(0), lane(1), lane(2), 0.0])
}

/// Stores four elements, or as many as are `left`.
///
/// # Safety
/// `pointer` must be writable for `min(left, 4)` elements.
#[inline(always)]
pub(crate) unsafe fn store(vector: F32x4, pointer: *mut f32, left: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        if left >= LANES {
            vector.store(pointer);
        } else {
            store_few(vector, pointer, left);
        }
    }
}

#[cold]
#[inline(never)]
unsafe fn store_few(vector: F32x4, pointer: *mut f32, left: usize) {
    for (i, lane) in vector.to_array().into_iter().take(3).enumerate() {
        if i < left {
            // SAFETY: the caller promises `left` elements.
            unsafe { *pointer.add(i) = lane }
        }
    }
}

/// The vector's first `left` lanes, the others `fill`.
#[inline(always)]
pub(crate) fn keep(vector: F32x4, left: usize, fill: F32x4) -> F32x4 {
    if left >= LANES {
        return vector;
    }
    I32x4::from_array([0, 1, 2, 3])
        .lt(I32x4::splat(left as i32))
        .select(vector, fill)
}

/// `f` over `count` elements of `x` into `y`, which may be `x`.
///
/// # Safety
/// `x` must be readable and `y` writable for `count` elements.
#[inline(always)]
pub(crate) unsafe fn map(x: *const f32, y: *mut f32, count: usize, f: impl Fn(F32x4) -> F32x4) {
    for i in (0..count).step_by(LANES) {
        let left = count - i;
        // SAFETY: i < count.
        unsafe { store(f(load(x.add(i), left)), y.add(i), left) }
    }
}

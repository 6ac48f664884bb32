//! Single elements of an axis by index: each place of the result has an index of its own.

use super::{check, resolve, IndexFault};

/// Takes elements: `y[o, i, j] = x[o, indices[o, i, j], j]`, `x` (outer, axis, inner), `indices` and `y`
/// (outer, count, inner). `element_size` is 1 or 4 bytes. Negative indices count from the end; one outside
/// -axis..axis is an error, and nothing is written then.
///
/// # Safety
/// `x` and `indices` must be readable and `y` writable for these shapes, without overlap.
#[allow(clippy::too_many_arguments)]
pub unsafe fn gather_elements(
    element_size: usize,
    x: *const u8,
    indices: *const i32,
    y: *mut u8,
    outer: usize,
    axis: usize,
    inner: usize,
    count: usize,
) -> Result<(), IndexFault> {
    // SAFETY: the caller promises the shapes; the check holds indices within the axis.
    unsafe {
        check(indices, outer * count * inner, axis)?;
        for row in 0..outer * count {
            let from = row / count * axis * inner;
            for j in 0..inner {
                let place = row * inner + j;
                let at = from + resolve(*indices.add(place), axis) * inner + j;
                if element_size == 4 {
                    *(y as *mut u32).add(place) = *(x as *const u32).add(at);
                } else {
                    *y.add(place) = *x.add(at);
                }
            }
        }
    }
    Ok(())
}

/// Adds elements: `y[o, indices[o, i, j], j] += x[o, i, j]` for i in order, `y` (outer, axis, inner), `x` and
/// `indices` (outer, count, inner). Errors as [`gather_elements`].
///
/// # Safety
/// `x` and `indices` must be readable and `y` writable for these shapes, without overlap.
pub unsafe fn scatter_add_elements(
    x: *const f32,
    indices: *const i32,
    y: *mut f32,
    outer: usize,
    axis: usize,
    inner: usize,
    count: usize,
) -> Result<(), IndexFault> {
    // SAFETY: the caller promises the shapes; the check holds indices within the axis.
    unsafe {
        check(indices, outer * count * inner, axis)?;
        for row in 0..outer * count {
            let to = row / count * axis * inner;
            for j in 0..inner {
                let place = row * inner + j;
                *y.add(to + resolve(*indices.add(place), axis) * inner + j) += *x.add(place);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_taken_and_added_where_the_indices_say() {
        let x = [1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
        let indices = [1, -2, 0, 1, 1, 1];
        let mut y = [0.0f32; 6];
        // SAFETY: x is (1, 4, 2) and y and the indices are (1, 3, 2).
        unsafe {
            let (from, to) = (x.as_ptr() as *const u8, y.as_mut_ptr() as *mut u8);
            gather_elements(4, from, indices.as_ptr(), to, 1, 4, 2, 3).unwrap();
            assert_eq!(y, [3.0, 6.0, 1.0, 4.0, 3.0, 4.0]);
            let mut sums = [0.0f32; 8];
            let to = sums.as_mut_ptr();
            scatter_add_elements(y.as_ptr(), indices.as_ptr(), to, 1, 4, 2, 3).unwrap();
            assert_eq!(sums, [1.0, 0.0, 6.0, 8.0, 0.0, 6.0, 0.0, 0.0]);
        }
    }

    #[test]
    fn an_index_outside_names_its_place_and_nothing_is_written() {
        let (x, indices, mut y) = ([1u8, 2, 3], [0, 3], [9u8; 2]);
        // SAFETY: x is (1, 3, 1), y and the indices are (1, 2, 1).
        let result =
            unsafe { gather_elements(1, x.as_ptr(), indices.as_ptr(), y.as_mut_ptr(), 1, 3, 1, 2) };
        let fault = IndexFault {
            position: 1,
            index: 3,
        };
        assert_eq!((result, y), (Err(fault), [9; 2]));
    }
}

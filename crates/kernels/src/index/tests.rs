//! Indexing against plain loops and the standard library's sort, with bad indices and special values.

use super::*;
use crate::elementwise::tests::{numbers, Backwards};
use crate::pool::Serial;
use core::cmp::Ordering;

#[test]
fn gather_and_scatter_agree_with_plain_loops() {
    let many = if cfg!(miri) { 3 } else { 3000 };
    for (outer, axis, inner, count) in [
        (1, 5, 1, 7),
        (2, 3, 4, 5),
        (1, 10, 130, 33),
        (3, 4, 7, 0),
        (1, 50, 64, many),
        (2, 1, 0, 2),
    ] {
        let indices: Vec<i32> = (0..count)
            .map(|i| (i * 7 % (2 * axis)) as i32 - axis as i32)
            .collect();
        let row = |i: usize| (indices[i] + if indices[i] < 0 { axis as i32 } else { 0 }) as usize;
        let x: Vec<f32> = (0..outer * axis * inner).map(|i| i as f32).collect();
        let updates: Vec<f32> = (0..outer * count * inner).map(|i| i as f32 * 0.1).collect();
        let mut y = vec![-1.0f32; outer * count * inner];
        let (mut added, mut set) = (x.clone(), x.clone());
        let mut bytes: Vec<u8> = x.iter().map(|x| *x as u8).collect();
        let byte_updates: Vec<u8> = updates.iter().map(|x| *x as u8).collect();
        let (mut truth_added, mut truth_set, mut truth_bytes) =
            (x.clone(), x.clone(), bytes.clone());
        // Large ones, so that sums wrap around.
        let whole_updates: Vec<i32> = (0..outer * count * inner)
            .map(|i| (i as i32).wrapping_mul(0x0100_0193))
            .collect();
        let mut whole: Vec<i32> = x.iter().map(|x| *x as i32).collect();
        let mut truth_whole = whole.clone();
        // SAFETY: all have these shapes.
        unsafe {
            let (pool, i) = (&Backwards, indices.as_ptr());
            let (from, to) = (x.as_ptr() as *const u8, y.as_mut_ptr() as *mut u8);
            assert_eq!(
                gather(pool, 4, from, i, to, outer, axis, inner, count),
                Ok(())
            );
            let (from, to) = (updates.as_ptr(), added.as_mut_ptr());
            assert_eq!(
                scatter_add(pool, false, from, i, to, outer, axis, inner, count),
                Ok(())
            );
            assert_eq!(
                scatter_add(
                    pool,
                    true,
                    whole_updates.as_ptr() as *const f32,
                    i,
                    whole.as_mut_ptr() as *mut f32,
                    outer,
                    axis,
                    inner,
                    count
                ),
                Ok(())
            );
            let (from, to) = (updates.as_ptr() as *const u8, set.as_mut_ptr() as *mut u8);
            assert_eq!(
                scatter_set(pool, 4, from, i, to, outer, axis, inner, count),
                Ok(())
            );
            let (from, to) = (byte_updates.as_ptr(), bytes.as_mut_ptr());
            assert_eq!(
                scatter_set(pool, 1, from, i, to, outer, axis, inner, count),
                Ok(())
            );
        }
        for o in 0..outer {
            for i in 0..count {
                for j in 0..inner {
                    let (to, from) = ((o * axis + row(i)) * inner + j, (o * count + i) * inner + j);
                    assert_eq!(y[from], x[to]);
                    truth_added[to] += updates[from];
                    truth_whole[to] = truth_whole[to].wrapping_add(whole_updates[from]);
                    truth_set[to] = updates[from];
                    truth_bytes[to] = byte_updates[from];
                }
            }
        }
        assert_eq!(whole, truth_whole);
        assert_eq!((added, set, bytes), (truth_added, truth_set, truth_bytes));
    }
}

#[test]
fn an_index_out_of_range_is_reported_before_anything_is_written() {
    let x = [1.0f32, 2.0, 3.0];
    for index in [3, -4, i32::MAX, i32::MIN] {
        let indices = [0, -3, index, 99];
        let fault = Err(IndexFault { position: 2, index });
        let mut y = [7.0f32; 4];
        // SAFETY: all have these shapes.
        unsafe {
            let (from, i, to) = (x.as_ptr(), indices.as_ptr(), y.as_mut_ptr());
            let (bytes, byte_to) = (from as *const u8, to as *mut u8);
            assert_eq!(gather(&Serial, 4, bytes, i, byte_to, 1, 3, 1, 4), fault);
            let updates = [0.0f32; 4];
            let from = updates.as_ptr();
            assert_eq!(scatter_add(&Serial, false, from, i, to, 1, 3, 1, 4), fault);
            assert_eq!(
                scatter_set(&Serial, 4, from as *const u8, i, byte_to, 1, 3, 1, 4),
                fault
            );
        }
        assert_eq!(y, [7.0; 4]);
    }
}

#[test]
fn one_hot_gives_zeros_outside_the_classes() {
    let indices = [1, -1, 0, 3, 2, 2];
    let mut y = [7.0f32; 18];
    // SAFETY: six indices, three classes.
    unsafe { one_hot(&Serial, indices.as_ptr(), y.as_mut_ptr(), 6, 3, 1) }
    for (index, row) in indices.iter().zip(y.chunks(3)) {
        for (class, value) in row.iter().enumerate() {
            assert_eq!(*value, (class as i32 == *index) as i32 as f32);
        }
    }
    // Two outer, three classes, three inner: the classes are the middle axis.
    // SAFETY: as above.
    unsafe { one_hot(&Backwards, indices.as_ptr(), y.as_mut_ptr(), 2, 3, 3) }
    for (i, value) in y.iter().enumerate() {
        let (outer, class, inner) = (i / 9, i / 3 % 3, i % 3);
        assert_eq!(
            *value,
            (indices[outer * 3 + inner] == class as i32) as i32 as f32
        );
    }
}

/// By value, descending or not; NaN last, or first.
fn order(a: f32, b: f32, descending: bool, nan_first: bool) -> Ordering {
    match (a.is_nan(), b.is_nan()) {
        (true, true) => Ordering::Equal,
        (true, false) if nan_first => Ordering::Less,
        (false, true) if nan_first => Ordering::Greater,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        _ if descending => b.partial_cmp(&a).unwrap_or(Ordering::Equal),
        _ => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
    }
}

#[test]
fn sorting_agrees_with_the_standard_librarys_stable_sort() {
    let long = if cfg!(miri) { 40 } else { 5001 };
    for (rows, columns) in [
        (0, 3),
        (3, 0),
        (1, 1),
        (4, 2),
        (7, 33),
        (2, long),
        (200, 31),
    ] {
        // Coarse values, so that many are equal.
        let x: Vec<f32> = numbers(rows * columns, 17)
            .iter()
            .map(|x| {
                if x.abs() < 4.0 {
                    (x * 2.0).trunc() * 0.5
                } else {
                    *x
                }
            })
            .collect();
        for descending in [false, true] {
            let (mut y, mut indices) = (vec![7.0f32; x.len()], vec![-1; x.len()]);
            // SAFETY: all have this shape.
            unsafe {
                sort(
                    &Backwards,
                    x.as_ptr(),
                    y.as_mut_ptr(),
                    rows,
                    columns,
                    descending,
                );
                argsort(
                    &Serial,
                    x.as_ptr(),
                    indices.as_mut_ptr(),
                    rows,
                    columns,
                    descending,
                );
            }
            for row in 0..rows {
                let at = row * columns..(row + 1) * columns;
                let x = &x[at.clone()];
                let mut truth: Vec<i32> = (0..columns as i32).collect();
                truth.sort_by(|a, b| order(x[*a as usize], x[*b as usize], descending, false));
                assert_eq!(indices[at.clone()], truth);
                let bits = |x: f32| x.to_bits();
                for (y, index) in y[at].iter().zip(truth) {
                    assert_eq!(bits(*y), bits(x[index as usize]));
                }
            }
        }
    }
}

#[test]
fn top_k_is_the_head_of_the_stable_descending_sort() {
    for (rows, columns, k) in [
        (1, 1, 1),
        (3, 10, 3),
        (5, 40, 40),
        (2, 100, 0),
        (300, 20, 5),
    ] {
        let x: Vec<f32> = numbers(rows * columns, 5)
            .iter()
            .map(|x| x.trunc())
            .collect();
        let (mut values, mut indices) = (vec![7.0f32; rows * k], vec![-1; rows * k]);
        let mut alone = values.clone();
        // SAFETY: all have these shapes.
        unsafe {
            let (from, to) = (x.as_ptr(), indices.as_mut_ptr());
            top_k(&Backwards, from, values.as_mut_ptr(), to, rows, columns, k);
            let none = core::ptr::null_mut();
            top_k(&Serial, from, alone.as_mut_ptr(), none, rows, columns, k);
        }
        for row in 0..rows {
            let x = &x[row * columns..(row + 1) * columns];
            let mut truth: Vec<i32> = (0..columns as i32).collect();
            truth.sort_by(|a, b| order(x[*a as usize], x[*b as usize], true, true));
            for i in 0..k {
                let at = row * k + i;
                assert_eq!(indices[at], truth[i]);
                let value = x[truth[i] as usize].to_bits();
                assert_eq!((values[at].to_bits(), alone[at].to_bits()), (value, value));
            }
        }
    }
}

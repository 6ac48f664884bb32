//! One row of C (batch-1 prediction, or a single column turned round): every element of B is read once, so
//! memory sets the speed. B is read where it is, in the order it lies.

use super::epilogue::load_lanes;
use super::plan::Problem;
use super::tile::DEPTH;
use crate::pool::Pool;
use crate::simd::{F32x4, Floats};
use core::mem::MaybeUninit;

/// Columns whose sums are kept at a time: 2 KiB of sums, and 2 KiB read in a row from each step of B.
const BAND: usize = 512;
/// Multiply-adds of a chunk, at least.
const CHUNK_WORK: usize = 1 << 17;

/// Computes a product of one row.
/// # Safety
/// As [`super::gemm`]; `problem.m` must be 1.
pub(super) unsafe fn run(problem: &Problem, pool: &dyn Pool) {
    // Columns of a chunk: 16 are a cache line.
    let threads = pool.threads();
    let share = problem
        .n
        .div_ceil(4 * threads)
        .max(CHUNK_WORK / problem.k.max(1));
    let columns = share.next_multiple_of(16).min(BAND);
    let per_product = problem.n.div_ceil(columns);
    pool.run(per_product * problem.batch, &|chunk| {
        let (batch, first) = (chunk / per_product, chunk % per_product * columns);
        let count = columns.min(problem.n - first);
        // SAFETY: the band lies inside the product, and its part of C is its own.
        unsafe {
            if problem.b_column == 1 {
                band_of_rows(problem, batch, first, count);
            } else {
                band_of_columns(problem, batch, first, count);
            }
        }
    });
}

/// B's steps are rows: each adds a multiple of itself to the sums of the band.
unsafe fn band_of_rows(problem: &Problem, batch: usize, first: usize, count: usize) {
    let vectors = count / 4;
    let mut sums = [MaybeUninit::<F32x4>::uninit(); BAND / 4];
    let mut totals = [MaybeUninit::<F32x4>::uninit(); BAND / 4];
    let (sums, totals) = (
        sums.as_mut_ptr() as *mut F32x4,
        totals.as_mut_ptr() as *mut F32x4,
    );
    let step = problem.b_step;
    // SAFETY: all reads lie inside A and inside columns `first..first + count` of B; `vectors` sums fit the band.
    unsafe {
        let a = problem.a.add(batch * problem.a_batch);
        let b = problem.b.add(batch * problem.b_batch + first);
        let c = problem
            .c
            .add(batch * problem.c_batch + first * problem.c_column);
        let epilogue = problem.epilogue(first, problem.accumulate, problem.k);
        let mut start = 0;
        loop {
            let depth = DEPTH.min(problem.k - start);
            for vector in 0..vectors {
                *sums.add(vector) = F32x4::splat(0.0);
            }
            let mut k = start;
            while k + 4 <= start + depth {
                let x = [0, 1, 2, 3].map(|i| F32x4::load_splat(a.add((k + i) * problem.a_step)));
                let row = b.add(k * step);
                for vector in 0..vectors {
                    let at = row.add(vector * 4);
                    let mut sum = x[0].mul_add(F32x4::load(at), *sums.add(vector));
                    sum = x[1].mul_add(F32x4::load(at.add(step)), sum);
                    sum = x[2].mul_add(F32x4::load(at.add(2 * step)), sum);
                    *sums.add(vector) = x[3].mul_add(F32x4::load(at.add(3 * step)), sum);
                }
                k += 4;
            }
            while k < start + depth {
                let x = F32x4::load_splat(a.add(k * problem.a_step));
                for vector in 0..vectors {
                    let sum = sums.add(vector);
                    *sum = x.mul_add(F32x4::load(b.add(k * step + vector * 4)), *sum);
                }
                k += 1;
            }
            for vector in 0..vectors {
                let total = totals.add(vector);
                *total = if start == 0 {
                    *sums.add(vector)
                } else {
                    (*total).add(*sums.add(vector))
                };
            }
            start += depth;
            if start >= problem.k {
                break;
            }
        }
        for vector in 0..vectors {
            epilogue.store(*totals.add(vector), c, vector * 4, 4);
        }
        let lanes = count - vectors * 4;
        if lanes == 0 {
            return;
        }
        // The last vector ends with the last column, and so repeats columns that are stored already.
        let width = count.min(4);
        let b = b.add(count - width);
        let total = sum_blocks(problem.k, |k, sum| {
            let x = F32x4::load_splat(a.add(k * problem.a_step));
            x.mul_add(load_lanes(b.add(k * step), 1, width), sum)
        });
        let repeated = width - lanes;
        let rest = core::array::from_fn(|lane| total.to_array()[(lane + repeated) & 3]);
        epilogue.store(F32x4::from_array(rest), c, vectors * 4, lanes);
    }
}

/// B's columns are contiguous along K: eight are taken together and transposed in registers.
unsafe fn band_of_columns(problem: &Problem, batch: usize, first: usize, count: usize) {
    // SAFETY: columns past the last repeat it, so that all reads lie inside B; only `count` sums are stored.
    unsafe {
        let a = problem.a.add(batch * problem.a_batch);
        let b = problem
            .b
            .add(batch * problem.b_batch + first * problem.b_column);
        let c = problem
            .c
            .add(batch * problem.c_batch + first * problem.c_column);
        let epilogue = problem.epilogue(first, problem.accumulate, problem.k);
        let mut column = 0;
        while column < count {
            let at = |i: usize| b.add((column + i).min(count - 1) * problem.b_column);
            let low = [at(0), at(1), at(2), at(3)];
            let high = [at(4), at(5), at(6), at(7)];
            let totals = dot_columns(problem.k, a, problem.a_step, low, high);
            let lanes = count - column;
            epilogue.store(totals[0], c, column, lanes.min(4));
            if lanes > 4 {
                epilogue.store(totals[1], c, column + 4, (lanes - 4).min(4));
            }
            column += 8;
        }
    }
}

#[inline(always)]
unsafe fn dot_columns(
    length: usize,
    a: *const f32,
    a_step: usize,
    low: [*const f32; 4],
    high: [*const f32; 4],
) -> [F32x4; 2] {
    let zero = F32x4::splat(0.0);
    let mut totals = [zero; 2];
    let mut start = 0;
    // SAFETY: the caller vouches for `length` elements of A and of each column.
    unsafe {
        while start < length {
            let end = length.min(start + DEPTH);
            let mut sums = [zero; 2];
            let mut k = start;
            while k + 4 <= end {
                let low = F32x4::transpose(low.map(|column| F32x4::load(column.add(k))));
                let high = F32x4::transpose(high.map(|column| F32x4::load(column.add(k))));
                for (i, (low, high)) in low.into_iter().zip(high).enumerate() {
                    let x = F32x4::load_splat(a.add((k + i) * a_step));
                    sums = [x.mul_add(low, sums[0]), x.mul_add(high, sums[1])];
                }
                k += 4;
            }
            while k < end {
                let x = F32x4::load_splat(a.add(k * a_step));
                sums[0] = x.mul_add(F32x4::from_array(low.map(|column| *column.add(k))), sums[0]);
                sums[1] = x.mul_add(
                    F32x4::from_array(high.map(|column| *column.add(k))),
                    sums[1],
                );
                k += 1;
            }
            for (total, sum) in totals.iter_mut().zip(sums) {
                *total = if start == 0 { sum } else { total.add(sum) };
            }
            start = end;
        }
    }
    totals
}

/// Folds `step(k, sum)` over K in the order of all paths.
#[inline(always)]
fn sum_blocks(length: usize, step: impl Fn(usize, F32x4) -> F32x4) -> F32x4 {
    let mut total = F32x4::splat(0.0);
    let mut start = 0;
    while start < length {
        let end = length.min(start + DEPTH);
        let mut sum = F32x4::splat(0.0);
        for k in start..end {
            sum = step(k, sum);
        }
        total = if start == 0 { sum } else { total.add(sum) };
        start = end;
    }
    total
}

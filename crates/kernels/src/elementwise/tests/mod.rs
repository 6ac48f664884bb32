//! The SIMD kernels against plain scalar references, over odd sizes, strides and special values.

mod arithmetic;
mod chain;
mod others;

use crate::pool::Pool;

/// A pool that runs the chunks last to first, to show that their order does not matter.
pub(crate) struct Backwards;

impl Pool for Backwards {
    fn threads(&self) -> usize {
        3
    }
    fn run(&self, chunks: usize, task: &(dyn Fn(usize) + Sync)) {
        (0..chunks).rev().for_each(task);
    }
}

/// Reproducible numbers in -4..4, with special values among them.
pub(crate) fn numbers(count: usize, seed: u32) -> Vec<f32> {
    const SPECIAL: [f32; 8] = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        f32::INFINITY,
        f32::NEG_INFINITY,
        f32::NAN,
        1e-40,
    ];
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    (0..count)
        .map(|i| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            if i % 11 == 10 {
                SPECIAL[(state >> 8) as usize % 8]
            } else {
                ((state >> 8) as f32 / (1 << 24) as f32) * 8.0 - 4.0
            }
        })
        .collect()
}

fn same(a: f32, b: f32) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

/// Layouts: dims, strides of a, strides of b (elements), and how many elements each needs.
type Layout = (Vec<usize>, Vec<isize>, Vec<isize>);

fn layouts() -> Vec<Layout> {
    vec![
        (vec![], vec![], vec![]),
        (vec![0], vec![1], vec![1]),
        (vec![1], vec![1], vec![0]),
        (vec![101], vec![1], vec![1]),
        (vec![101], vec![0], vec![1]),
        (vec![7, 3], vec![3, 1], vec![0, 1]),
        (vec![7, 3], vec![3, 1], vec![1, 0]),
        (vec![70, 67], vec![67, 1], vec![0, 1]),
        (vec![70, 67], vec![67, 1], vec![1, 0]),
        (vec![70, 67], vec![1, 70], vec![67, 1]),
        (vec![5, 300], vec![1, 5], vec![0, 0]),
        (vec![3, 1, 5, 2], vec![0, 3, 2, 1], vec![10, 10, 2, 1]),
        (
            vec![2, 3, 4, 5, 2, 2],
            vec![0, 4, 0, 12, 2, 1],
            vec![240, 80, 20, 4, 2, 1],
        ),
        (
            vec![2, 1, 2, 1, 2, 1, 2, 3],
            vec![1, 0, 2, 0, 4, 0, 8, 16],
            vec![0, 0, 0, 0, 3, 0, 0, 1],
        ),
        (vec![130, 130, 3], vec![390, 3, 1], vec![0, 3, 1]),
    ]
}

/// Every index of `dims` in row-major order, as the flat offsets of the strides.
pub(crate) fn offsets(dims: &[usize], strides: &[isize]) -> Vec<isize> {
    let total: usize = dims.iter().product();
    (0..total)
        .map(|flat| {
            let (mut rest, mut offset) = (flat, 0);
            for (size, stride) in dims.iter().zip(strides).rev() {
                offset += (rest % size) as isize * stride;
                rest /= size;
            }
            offset
        })
        .collect()
}

fn reach(offsets: &[isize]) -> usize {
    offsets.iter().max().map_or(1, |last| *last as usize + 1)
}

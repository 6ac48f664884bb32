//! Weights as the kernel reads them: panels of 8 columns, groups of 4 or 2 steps of K together per column; behind them
//! of each column the sum, which takes the zero point out of a product, and the scale.

use super::{Precision, COLUMNS};
use crate::promise::promise;

/// Steps of K that are stored together.
#[inline(always)]
pub(super) fn steps(precision: Precision) -> usize {
    if precision.by_fours() {
        4
    } else {
        2
    }
}

/// Bytes of packed weights (k, n): those of the panels, and those of the columns' sums and scales. The same on every build.
pub fn packed_len(k: usize, n: usize) -> usize {
    let columns = n.next_multiple_of(COLUMNS);
    columns * (k.next_multiple_of(4) + size_of::<i32>() + size_of::<f32>())
}

/// Steps of K of a panel: whole groups.
#[inline(always)]
pub(super) fn panel_depth(precision: Precision, k: usize) -> usize {
    k.next_multiple_of(steps(precision))
}

/// Packs weights (k, n), bytes in rows, with a scale per column. What lies past the last column or step is 0.
///
/// # Safety
/// `weights` must be readable for k·n bytes, `scales` for n numbers and `packed` writable for [`packed_len`], 4-byte
/// aligned.
pub unsafe fn pack(
    precision: Precision,
    [k, n]: [usize; 2],
    weights: *const i8,
    scales: *const f32,
    packed: *mut i8,
) {
    promise!(weights => k * n, scales => n, packed => packed_len(k, n), packed as *const i32 => 1);
    let (steps, depth) = (steps(precision), panel_depth(precision, k));
    let columns = n.next_multiple_of(COLUMNS);
    // SAFETY: `depth` bytes of each column and its sum lie in `packed`, row `i` < k and column < n in `weights`.
    unsafe {
        let sums = packed.add(columns * depth) as *mut i32;
        // What this build's panels leave of the length that all builds have.
        let used = columns * (depth + size_of::<i32>() + size_of::<f32>());
        packed.add(used).write_bytes(0, packed_len(k, n) - used);
        for column in 0..columns {
            let panel = packed.add(column / COLUMNS * COLUMNS * depth);
            let lane = column % COLUMNS * steps;
            let mut sum = 0;
            for i in 0..depth {
                let weight = if i < k && column < n {
                    *weights.add(i * n + column)
                } else {
                    0
                };
                *panel.add(i / steps * COLUMNS * steps + lane + i % steps) = weight;
                sum += weight as i32;
            }
            *sums.add(column) = sum;
            let scale = if column < n { *scales.add(column) } else { 0.0 };
            *(sums.add(columns + column) as *mut f32) = scale;
        }
    }
}

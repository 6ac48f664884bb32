//! Sums, means, extremes, products and norms of `f32` along an axis.
use crate::elementwise::functions;
use crate::pool::Pool;

functions! {
    /// What a reduction computes; with an empty axis its value is the one in brackets.
    ReduceFunction {
        /// Sum (0)
        Sum = 0,
        /// Mean (NaN)
        Mean = 1,
        /// Largest (-∞); NaN if any is
        Max = 2,
        /// Smallest (∞); NaN if any is
        Min = 3,
        /// Product (1)
        Prod = 4,
        /// `ln Σ eˣ` (-∞)
        LogSumExp = 5,
        /// `√Σ x²` (0)
        L2Norm = 6,
        /// `Σ x²` (0)
        SumOfSquares = 7,
        /// `Σ |x|` (0)
        L1Norm = 8,
    }
}

/// Reduces `x` (outer, axis, inner) to `y` (outer, inner).
///
/// # Safety
/// `x` must be readable and `y` writable for these shapes; they may not overlap.
pub unsafe fn reduce(
    pool: &dyn Pool,
    function: ReduceFunction,
    x: *const f32,
    y: *mut f32,
    outer: usize,
    axis: usize,
    inner: usize,
) {
    let _ = pool;
    for o in 0..outer {
        for i in 0..inner {
            let at = |a: usize| unsafe { *x.add((o * axis + a) * inner + i) };
            let fold =
                |start: f32, f: &dyn Fn(f32, f32) -> f32| (0..axis).fold(start, |s, a| f(s, at(a)));
            let max = fold(f32::NEG_INFINITY, &|a, b| {
                if a.is_nan() || a > b {
                    a
                } else {
                    b
                }
            });
            let value = match function {
                ReduceFunction::Sum => fold(0.0, &|a, b| a + b),
                ReduceFunction::Mean => fold(0.0, &|a, b| a + b) / axis as f32,
                ReduceFunction::Max => max,
                ReduceFunction::Min => fold(f32::INFINITY, &|a, b| {
                    if a.is_nan() || a < b {
                        a
                    } else {
                        b
                    }
                }),
                ReduceFunction::Prod => fold(1.0, &|a, b| a * b),
                ReduceFunction::LogSumExp if max.is_infinite() => max,
                ReduceFunction::LogSumExp => fold(0.0, &|a, b| a + (b - max).exp()).ln() + max,
                ReduceFunction::L2Norm => fold(0.0, &|a, b| a + b * b).sqrt(),
                ReduceFunction::SumOfSquares => fold(0.0, &|a, b| a + b * b),
                ReduceFunction::L1Norm => fold(0.0, &|a, b| a + b.abs()),
            };
            unsafe { *y.add(o * inner + i) = value }
        }
    }
}

//! The inner loops of `f32` reductions: one block of a row, or of a tile of columns.

use crate::math;
use crate::simd::{F32x4, Floats, I32x4, Integers, LANES};
use crate::tails::{keep, load};

/// Elements of the axis in one block.
pub(crate) const BLOCK: usize = 512;
/// Columns of a tile.
pub(super) const TILE: usize = 128;

/// A block of a row: `(x, count ≤ BLOCK, shift) → value`.
pub(super) type RowKernel = unsafe fn(*const f32, usize, f32) -> f32;
/// A block of columns: `(x, end of the tensor, elements a row, rows ≤ BLOCK, vectors, shifts, sums)`; the
/// sums of `vectors` whole vectors are written.
pub(super) type ColumnKernel =
    unsafe fn(*const f32, *const f32, usize, usize, usize, *const F32x4, *mut F32x4);

/// One function's pair of kernels: what becomes of an element, how two are combined, and from what value.
macro_rules! kernels {
    ($identity:expr, $map:expr, $combine:expr) => {{
        unsafe fn row(x: *const f32, count: usize, shift: f32) -> f32 {
            let map: fn(F32x4, F32x4) -> F32x4 = $map;
            let combine: fn(F32x4, F32x4) -> F32x4 = $combine;
            let (identity, shift) = (F32x4::splat($identity), F32x4::splat(shift));
            let (mut a, mut b, mut c, mut d) = (identity, identity, identity, identity);
            let mut i = 0;
            while i < count {
                // SAFETY: the caller promises `count` elements; each vector reads only what is left.
                let term = |offset: usize| unsafe {
                    let left = count - i.min(count);
                    let left = left - left.min(offset);
                    keep(map(load(x.add(i + offset), left), shift), left, identity)
                };
                if i + 16 <= count {
                    // SAFETY: sixteen elements are left.
                    unsafe {
                        a = combine(a, map(F32x4::load(x.add(i)), shift));
                        b = combine(b, map(F32x4::load(x.add(i + 4)), shift));
                        c = combine(c, map(F32x4::load(x.add(i + 8)), shift));
                        d = combine(d, map(F32x4::load(x.add(i + 12)), shift));
                    }
                    i += 16;
                } else {
                    // The same sums, taken round: a is next.
                    let next = combine(a, term(0));
                    (a, b, c, d) = (b, c, d, next);
                    i += LANES;
                }
            }
            let [p, q, r, s] = combine(combine(a, b), combine(c, d)).to_array();
            let fold = |p: f32, q: f32| combine(F32x4::splat(p), F32x4::splat(q)).to_array()[0];
            fold(fold(p, q), fold(r, s))
        }

        unsafe fn columns(
            x: *const f32,
            end: *const f32,
            stride: usize,
            rows: usize,
            vectors: usize,
            shifts: *const F32x4,
            sums: *mut F32x4,
        ) {
            let map: fn(F32x4, F32x4) -> F32x4 = $map;
            let combine: fn(F32x4, F32x4) -> F32x4 = $combine;
            for v in 0..vectors {
                // SAFETY: the caller promises `vectors` sums.
                unsafe { *sums.add(v) = F32x4::splat($identity) }
            }
            // A vector at the right edge also reads what follows in memory, into lanes that nobody looks at, but
            // nothing past the end of the tensor.
            let last = x.wrapping_add(rows.saturating_sub(1) * stride + vectors * LANES);
            let whole = last <= end;
            let mut row = 0;
            while row < rows {
                let four = row + 4 <= rows;
                for v in 0..vectors {
                    // SAFETY: the rows begin within the tensor, and where `whole` says so all vectors end in it.
                    unsafe {
                        let at = x.add(row * stride + v * LANES);
                        let shift = *shifts.add(v);
                        let sum = &mut *sums.add(v);
                        let whole_term = |offset| map(F32x4::load(at.add(offset * stride)), shift);
                        let term = |offset: usize| {
                            let pointer = at.add(offset * stride);
                            let left = (end as usize - pointer as usize) / 4;
                            map(load(pointer, left), shift)
                        };
                        let four_terms = |[p, q, r, s]: [F32x4; 4]| {
                            combine(*sum, combine(combine(p, q), combine(r, s)))
                        };
                        *sum = if !four {
                            combine(*sum, term(0))
                        } else if whole {
                            four_terms([0, 1, 2, 3].map(whole_term))
                        } else {
                            four_terms([0, 1, 2, 3].map(term))
                        };
                    }
                }
                row += if four { 4 } else { 1 };
            }
        }
        (row as RowKernel, columns as ColumnKernel)
    }};
}

/// The loops of a reduction.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Loops {
    Sum,
    Squares,
    Sizes,
    Exponentials,
    Max,
    Min,
    Prod,
}

impl Loops {
    pub(super) fn kernels(self) -> (RowKernel, ColumnKernel) {
        match self {
            Self::Sum => kernels!(0.0, |x, _| x, F32x4::add),
            Self::Squares => kernels!(0.0, |x, _| x.mul(x), F32x4::add),
            Self::Sizes => kernels!(0.0, |x, _| x.abs(), F32x4::add),
            Self::Exponentials => kernels!(0.0, shifted_exponential, F32x4::add),
            Self::Max => kernels!(f32::NEG_INFINITY, |x, _| x, F32x4::max),
            Self::Min => kernels!(f32::INFINITY, |x, _| x, F32x4::min),
            Self::Prod => kernels!(1.0, |x, _| x, F32x4::mul),
        }
    }

    /// The value of nothing.
    pub(super) fn identity(self) -> f64 {
        match self {
            Self::Max => f64::NEG_INFINITY,
            Self::Min => f64::INFINITY,
            Self::Prod => 1.0,
            _ => 0.0,
        }
    }

    /// Joins the values of two parts of the axis.
    #[inline(always)]
    pub(super) fn join(self, a: f64, b: f64) -> f64 {
        match self {
            Self::Max if a.is_nan() || a > b => a,
            Self::Min if a.is_nan() || a < b => a,
            Self::Max | Self::Min => b,
            Self::Prod => a * b,
            _ => a + b,
        }
    }
}

/// `e^(x - shift)`; one copy for all that sums exponentials.
#[inline(never)]
fn shifted_exponential(x: F32x4, shift: F32x4) -> F32x4 {
    math::exp(x.sub(shift))
}

/// One row of up to any length, block by block.
pub(super) unsafe fn row(
    loops: Loops,
    kernel: RowKernel,
    x: *const f32,
    count: usize,
    shift: f32,
) -> f64 {
    let mut total = loops.identity();
    for start in (0..count).step_by(BLOCK) {
        // SAFETY: the caller promises `count` elements.
        let block = unsafe { kernel(x.add(start), BLOCK.min(count - start), shift) };
        total = loops.join(total, block as f64);
    }
    total
}

/// The sum of a row.
///
/// # Safety
/// `x` must be readable for `count` elements.
pub(crate) unsafe fn row_sum(x: *const f32, count: usize) -> f32 {
    // SAFETY: the caller's promise.
    unsafe { row(Loops::Sum, Loops::Sum.kernels().0, x, count, 0.0) as f32 }
}

/// The sum of `term(offset, left)` over `0..count`: lane by lane in blocks of `BLOCK`, those in `f64`. Lanes
/// past `left` are not counted.
#[inline(always)]
pub(crate) fn sum_of(count: usize, term: impl Fn(usize, usize) -> F32x4) -> f64 {
    let mut total = 0.0;
    let mut sum = F32x4::splat(0.0);
    for offset in (0..count).step_by(LANES) {
        let left = count - offset;
        sum = sum.add(keep(term(offset, left), left, F32x4::splat(0.0)));
        if (offset + LANES).is_multiple_of(BLOCK) || left <= LANES {
            let [p, q, r, s] = sum.to_array();
            total += ((p + q) + (r + s)) as f64;
            sum = F32x4::splat(0.0);
        }
    }
    total
}

/// A finite shift for exponentials: `max`, or 0 where it is not finite.
#[inline(always)]
pub(super) fn finite_or_zero(max: F32x4) -> F32x4 {
    let finite: I32x4 = max.abs().lt(F32x4::splat(f32::INFINITY));
    finite.select(max, F32x4::splat(0.0))
}

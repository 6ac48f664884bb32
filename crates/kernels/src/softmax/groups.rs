//! A row in groups of four vectors. The last group lies at the row's end, overlapping what is before it, so that no
//! vector has a tail: short rows, such as those of ten classes, are one group.

use crate::math;
use crate::reduce::BLOCK;
use crate::simd::{F32x4, Floats, I32x4, Integers, LANES};
use crate::tails;

/// Vectors of a group.
const VECTORS: usize = 4;
/// Elements of a group.
const GROUP: usize = VECTORS * LANES;

type Group = [F32x4; VECTORS];

/// The geometry of rows of one length.
pub(crate) struct Row {
    columns: usize,
    /// Elements of the groups before the last.
    full: usize,
    /// Where the last group's vectors lie.
    offsets: [usize; VECTORS],
    /// Their lanes that no vector before them has.
    fresh: [I32x4; VECTORS],
}

#[inline(always)]
unsafe fn load(x: *const f32) -> Group {
    // SAFETY: the caller promises a whole group.
    [0, 1, 2, 3].map(|v| unsafe { F32x4::load(x.add(v * LANES)) })
}

#[inline(always)]
fn paired([p, q, r, s]: Group, combine: impl Fn(F32x4, F32x4) -> F32x4) -> F32x4 {
    combine(combine(p, q), combine(r, s))
}

/// The row of fewer than four elements, padded.
#[cold]
#[inline(never)]
unsafe fn few(x: *const f32, columns: usize, padding: F32x4) -> F32x4 {
    // SAFETY: the caller promises as many elements.
    tails::keep(unsafe { tails::load(x, columns) }, columns, padding)
}

impl Row {
    #[inline(never)]
    pub fn new(columns: usize) -> Self {
        let full = columns.saturating_sub(1) / GROUP * GROUP;
        let starts = [0, 1, 2, 3].map(|v| full + v * LANES);
        let offset = |start: usize| start.min(columns.saturating_sub(LANES));
        let fresh = starts.map(|start| {
            I32x4::splat((start - offset(start)) as i32 - 1).lt(I32x4::from_array([0, 1, 2, 3]))
        });
        Self {
            columns,
            full,
            offsets: starts.map(offset),
            fresh,
        }
    }

    /// The last group; rows shorter than a vector are padded.
    #[inline(always)]
    unsafe fn last(&self, x: *const f32, padding: f32) -> Group {
        // SAFETY: the caller promises a row; the offsets leave a vector, where the row has one.
        unsafe {
            if self.columns >= LANES {
                return self.offsets.map(|offset| F32x4::load(x.add(offset)));
            }
            let padding = F32x4::splat(padding);
            [few(x, self.columns, padding), padding, padding, padding]
        }
    }

    #[inline(always)]
    unsafe fn store_last(&self, group: Group, y: *mut f32) {
        // SAFETY: as in `last`.
        unsafe {
            if self.columns < LANES {
                let [few, ..] = group;
                return tails::store(few, y, self.columns);
            }
            for (vector, offset) in group.into_iter().zip(self.offsets) {
                vector.store(y.add(offset));
            }
        }
    }

    /// The last group's sum, each element counted once.
    #[inline(always)]
    fn fresh_sum(&self, group: Group) -> F32x4 {
        let [p, q, r, s] = group;
        let [a, b, c, d] = &self.fresh;
        let keep = |mask: &I32x4, vector: F32x4| mask.and(vector.to_bits()).to_f32_bits();
        paired([keep(a, p), keep(b, q), keep(c, r), keep(d, s)], F32x4::add)
    }

    /// The largest element in all lanes, NaN aside: the exponential of that is NaN, and so is the row's sum.
    ///
    /// # Safety
    /// `x` must be readable for the row.
    #[inline(never)]
    pub unsafe fn largest(&self, x: *const f32) -> F32x4 {
        // SAFETY: the caller's promise.
        unsafe {
            let mut best = [F32x4::splat(f32::NEG_INFINITY); VECTORS];
            let include = |best: &mut Group, group: Group| {
                for (best, vector) in best.iter_mut().zip(group) {
                    *best = best.larger(vector);
                }
            };
            let (mut at, end) = (x, x.add(self.full));
            while at != end {
                include(&mut best, load(at));
                at = at.add(GROUP);
            }
            include(&mut best, self.last(x, f32::NEG_INFINITY));
            let lanes = paired(best, F32x4::larger).to_array();
            paired(lanes.map(F32x4::splat), F32x4::larger)
        }
    }

    /// Writes `e^(x - max)` to y, if that is not null (it may be x), and returns the sum. Meanwhile the row `ahead` of x is
    /// brought near: the exponentials leave memory idle.
    ///
    /// # Safety
    /// `x` and what is `ahead` must be readable and `y` writable for the row.
    #[inline(never)]
    pub unsafe fn exponentials(&self, x: *const f32, y: *mut f32, max: F32x4, ahead: usize) -> f64 {
        let (mut total, mut sum) = (0.0, F32x4::splat(0.0));
        // SAFETY: the caller's promise. The last group is read before another, which it overlaps, is written.
        unsafe {
            let last = self.last(x, f32::NEG_INFINITY);
            let mut i = 0;
            loop {
                let ends = i == self.full;
                let group = if ends {
                    last
                } else {
                    // Volatile, so that it is read though nobody wants the value.
                    core::ptr::read_volatile(x.add(i + ahead));
                    load(x.add(i))
                };
                let powers = math::exp_falling(group.map(|x| x.sub(max)));
                if ends {
                    if !y.is_null() {
                        self.store_last(powers, y);
                    }
                    return total + folded(sum.add(self.fresh_sum(powers)));
                }
                if !y.is_null() {
                    for (v, power) in powers.into_iter().enumerate() {
                        power.store(y.add(i + v * LANES));
                    }
                }
                sum = sum.add(paired(powers, F32x4::add));
                i += GROUP;
                if i % BLOCK == 0 {
                    total += folded(sum);
                    sum = F32x4::splat(0.0);
                }
            }
        }
    }

    /// `y = y·factor` over the row.
    ///
    /// # Safety
    /// `y` must be writable for the row.
    #[inline(never)]
    pub unsafe fn scale(&self, y: *mut f32, factor: F32x4) {
        // SAFETY: the caller's promise.
        unsafe { self.map(y, y, y, |y, _| y.mul(factor)) }
    }

    /// `Σ f(a, b)` over the row, where f of zeros is 0.
    ///
    /// # Safety
    /// `a` and `b` must be readable for the row.
    #[inline(always)]
    pub unsafe fn sum(
        &self,
        a: *const f32,
        b: *const f32,
        f: impl Fn(F32x4, F32x4) -> F32x4,
    ) -> f64 {
        let (mut total, mut sum) = (0.0, F32x4::splat(0.0));
        // SAFETY: the caller's promise.
        unsafe {
            let mut i = 0;
            while i < self.full {
                sum = sum.add(paired(zip(load(a.add(i)), load(b.add(i)), &f), F32x4::add));
                i += GROUP;
                if i % BLOCK == 0 {
                    total += folded(sum);
                    sum = F32x4::splat(0.0);
                }
            }
            let last = zip(self.last(a, 0.0), self.last(b, 0.0), &f);
            total + folded(sum.add(self.fresh_sum(last)))
        }
    }

    /// `y = f(a, b)` over the row; `y` may be either.
    ///
    /// # Safety
    /// `a` and `b` must be readable and `y` writable for the row.
    #[inline(always)]
    pub unsafe fn map(
        &self,
        a: *const f32,
        b: *const f32,
        y: *mut f32,
        f: impl Fn(F32x4, F32x4) -> F32x4,
    ) {
        // SAFETY: the caller's promise. The last group is computed before another, which it overlaps, is written.
        unsafe {
            let last = zip(self.last(a, 0.0), self.last(b, 0.0), &f);
            let mut i = 0;
            while i < self.full {
                let group = zip(load(a.add(i)), load(b.add(i)), &f);
                for (v, vector) in group.into_iter().enumerate() {
                    vector.store(y.add(i + v * LANES));
                }
                i += GROUP;
            }
            self.store_last(last, y);
        }
    }
}

#[inline(always)]
fn zip(a: Group, b: Group, f: impl Fn(F32x4, F32x4) -> F32x4) -> Group {
    let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (a, b);
    [f(a0, b0), f(a1, b1), f(a2, b2), f(a3, b3)]
}

#[inline(always)]
fn folded(sum: F32x4) -> f64 {
    let [p, q, r, s] = sum.to_array();
    ((p + q) + (r + s)) as f64
}

//! Pooling of channels-last tensors (sample, depth, height, width, channel): the largest or the mean of each
//! window, and the gradients. Taps in the padding do not count. The gradient of the largest goes to the first
//! of a window that equals it (as XLA's select-and-scatter), where it is NaN to the first NaN or infinity;
//! gradients of overlapping windows are added in the order of the windows.

#[cfg(test)]
mod tests;

use crate::chunks::{for_chunks, Shared};
use crate::convolution::window::{Axis, Taps, Window};
use crate::convolution::Geometry;
use crate::elementwise::functions;
use crate::pool::Pool;
use crate::promise::promise;
use crate::simd::{for_each_vector, F32x4, Floats, I32x4, Integers, LANES};
use crate::tails::{load, store};
use core::ops::Range;

functions! {
    /// What becomes of a window.
    PoolFunction {
        /// The largest; NaN if any is.
        Max = 0,
        /// The mean.
        Average = 1,
    }
}

/// Elements read by one chunk for the pool.
const CHUNK: usize = 1 << 15;
/// Channels of a unit of scattering: a cache line.
const BLOCK: usize = 16;
/// Samples from which on each is a unit as a whole.
const SAMPLES: usize = 8;

/// Visits the taps in order with their elements.
#[inline(always)]
fn each(taps: &Taps, mut visit: impl FnMut(usize)) {
    let [depths, heights, widths] = taps.counts;
    for depth in 0..depths {
        for height in 0..heights {
            let mut at = taps.first + depth * taps.steps[0] + height * taps.steps[1];
            for _ in 0..widths {
                visit(at);
                at += taps.steps[2];
            }
        }
    }
}

/// The number of taps, to divide by.
fn count(taps: &Taps) -> F32x4 {
    let [depths, heights, widths] = taps.counts;
    F32x4::splat((depths * heights * widths) as f32)
}

/// Of the taps of a window, in order, the first that is not less than the largest.
struct First {
    bound: F32x4,
    /// Where none was found yet.
    open: I32x4,
}

impl First {
    #[inline(always)]
    fn new(largest: F32x4) -> Self {
        Self {
            // What is not less than infinity is infinity or NaN.
            bound: largest
                .eq(largest)
                .select(largest, F32x4::splat(f32::INFINITY)),
            open: I32x4::splat(-1),
        }
    }

    /// Where the next tap is it.
    #[inline(always)]
    fn is(&mut self, x: F32x4) -> I32x4 {
        let less = x.lt(self.bound);
        let first = self.open.and(less.not());
        self.open = self.open.and(less);
        first
    }
}

/// The tensors of a pass; those that it does not use are null.
#[derive(Clone, Copy)]
struct Pass {
    x: Shared<f32>,
    y: Shared<f32>,
    /// The gradient of y (to scatter) or of its gradient (to select from).
    gradient: Shared<f32>,
    output: Shared<f32>,
    channels: usize,
    window: Window,
    /// Windows overlap, so that what they give to a pixel is added; else it is all that the pixel gets.
    adds: bool,
}

/// Channels of one position: `(pass, taps, channels, element of y)`.
type Kernel = unsafe fn(&Pass, &Taps, Range<usize>, usize);

/// Kernels: what becomes of four channels of a position, `left` of which there are, and `at` of y.
macro_rules! kernels {
    ($($name:ident($pass:ident, $taps:ident, $channel:ident, $left:ident, $at:ident) $body:block)*) => {
        $(unsafe fn $name($pass: &Pass, $taps: &Taps, channels: Range<usize>, first: usize) {
            let mut $channel = channels.start;
            // Whole vectors by a loop of their own, which need not ask how many are left.
            while $channel + LANES <= channels.end {
                let $left = LANES;
                let $at = first + $channel;
                // SAFETY: the taps lie in x, the element in y, both with those channels.
                unsafe { $body }
                $channel += LANES;
            }
            if $channel < channels.end {
                let $left = channels.end - $channel;
                let $at = first + $channel;
                // SAFETY: as above.
                unsafe { $body }
            }
        })*
    };
}

/// Vectors of channels that are folded together, so that walking the taps counts once for them.
const TOGETHER: usize = 4;

/// Such vectors.
type Vectors = [F32x4; TOGETHER];

/// What `step` makes of the taps, from `start` on, then `finish`. Of many channels `quick` makes it, unless its witness is
/// NaN in the end: `(values, x, witness)`.
#[inline(always)]
unsafe fn fold(
    (pass, taps, channels, first): (&Pass, &Taps, Range<usize>, usize),
    start: F32x4,
    quick: impl Fn(Vectors, Vectors, F32x4) -> (Vectors, F32x4),
    step: impl Fn(F32x4, F32x4) -> F32x4,
    finish: impl Fn(F32x4) -> F32x4,
) {
    let mut channel = channels.start;
    while channel < channels.end {
        let left = channels.end - channel;
        // SAFETY: the taps lie in x, the element in y, both with those channels.
        unsafe {
            let x = pass.x.get().add(channel);
            let y = pass.output.get().add(first + channel);
            if left >= TOGETHER * LANES {
                let (mut values, mut witness) = ([start; TOGETHER], F32x4::splat(0.0));
                each(taps, |tap| {
                    let x = core::array::from_fn(|v| F32x4::load(x.add(tap + v * LANES)));
                    (values, witness) = quick(values, x, witness);
                });
                if !witness.eq(witness).not().any() {
                    for (v, value) in values.into_iter().enumerate() {
                        finish(value).store(y.add(v * LANES));
                    }
                    channel += TOGETHER * LANES;
                    continue;
                }
            }
            let mut value = start;
            each(taps, |tap| value = step(value, load(x.add(tap), left)));
            store(finish(value), y, left);
        }
        channel += LANES;
    }
}

unsafe fn largest(pass: &Pass, taps: &Taps, channels: Range<usize>, first: usize) {
    let start = F32x4::splat(f32::NEG_INFINITY);
    // To keep NaN takes two instructions a vector more than to lose it. The witness is NaN if any x is, besides now and then
    // where one is infinite or their product is.
    let quick = |[m, n, o, p]: Vectors, [a, b, c, d]: Vectors, witness: F32x4| {
        let most = [m.larger(a), n.larger(b), o.larger(c), p.larger(d)];
        (most, a.mul_add(b, c).mul_add(d, witness))
    };
    let given = (pass, taps, channels, first);
    // SAFETY: the caller's promise.
    unsafe { fold(given, start, quick, F32x4::max, |most| most) }
}

unsafe fn average(pass: &Pass, taps: &Taps, channels: Range<usize>, first: usize) {
    let (start, count) = (F32x4::splat(0.0), count(taps));
    let quick = |[m, n, o, p]: Vectors, [a, b, c, d]: Vectors, witness: F32x4| {
        ([m.add(a), n.add(b), o.add(c), p.add(d)], witness)
    };
    let given = (pass, taps, channels, first);
    // SAFETY: the caller's promise.
    unsafe { fold(given, start, quick, F32x4::add, |sum| sum.div(count)) }
}

kernels! {
    scatter_largest(pass, taps, channel, left, at) {
        let mut first = First::new(load(pass.y.get().add(at), left));
        let dy = load(pass.gradient.get().add(at), left).to_bits();
        each(taps, |tap| {
            let x = load(pass.x.get().add(channel + tap), left);
            pass.give(first.is(x).and(dy).to_f32_bits(), channel + tap, left);
        });
    }

    scatter_average(pass, taps, channel, left, at) {
        let share = load(pass.gradient.get().add(at), left).div(count(taps));
        each(taps, |tap| pass.give(share, channel + tap, left));
    }
}

unsafe fn select(pass: &Pass, taps: &Taps, channels: Range<usize>, first: usize) {
    for channel in channels.clone().step_by(LANES) {
        let (left, at) = (channels.end - channel, first + channel);
        // SAFETY: the taps lie in x and in the values, the element in y, all with those channels.
        unsafe {
            let mut first = First::new(load(pass.y.get().add(at), left));
            let mut chosen = F32x4::splat(0.0);
            each(taps, |tap| {
                let x = load(pass.x.get().add(channel + tap), left);
                let value = load(pass.gradient.get().add(channel + tap), left);
                chosen = first.is(x).select(value, chosen);
            });
            store(chosen, pass.output.get().add(at), left);
        }
    }
}

impl Pass {
    /// Gives a pixel's channels what a window has for them.
    #[inline(always)]
    unsafe fn give(&self, mut share: F32x4, pixel: usize, left: usize) {
        // SAFETY: the caller's pixel and channels lie in the output.
        unsafe {
            let to = self.output.get().add(pixel);
            if self.adds {
                share = load(to, left).add(share);
            }
            store(share, to, left);
        }
    }

    /// Rows of positions `rows`, channels `channels`.
    #[inline(never)]
    unsafe fn rows(&self, kernel: Kernel, rows: Range<usize>, channels: Range<usize>) {
        let width = &self.window.axes[2];
        for row in rows {
            let place = self.window.row(row);
            let mut taps = Taps::of_row(&self.window, self.channels, &place);
            for column in 0..width.count {
                taps.at_column(width, self.channels, column);
                let at = (row * width.count + column) * self.channels;
                // SAFETY: the caller's rows and channels lie in the tensors.
                unsafe { kernel(self, &taps, channels.clone(), at) }
            }
        }
    }

    /// Every position by itself.
    unsafe fn gather(&self, pool: &dyn Pool, kernel: Kernel, samples: usize) {
        let window = &self.window;
        let work = window.axes[2].count * window.taps() * self.channels;
        let together = (CHUNK / work.max(1)).max(1);
        for_chunks(pool, samples * window.rows(), together, &|first, count| {
            // SAFETY: the rows lie in the output, and no other chunk has them.
            unsafe { self.rows(kernel, first..first + count, 0..self.channels) }
        });
    }

    /// Every pixel lies in exactly one window.
    fn tiles(&self) -> bool {
        let tiled = |axis: &Axis| {
            let dense = axis.step == 1 || axis.taps == 1;
            let from_start = axis.base <= 0;
            let end = axis.base + (axis.count * axis.stride) as isize;
            dense && axis.taps == axis.stride && from_start && end >= axis.size as isize
        };
        self.window.axes.iter().all(tiled)
    }

    /// Zeros to the output's channels of a sample.
    #[inline(never)]
    unsafe fn clear(&self, sample: usize, channels: Range<usize>) {
        let (mut runs, mut length) = (self.window.pixels(), channels.len());
        if length == self.channels {
            (runs, length) = (1, runs * length);
        }
        let mut at = sample * self.window.pixels() * self.channels + channels.start;
        for _ in 0..runs {
            for_each_vector(length, |offset, left| {
                // SAFETY: the caller's sample and channels lie in the output.
                unsafe { store(F32x4::splat(0.0), self.output.get().add(at + offset), left) }
            });
            at += self.channels;
        }
    }

    /// Samples and blocks of channels by themselves, since windows overlap.
    unsafe fn scatter(&self, pool: &dyn Pool, kernel: Kernel, samples: usize) {
        let window = &self.window;
        // Few samples are cut, so that there is work for all threads.
        let block = if samples < SAMPLES {
            BLOCK
        } else {
            self.channels.max(1)
        };
        let blocks = self.channels.div_ceil(block);
        let work = window.rows() * window.axes[2].count * window.taps() * block;
        let together = (CHUNK / work.max(1)).max(1);
        let clears = !self.tiles();
        for_chunks(pool, samples * blocks, together, &|first, count| {
            for unit in first..first + count {
                let (sample, channel) = (unit / blocks, unit % blocks * block);
                let end = self.channels.min(channel + block);
                // SAFETY: the unit's pixels and channels lie in the output, and no other chunk has them.
                unsafe {
                    if clears {
                        self.clear(sample, channel..end);
                    }
                    let rows = window.rows();
                    self.rows(kernel, sample * rows..(sample + 1) * rows, channel..end);
                }
            }
        });
    }
}

/// y (positions) from x (pixels): `channels` of the geometry, on which its filters and groups have no bearing.
///
/// # Safety
/// `x` must be readable and `y` writable for the geometry; they may not overlap.
pub unsafe fn pool(
    threads: &dyn Pool,
    function: PoolFunction,
    geometry: &Geometry,
    x: *const f32,
    y: *mut f32,
) {
    promise!(x => geometry.batch * geometry.window().pixels() * geometry.channels, y => geometry.batch * geometry.window().positions() * geometry.channels);
    let kernel: Kernel = match function {
        PoolFunction::Max => largest,
        PoolFunction::Average => average,
    };
    let none = core::ptr::null();
    // SAFETY: the caller's promise.
    unsafe { pass(geometry, [x, none, none], y).gather(threads, kernel, geometry.batch) }
}

/// The gradient of [`pool`] with respect to x. Of the mean, x and y are not read.
///
/// # Safety
/// All must be readable and `dx` writable for the geometry; they may not overlap `dx`.
pub unsafe fn pool_gradient(
    threads: &dyn Pool,
    function: PoolFunction,
    geometry: &Geometry,
    [x, y, dy]: [*const f32; 3],
    dx: *mut f32,
) {
    promise!(x => geometry.batch * geometry.window().pixels() * geometry.channels, y => geometry.batch * geometry.window().positions() * geometry.channels, dy => geometry.batch * geometry.window().positions() * geometry.channels, dx => geometry.batch * geometry.window().pixels() * geometry.channels);
    let kernel: Kernel = match function {
        PoolFunction::Max => scatter_largest,
        PoolFunction::Average => scatter_average,
    };
    // SAFETY: the caller's promise.
    unsafe { pass(geometry, [x, y, dy], dx).scatter(threads, kernel, geometry.batch) }
}

/// Of each window the element of `values` at which x has its first largest, y: the gradient of
/// [`pool_gradient`] with respect to dy.
///
/// # Safety
/// All must be readable and `output` writable for the geometry; they may not overlap `output`.
pub unsafe fn max_pool_select(
    threads: &dyn Pool,
    geometry: &Geometry,
    [x, y, values]: [*const f32; 3],
    output: *mut f32,
) {
    promise!(x => geometry.batch * geometry.window().pixels() * geometry.channels, y => geometry.batch * geometry.window().positions() * geometry.channels, output => geometry.batch * geometry.window().positions() * geometry.channels);
    // SAFETY: the caller's promise.
    unsafe { pass(geometry, [x, y, values], output).gather(threads, select, geometry.batch) }
}

fn pass(geometry: &Geometry, [x, y, gradient]: [*const f32; 3], output: *mut f32) -> Pass {
    let window = geometry.window();
    let overlap = |axis: &Axis| axis.count > 1 && axis.stride <= axis.step * (axis.taps - 1);
    Pass {
        x: Shared::read(x),
        y: Shared::read(y),
        gradient: Shared::read(gradient),
        output: Shared::new(output),
        channels: geometry.channels,
        adds: window.axes.iter().any(overlap),
        window,
    }
}

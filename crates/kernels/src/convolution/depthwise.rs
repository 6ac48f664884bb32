//! Convolution where every group has one channel: no product, a sum over taps for each channel by itself.
//! An output's sum starts from zero and takes its taps in order; taps in the padding are left out.

use super::window::{Taps, Window};
use crate::chunks::{for_chunks, Shared};
use crate::gemm::Activation;
use crate::pool::Pool;
use crate::simd::{F32x4, LANES};
use crate::tails::{load, store};
use core::ops::Range;

/// Multiply-adds of one chunk for the pool.
const CHUNK_WORK: usize = 1 << 16;
/// Positions whose sums are in registers together: each weight is loaded once for them.
const TOGETHER: usize = 4;
/// Vectors of channels whose sums are in registers together: each address is computed once for them.
const WIDE: usize = 2;

/// One pass of taps over a source: forward, or one phase of the gradient with respect to the input.
pub(super) struct Depthwise {
    pub source: Shared<f32>,
    /// Distance of successive pixels of the source.
    pub pixel: usize,
    pub window: Window,
    /// The weight of the first tap of channel 0, and the distances of taps.
    pub weights: Shared<f32>,
    pub tap_strides: [isize; 3],
    /// Length `channels`, or null.
    pub bias: Shared<f32>,
    pub activation: Activation,
    /// The output of the first position, and the distances of samples and positions.
    pub output: Shared<f32>,
    pub strides: [usize; 4],
    /// Channels of the output.
    pub channels: usize,
    /// Output channels to one of the source (forward), or the other way round (`fold`).
    pub multiple: usize,
    /// Sums the `multiple` channels of the source that belong to one of the output.
    pub fold: bool,
}

impl Depthwise {
    pub unsafe fn run(&self, pool: &dyn Pool, samples: usize) {
        let work = self.window.axes[2].count * self.window.taps() * self.channels;
        let together = (CHUNK_WORK / work.max(1)).max(1);
        for_chunks(
            pool,
            samples * self.window.rows(),
            together,
            &|first, count| {
                for row in first..first + count {
                    // SAFETY: the row lies in the output, and no other chunk has it.
                    unsafe { self.row(row) }
                }
            },
        );
    }

    unsafe fn row(&self, row: usize) {
        let place = self.window.row(row);
        let width = &self.window.axes[2];
        // Positions at which every tap along the width lies in the source.
        let whole = if width.taps == 0 || self.multiple > 1 {
            (0, 0)
        } else {
            (
                width.positions_of(0).0,
                width.positions_of(width.taps - 1).1,
            )
        };
        let [samples, depths, heights, widths] = self.strides;
        let line = place.sample * samples + place.depth * depths + place.height * heights;
        let mut taps = Taps::of_row(&self.window, self.pixel, &place);
        let mut column = 0;
        while column < width.count {
            // The last block of a row may begin within the one before: it stores the same again.
            let last = column < whole.1 && whole.0 + TOGETHER <= whole.1;
            let many = column >= whole.0 && last;
            if many {
                column = column.min(whole.1 - TOGETHER);
            }
            let columns = if many { TOGETHER } else { 1 };
            let end = if many {
                self.channels & !(LANES - 1)
            } else {
                0
            };
            // SAFETY: the caller's row lies in the output.
            unsafe {
                let output = self.output.get().add(line);
                for i in 0..columns {
                    taps.at_column(width, self.pixel, column + i);
                    let output = output.add((column + i) * widths);
                    if i == 0 && end > 0 {
                        let wide = end - end % (WIDE * LANES);
                        self.block::<TOGETHER, WIDE>(&taps, 0..wide, output);
                        self.block::<TOGETHER, 1>(&taps, wide..end, output);
                    }
                    if end == self.channels {
                        break;
                    }
                    self.block::<1, 1>(&taps, end..self.channels, output);
                }
            }
            column += columns;
        }
    }

    /// Channels of P positions that have the taps of the first, V vectors at a time.
    #[inline(never)]
    unsafe fn block<const P: usize, const V: usize>(
        &self,
        taps: &Taps,
        channels: Range<usize>,
        output: *mut f32,
    ) {
        let next = self.window.axes[2].stride * self.pixel;
        let mut weights = self.weights.get() as *const f32;
        for (from, stride) in taps.from.iter().zip(self.tap_strides) {
            weights = weights.wrapping_offset(*from as isize * stride);
        }
        let source = (self.source.get() as *const f32).wrapping_add(taps.first);
        let [depths, heights, widths] = taps.counts;
        let simple = self.bias.get().is_null() && self.activation == Activation::None;
        for channel in channels.step_by(V * LANES) {
            let left = self.channels - channel;
            let plain = P > 1 || self.multiple == 1 && left >= LANES;
            let mut sums = [[F32x4::splat(0.0); V]; P];
            // SAFETY: the taps lie in the source and in the weights, the positions in the output.
            unsafe {
                for depth in 0..depths {
                    for height in 0..heights {
                        let mut x = source.add(depth * taps.steps[0] + height * taps.steps[1]);
                        let mut weight = weights
                            .wrapping_offset(depth as isize * self.tap_strides[0])
                            .wrapping_offset(height as isize * self.tap_strides[1]);
                        for _ in 0..widths {
                            if plain {
                                let mut factors = [F32x4::splat(0.0); V];
                                for (v, factor) in factors.iter_mut().enumerate() {
                                    *factor = F32x4::load(weight.wrapping_add(channel + v * LANES));
                                }
                                let mut x = x.wrapping_add(channel);
                                for sums in sums.iter_mut() {
                                    for (v, (sum, factor)) in
                                        sums.iter_mut().zip(factors).enumerate()
                                    {
                                        *sum = F32x4::load(x.wrapping_add(v * LANES))
                                            .mul_add(factor, *sum);
                                    }
                                    x = x.wrapping_add(next);
                                }
                            } else {
                                sums[0][0] = self.products(x, weight, channel, sums[0][0]);
                            }
                            x = x.wrapping_add(taps.steps[2]);
                            weight = weight.wrapping_offset(self.tap_strides[2]);
                        }
                    }
                }
                for (p, sums) in sums.into_iter().enumerate() {
                    let output = output.add(p * self.strides[3]);
                    for (v, sum) in sums.into_iter().enumerate() {
                        let channel = channel + v * LANES;
                        if P > 1 && simple {
                            sum.store(output.add(channel));
                        } else {
                            self.store(sum, channel, left - v * LANES, output);
                        }
                    }
                }
            }
        }
    }

    /// Adds the products of one tap for any channels.
    #[inline(never)]
    unsafe fn products(
        &self,
        x: *const f32,
        weight: *const f32,
        channel: usize,
        mut sum: F32x4,
    ) -> F32x4 {
        let left = self.channels - channel;
        let (inner, divide) = if self.fold {
            (self.multiple, 1)
        } else {
            (1, self.multiple)
        };
        for m in 0..inner {
            // SAFETY: the caller vouches for the pixel and its weights.
            unsafe {
                let x = lanes(x.add(m), channel, left, inner, divide);
                sum = x.mul_add(lanes(weight.add(m), channel, left, inner, 1), sum);
            }
        }
        sum
    }

    #[inline(never)]
    unsafe fn store(&self, mut sum: F32x4, channel: usize, left: usize, output: *mut f32) {
        let bias = self.bias.get() as *const f32;
        // SAFETY: the caller vouches for the channels.
        unsafe {
            if !bias.is_null() {
                sum = sum.add(load(bias.add(channel), left));
            }
            store(self.activation.apply(sum), output.add(channel), left);
        }
    }
}

/// Channels `channel..channel + min(left, 4)`, each read at `channel · multiply / divide`; the others 0.
#[inline(never)]
unsafe fn lanes(
    pointer: *const f32,
    channel: usize,
    left: usize,
    multiply: usize,
    divide: usize,
) -> F32x4 {
    // SAFETY: the caller vouches for those channels.
    unsafe {
        if multiply * divide == 1 {
            return load(pointer.add(channel), left);
        }
        let mut values = [0.0; LANES];
        for (lane, value) in values.iter_mut().enumerate().take(left) {
            *value = *pointer.add((channel + lane) * multiply / divide);
        }
        F32x4::from_array(values)
    }
}

/// Vectors of channels that one unit of the filter's gradient sums: a cache line.
const VECTORS: usize = 4;

/// The gradient with respect to the filter (taps, channels): for each tap and channel the sum over positions,
/// first within rows of positions, then over the rows.
pub(super) struct DepthwiseFilter {
    pub source: Shared<f32>,
    /// Channels of the source.
    pub pixel: usize,
    pub window: Window,
    pub gradient: Shared<f32>,
    pub output: Shared<f32>,
    /// Channels of the output gradient.
    pub channels: usize,
    pub multiple: usize,
}

impl DepthwiseFilter {
    pub unsafe fn run(&self, pool: &dyn Pool, samples: usize) {
        let blocks = self.channels.div_ceil(VECTORS * LANES);
        let work = samples * self.window.positions() * VECTORS * LANES;
        let together = (CHUNK_WORK / work.max(1)).max(1);
        for_chunks(
            pool,
            blocks * self.window.taps(),
            together,
            &|first, count| {
                for unit in first..first + count {
                    // SAFETY: the unit's weights lie in the output, and no other chunk has them.
                    unsafe { self.unit(samples, unit / blocks, unit % blocks * VECTORS * LANES) }
                }
            },
        );
    }

    #[inline(never)]
    unsafe fn unit(&self, samples: usize, tap: usize, channel: usize) {
        let [depth, height, width] = &self.window.axes;
        let taps = self.window.tap(tap);
        let (from_depth, to_depth) = depth.positions_of(taps[0]);
        let (from_height, to_height) = height.positions_of(taps[1]);
        let (from, to) = width.positions_of(taps[2]);
        let rows = samples * self.window.rows();
        let mut totals = [F32x4::splat(0.0); VECTORS];
        // SAFETY: the positions see this tap in the source.
        unsafe {
            for row in 0..rows {
                let place = self.window.row(row);
                let inside = (from_depth..to_depth).contains(&place.depth)
                    && (from_height..to_height).contains(&place.height);
                if !inside || from == to {
                    continue;
                }
                let pixel = self.window.pixel(
                    depth.coordinate(place.depth, taps[0]),
                    height.coordinate(place.height, taps[1]),
                    width.coordinate(from, taps[2]),
                ) + place.sample * self.window.pixels();
                let x = (self.source.get() as *const f32).add(pixel * self.pixel);
                let dy = (self.gradient.get() as *const f32)
                    .add((row * width.count + from) * self.channels);
                self.row(x, dy, to - from, channel, &mut totals);
            }
            let out = self.output.get().add(tap * self.channels);
            for (v, total) in totals.into_iter().enumerate() {
                let first = channel + v * LANES;
                if first < self.channels {
                    store(total, out.add(first), self.channels - first);
                }
            }
        }
    }

    /// Adds the sums over `count` positions.
    #[inline(never)]
    unsafe fn row(
        &self,
        x: *const f32,
        dy: *const f32,
        count: usize,
        channel: usize,
        totals: &mut [F32x4; VECTORS],
    ) {
        let step = self.window.axes[2].stride * self.pixel;
        let whole = self.multiple == 1 && channel + VECTORS * LANES <= self.channels;
        let mut sums = [F32x4::splat(0.0); VECTORS];
        // SAFETY: the caller vouches for the pixels; channels past the last are not read.
        unsafe {
            for position in 0..count {
                let x = x.add(position * step);
                let dy = dy.add(position * self.channels);
                if whole {
                    for (v, sum) in sums.iter_mut().enumerate() {
                        let at = channel + v * LANES;
                        *sum = F32x4::load(x.add(at)).mul_add(F32x4::load(dy.add(at)), *sum);
                    }
                    continue;
                }
                let mut at = channel;
                for sum in &mut sums {
                    if at < self.channels {
                        let left = self.channels - at;
                        let dy = lanes(dy, at, left, 1, 1);
                        *sum = lanes(x, at, left, 1, self.multiple).mul_add(dy, *sum);
                    }
                    at += LANES;
                }
            }
        }
        for (total, sum) in totals.iter_mut().zip(sums) {
            *total = total.add(sum);
        }
    }
}

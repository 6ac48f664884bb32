//! Convolution where every group has one channel: no product, a sum over taps for each channel by itself.
//! An output's sum starts from zero and takes its taps in order; taps in the padding are left out.

use super::window::{Taps, Window};
use crate::chunks::{for_chunks, Shared};
use crate::gemm::Activation;
use crate::pool::Pool;
use crate::simd::{F32x4, Floats, LANES};
use crate::tails::{load, store};
use core::array::from_fn;
use core::ops::Range;

/// Multiply-adds of one chunk for the pool.
const CHUNK_WORK: usize = 1 << 16;
/// Positions whose sums are in registers together: each weight is loaded once for them.
const TOGETHER: usize = 4;
/// As many of three taps whose pixels they share: each pixel is loaded once for all.
const SLIDING: usize = 6;
/// Taps along the width of those.
const SHARED: usize = 3;
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
        let slides = width.taps == SHARED && width.stride == width.step;
        let together = if slides { SLIDING } else { TOGETHER };
        let enough = slides || self.channels >= WIDE * LANES;
        let [samples, depths, heights, widths] = self.strides;
        let line = place.sample * samples + place.depth * depths + place.height * heights;
        let mut taps = Taps::of_row(&self.window, self.pixel, &place);
        let mut column = 0;
        while column < width.count {
            // The last block of a row may begin within the one before: it stores the same again.
            let last = column < whole.1 && whole.0 + together <= whole.1;
            let many = column >= whole.0 && last && enough;
            if many {
                column = column.min(whole.1 - together);
            }
            let columns = if many { together } else { 1 };
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
                    if i == 0 && end > 0 && slides {
                        self.slide(&taps, end, output);
                    } else if i == 0 && end > 0 {
                        self.block::<TOGETHER, WIDE>(&taps, 0..end, output);
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

    /// Whole vectors of channels of positions that have the taps of the first, where each has its next one's but the
    /// last tap.
    ///
    /// ```text
    /// for each vector of channels:
    ///     for each row of taps: 3 weights; for each of 8 pixels: add its products to the 3 positions that see it
    ///     store the 6 sums
    /// ```
    #[inline(never)]
    unsafe fn slide(&self, taps: &Taps, channels: usize, output: *mut f32) {
        for channel in (0..channels).step_by(LANES) {
            let mut sums = [F32x4::splat(0.0); SLIDING];
            // SAFETY: the taps lie in the source and in the weights, the positions in the output.
            unsafe {
                self.tap_rows(taps, |line, weight| {
                    let weight = weight.wrapping_add(channel);
                    let factors: [F32x4; SHARED] = from_fn(|tap| {
                        let stride = tap as isize * self.tap_strides[2];
                        F32x4::load(weight.wrapping_offset(stride))
                    });
                    let mut x = line.wrapping_add(channel);
                    for pixel in 0..SLIDING + SHARED - 1 {
                        let value = F32x4::load(x);
                        x = x.wrapping_add(taps.steps[2]);
                        for (tap, factor) in factors.into_iter().enumerate() {
                            if pixel >= tap && pixel - tap < SLIDING {
                                let sum = &mut sums[pixel - tap];
                                *sum = value.mul_add(factor, *sum);
                            }
                        }
                    }
                });
                let simple = self.is_simple();
                let mut to = output;
                for sum in sums {
                    if simple {
                        sum.store(to.add(channel));
                    } else {
                        self.store(sum, channel, LANES, to);
                    }
                    to = to.wrapping_add(self.strides[3]);
                }
            }
        }
    }

    /// Channels of P positions that have the taps of the first, V vectors at a time.
    ///
    /// ```text
    /// for each V vectors of channels:
    ///     for each tap: V weights; for each position: add the V products
    ///     store the P × V sums
    /// ```
    #[inline(never)]
    unsafe fn block<const P: usize, const V: usize>(
        &self,
        taps: &Taps,
        channels: Range<usize>,
        output: *mut f32,
    ) {
        let next = self.window.axes[2].stride * self.pixel;
        let simple = self.is_simple();
        let last = channels.end - if P > 1 { V * LANES } else { 0 };
        for channel in channels.step_by(V * LANES) {
            // As with blocks of positions, the last vectors may begin within those before.
            let channel = channel.min(last);
            let left = self.channels - channel;
            let plain = P > 1 || self.multiple == 1 && left >= LANES;
            let mut sums = [[F32x4::splat(0.0); V]; P];
            // SAFETY: the taps lie in the source and in the weights, the positions in the output.
            unsafe {
                self.tap_rows(taps, |mut x, mut weight| {
                    for _ in 0..taps.counts[2] {
                        if plain {
                            let weight = weight.wrapping_add(channel);
                            add_products(&mut sums, x.wrapping_add(channel), next, weight);
                        } else {
                            sums[0][0] = self.products(x, weight, channel, sums[0][0]);
                        }
                        x = x.wrapping_add(taps.steps[2]);
                        weight = weight.wrapping_offset(self.tap_strides[2]);
                    }
                });
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

    /// Visits the rows of taps along the width: the first pixel and the first weight of each, of channel 0.
    #[inline(always)]
    fn tap_rows(&self, taps: &Taps, mut visit: impl FnMut(*const f32, *const f32)) {
        let [depths, heights, _] = taps.counts;
        let mut weights = self.weights.get() as *const f32;
        for (from, stride) in taps.from.iter().zip(self.tap_strides) {
            weights = weights.wrapping_offset(*from as isize * stride);
        }
        let mut plane = (self.source.get() as *const f32).wrapping_add(taps.first);
        for _ in 0..depths {
            let (mut line, mut weight) = (plane, weights);
            for _ in 0..heights {
                visit(line, weight);
                line = line.wrapping_add(taps.steps[1]);
                weight = weight.wrapping_offset(self.tap_strides[1]);
            }
            plane = plane.wrapping_add(taps.steps[0]);
            weights = weights.wrapping_offset(self.tap_strides[0]);
        }
    }

    /// Whether sums are stored as they are.
    #[inline(always)]
    fn is_simple(&self) -> bool {
        self.bias.get().is_null() && self.activation == Activation::None
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

/// Adds a tap's products to the sums of P positions, whose pixels are `next` apart, for V vectors of channels.
#[inline(always)]
unsafe fn add_products<const P: usize, const V: usize>(
    sums: &mut [[F32x4; V]; P],
    mut x: *const f32,
    next: usize,
    weight: *const f32,
) {
    // SAFETY: the caller vouches for the pixels and the weights.
    unsafe {
        let factors: [F32x4; V] = from_fn(|v| F32x4::load(weight.wrapping_add(v * LANES)));
        for sums in sums.iter_mut() {
            for (v, (sum, factor)) in sums.iter_mut().zip(factors).enumerate() {
                *sum = F32x4::load(x.wrapping_add(v * LANES)).mul_add(factor, *sum);
            }
            x = x.wrapping_add(next);
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
/// Taps along the width that it sums at once: each gradient is loaded once for them.
const ABREAST: usize = 3;

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
        let work = samples * self.window.positions() * VECTORS * LANES * ABREAST;
        let together = (CHUNK_WORK / work.max(1)).max(1);
        let [depth, height, width] = &self.window.axes;
        let groups = width.taps.div_ceil(ABREAST);
        for_chunks(
            pool,
            blocks * depth.taps * height.taps * groups,
            together,
            &|first, count| {
                for unit in first..first + count {
                    let (group, channel) = (unit / blocks, unit % blocks * VECTORS * LANES);
                    let tap = group / groups * width.taps + group % groups * ABREAST;
                    // SAFETY: the unit's weights lie in the output, and no other chunk has them.
                    unsafe { self.unit(samples, tap, channel) }
                }
            },
        );
    }

    /// The taps along the width from `tap` on, as many as go abreast.
    #[inline(never)]
    unsafe fn unit(&self, samples: usize, tap: usize, channel: usize) {
        let [depth, height, width] = &self.window.axes;
        let taps = self.window.tap(tap);
        let (from_depth, to_depth) = depth.positions_of(taps[0]);
        let (from_height, to_height) = height.positions_of(taps[1]);
        let count = ABREAST.min(width.taps - taps[2]);
        // The positions that see each tap, and those that see all.
        let mut seen = [(0, 0); ABREAST];
        let mut all = (0, width.count);
        for (t, seen) in seen.iter_mut().enumerate().take(count) {
            *seen = width.positions_of(taps[2] + t);
            all = (all.0.max(seen.0), all.1.min(seen.1));
        }
        let whole = self.multiple == 1 && channel + VECTORS * LANES <= self.channels;
        if !whole || count < ABREAST || all.0 > all.1 {
            all = (0, 0);
        }
        let vectors = (self.channels - channel).div_ceil(LANES).min(VECTORS);
        let mut totals = [[F32x4::splat(0.0); VECTORS]; ABREAST];
        let mut sums = totals;
        // SAFETY: the positions see these taps in the source.
        unsafe {
            for row in 0..samples * self.window.rows() {
                let place = self.window.row(row);
                let inside = (from_depth..to_depth).contains(&place.depth)
                    && (from_height..to_height).contains(&place.height);
                if !inside {
                    continue;
                }
                let line = self.window.pixel(
                    depth.coordinate(place.depth, taps[0]),
                    height.coordinate(place.height, taps[1]),
                    0,
                ) + place.sample * self.window.pixels();
                let line = Line {
                    x: (self.source.get() as *const f32).wrapping_add(line * self.pixel),
                    dy: (self.gradient.get() as *const f32)
                        .wrapping_add(row * width.count * self.channels),
                    channel,
                };
                // Before those that see all taps, those, and behind them; all of these where there are none.
                for (t, seen) in seen.iter().enumerate().take(count) {
                    self.some(&line, taps[2] + t, seen.0..all.0, &mut sums[t][..vectors]);
                }
                if all.0 < all.1 {
                    self.abreast(&line, taps[2], all.0..all.1, &mut sums);
                }
                for (t, seen) in seen.iter().enumerate().take(count) {
                    self.some(
                        &line,
                        taps[2] + t,
                        all.1.max(seen.0)..seen.1,
                        &mut sums[t][..vectors],
                    );
                }
                add(&mut totals[..count], &mut sums[..count]);
            }
            let out = self.output.get().add(tap * self.channels);
            for (v, total) in totals.as_flattened()[..count * VECTORS].iter().enumerate() {
                let first = channel + v % VECTORS * LANES;
                if first < self.channels {
                    let out = out.add(v / VECTORS * self.channels + first);
                    store(*total, out, self.channels - first);
                }
            }
        }
    }

    /// Where a position and the pixel of a tap of it begin.
    #[inline(always)]
    fn place(&self, line: &Line, tap: usize, position: usize) -> [*const f32; 2] {
        let pixel = self.window.axes[2].coordinate(position, tap);
        [
            line.x.wrapping_add(pixel * self.pixel),
            line.dy.wrapping_add(position * self.channels),
        ]
    }

    /// Adds the products of positions with the taps from `tap` on, which they all see; vectors are whole.
    #[inline(never)]
    unsafe fn abreast(
        &self,
        line: &Line,
        tap: usize,
        positions: Range<usize>,
        sums: &mut [[F32x4; VECTORS]; ABREAST],
    ) {
        let width = &self.window.axes[2];
        let (next, step) = (width.stride * self.pixel, width.step * self.pixel);
        let [x, dy] = self.place(line, tap, positions.start);
        let (mut x, mut dy) = (x.wrapping_add(line.channel), dy.wrapping_add(line.channel));
        let mut found = *sums;
        for _ in positions {
            // SAFETY: the caller vouches for the pixels.
            unsafe {
                let dys: [F32x4; VECTORS] = from_fn(|v| F32x4::load(dy.add(v * LANES)));
                let mut x = x;
                for sums in &mut found {
                    for (v, (sum, dy)) in sums.iter_mut().zip(dys).enumerate() {
                        *sum = F32x4::load(x.add(v * LANES)).mul_add(dy, *sum);
                    }
                    x = x.wrapping_add(step);
                }
            }
            x = x.wrapping_add(next);
            dy = dy.wrapping_add(self.channels);
        }
        *sums = found;
    }

    /// Adds the products of positions with one tap, for any channels.
    #[inline(never)]
    unsafe fn some(&self, line: &Line, tap: usize, positions: Range<usize>, sums: &mut [F32x4]) {
        for position in positions {
            let [x, dy] = self.place(line, tap, position);
            let mut channel = line.channel;
            for sum in sums.iter_mut() {
                let left = self.channels - channel;
                // SAFETY: the caller vouches for the pixels; channels past the last are not read.
                unsafe {
                    let x = if self.multiple == 1 {
                        load(x.add(channel), left)
                    } else {
                        lanes(x, channel, left, 1, self.multiple)
                    };
                    *sum = x.mul_add(load(dy.add(channel), left), *sum);
                }
                channel += LANES;
            }
        }
    }
}

/// Adds sums to their totals, and begins them anew.
#[inline(never)]
fn add(totals: &mut [[F32x4; VECTORS]], sums: &mut [[F32x4; VECTORS]]) {
    let (totals, sums) = (totals.as_flattened_mut(), sums.as_flattened_mut());
    for (total, sum) in totals.iter_mut().zip(sums) {
        *total = total.add(*sum);
        *sum = F32x4::splat(0.0);
    }
}

/// The pixels that a row of positions sees along one line of the source, and their gradients.
struct Line {
    x: *const f32,
    dy: *const f32,
    /// The block's first channel.
    channel: usize,
}

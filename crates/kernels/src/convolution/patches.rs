//! Virtual im2col: the patches under a window, written straight into the panels of a matrix product. A patch
//! is one position's taps, each with its channels; what lies in the padding is 0.

use super::window::{RowPlace, Window};
use crate::gemm::{Packer, Part};
use crate::simd::{F32x4, Floats, LANES};

/// The patches of a source (sample, depth, height, width, channel).
pub(super) struct Patches {
    pub source: *const f32,
    /// Distance of successive pixels: all channels.
    pub pixel: usize,
    /// Channels of a patch: those of one group.
    pub channels: usize,
    pub window: Window,
}

// SAFETY: packing only reads through the pointer, and the caller keeps the source unchanged.
unsafe impl Sync for Patches {}

impl Patches {
    /// The first pixel of a line of the source.
    fn line(&self, sample: usize, depth: usize, height: usize) -> *const f32 {
        let pixel = sample * self.window.pixels() + self.window.pixel(depth, height, 0);
        self.source.wrapping_add(pixel * self.pixel)
    }
}

impl Patches {
    /// Copies a window that lies in the source as a whole, run by run.
    unsafe fn copy_whole(
        &self,
        place: &RowPlace,
        column: usize,
        [taps, run]: [usize; 2],
        mut target: *mut f32,
    ) {
        let [depth, height, width] = &self.window.axes;
        let line = width.size * self.pixel;
        let steps = [
            depth.step * height.size * line,
            height.step * line,
            width.step * self.pixel,
        ];
        let at_depth = depth.coordinate(place.depth, 0);
        let first = self.line(place.sample, at_depth, height.coordinate(place.height, 0));
        let mut plane = first.wrapping_add(width.coordinate(column, 0) * self.pixel);
        // SAFETY: the caller vouches for the window and the target.
        unsafe {
            for _ in 0..depth.taps {
                let mut row = plane;
                for _ in 0..height.taps {
                    let mut source = row;
                    for _ in 0..taps {
                        copy(source, target, run);
                        source = source.wrapping_add(steps[2]);
                        target = target.add(run);
                    }
                    row = row.wrapping_add(steps[1]);
                }
                plane = plane.wrapping_add(steps[0]);
            }
        }
    }
}

/// Patches as the rows of A: (positions, taps · channels).
pub(super) struct PatchRows<'a>(pub &'a Patches);

/// The taps of a window in the order of K, with neighbours that are neighbours in memory as one run of elements.
#[derive(Clone, Copy)]
struct Runs {
    /// Runs along depth, height and width.
    counts: [usize; 3],
    /// Elements of a run.
    length: usize,
    /// A run is all taps along the width, not one.
    merged: bool,
}

impl Runs {
    fn of(patches: &Patches) -> Self {
        let [depth, height, width] = &patches.window.axes;
        let merged = width.step == 1 && patches.pixel == patches.channels;
        let (taps, together) = if merged {
            (1, width.taps)
        } else {
            (width.taps, 1)
        };
        Self {
            counts: [depth.taps, height.taps, taps],
            length: together * patches.channels,
            merged,
        }
    }

    /// Elements of all runs: K as a whole.
    fn total(&self) -> usize {
        self.counts.iter().product::<usize>() * self.length
    }

    /// The run that holds step `k`, and the step within it.
    fn find(&self, k: usize) -> ([usize; 3], usize) {
        let [_, heights, widths] = self.counts.map(|count| count.max(1));
        let run = k / self.length.max(1);
        let taps = [run / widths / heights, run / widths % heights, run % widths];
        (taps, k - run * self.length)
    }

    /// Moves on by one run.
    #[inline(always)]
    fn advance(&self, [depth, height, width]: &mut [usize; 3]) {
        *width += 1;
        if *width >= self.counts[2] {
            *width = 0;
            *height += 1;
            if *height == self.counts[1] {
                *height = 0;
                *depth += 1;
            }
        }
    }

    /// The elements of a run that lie in the source, of a position whose taps `seen` do.
    #[inline(always)]
    fn inside(
        &self,
        run: [usize; 3],
        seen: &[(usize, usize); 3],
        channels: usize,
    ) -> (usize, usize) {
        let sees = |axis: usize| {
            let (from, to) = seen[axis];
            run[axis] >= from && run[axis] < to
        };
        if !(sees(0) && sees(1)) {
            (0, 0)
        } else if self.merged {
            (seen[2].0 * channels, seen[2].1 * channels)
        } else if sees(2) {
            (0, channels)
        } else {
            (0, 0)
        }
    }
}

impl Packer for PatchRows<'_> {
    // For each position of the part:
    //     where all taps lie in the source, and the part has all of K: copy run by run;
    //     else for each run of the part: zeros, what of the run lies in the source, zeros.
    unsafe fn pack(&self, part: Part, target: *mut f32, stride: usize) {
        let patches = self.0;
        let [depth, height, width] = &patches.window.axes;
        let runs = Runs::of(patches);
        let (first_run, first_offset) = runs.find(part.k);
        let mut column = part.first % width.count;
        let mut row = part.first / width.count;
        let mut place = patches.window.row(row);
        let mut seen = [
            depth.taps_at(place.depth),
            height.taps_at(place.height),
            (0, 0),
        ];
        for i in 0..part.count {
            if column == width.count {
                column = 0;
                row += 1;
                place = patches.window.row(row);
                seen = [
                    depth.taps_at(place.depth),
                    height.taps_at(place.height),
                    (0, 0),
                ];
            }
            seen[2] = width.taps_at(column);
            // SAFETY: the caller vouches for `depth` elements of every position's row of the target.
            unsafe {
                let target = target.add(i * stride);
                let taps = [depth.taps, height.taps, width.taps];
                let whole = core::iter::zip(seen, taps).all(|((from, to), taps)| to - from == taps);
                if whole && part.depth == runs.total() {
                    patches.copy_whole(&place, column, [runs.counts[2], runs.length], target);
                } else {
                    let start = (first_run, first_offset, part.depth);
                    patches.copy_runs(&runs, &place, column, &seen, start, target);
                }
            }
            column += 1;
        }
    }
}

impl Patches {
    /// Copies `steps` elements of a position's patch from a run and an offset in it on, with zeros for what lies in the
    /// padding.
    #[inline(always)]
    unsafe fn copy_runs(
        &self,
        runs: &Runs,
        place: &RowPlace,
        column: usize,
        seen: &[(usize, usize); 3],
        (mut run, mut offset, steps): ([usize; 3], usize, usize),
        target: *mut f32,
    ) {
        let [depth, height, width] = &self.window.axes;
        let start = width.base + (column * width.stride) as isize;
        let mut done = 0;
        while done < steps {
            let end = runs.length.min(offset + steps - done);
            let (from, to) = runs.inside(run, seen, self.channels);
            let from = from.clamp(offset, end);
            let to = to.clamp(from, end);
            // SAFETY: the run's elements `from..to` lie in the source, all of `offset..end` in the target.
            unsafe {
                let out = target.add(done);
                if from == to {
                    zero(out, end - offset);
                } else {
                    let line = self.line(
                        place.sample,
                        depth.coordinate(place.depth, run[0]),
                        height.coordinate(place.height, run[1]),
                    );
                    let pixel = start + (run[2] * width.step) as isize;
                    let source = line
                        .wrapping_offset(pixel * self.pixel as isize)
                        .wrapping_add(from);
                    zero(out, from - offset);
                    copy(source, out.add(from - offset), to - from);
                    zero(out.add(to - offset), end - to);
                }
            }
            done += end - offset;
            offset = 0;
            runs.advance(&mut run);
        }
    }
}

/// Patches as the rows of A, transposed: (taps · channels, positions).
pub(super) struct PatchColumns<'a>(pub &'a Patches);

impl Packer for PatchColumns<'_> {
    unsafe fn pack(&self, part: Part, target: *mut f32, stride: usize) {
        let patches = self.0;
        let channels = patches.channels;
        let [depth, height, width] = &patches.window.axes;
        let mut column = part.k % width.count;
        let mut row = part.k / width.count;
        let mut done = 0;
        // Positions of one row at a time: they stay in the first-level cache over all elements of the part.
        while done < part.depth {
            let place = patches.window.row(row);
            let positions = (width.count - column).min(part.depth - done);
            let (mut i, mut tap, mut channel) = (0, part.first / channels, part.first % channels);
            while i < part.count {
                let lanes = LANES.min(channels - channel).min(part.count - i);
                let tap_width = tap % width.taps;
                let tap_height = tap / width.taps % height.taps;
                let tap_depth = tap / width.taps / height.taps;
                let (from_depth, to_depth) = depth.taps_at(place.depth);
                let (from_height, to_height) = height.taps_at(place.height);
                let inside = tap_depth >= from_depth
                    && tap_depth < to_depth
                    && tap_height >= from_height
                    && tap_height < to_height;
                let (from, to) = if inside {
                    width.positions_of(tap_width)
                } else {
                    (0, 0)
                };
                let from = from.clamp(column, column + positions);
                let to = to.clamp(from, column + positions);
                // SAFETY: positions `from..to` see this tap in the source; the target has all of them.
                unsafe {
                    let out = target.add(i * stride + done);
                    for lane in 0..lanes {
                        let out = out.add(lane * stride);
                        zero(out, from - column);
                        zero(out.add(to - column), column + positions - to);
                    }
                    if from < to {
                        let line = patches.line(
                            place.sample,
                            depth.coordinate(place.depth, tap_depth),
                            height.coordinate(place.height, tap_height),
                        );
                        let pixel = width.coordinate(from, tap_width);
                        let source = line.add(pixel * patches.pixel + channel);
                        transpose(
                            source,
                            width.stride * patches.pixel,
                            to - from,
                            lanes,
                            out.add(from - column),
                            stride,
                        );
                    }
                }
                i += lanes;
                channel += lanes;
                if channel == channels {
                    channel = 0;
                    tap += 1;
                }
            }
            done += positions;
            column = 0;
            row += 1;
        }
    }
}

/// Rows of `lanes` (at most 4) elements, `step` apart, become `lanes` rows, `stride` apart.
#[inline(never)]
unsafe fn transpose(
    source: *const f32,
    step: usize,
    count: usize,
    lanes: usize,
    target: *mut f32,
    stride: usize,
) {
    // SAFETY: the caller vouches for `count` rows of `lanes` elements on both sides.
    unsafe {
        let whole = if lanes == LANES { count & !3 } else { 0 };
        for i in (0..whole).step_by(4) {
            let from = source.add(i * step);
            let square = F32x4::transpose([0, 1, 2, 3].map(|k| F32x4::load(from.add(k * step))));
            for (lane, vector) in square.into_iter().enumerate() {
                vector.store(target.add(lane * stride + i));
            }
        }
        for lane in 0..lanes {
            let (source, target) = (source.add(lane), target.add(lane * stride));
            if step == 1 {
                copy(source, target, count);
                continue;
            }
            for i in whole..count {
                *target.add(i) = *source.add(i * step);
            }
        }
    }
}

/// Copies `count` elements.
#[inline(always)]
unsafe fn copy(source: *const f32, target: *mut f32, count: usize) {
    // SAFETY: the caller vouches for `count` elements on both sides.
    unsafe {
        each_vector(
            count,
            |i| F32x4::load(source.add(i)),
            |i| *source.add(i),
            target,
        )
    }
}

/// Clears `count` elements.
#[inline(always)]
unsafe fn zero(target: *mut f32, count: usize) {
    if count > 0 {
        // SAFETY: the caller vouches for `count` elements.
        unsafe { clear(target, count) }
    }
}

#[inline(never)]
unsafe fn clear(target: *mut f32, count: usize) {
    // SAFETY: the caller vouches for `count` elements.
    unsafe { each_vector(count, |_| F32x4::splat(0.0), |_| 0.0, target) }
}

/// Writes `count` elements in vectors, of which the last may overlap the one before.
#[inline(always)]
unsafe fn each_vector(
    count: usize,
    vector: impl Fn(usize) -> F32x4,
    one: impl Fn(usize) -> f32,
    target: *mut f32,
) {
    // SAFETY: the caller vouches for `count` elements.
    unsafe {
        if count >= LANES {
            let mut i = 0;
            while i + LANES < count {
                vector(i).store(target.add(i));
                i += LANES;
            }
            let last = count - LANES;
            vector(last).store(target.add(last));
            return;
        }
        if count > 0 {
            *target = one(0);
        }
        if count > 1 {
            *target.add(1) = one(1);
        }
        if count > 2 {
            *target.add(2) = one(2);
        }
    }
}

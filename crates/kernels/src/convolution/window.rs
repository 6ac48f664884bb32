//! Where a window's taps fall: one axis at a time, `coordinate = base + position · stride + tap · step`.

/// One spatial axis of a sliding window.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Axis {
    /// Elements of the source along the axis.
    pub size: usize,
    /// Positions of the window.
    pub count: usize,
    /// Taps of the window.
    pub taps: usize,
    /// Distance of successive positions.
    pub stride: usize,
    /// Distance of successive taps.
    pub step: usize,
    /// Coordinate of the first tap at the first position; negative in the padding.
    pub base: isize,
}

impl Axis {
    /// The taps (from, to) whose coordinate lies in the source, at a position.
    #[inline(always)]
    pub fn taps_at(&self, position: usize) -> (usize, usize) {
        let start = self.base + (position * self.stride) as isize;
        inside(start, self.step, self.size, self.taps)
    }

    /// The positions (from, to) at which a tap's coordinate lies in the source.
    #[inline(always)]
    pub fn positions_of(&self, tap: usize) -> (usize, usize) {
        let start = self.base + (tap * self.step) as isize;
        inside(start, self.stride, self.size, self.count)
    }

    /// The coordinate of a tap at a position that is known to lie in the source.
    #[inline(always)]
    pub fn coordinate(&self, position: usize, tap: usize) -> usize {
        (self.base + (position * self.stride + tap * self.step) as isize) as usize
    }
}

/// The range of `i < limit` with `0 <= start + i · step < size`.
#[inline(never)]
fn inside(start: isize, step: usize, size: usize, limit: usize) -> (usize, usize) {
    // Most windows lie inside: no division then.
    if start >= 0 && start as usize + limit * step < size + step {
        return (0, limit);
    }
    let left = (size as isize - start).max(0) as usize;
    let to = left.div_ceil(step).min(limit);
    let from = ((-start).max(0) as usize).div_ceil(step).min(to);
    (from, to)
}

/// A window over (depth, height, width): fewer spatial axes have ones in front.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    /// Depth, height, width.
    pub axes: [Axis; 3],
}

/// A row of positions along the width, and where its first lies.
pub(crate) struct RowPlace {
    /// Which sample.
    pub sample: usize,
    /// Position along the depth.
    pub depth: usize,
    /// Position along the height.
    pub height: usize,
}

impl Window {
    /// Positions of one sample.
    #[inline(never)]
    pub fn positions(&self) -> usize {
        self.rows() * self.axes[2].count
    }

    /// Rows of positions of one sample.
    pub fn rows(&self) -> usize {
        self.axes[0].count * self.axes[1].count
    }

    /// Taps of the window.
    #[inline(never)]
    pub fn taps(&self) -> usize {
        self.axes[0].taps * self.axes[1].taps * self.axes[2].taps
    }

    /// The tap along each axis of the tap of a number.
    #[inline(never)]
    pub fn tap(&self, tap: usize) -> [usize; 3] {
        let [_, height, width] = &self.axes;
        let (heights, widths) = (height.taps.max(1), width.taps.max(1));
        [tap / widths / heights, tap / widths % heights, tap % widths]
    }

    /// Pixels of one sample of the source.
    #[inline(never)]
    pub fn pixels(&self) -> usize {
        self.axes[0].size * self.axes[1].size * self.axes[2].size
    }

    /// Where a row of positions lies, counted over all samples.
    #[inline(never)]
    pub fn row(&self, row: usize) -> RowPlace {
        let height = self.axes[1].count;
        let depth = self.axes[0].count;
        RowPlace {
            sample: row / height / depth,
            depth: row / height % depth,
            height: row % height,
        }
    }

    /// The pixel of a sample at three coordinates.
    #[inline(always)]
    pub fn pixel(&self, depth: usize, height: usize, width: usize) -> usize {
        (depth * self.axes[1].size + height) * self.axes[2].size + width
    }
}

/// The taps of one position that lie in the source, as elements of it.
pub(crate) struct Taps {
    /// The first tap along each axis.
    pub from: [usize; 3],
    /// How many along each axis.
    pub counts: [usize; 3],
    /// Element of the first.
    pub first: usize,
    /// Distances of taps, in elements.
    pub steps: [usize; 3],
    /// Element of the first tap, were its pixel the first of the line.
    line: usize,
}

impl Taps {
    /// The taps of a row of positions; [`at_column`](Self::at_column) makes them those of one. `channels` are
    /// those of a pixel.
    #[inline(never)]
    pub fn of_row(window: &Window, channels: usize, place: &RowPlace) -> Self {
        let [depth, height, width] = &window.axes;
        let line = width.size * channels;
        let (from_depth, to_depth) = depth.taps_at(place.depth);
        let (from_height, to_height) = height.taps_at(place.height);
        let mut first = place.sample * window.pixels() * channels;
        if to_depth > from_depth && to_height > from_height {
            first += depth.coordinate(place.depth, from_depth) * height.size * line;
            first += height.coordinate(place.height, from_height) * line;
        }
        Self {
            from: [from_depth, from_height, 0],
            counts: [to_depth - from_depth, to_height - from_height, 0],
            first,
            steps: [
                depth.step * height.size * line,
                height.step * line,
                width.step * channels,
            ],
            line: first,
        }
    }

    /// The taps of a position along the width.
    #[inline(always)]
    pub fn at_column(&mut self, width: &Axis, channels: usize, column: usize) {
        let (from, to) = width.taps_at(column);
        self.from[2] = from;
        self.counts[2] = to - from;
        self.first = self.line;
        if to > from {
            self.first += width.coordinate(column, from) * channels;
        }
    }
}

//! Convolution: each sample is quantised once, its patches are gathered as integers, and multiplied as rows.

use super::gemm::{multiply, quantize_numbers, Product, Right, Rows};
use super::quantize::Scale;
use super::Precision;
use crate::chunks::{for_chunks, Shared, CHUNK};
use crate::convolution::window::{RowPlace, Window};
use crate::convolution::Geometry;
use crate::gemm::Activation;
use crate::pool::Pool;
use crate::promise::promise;
use crate::simd::{Bytes, I8x16};

/// The product of all positions.
fn product(geometry: &Geometry, precision: Precision, activation: Activation) -> Product {
    let window = geometry.window();
    Product {
        m: geometry.batch * window.positions(),
        n: geometry.filters,
        k: window.taps() * geometry.channels,
        precision,
        activation,
    }
}

/// Numbers of a sample.
fn sample_size(geometry: &Geometry) -> usize {
    geometry.window().pixels() * geometry.channels
}

/// Floats that the quantised samples take, whole vectors of them.
fn samples_len(geometry: &Geometry, precision: Precision) -> usize {
    let bytes = geometry.batch * sample_size(geometry) * precision.activation_size();
    bytes.div_ceil(size_of::<f32>()).next_multiple_of(4)
}

/// Floats of scratch that [`convolution`] needs: the quantised samples, their scales and zero points, then a round.
pub fn convolution_scratch(geometry: &Geometry, precision: Precision) -> usize {
    let product = product(geometry, precision, Activation::None);
    samples_len(geometry, precision) + 2 * geometry.batch + product.scratch()
}

/// y = activation(x ∗ kernel + bias) for a geometry of one group, whose kernel (taps · channels, filters) is packed.
///
/// # Safety
/// `x` must be readable and `y` writable for the geometry, `packed` and `bias` be as of
/// [`gemm`](super::gemm), `scratch` writable for [`convolution_scratch`]; outputs may overlap nothing.
#[allow(clippy::too_many_arguments)]
pub unsafe fn convolution(
    geometry: &Geometry,
    precision: Precision,
    activation: Activation,
    x: *const f32,
    packed: *const i8,
    bias: *const f32,
    y: *mut f32,
    scratch: *mut f32,
    pool: &dyn Pool,
) {
    promise!(scratch => convolution_scratch(geometry, precision));
    debug_assert!(geometry.groups == 1);
    let product = product(geometry, precision, activation);
    debug_assert!(product.k <= precision.longest());
    let size = sample_size(geometry);
    let size_bytes = size * precision.activation_size();
    let scales_at = scratch.wrapping_add(samples_len(geometry, precision));
    let rows = Rows::cut(&product, scales_at.wrapping_add(2 * geometry.batch));
    let samples = Samples {
        geometry,
        window: geometry.window(),
        unit: precision.activation_size(),
        activations: Shared::new(scratch as *mut u8),
        scales: Shared::new(scales_at as *mut [f32; 2]),
    };
    let source = Shared::read(x);
    for_chunks(
        pool,
        geometry.batch,
        (CHUNK / size.max(1)).max(1),
        &|first, count| {
            for sample in first..first + count {
                // SAFETY: the sample lies in x and in the scratch, and no other chunk has it.
                unsafe {
                    let from = (source.get() as *const f32).add(sample * size);
                    let scale = Scale::of(precision, from, size);
                    *samples.scales.get().add(sample) = [scale.scale, scale.zero as f32];
                    let to = samples.activations.get().add(sample * size_bytes);
                    quantize_numbers(precision, &scale, from, size, to, size);
                }
            }
        },
    );
    let right = Right {
        packed: Shared::read(packed),
        bias: Shared::read(bias),
    };
    let row_bytes = product.row_bytes();
    for first in (0..product.m).step_by(product.round_rows().max(1)) {
        let count = product.round_rows().min(product.m - first);
        for_chunks(
            pool,
            count,
            (4 * CHUNK / row_bytes.max(1)).max(1),
            &|start, length| {
                for row in start..start + length {
                    // SAFETY: the row is one of the round, and no other chunk has it.
                    unsafe {
                        let to = rows.activations.get().add(row * row_bytes);
                        let [scale, zero] = samples.patch(first + row, to, row_bytes);
                        *rows.scales.get().add(row) = scale;
                        *rows.zeros.get().add(row) = zero as i32;
                    }
                }
            },
        );
        // SAFETY: the rows were gathered, and lie in y.
        unsafe {
            let y = y.add(first * product.n);
            multiply(&product, &rows, &right, y, count, pool);
        }
    }
}

/// The quantised samples.
struct Samples<'a> {
    geometry: &'a Geometry,
    window: Window,
    /// Bytes of an activation.
    unit: usize,
    activations: Shared<u8>,
    /// Of each sample the scale and the zero point.
    scales: Shared<[f32; 2]>,
}

impl Samples<'_> {
    /// Gathers the patch of a position, counted over all samples; what lies in the padding is the zero point. Returns the
    /// sample's scale and zero point.
    ///
    /// ```text
    /// all of the row = the zero point, where a tap lies in the padding
    /// for each row of taps in the source: copy its taps, at once where they are neighbours in memory
    /// ```
    ///
    /// # Safety
    /// The samples must be quantised, and `row_bytes` writable.
    unsafe fn patch(&self, position: usize, to: *mut u8, row_bytes: usize) -> [f32; 2] {
        let [depth, height, width] = &self.window.axes;
        let (row, column) = (position / width.count, position % width.count);
        let place: RowPlace = self.window.row(row);
        let pixel = self.geometry.channels * self.unit;
        let (from_depth, to_depth) = depth.taps_at(place.depth);
        let (from_height, to_height) = height.taps_at(place.height);
        let (from_width, to_width) = width.taps_at(column);
        let seen = (to_depth - from_depth) * (to_height - from_height) * (to_width - from_width);
        // SAFETY: the taps that are seen lie in the sample, all taps in the row.
        unsafe {
            let [scale, zero] = *self.scales.get().add(place.sample);
            if seen < self.window.taps() {
                fill(to, row_bytes, zero as i32, self.unit);
            } else {
                let end = self.window.taps() * pixel;
                core::ptr::write_bytes(to.add(end), 0, row_bytes - end);
            }
            if seen == 0 {
                return [scale, zero];
            }
            let sample = place.sample * self.window.pixels();
            for tap_depth in from_depth..to_depth {
                for tap_height in from_height..to_height {
                    let first = self.window.pixel(
                        depth.coordinate(place.depth, tap_depth),
                        height.coordinate(place.height, tap_height),
                        width.coordinate(column, from_width),
                    );
                    let mut from =
                        self.activations.get().add((sample + first) * pixel) as *const u8;
                    let tap = (tap_depth * height.taps + tap_height) * width.taps + from_width;
                    let mut to = to.add(tap * pixel);
                    if width.step == 1 {
                        copy(from, to, (to_width - from_width) * pixel);
                        continue;
                    }
                    for _ in from_width..to_width {
                        copy(from, to, pixel);
                        from = from.wrapping_add(width.step * pixel);
                        to = to.wrapping_add(pixel);
                    }
                }
            }
            [scale, zero]
        }
    }
}

/// Fills a row with the zero point, of 1 or 2 bytes.
unsafe fn fill(to: *mut u8, bytes: usize, zero: i32, unit: usize) {
    // SAFETY: the caller vouches for the bytes.
    unsafe {
        if unit == 1 {
            core::ptr::write_bytes(to, zero as u8, bytes);
        } else {
            for i in 0..bytes / 2 {
                *(to as *mut i16).add(i) = zero as i16;
            }
        }
    }
}

/// Copies bytes in vectors, of which the last may overlap the one before.
#[inline(always)]
unsafe fn copy(from: *const u8, to: *mut u8, count: usize) {
    const LENGTH: usize = 16;
    let (from, to) = (from as *const i8, to as *mut i8);
    // SAFETY: the caller vouches for the bytes on both sides.
    unsafe {
        if count < LENGTH {
            for i in 0..count {
                *to.add(i) = *from.add(i);
            }
            return;
        }
        let mut i = 0;
        while i + LENGTH < count {
            I8x16::load(from.add(i)).store(to.add(i));
            i += LENGTH;
        }
        let last = count - LENGTH;
        I8x16::load(from.add(last)).store(to.add(last));
    }
}

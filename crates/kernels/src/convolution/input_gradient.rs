//! The gradient of a convolution with respect to its input, which is also the transposed convolution.
//!
//! An input pixel at `phase + i · stride` is seen by the taps of its phase only, each from an output `i + shift`:
//! so for each phase the gradient is a convolution of dy, of stride 1, with those taps, flipped.

use super::depthwise::Depthwise;
use super::patches::{PatchRows, Patches};
use super::window::{Axis, Window};
use super::{Extent, Geometry};
use crate::chunks::Shared;
use crate::elementwise::strided_copy;
use crate::gemm::{gemm_with, scratch_len_with, Activation, Gemm, Operand};
use crate::pool::Pool;
use crate::promise::promise;

/// The pixels of one phase along one axis, as positions over dy.
#[derive(Clone, Copy)]
struct AxisPhase {
    axis: Axis,
    /// The first pixel.
    first: usize,
    /// The tap that comes first, the last one in the kernel, and the distance to the next.
    tap: usize,
    tap_step: usize,
}

impl AxisPhase {
    #[inline(never)]
    fn new(extent: &Extent, phase: usize) -> Self {
        let (input, stride) = (extent.input, extent.stride);
        let at = (phase + extent.padding) as isize;
        let shift = |tap: usize| at - (tap * extent.dilation) as isize;
        let (mut taps, mut tap, mut tap_step) = (0, 0, 1);
        for next in 0..extent.kernel {
            if shift(next) % stride as isize == 0 {
                tap_step = if taps > 0 { next - tap } else { 1 };
                tap = next;
                taps += 1;
            }
        }
        Self {
            axis: Axis {
                size: extent.output,
                count: (input - phase).div_ceil(stride),
                taps,
                stride: 1,
                step: (tap_step * extent.dilation / stride).max(1),
                base: shift(tap).div_euclid(stride as isize),
            },
            first: phase,
            tap,
            tap_step,
        }
    }
}

/// One phase along all axes.
struct Phase {
    axes: [AxisPhase; 3],
    window: Window,
}

impl Phase {
    /// The product of one group: (pixels of the phase, taps · filters) · (…, channels).
    #[inline(never)]
    fn product(&self, geometry: &Geometry, activation: Activation, ldc: usize) -> Gemm {
        let pixels = geometry.batch * self.window.positions();
        let k = self.window.taps() * geometry.group_filters();
        Gemm {
            ldc,
            activation,
            ..Gemm::dense(pixels, geometry.group_channels(), k)
        }
    }

    fn pixels(&self, geometry: &Geometry) -> usize {
        geometry.batch * self.window.positions()
    }

    /// Where the first tap of the phase is in the kernel, and the distances of taps, in elements.
    fn taps(&self, geometry: &Geometry) -> (usize, [isize; 3]) {
        let tap = geometry.group_channels() * geometry.filters;
        let width = geometry.axes[2].kernel;
        let strides = [geometry.axes[1].kernel * width * tap, width * tap, tap];
        let mut first = 0;
        let mut steps = [0; 3];
        for ((axis, stride), step) in self.axes.iter().zip(strides).zip(&mut steps) {
            first += axis.tap * stride;
            *step = -((axis.tap_step * stride) as isize);
        }
        (first, steps)
    }

    /// Where the first pixel of the phase is in dx, and the distances of samples and pixels, in elements.
    fn pixels_of(&self, geometry: &Geometry) -> (usize, [usize; 4]) {
        let [depth, height, width] = &geometry.axes;
        let line = width.input * geometry.channels;
        let strides = [height.input * line, line, geometry.channels];
        let sample = depth.input * height.input * line;
        let mut first = 0;
        for (axis, stride) in self.axes.iter().zip(strides) {
            first += axis.first * stride;
        }
        (
            first,
            [
                sample,
                strides[0] * depth.stride,
                strides[1] * height.stride,
                strides[2] * width.stride,
            ],
        )
    }
}

fn for_phases(geometry: &Geometry, visit: &mut dyn FnMut(&Phase)) {
    let [depth, height, width] = &geometry.axes;
    let phases = geometry.axes.map(|axis| axis.stride.min(axis.input));
    for index in 0..phases[0] * phases[1] * phases[2] {
        let axes = [
            AxisPhase::new(depth, index / phases[2] / phases[1]),
            AxisPhase::new(height, index / phases[2] % phases[1]),
            AxisPhase::new(width, index % phases[2]),
        ];
        let window = Window {
            axes: axes.map(|phase| phase.axis),
        };
        visit(&Phase { axes, window });
    }
}

fn is_strided(geometry: &Geometry) -> bool {
    geometry.axes.iter().any(|axis| axis.stride > 1)
}

/// The scratch of a phase: the flipped kernel, its pixels where they are not neighbours in dx, and the panels.
#[inline(never)]
fn phase_scratch(geometry: &Geometry, phase: &Phase) -> [usize; 3] {
    if geometry.is_depthwise() {
        return [0; 3];
    }
    let product = phase.product(geometry, Activation::None, 0);
    let pixels = if is_strided(geometry) {
        product.m * product.n
    } else {
        0
    };
    [
        product.k * product.n,
        pixels,
        scratch_len_with(&product, true, false),
    ]
}

/// How many `f32` of scratch [`input_gradient`] needs.
pub fn input_gradient_scratch_len(geometry: &Geometry) -> usize {
    let mut most = 0;
    for_phases(geometry, &mut |phase| {
        most = most.max(phase_scratch(geometry, phase).iter().sum());
    });
    most
}

/// dx = activation(the gradient with respect to x, + bias); the bias (length `channels`) may be null.
///
/// # Safety
/// `dy`, `kernel` and `bias` must be readable and `dx` writable for the geometry, `scratch` writable for
/// [`input_gradient_scratch_len`] elements; none may overlap `dx`.
#[allow(clippy::too_many_arguments)]
pub unsafe fn input_gradient(
    pool: &dyn Pool,
    geometry: &Geometry,
    dy: *const f32,
    kernel: *const f32,
    bias: *const f32,
    dx: *mut f32,
    activation: Activation,
    scratch: *mut f32,
) {
    promise!(scratch => input_gradient_scratch_len(geometry));
    let transposed = Transposed {
        geometry,
        dy,
        kernel,
        bias,
        dx,
        activation,
        scratch,
    };
    for_phases(geometry, &mut |phase| {
        if phase.pixels(geometry) == 0 {
            return;
        }
        // SAFETY: the caller's promise; phases and groups write pixels and channels of their own.
        unsafe {
            if geometry.is_depthwise() {
                transposed.depthwise(pool, phase);
            } else {
                for group in 0..geometry.groups {
                    transposed.group(pool, phase, group);
                }
            }
        }
    });
}

struct Transposed<'a> {
    geometry: &'a Geometry,
    dy: *const f32,
    kernel: *const f32,
    bias: *const f32,
    dx: *mut f32,
    activation: Activation,
    scratch: *mut f32,
}

impl Transposed<'_> {
    #[inline(never)]
    unsafe fn depthwise(&self, pool: &dyn Pool, phase: &Phase) {
        let geometry = self.geometry;
        let (first_tap, tap_strides) = phase.taps(geometry);
        let (first, strides) = phase.pixels_of(geometry);
        let pass = Depthwise {
            source: Shared::read(self.dy),
            pixel: geometry.filters,
            window: phase.window,
            weights: Shared::read(self.kernel.wrapping_add(first_tap)),
            tap_strides,
            bias: Shared::read(self.bias),
            activation: self.activation,
            output: Shared::new(self.dx.wrapping_add(first)),
            strides,
            channels: geometry.channels,
            multiple: geometry.group_filters(),
            fold: true,
        };
        // SAFETY: the caller's promise.
        unsafe { pass.run(pool, geometry.batch) }
    }

    #[inline(never)]
    unsafe fn group(&self, pool: &dyn Pool, phase: &Phase, group: usize) {
        let geometry = self.geometry;
        let (channels, filters) = (geometry.group_channels(), geometry.group_filters());
        let dy = self.dy.wrapping_add(group * filters);
        let kernel = self.kernel.wrapping_add(group * filters);
        let channel = group * channels;
        let bias = if self.bias.is_null() {
            self.bias
        } else {
            self.bias.wrapping_add(channel)
        };
        // SAFETY: the caller's promise; the scratch is cut as `phase_scratch` counts it.
        unsafe {
            let [flipped_len, pixels_len, _] = phase_scratch(geometry, phase);
            let pixels = self.scratch.add(flipped_len);
            let panels = pixels.add(pixels_len);
            let (first_tap, [depth, height, width]) = phase.taps(geometry);
            let [taps_depth, taps_height, taps_width] = phase.window.axes.map(|axis| axis.taps);
            copy(
                pool,
                [taps_depth, taps_height, taps_width, filters, channels],
                kernel.wrapping_add(first_tap),
                Some([depth, height, width, 1, geometry.filters as isize]),
                self.scratch,
                None,
            );
            let (first, strides) = phase.pixels_of(geometry);
            let dx = self.dx.wrapping_add(first + channel);
            let strided = is_strided(geometry);
            let (target, ldc) = if strided {
                (pixels, channels)
            } else {
                (dx, geometry.channels)
            };
            let patches = Patches {
                source: dy,
                pixel: geometry.filters,
                channels: filters,
                window: phase.window,
            };
            let gemm = phase.product(geometry, self.activation, ldc);
            let rows = PatchRows(&patches);
            let b = Operand::Matrix(self.scratch);
            gemm_with(&gemm, Operand::Packer(&rows), b, bias, target, panels, pool);
            if strided {
                let [depths, heights, widths] = phase.window.axes.map(|axis| axis.count);
                let [sample, depth, height, width] = strides.map(|stride| stride as isize);
                copy(
                    pool,
                    [geometry.batch, depths, heights, widths, channels],
                    pixels,
                    None,
                    dx,
                    Some([sample, depth, height, width, 1]),
                );
            }
        }
    }
}

/// A strided copy; a side without strides is dense.
#[inline(never)]
unsafe fn copy(
    pool: &dyn Pool,
    dims: [usize; 5],
    from: *const f32,
    from_strides: Option<[isize; 5]>,
    to: *mut f32,
    to_strides: Option<[isize; 5]>,
) {
    let mut dense = [1; 5];
    for axis in (0..4).rev() {
        dense[axis] = dense[axis + 1] * dims[axis + 1] as isize;
    }
    let (from_strides, to_strides) = (from_strides.unwrap_or(dense), to_strides.unwrap_or(dense));
    let (from, to) = (from as *const u8, to as *mut u8);
    // SAFETY: the caller's promise.
    unsafe { strided_copy(pool, 4, &dims, from, &from_strides, to, &to_strides) }
}

//! Convolutions (cross-correlations, as everywhere in deep learning) of channels-last tensors, and their
//! gradients: x (sample, depth, height, width, channel), kernel (tap, channel of the group, filter).
//!
//! All are matrix products whose A is packed from patches (virtual im2col), so that sums have the order of
//! [`crate::gemm`]. With the patches P (positions, taps · channels) of x: y = P · kernel, and the kernel's
//! gradient is Pᵀ · dy. The gradient with respect to x is, for each phase of the strides, again a convolution:
//! of dy with the flipped kernel. Groups are products by themselves; those of one channel are
//! [`depthwise`] sums.

mod depthwise;
mod input_gradient;
mod patches;
pub mod reference;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod window;

pub use input_gradient::{input_gradient, input_gradient_scratch_len};

use crate::chunks::Shared;
use crate::gemm::{gemm_with, scratch_len_with, Activation, Gemm, Operand};
use crate::pool::Pool;
use crate::promise::promise;
use depthwise::{Depthwise, DepthwiseFilter};
use patches::{PatchColumns, PatchRows, Patches};
use window::{Axis, Window};

/// One spatial axis of a convolution or pooling.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// Length of the input.
    pub input: usize,
    /// Taps of the kernel.
    pub kernel: usize,
    /// Length of the output.
    pub output: usize,
    /// Distance of successive positions, at least 1.
    pub stride: usize,
    /// Distance of successive taps, at least 1.
    pub dilation: usize,
    /// Zeros before the input.
    pub padding: usize,
}

/// A convolution or pooling without its pointers.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// Samples.
    pub batch: usize,
    /// Channels of the input: a multiple of `groups`.
    pub channels: usize,
    /// Channels of the output: a multiple of `groups`.
    pub filters: usize,
    /// Groups of channels and filters that see each other.
    pub groups: usize,
    /// Depth, height, width; axes that are not there have 1 everywhere, and no padding.
    pub axes: [Extent; 3],
}

impl Geometry {
    /// The window of the forward pass.
    #[inline(never)]
    pub(crate) fn window(&self) -> Window {
        Window {
            axes: self.axes.map(|extent| Axis {
                size: extent.input,
                count: extent.output,
                taps: extent.kernel,
                stride: extent.stride,
                step: extent.dilation,
                base: -(extent.padding as isize),
            }),
        }
    }

    /// Every group has one channel.
    fn is_depthwise(&self) -> bool {
        self.groups > 1 && self.groups == self.channels
    }

    fn group_channels(&self) -> usize {
        self.channels / self.groups.max(1)
    }

    fn group_filters(&self) -> usize {
        self.filters / self.groups.max(1)
    }

    fn has_output(&self) -> bool {
        self.batch * self.filters * self.window().positions() > 0
    }

    /// The product of one group: y = P · kernel.
    #[inline(never)]
    fn product(&self, activation: Activation) -> Gemm {
        let window = self.window();
        let positions = self.batch * window.positions();
        let k = window.taps() * self.group_channels();
        Gemm {
            lda: self.channels,
            ldb: self.filters,
            ldc: self.filters,
            activation,
            ..Gemm::dense(positions, self.group_filters(), k)
        }
    }

    /// The product of one group: the kernel's gradient, Pᵀ · dy.
    fn filter_product(&self) -> Gemm {
        let forward = self.product(Activation::None);
        Gemm {
            transpose_a: true,
            lda: self.channels,
            ldb: self.filters,
            ldc: self.filters,
            ..Gemm::dense(forward.k, forward.n, forward.m)
        }
    }

    /// Runs a product of the patches of x (as they are, or transposed) with b, group by group.
    #[inline(never)]
    #[allow(clippy::too_many_arguments)]
    unsafe fn multiply(
        &self,
        pool: &dyn Pool,
        product: &Gemm,
        x: *const f32,
        transposed: bool,
        b: *const f32,
        bias: *const f32,
        c: *mut f32,
        scratch: *mut f32,
    ) {
        let mut patches = Patches {
            source: x,
            pixel: self.channels,
            channels: self.group_channels(),
            window: self.window(),
        };
        for group in 0..self.groups {
            let filter = group * self.group_filters();
            patches.source = x.wrapping_add(group * self.group_channels());
            let (rows, columns) = (PatchRows(&patches), PatchColumns(&patches));
            let a = Operand::Packer(if transposed { &columns } else { &rows });
            let bias = if bias.is_null() {
                bias
            } else {
                bias.wrapping_add(filter)
            };
            // SAFETY: the caller's promise; every group reads and writes its own channels.
            unsafe {
                let b = Operand::Matrix(b.add(filter));
                gemm_with(product, a, b, bias, c.add(filter), scratch, pool);
            }
        }
    }
}

/// How many `f32` of scratch [`convolution`] needs.
pub fn scratch_len(geometry: &Geometry) -> usize {
    if geometry.is_depthwise() || !geometry.has_output() {
        return 0;
    }
    scratch_len_with(&geometry.product(Activation::None), true, false)
}

/// y = activation(x ∗ kernel + bias); the bias (length `filters`) may be null.
///
/// # Safety
/// `x`, `kernel` and `bias` must be readable and `y` writable for the geometry, `scratch` writable for
/// [`scratch_len`] elements; none may overlap `y`.
#[allow(clippy::too_many_arguments)]
pub unsafe fn convolution(
    pool: &dyn Pool,
    geometry: &Geometry,
    x: *const f32,
    kernel: *const f32,
    bias: *const f32,
    y: *mut f32,
    activation: Activation,
    scratch: *mut f32,
) {
    promise!(scratch => scratch_len(geometry));
    if !geometry.has_output() {
        return;
    }
    // SAFETY: the caller's promise; every group reads and writes its own channels.
    unsafe {
        if geometry.is_depthwise() {
            return depthwise(pool, geometry, x, kernel, bias, y, activation);
        }
        let product = geometry.product(activation);
        geometry.multiply(pool, &product, x, false, kernel, bias, y, scratch);
    }
}

#[inline(never)]
unsafe fn depthwise(
    pool: &dyn Pool,
    geometry: &Geometry,
    x: *const f32,
    kernel: *const f32,
    bias: *const f32,
    y: *mut f32,
    activation: Activation,
) {
    let window = geometry.window();
    let [_, height, width] = &window.axes;
    let filters = geometry.filters;
    let line = width.count * filters;
    let tap = filters as isize;
    let row = width.taps as isize * tap;
    let pass = Depthwise {
        source: Shared::read(x),
        pixel: geometry.channels,
        window,
        weights: Shared::read(kernel),
        tap_strides: [height.taps as isize * row, row, tap],
        bias: Shared::read(bias),
        activation,
        output: Shared::new(y),
        strides: [
            window.positions() * filters,
            height.count * line,
            line,
            filters,
        ],
        channels: filters,
        multiple: geometry.group_filters(),
        fold: false,
    };
    // SAFETY: the caller's promise.
    unsafe { pass.run(pool, geometry.batch) }
}

/// How many `f32` of scratch [`filter_gradient`] needs.
pub fn filter_gradient_scratch_len(geometry: &Geometry) -> usize {
    if geometry.is_depthwise() {
        return 0;
    }
    scratch_len_with(&geometry.filter_product(), true, false)
}

/// The gradient with respect to the kernel.
///
/// # Safety
/// `x` and `dy` must be readable and `dkernel` writable for the geometry, `scratch` writable for
/// [`filter_gradient_scratch_len`] elements; none may overlap `dkernel`.
pub unsafe fn filter_gradient(
    pool: &dyn Pool,
    geometry: &Geometry,
    x: *const f32,
    dy: *const f32,
    dkernel: *mut f32,
    scratch: *mut f32,
) {
    promise!(scratch => filter_gradient_scratch_len(geometry));
    // SAFETY: the caller's promise; every group reads and writes its own channels.
    unsafe {
        if geometry.is_depthwise() {
            let pass = DepthwiseFilter {
                source: Shared::read(x),
                pixel: geometry.channels,
                window: geometry.window(),
                gradient: Shared::read(dy),
                output: Shared::new(dkernel),
                channels: geometry.filters,
                multiple: geometry.group_filters(),
            };
            return pass.run(pool, geometry.batch);
        }
        let (product, none) = (geometry.filter_product(), core::ptr::null());
        geometry.multiply(pool, &product, x, true, dy, none, dkernel, scratch);
    }
}

//! Convolutions over edge and random geometries against the scalar reference, for any number of threads.

use super::reference::{for_terms, Exact};
use super::*;
use crate::pool::Serial;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A pool of real threads, whose chunks are handed out as threads come.
pub(crate) struct Threads(pub usize);

impl Pool for Threads {
    fn threads(&self) -> usize {
        self.0
    }
    fn run(&self, chunks: usize, task: &(dyn Fn(usize) + Sync)) {
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..self.0 {
                scope.spawn(|| loop {
                    let chunk = next.fetch_add(1, Ordering::Relaxed);
                    if chunk >= chunks {
                        return;
                    }
                    task(chunk);
                });
            }
        });
    }
}

/// xorshift; values in -1..1 with 16 random bits.
pub(crate) struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() >> 11) as usize % limit
    }
    pub fn values(&mut self, length: usize) -> Vec<f32> {
        (0..length)
            .map(|_| (self.next() >> 48) as f32 / 32768.0 - 1.0)
            .collect()
    }
}

/// An axis whose output is as long as the padding on both sides allows.
pub(crate) fn extent(
    input: usize,
    kernel: usize,
    stride: usize,
    dilation: usize,
    padding: [usize; 2],
) -> Extent {
    let reach = (kernel - 1) * dilation + 1;
    let length = input + padding[0] + padding[1];
    Extent {
        input,
        kernel,
        output: (length + stride).saturating_sub(reach) / stride,
        stride,
        dilation,
        padding: padding[0],
    }
}

pub(crate) const NONE: Extent = Extent {
    input: 1,
    kernel: 1,
    output: 1,
    stride: 1,
    dilation: 1,
    padding: 0,
};

fn geometry(batch: usize, [groups, channels, filters]: [usize; 3], axes: [Extent; 3]) -> Geometry {
    Geometry {
        batch,
        channels: groups * channels,
        filters: groups * filters,
        groups,
        axes,
    }
}

/// Marks what a kernel must overwrite.
const OLD: f32 = f32::NAN;

struct Case {
    geometry: Geometry,
    x: Vec<f32>,
    kernel: Vec<f32>,
    dy: Vec<f32>,
}

impl Case {
    fn new(random: &mut Random, geometry: Geometry) -> Self {
        let pixels: usize = geometry.axes.iter().map(|axis| axis.input).product();
        let taps: usize = geometry.axes.iter().map(|axis| axis.kernel).product();
        let positions: usize = geometry.axes.iter().map(|axis| axis.output).product();
        let channels = geometry.channels / geometry.groups;
        Self {
            x: random.values(geometry.batch * pixels * geometry.channels),
            kernel: random.values(taps * channels * geometry.filters),
            dy: random.values(geometry.batch * positions * geometry.filters),
            geometry,
        }
    }

    fn forward(&self, pool: &dyn Pool, bias: &[f32], activation: Activation) -> Vec<f32> {
        let mut y = vec![OLD; self.dy.len()];
        let mut scratch = vec![OLD; scratch_len(&self.geometry)];
        let bias = if bias.is_empty() {
            core::ptr::null()
        } else {
            bias.as_ptr()
        };
        // SAFETY: the vectors have the sizes of the geometry.
        unsafe {
            convolution(
                pool,
                &self.geometry,
                self.x.as_ptr(),
                self.kernel.as_ptr(),
                bias,
                y.as_mut_ptr(),
                activation,
                scratch.as_mut_ptr(),
            )
        };
        y
    }

    fn filter_gradient(&self, pool: &dyn Pool) -> Vec<f32> {
        let mut dkernel = vec![OLD; self.kernel.len()];
        let mut scratch = vec![OLD; filter_gradient_scratch_len(&self.geometry)];
        // SAFETY: as above.
        unsafe {
            filter_gradient(
                pool,
                &self.geometry,
                self.x.as_ptr(),
                self.dy.as_ptr(),
                dkernel.as_mut_ptr(),
                scratch.as_mut_ptr(),
            )
        };
        dkernel
    }

    fn input_gradient(&self, pool: &dyn Pool, bias: &[f32], activation: Activation) -> Vec<f32> {
        let mut dx = vec![OLD; self.x.len()];
        let mut scratch = vec![OLD; input_gradient_scratch_len(&self.geometry)];
        let bias = if bias.is_empty() {
            core::ptr::null()
        } else {
            bias.as_ptr()
        };
        // SAFETY: as above.
        unsafe {
            input_gradient(
                pool,
                &self.geometry,
                self.dy.as_ptr(),
                self.kernel.as_ptr(),
                bias,
                dx.as_mut_ptr(),
                activation,
                scratch.as_mut_ptr(),
            )
        };
        dx
    }

    /// All three within their bounds.
    fn check(&self) {
        let mut exact = [self.dy.len(), self.kernel.len(), self.x.len()].map(Exact::new);
        for_terms(&self.geometry, &mut |y, x, kernel| {
            exact[0].add(y, self.x[x], self.kernel[kernel]);
            exact[1].add(kernel, self.x[x], self.dy[y]);
            exact[2].add(x, self.kernel[kernel], self.dy[y]);
        });
        let found = [
            self.forward(&Serial, &[], Activation::None),
            self.filter_gradient(&Serial),
            self.input_gradient(&Serial, &[], Activation::None),
        ];
        for (name, (exact, found)) in ["forward", "filter", "input"]
            .into_iter()
            .zip(exact.iter().zip(&found))
        {
            let worst = exact.worst(found);
            assert!(worst <= 1.0, "{name}: {worst} of {:?}", self.geometry);
        }
    }
}

/// Geometries with odd sizes, strides, dilation, groups, and each number of axes.
fn edges() -> Vec<Geometry> {
    let mut all = vec![
        geometry(1, [1, 1, 1], [NONE, NONE, NONE]),
        geometry(
            3,
            [1, 5, 7],
            [NONE, extent(4, 1, 1, 1, [0, 0]), extent(5, 1, 1, 1, [0, 0])],
        ),
        geometry(
            2,
            [1, 3, 4],
            [NONE, extent(5, 1, 2, 1, [0, 0]), extent(6, 1, 3, 1, [0, 0])],
        ),
        geometry(1, [1, 1, 3], [NONE, NONE, extent(9, 4, 1, 1, [3, 0])]),
        geometry(2, [1, 2, 3], [NONE, NONE, extent(9, 3, 1, 2, [4, 0])]),
        // An input that no window sees at its end, and a kernel shorter than the stride.
        geometry(
            1,
            [1, 2, 2],
            [NONE, extent(7, 2, 4, 1, [0, 0]), extent(8, 2, 3, 1, [0, 0])],
        ),
        // Padding wider than the kernel's reach inside.
        geometry(
            1,
            [1, 2, 3],
            [NONE, extent(1, 3, 1, 1, [2, 2]), extent(2, 5, 1, 1, [4, 4])],
        ),
        geometry(
            2,
            [2, 3, 2],
            [
                extent(3, 2, 1, 1, [1, 0]),
                extent(4, 3, 2, 1, [1, 1]),
                extent(5, 3, 1, 2, [2, 2]),
            ],
        ),
        // Without an output, and without a sample.
        geometry(
            1,
            [1, 2, 2],
            [NONE, extent(2, 3, 1, 1, [0, 0]), extent(4, 3, 1, 1, [0, 0])],
        ),
        geometry(
            0,
            [1, 2, 2],
            [NONE, extent(4, 3, 1, 1, [0, 0]), extent(4, 3, 1, 1, [0, 0])],
        ),
    ];
    for (groups, multiple) in [(4, 1), (5, 1), (16, 1), (21, 1), (3, 2), (6, 5)] {
        for stride in [1, 2, 3] {
            for dilation in [1, 2] {
                all.push(geometry(
                    2,
                    [groups, 1, multiple],
                    [
                        NONE,
                        extent(6, 3, stride, dilation, [1, 1]),
                        extent(11, 3, stride, dilation, [1, 2]),
                    ],
                ));
            }
        }
    }
    all
}

#[test]
fn edge_geometries_keep_the_error_bound() {
    let mut random = Random(1);
    for geometry in edges() {
        Case::new(&mut random, geometry).check();
    }
}

#[test]
fn random_geometries_keep_the_error_bound() {
    let mut random = Random(2);
    for _ in 0..if cfg!(miri) { 4 } else { 200 } {
        let axis = |random: &mut Random| {
            let kernel = 1 + random.below(4);
            let (stride, dilation) = (1 + random.below(3), 1 + random.below(3));
            let padding = [random.below(4), random.below(4)];
            extent(1 + random.below(12), kernel, stride, dilation, padding)
        };
        let axes = [NONE, axis(&mut random), axis(&mut random)];
        let groups = [1, 1, 2, 5][random.below(4)];
        let sizes = [groups, 1 + random.below(9), 1 + random.below(9)];
        let geometry = geometry(1 + random.below(3), sizes, axes);
        Case::new(&mut random, geometry).check();
    }
}

/// More than one round of panels, and more than one block of K.
#[test]
#[cfg_attr(
    miri,
    ignore = "too slow under Miri; the other tests reach the same code"
)]
fn large_geometries_keep_the_error_bound() {
    let mut random = Random(3);
    let axis = extent(30, 3, 1, 1, [1, 1]);
    Case::new(&mut random, geometry(2, [1, 128, 20], [NONE, axis, axis])).check();
    let axis = extent(31, 3, 2, 1, [0, 1]);
    Case::new(&mut random, geometry(3, [1, 18, 33], [NONE, axis, axis])).check();
}

/// The order of sums is that of the product: the same bits as from patches in memory.
#[test]
fn forward_and_filter_gradient_equal_a_product_of_patches() {
    use crate::gemm::reference::ordered;
    let mut random = Random(4);
    for geometry in edges() {
        if geometry.groups > 1 || !geometry.has_output() {
            continue;
        }
        let case = Case::new(&mut random, geometry);
        let product = geometry.product(Activation::Relu);
        let mut patches = vec![0.0; product.m * product.k];
        for_terms(&geometry, &mut |y, x, kernel| {
            let at = y / geometry.filters * product.k + kernel / geometry.filters;
            patches[at] = case.x[x];
        });
        let bias = random.values(geometry.filters);
        let mut expected = vec![0.0; case.dy.len()];
        let dense = Gemm {
            lda: product.k,
            ..product
        };
        ordered(&dense, &patches, &case.kernel, &bias, &mut expected);
        assert_eq!(
            case.forward(&Serial, &bias, Activation::Relu),
            expected,
            "{geometry:?}"
        );
        let product = Gemm {
            lda: product.k,
            ..geometry.filter_product()
        };
        let mut expected = vec![0.0; case.kernel.len()];
        ordered(&product, &patches, &case.dy, &[], &mut expected);
        assert_eq!(case.filter_gradient(&Serial), expected, "{geometry:?}");
    }
}

#[test]
fn bias_and_activation_come_after_the_sum() {
    let mut random = Random(5);
    for geometry in edges() {
        let case = Case::new(&mut random, geometry);
        let after = |sums: Vec<f32>, bias: &[f32]| -> Vec<f32> {
            let add = |(i, sum): (usize, f32)| (sum + bias[i % bias.len()]).max(0.0);
            sums.into_iter().enumerate().map(add).collect()
        };
        let bias = random.values(geometry.filters);
        assert_eq!(
            case.forward(&Serial, &bias, Activation::Relu),
            after(case.forward(&Serial, &[], Activation::None), &bias),
        );
        let bias = random.values(geometry.channels);
        assert_eq!(
            case.input_gradient(&Serial, &bias, Activation::Relu),
            after(case.input_gradient(&Serial, &[], Activation::None), &bias),
        );
    }
}

#[test]
fn the_number_of_threads_does_not_change_a_bit() {
    let mut random = Random(6);
    let size = if cfg!(miri) { 5 } else { 40 };
    let axis = |stride| extent(size, 3, stride, 1, [1, 1]);
    for (sizes, stride) in [
        ([1, 9, 17], 1),
        ([1, 16, 8], 2),
        ([20, 1, 1], 1),
        ([8, 1, 2], 2),
    ] {
        let geometry = geometry(2, sizes, [NONE, axis(stride), axis(stride)]);
        let case = Case::new(&mut random, geometry);
        for threads in [2, 3, 7] {
            let pool = Threads(threads);
            assert_eq!(
                case.forward(&pool, &[], Activation::None),
                case.forward(&Serial, &[], Activation::None),
            );
            assert_eq!(case.filter_gradient(&pool), case.filter_gradient(&Serial));
            assert_eq!(
                case.input_gradient(&pool, &[], Activation::None),
                case.input_gradient(&Serial, &[], Activation::None),
            );
        }
    }
}

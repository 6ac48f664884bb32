//! The scalar reference of convolution and its gradients: all three sum the same terms y·x·kernel.
//! Bounds from Higham, "Accuracy and Stability of Numerical Algorithms" (2002), §3.1.

use super::Geometry;

/// Calls `visit(y, x, kernel)` with the positions of every product that a convolution sums.
pub fn for_terms(geometry: &Geometry, visit: &mut dyn FnMut(usize, usize, usize)) {
    let [depth, height, width] = geometry.axes;
    let channels = geometry.channels / geometry.groups;
    let filters = geometry.filters / geometry.groups;
    for_taps(geometry, &mut |sample,
                             [od, oh, ow],
                             [td, th, tw],
                             [d, h, w]| {
        let position = ((sample * depth.output + od) * height.output + oh) * width.output + ow;
        let pixel = ((sample * depth.input + d) * height.input + h) * width.input + w;
        let tap = (td * height.kernel + th) * width.kernel + tw;
        for filter in 0..geometry.filters {
            for channel in 0..channels {
                visit(
                    position * geometry.filters + filter,
                    pixel * geometry.channels + filter / filters * channels + channel,
                    (tap * channels + channel) * geometry.filters + filter,
                );
            }
        }
    });
}

/// Calls `visit(sample, position, tap, pixel)` for every tap that lies in the input, taps in order.
pub fn for_taps(
    geometry: &Geometry,
    visit: &mut dyn FnMut(usize, [usize; 3], [usize; 3], [usize; 3]),
) {
    let sizes = geometry.axes.map(|axis| axis.output);
    let taps = geometry.axes.map(|axis| axis.kernel);
    for sample in 0..geometry.batch {
        for position in grid(sizes) {
            for tap in grid(taps) {
                let mut pixel = [0; 3];
                let mut inside = true;
                for (axis, extent) in geometry.axes.iter().enumerate() {
                    let at = (position[axis] * extent.stride + tap[axis] * extent.dilation)
                        as isize
                        - extent.padding as isize;
                    inside &= at >= 0 && at < extent.input as isize;
                    pixel[axis] = at.max(0) as usize;
                }
                if inside {
                    visit(sample, position, tap, pixel);
                }
            }
        }
    }
}

/// All indices of a box, the last axis fastest.
fn grid([a, b, c]: [usize; 3]) -> impl Iterator<Item = [usize; 3]> {
    (0..a * b * c).map(move |i| [i / c / b, i / c % b, i % c])
}

/// Sums in `f64`, and the bound on the error of an `f32` sum: (n + 3) · ε · Σ|a·b|, with n terms and ε = 2⁻²³.
pub struct Exact {
    /// The sums.
    pub values: Vec<f64>,
    sizes: Vec<f64>,
    counts: Vec<f64>,
}

impl Exact {
    /// `length` empty sums.
    pub fn new(length: usize) -> Self {
        Self {
            values: vec![0.0; length],
            sizes: vec![0.0; length],
            counts: vec![3.0; length],
        }
    }
    /// Adds a product to a sum.
    pub fn add(&mut self, at: usize, a: f32, b: f32) {
        let term = a as f64 * b as f64;
        self.values[at] += term;
        self.sizes[at] += term.abs();
        self.counts[at] += 1.0;
    }
    /// The largest ratio of an error to its bound.
    pub fn worst(&self, found: &[f32]) -> f64 {
        let mut worst = 0.0f64;
        for (i, &value) in found.iter().enumerate() {
            let bound = self.counts[i] * f32::EPSILON as f64 * self.sizes[i];
            let error = (value as f64 - self.values[i]).abs();
            if error.is_nan() || error > 0.0 {
                worst = worst.max(if bound > 0.0 {
                    error / bound
                } else {
                    f64::INFINITY
                });
            }
        }
        worst
    }
}

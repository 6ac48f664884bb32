//! Normalisation of channels by the statistics of a batch, or by given ones.

use super::affine::{Affine, Coefficient};
use super::columns::{sums_len, ColumnSums};
use crate::chunks::{for_chunks, Shared};
use crate::pool::Pool;

/// Elements of one chunk for the pool.
const CHUNK: usize = 16384;

/// How many `f32` of scratch the functions here need: coefficients of each channel, and sums.
pub fn batch_scratch_len(rows: usize, channels: usize) -> usize {
    COEFFICIENTS * channels.next_multiple_of(2) + 2 * sums_len(rows, channels)
}

/// Coefficients of a channel.
const COEFFICIENTS: usize = 3;

/// The scratch, cut.
struct Work {
    /// Factor of the centred x, constant, factor of dy: `channels` of each.
    coefficients: [*mut f32; COEFFICIENTS],
    sums: *mut f64,
}

impl Work {
    unsafe fn new(scratch: *mut f32, channels: usize) -> Self {
        let stride = channels.next_multiple_of(2);
        let part = |i: usize| scratch.wrapping_add(i * stride);
        Self {
            coefficients: [part(0), part(1), part(2)],
            sums: part(COEFFICIENTS) as *mut f64,
        }
    }
}

/// The tensors that every channel is transformed by.
struct Pass {
    x: Shared<f32>,
    dy: Shared<f32>,
    y: Shared<f32>,
    centre: Shared<f32>,
    /// Factor, constant, slope.
    coefficients: [Shared<f32>; COEFFICIENTS],
    channels: usize,
}

impl Pass {
    #[inline(never)]
    unsafe fn run(&self, pool: &dyn Pool, rows: usize) {
        let together = (CHUNK / self.channels.max(1)).max(1);
        for_chunks(pool, rows, together, &|first, count| {
            let each = |values: Shared<f32>| Coefficient::Each(values.get());
            let [factor, constant, slope] = self.coefficients.map(each);
            let affine = Affine {
                count: self.channels,
                centre: each(self.centre),
                factor,
                scale: 1.0,
                constant,
                slope,
            };
            for row in first..first + count {
                let at = row * self.channels;
                let dy = self.dy.get() as *const f32;
                let dy = if dy.is_null() {
                    dy
                } else {
                    dy.wrapping_add(at)
                };
                // SAFETY: the row lies in the tensors, and no other chunk has it.
                unsafe { affine.row(self.x.get().add(at), dy, self.y.get().add(at)) }
            }
        });
    }
}

/// The element of a channel, or what stands for an absent tensor.
unsafe fn channel_or(values: *const f32, channel: usize, absent: f32) -> f32 {
    if values.is_null() {
        return absent;
    }
    // SAFETY: the caller vouches for the channel.
    unsafe { *values.add(channel) }
}

/// `y = (x - mean) / √(variance + ε) · γ + β` with the statistics of the rows (the variance biased), which are
/// written too. γ (absent: 1) and β (absent: 0) may be null. The mean is found from the first row as a shift.
///
/// # Safety
/// `x` must be readable and `y` writable for (rows, channels), the others for `channels`, `scratch` writable for
/// [`batch_scratch_len`] elements, 8-byte aligned; outputs may overlap nothing.
#[allow(clippy::too_many_arguments)]
pub unsafe fn batch_normalize_training(
    pool: &dyn Pool,
    x: *const f32,
    gamma: *const f32,
    beta: *const f32,
    y: *mut f32,
    mean: *mut f32,
    variance: *mut f32,
    [rows, channels]: [usize; 2],
    epsilon: f32,
    scratch: *mut f32,
) {
    // SAFETY: the caller's promise.
    unsafe {
        let sums = Work::new(scratch, channels).sums;
        let pass = ColumnSums {
            x: Shared::read(x),
            gradient: Shared::read(core::ptr::null()),
            centre: Shared::read(x),
            factor: Shared::read(x),
            by_rows: false,
            rows,
            columns: channels,
        };
        pass.run(pool, sums);
        let count = rows as f64;
        for channel in 0..channels {
            let shift = if rows > 0 { *x.add(channel) } else { 0.0 };
            let offset = *sums.add(channel) / count;
            let square = *sums.add(channels + channel) / count;
            *mean.add(channel) = (shift as f64 + offset) as f32;
            let spread = square - offset * offset;
            *variance.add(channel) = if spread < 0.0 { 0.0 } else { spread as f32 };
        }
        batch_normalize(
            pool,
            x,
            [mean, variance],
            gamma,
            beta,
            y,
            [rows, channels],
            epsilon,
            scratch,
        );
    }
}

/// [`batch_normalize_training`] with given mean and variance.
///
/// # Safety
/// As there.
#[allow(clippy::too_many_arguments)]
pub unsafe fn batch_normalize(
    pool: &dyn Pool,
    x: *const f32,
    [mean, variance]: [*const f32; 2],
    gamma: *const f32,
    beta: *const f32,
    y: *mut f32,
    [rows, channels]: [usize; 2],
    epsilon: f32,
    scratch: *mut f32,
) {
    // SAFETY: the caller's promise.
    unsafe {
        let coefficients = Work::new(scratch, channels).coefficients;
        let [factor, constant, _] = coefficients;
        for channel in 0..channels {
            let inverse = 1.0 / (*variance.add(channel) + epsilon).sqrt();
            *factor.add(channel) = inverse * channel_or(gamma, channel, 1.0);
            *constant.add(channel) = channel_or(beta, channel, 0.0);
        }
        let pass = Pass {
            x: Shared::read(x),
            dy: Shared::read(core::ptr::null()),
            y: Shared::new(y),
            centre: Shared::read(mean),
            coefficients: coefficients.map(Shared::new),
            channels,
        };
        pass.run(pool, rows);
    }
}

/// The gradients of [`batch_normalize_training`] with respect to x, γ and β.
///
/// # Safety
/// As there.
#[allow(clippy::too_many_arguments)]
pub unsafe fn batch_normalize_gradient(
    pool: &dyn Pool,
    x: *const f32,
    [mean, variance]: [*const f32; 2],
    gamma: *const f32,
    dy: *const f32,
    dx: *mut f32,
    [dgamma, dbeta]: [*mut f32; 2],
    [rows, channels]: [usize; 2],
    epsilon: f32,
    scratch: *mut f32,
) {
    // SAFETY: the caller's promise.
    unsafe {
        let work = Work::new(scratch, channels);
        let pass = ColumnSums {
            x: Shared::read(x),
            gradient: Shared::read(dy),
            centre: Shared::read(mean),
            factor: Shared::read(mean),
            by_rows: false,
            rows,
            columns: channels,
        };
        pass.run(pool, work.sums);
        let count = rows as f64;
        let coefficients = work.coefficients;
        let [factor, constant, slope] = coefficients;
        for channel in 0..channels {
            let inverse = 1.0 / (*variance.add(channel) as f64 + epsilon as f64).sqrt();
            let scale = inverse * channel_or(gamma, channel, 1.0) as f64;
            let sum = *work.sums.add(channel);
            let product = *work.sums.add(channels + channel) * inverse;
            *dbeta.add(channel) = sum as f32;
            *dgamma.add(channel) = product as f32;
            *slope.add(channel) = scale as f32;
            *constant.add(channel) = (-scale * sum / count) as f32;
            *factor.add(channel) = (-scale * inverse * product / count) as f32;
        }
        let pass = Pass {
            x: Shared::read(x),
            dy: Shared::read(dy),
            y: Shared::new(dx),
            centre: Shared::read(mean),
            coefficients: coefficients.map(Shared::new),
            channels,
        };
        pass.run(pool, rows);
    }
}

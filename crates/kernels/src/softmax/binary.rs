//! Binary cross-entropy, element by element: from logits in the stable form, and from probabilities.
use super::cross_entropy::EPSILON;
use crate::pool::Pool;

/// `loss = max(x, 0) - x·target + ln(1 + e^-|x|)` for `count` logits; `loss` may be an input.
///
/// # Safety
/// Inputs must be readable and `loss` writable for `count` elements.
pub unsafe fn binary_cross_entropy_with_logits(
    pool: &dyn Pool,
    logits: *const f32,
    targets: *const f32,
    loss: *mut f32,
    count: usize,
) {
    let _ = pool;
    for i in 0..count {
        unsafe {
            let x = *logits.add(i);
            *loss.add(i) = x.max(0.0) - x * *targets.add(i) + (-x.abs()).exp().ln_1p();
        }
    }
}

/// `dlogits = dloss·(sigmoid(x) - target)`; `dlogits` may be an input.
///
/// # Safety
/// Inputs must be readable and `dlogits` writable for `count` elements.
pub unsafe fn binary_cross_entropy_with_logits_gradient(
    pool: &dyn Pool,
    logits: *const f32,
    targets: *const f32,
    dloss: *const f32,
    dlogits: *mut f32,
    count: usize,
) {
    let _ = pool;
    for i in 0..count {
        unsafe {
            *dlogits.add(i) =
                *dloss.add(i) * (1.0 / (1.0 + (-*logits.add(i)).exp()) - *targets.add(i));
        }
    }
}

/// Keras's loss from probabilities: `p` clipped to [1e-7, 1 - 1e-7],
/// `loss = -(target·ln p + (1 - target)·ln(1 - p))`; `loss` may be an input.
///
/// # Safety
/// Inputs must be readable and `loss` writable for `count` elements.
pub unsafe fn binary_cross_entropy(
    pool: &dyn Pool,
    probabilities: *const f32,
    targets: *const f32,
    loss: *mut f32,
    count: usize,
) {
    let _ = pool;
    for i in 0..count {
        unsafe {
            let (p, t) = (
                (*probabilities.add(i)).clamp(EPSILON, 1.0 - EPSILON),
                *targets.add(i),
            );
            *loss.add(i) = -(t * p.ln() + (1.0 - t) * (1.0 - p).ln());
        }
    }
}

/// `dprobabilities = dloss·((1 - target)/(1 - p) - target/p)`, 0 where the clip holds; `dprobabilities` may
/// be an input.
///
/// # Safety
/// Inputs must be readable and `dprobabilities` writable for `count` elements.
pub unsafe fn binary_cross_entropy_gradient(
    pool: &dyn Pool,
    probabilities: *const f32,
    targets: *const f32,
    dloss: *const f32,
    dprobabilities: *mut f32,
    count: usize,
) {
    let _ = pool;
    for i in 0..count {
        unsafe {
            let (p, t) = (*probabilities.add(i), *targets.add(i));
            let inside = (EPSILON..=1.0 - EPSILON).contains(&p);
            *dprobabilities.add(i) = if inside {
                *dloss.add(i) * ((1.0 - t) / (1.0 - p) - t / p)
            } else {
                0.0
            };
        }
    }
}

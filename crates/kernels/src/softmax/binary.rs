//! Binary cross-entropy, element by element: from logits in the stable form, and from probabilities
//! (<https://keras.io/api/losses/probabilistic_losses/>).

use super::cross_entropy::{clip, inside};
use crate::chunks::{for_chunks, Shared};
use crate::math;
use crate::pool::Pool;
use crate::promise::promise;
use crate::simd::{F32x4, Floats, Integers, LANES};
use crate::tails::{load, store};

/// Elements of one chunk for the pool.
const CHUNK: usize = 8192;

/// `y = f(a, b, c)` over `count` elements; where there is no c, it may be `a`.
#[inline(always)]
unsafe fn zip(
    pool: &dyn Pool,
    [a, b, c]: [*const f32; 3],
    y: *mut f32,
    count: usize,
    f: impl Fn(F32x4, F32x4, F32x4) -> F32x4 + Sync,
) {
    let (a, b, c) = (Shared::read(a), Shared::read(b), Shared::read(c));
    let y = Shared::new(y);
    for_chunks(pool, count, CHUNK, &|start, length| {
        for i in (start..start + length).step_by(LANES) {
            let left = start + length - i;
            // SAFETY: i < count, and `left` elements follow.
            unsafe {
                let (a, b) = (load(a.get().add(i), left), load(b.get().add(i), left));
                store(f(a, b, load(c.get().add(i), left)), y.get().add(i), left);
            }
        }
    });
}

/// `loss = (1 - target)·softplus(x) + target·softplus(-x)` for `count` logits, so that an infinite one is an infinite
/// loss; `loss` may be an input.
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
    // SAFETY: the caller's promise.
    unsafe {
        zip(
            pool,
            [logits, targets, logits],
            loss,
            count,
            |x, target, _| {
                let zero = F32x4::splat(0.0);
                let rest = math::log1p(math::exp(x.abs().neg()));
                let no = F32x4::splat(1.0).sub(target).mul(x.max(zero).add(rest));
                no.add(target.mul(x.neg().max(zero).add(rest)))
            },
        );
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
    // SAFETY: the caller's promise.
    unsafe {
        zip(
            pool,
            [logits, targets, dloss],
            dlogits,
            count,
            |x, target, dloss| dloss.mul(math::sigmoid(x).sub(target)),
        );
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
    promise!(probabilities => count, targets => count, loss => count);
    let one = F32x4::splat(1.0);
    // SAFETY: the caller's promise.
    unsafe {
        zip(
            pool,
            [probabilities, targets, probabilities],
            loss,
            count,
            |p, target, _| {
                let p = clip(p);
                let yes = target.mul(math::log(p));
                yes.add(one.sub(target).mul(math::log(one.sub(p)))).neg()
            },
        );
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
    promise!(probabilities => count, targets => count, dloss => count, dprobabilities => count);
    let one = F32x4::splat(1.0);
    // SAFETY: the caller's promise.
    unsafe {
        zip(
            pool,
            [probabilities, targets, dloss],
            dprobabilities,
            count,
            |p, target, dloss| {
                let slope = one.sub(target).div(one.sub(p)).sub(target.div(p));
                inside(p).select(dloss.mul(slope), F32x4::splat(0.0))
            },
        );
    }
}

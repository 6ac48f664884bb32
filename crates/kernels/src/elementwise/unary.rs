//! `y = f(x)` on `f32`, one loop a function.

use super::functions::UnaryFunction;
use crate::chunks::{for_chunks, Shared, CHUNK};
use crate::math;
use crate::pool::Pool;
use crate::promise::promise;
use crate::simd::{F32x4, Floats, Integers, LANES};
use crate::tails::{load, store};

/// Whole vectors of one function: `(x, y, vectors, α, β)`.
type Kernel = unsafe fn(*const f32, *mut f32, usize, f32, f32);

/// Computes `y = function(x)` for `count` elements; `y` may be `x`. α and β are the attributes of the
/// functions that name them (elsewhere ignored).
///
/// # Safety
/// `x` must be readable and `y` writable for `count` elements.
pub unsafe fn unary(
    pool: &dyn Pool,
    function: UnaryFunction,
    x: *const f32,
    y: *mut f32,
    count: usize,
    alpha: f32,
    beta: f32,
) {
    promise!(x => count, y => count);
    let kernel = kernel_of(function);
    let (x, y) = (Shared::read(x), Shared::new(y));
    for_chunks(pool, count, CHUNK, &|start, length| {
        // SAFETY: chunks lie within `count` and do not overlap.
        unsafe {
            run(
                kernel,
                x.get().add(start),
                y.get().add(start),
                length,
                alpha,
                beta,
            );
        }
    });
}

/// Runs a kernel over `count` elements, the tail in a padded vector.
#[inline(never)]
pub(super) unsafe fn run(
    kernel: Kernel,
    x: *const f32,
    y: *mut f32,
    count: usize,
    alpha: f32,
    beta: f32,
) {
    let vectors = count / LANES;
    let whole = vectors * LANES;
    let tail = count - whole;
    // SAFETY: the caller promises `count` elements; the padded vector is our own.
    unsafe {
        kernel(x, y, vectors, alpha, beta);
        if tail > 0 {
            let mut padded = load(x.add(whole), tail).to_array();
            kernel(padded.as_ptr(), padded.as_mut_ptr(), 1, alpha, beta);
            store(F32x4::from_array(padded), y.add(whole), tail);
        }
    }
}

/// `y = f(x)`, TURN vectors a turn.
///
/// # Safety
/// `vectors` whole vectors must be readable and writable.
#[inline(always)]
unsafe fn each<const TURN: usize>(
    mut x: *const f32,
    mut y: *mut f32,
    vectors: usize,
    f: impl Fn(F32x4) -> F32x4,
) {
    // SAFETY: the caller's promise.
    unsafe {
        let end = x.add(vectors * LANES);
        let turns = x.add(vectors / TURN * (TURN * LANES));
        while x != turns {
            let mut results = [F32x4::splat(0.0); TURN];
            for (v, result) in results.iter_mut().enumerate() {
                *result = f(F32x4::load(x.add(v * LANES)));
            }
            for (v, result) in results.into_iter().enumerate() {
                result.store(y.add(v * LANES));
            }
            (x, y) = (x.add(TURN * LANES), y.add(TURN * LANES));
        }
        while TURN > 1 && x != end {
            f(F32x4::load(x)).store(y);
            (x, y) = (x.add(LANES), y.add(LANES));
        }
    }
}

/// `light` functions take turns of four vectors: to count costs as much as they do.
macro_rules! kernels {
    ($function:expr; light { $($light:ident => $light_body:expr,)* } $($name:ident => $body:expr,)*) => {
        match $function {
            $(UnaryFunction::$light => kernels!(4, $light_body),)*
            $(UnaryFunction::$name => kernels!(1, $body),)*
        }
    };
    ($turn:literal, $body:expr) => {{
        unsafe fn kernel(x: *const f32, y: *mut f32, vectors: usize, alpha: f32, beta: f32) {
            let (alpha, beta) = (F32x4::splat(alpha), F32x4::splat(beta));
            let body: fn(F32x4, F32x4, F32x4) -> F32x4 = $body;
            // SAFETY: the caller promises `vectors` whole vectors.
            unsafe { each::<$turn>(x, y, vectors, |x| body(x, alpha, beta)) }
        }
        kernel as Kernel
    }};
}

const SELU_SCALE: f32 = 1.050_701;
const SELU_ALPHA: f32 = 1.673_263_2;

#[inline(always)]
fn splat(value: f32) -> F32x4 {
    F32x4::splat(value)
}

#[inline(always)]
fn positive(x: F32x4) -> crate::simd::I32x4 {
    splat(0.0).lt(x)
}

#[inline(always)]
fn hard_sigmoid(x: F32x4) -> F32x4 {
    x.add(splat(3.0))
        .max(splat(0.0))
        .min(splat(6.0))
        .div(splat(6.0))
}

#[inline(never)]
pub(super) fn kernel_of(function: UnaryFunction) -> Kernel {
    kernels! { function;
        light {
            Square => |x, _, _| x.mul(x),
            Relu => |x, _, _| x.max(splat(0.0)),
            AddScalar => |x, alpha, _| x.add(alpha),
            MulScalar => |x, alpha, _| x.mul(alpha),
        }
        Neg => |x, _, _| x.neg(),
        LeakyRelu => |x, alpha, _| positive(x).select(x, x.mul(alpha)),
        RsubScalar => |x, alpha, _| alpha.sub(x),
        Affine => |x, alpha, beta| x.mul(alpha).add(beta),
        Abs => |x, _, _| x.abs(),
        Sqrt => |x, _, _| x.sqrt(),
        Clip => |x, alpha, beta| x.max(alpha).min(beta),
        MaximumScalar => |x, alpha, _| x.max(alpha),
        MinimumScalar => |x, alpha, _| x.min(alpha),
        DivScalar => |x, alpha, _| x.div(alpha),
        Sign => |x, _, _| {
            let one = positive(x.abs()).select(splat(1.0), x.abs());
            one.to_bits().or(x.to_bits().and(crate::simd::I32x4::splat(i32::MIN))).to_f32_bits()
        },
        Rsqrt => |x, _, _| splat(1.0).div(x.sqrt()),
        Reciprocal => |x, _, _| splat(1.0).div(x),
        Exp => |x, _, _| math::exp(x),
        Expm1 => |x, _, _| math::expm1(x),
        Log => |x, _, _| math::log_inlined(x),
        Log1p => |x, _, _| math::log1p_inlined(x),
        Sin => |x, _, _| math::sin(x),
        Cos => |x, _, _| math::cos(x),
        Tan => |x, _, _| math::tan(x),
        Tanh => |x, _, _| math::tanh(x),
        Sinh => |x, _, _| math::sinh(x),
        Cosh => |x, _, _| math::cosh(x),
        Sigmoid => |x, _, _| math::sigmoid(x),
        Erf => |x, _, _| math::erf(x),
        Floor => |x, _, _| x.floor(),
        Ceil => |x, _, _| x.ceil(),
        Round => |x, _, _| x.round_even(),
        Trunc => |x, _, _| x.trunc(),
        Relu6 => |x, _, _| x.max(splat(0.0)).min(splat(6.0)),
        Elu => |x, alpha, _| positive(x).select(x, alpha.mul(math::expm1(x))),
        Selu => |x, _, _| {
            let negative = splat(SELU_ALPHA).mul(math::expm1(x));
            splat(SELU_SCALE).mul(positive(x).select(x, negative))
        },
        Softplus => |x, _, _| math::softplus(x),
        Softsign => |x, _, _| x.div(splat(1.0).add(x.abs())),
        Silu => |x, _, _| x.mul(math::sigmoid(x)),
        Gelu => |x, _, _| math::gelu(x),
        GeluTanh => |x, _, _| math::gelu_tanh(x),
        Mish => |x, _, _| math::mish(x),
        HardSigmoid => |x, _, _| hard_sigmoid(x),
        HardSilu => |x, _, _| x.mul(hard_sigmoid(x)),
        HardTanh => |x, _, _| x.max(splat(-1.0)).min(splat(1.0)),
        LogSigmoid => |x, _, _| math::softplus(x.neg()).neg(),
        TanhShrink => |x, _, _| x.sub(math::tanh(x)),
        HardShrink => |x, alpha, _| alpha.lt(x.abs()).select(x, splat(0.0)),
        SoftShrink => |x, alpha, _| {
            let above = alpha.lt(x).select(x.sub(alpha), splat(0.0));
            x.lt(alpha.neg()).select(x.add(alpha), above)
        },
        Threshold => |x, alpha, beta| alpha.lt(x).select(x, beta),
        RdivScalar => |x, alpha, _| alpha.div(x),
        PowScalar => |x, alpha, _| math::pow(x, alpha),
        Log2 => |x, _, _| math::log2(x),
        Log10 => |x, _, _| math::log10(x),
        Exp2 => |x, _, _| math::exp2(x),
        Erfinv => |x, _, _| math::erfinv(x),
        Atan => |x, _, _| math::atan(x),
        Asin => |x, _, _| math::asin(x),
        Acos => |x, _, _| math::acos(x),
        Asinh => |x, _, _| math::asinh(x),
        Acosh => |x, _, _| math::acosh(x),
        Atanh => |x, _, _| math::atanh(x),
    }
}

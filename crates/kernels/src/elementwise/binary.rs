//! `y = f(a, b)` on `f32` with broadcasting, one loop a function.

use super::functions::BinaryFunction;
use super::walk::{walk, Operand, Run};
use crate::chunks::Shared;
use crate::math;
use crate::pool::Pool;
use crate::promise::promise;
use crate::simd::{F32x4, Floats, Integers, LANES};
use crate::tails::{load, store};

/// Whole vectors of one function: `(a, b, elements a moves a vector, elements b moves, y, vectors, α, β)`.
type Kernel = unsafe fn(*const f32, *const f32, usize, usize, *mut f32, usize, f32, f32);

/// Computes `y = function(a, b)` over `dims` (rank ≤ 8), `y` in row-major order; `y` may be an operand of
/// the same layout. α and β are the attributes of the functions that name them (elsewhere ignored).
///
/// # Safety
/// Every element that the strides reach must be readable, and `y` writable for the product of `dims`.
#[allow(clippy::too_many_arguments)]
pub unsafe fn binary(
    pool: &dyn Pool,
    function: BinaryFunction,
    dims: &[usize],
    a: Operand<f32>,
    b: Operand<f32>,
    y: *mut f32,
    alpha: f32,
    beta: f32,
) {
    promise!(y => dims.iter().product());
    a.promise(dims);
    b.promise(dims);
    let kernel = kernel_of(function);
    let y = Shared::new(y);
    // SAFETY: the caller's promise; runs cover the output once.
    unsafe {
        walk(
            pool,
            dims,
            &[a.source(), b.source()],
            &|[a, b, _], offset, count| {
                run(kernel, *a, *b, y.get().add(offset), count, alpha, beta);
            },
        );
    }
}

/// Runs a kernel over `count` elements, the tail in padded vectors.
#[inline(never)]
pub(super) unsafe fn run(
    kernel: Kernel,
    a: Run,
    b: Run,
    y: *mut f32,
    count: usize,
    alpha: f32,
    beta: f32,
) {
    let vectors = count / LANES;
    let whole = vectors * LANES;
    let tail = count - whole;
    let (x, z) = (a.pointer as *const f32, b.pointer as *const f32);
    // SAFETY: a run has `count` elements, or four copies of one; the padded vectors are our own.
    unsafe {
        kernel(
            x,
            z,
            a.step * LANES,
            b.step * LANES,
            y,
            vectors,
            alpha,
            beta,
        );
        if tail > 0 {
            let first = load(x.add(whole * a.step), tail).to_array();
            let second = load(z.add(whole * b.step), tail).to_array();
            let mut result = [0.0f32; LANES];
            kernel(
                first.as_ptr(),
                second.as_ptr(),
                0,
                0,
                result.as_mut_ptr(),
                1,
                alpha,
                beta,
            );
            store(F32x4::from_array(result), y.add(whole), tail);
        }
    }
}

/// `y = f(a, b)`, TURN vectors a turn where both operands are consecutive.
///
/// # Safety
/// `vectors` whole vectors of each must be readable, or writable.
#[inline(always)]
unsafe fn each<const TURN: usize>(
    [mut a, mut b]: [*const f32; 2],
    [a_step, b_step]: [usize; 2],
    mut y: *mut f32,
    vectors: usize,
    f: impl Fn(F32x4, F32x4) -> F32x4,
) {
    // SAFETY: the caller's promise.
    unsafe {
        let end = y.add(vectors * LANES);
        if TURN > 1 && a_step & b_step == LANES {
            let turns = y.add(vectors / TURN * (TURN * LANES));
            while y != turns {
                let mut results = [F32x4::splat(0.0); TURN];
                for (v, result) in results.iter_mut().enumerate() {
                    *result = f(F32x4::load(a.add(v * LANES)), F32x4::load(b.add(v * LANES)));
                }
                for (v, result) in results.into_iter().enumerate() {
                    result.store(y.add(v * LANES));
                }
                (a, b) = (a.add(TURN * LANES), b.add(TURN * LANES));
                y = y.add(TURN * LANES);
            }
        }
        while y != end {
            f(F32x4::load(a), F32x4::load(b)).store(y);
            (a, b, y) = (a.add(a_step), b.add(b_step), y.add(LANES));
        }
    }
}

/// `light` functions take turns of four vectors: to count costs as much as they do.
macro_rules! kernels {
    ($function:expr; light { $($light:ident => $light_body:expr,)* } $($name:ident => $body:expr,)*) => {
        match $function {
            $(BinaryFunction::$light => kernels!(4, $light_body),)*
            $(BinaryFunction::$name => kernels!(1, $body),)*
        }
    };
    ($turn:literal, $body:expr) => {{
        #[allow(clippy::too_many_arguments)]
        unsafe fn kernel(
            a: *const f32, b: *const f32, a_step: usize, b_step: usize,
            y: *mut f32, vectors: usize, alpha: f32, beta: f32,
        ) {
            let (alpha, beta) = (F32x4::splat(alpha), F32x4::splat(beta));
            let body: fn(F32x4, F32x4, F32x4, F32x4) -> F32x4 = $body;
            // SAFETY: the caller promises `vectors` whole vectors of each.
            unsafe { each::<$turn>([a, b], [a_step, b_step], y, vectors, |a, b| body(a, b, alpha, beta)) }
        }
        kernel as Kernel
    }};
}

const SELU_SCALE: f32 = 1.050_701;
const SELU_SCALE_ALPHA: f32 = 1.758_099_3;

#[inline(always)]
fn splat(value: f32) -> F32x4 {
    F32x4::splat(value)
}

/// `value` where `low < x < high`, else 0.
#[inline(always)]
fn between(x: F32x4, low: f32, high: f32, value: F32x4) -> F32x4 {
    splat(low)
        .lt(x)
        .and(x.lt(splat(high)))
        .select(value, splat(0.0))
}

#[inline(never)]
fn lanes(a: F32x4, b: F32x4, f: fn(f32, f32) -> f32) -> F32x4 {
    let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (a.to_array(), b.to_array());
    F32x4::from_array([f(a0, b0), f(a1, b1), f(a2, b2), f(a3, b3)])
}

/// The remainder with the sign of b; exact.
fn floor_mod(a: f32, b: f32) -> f32 {
    let remainder = math::remainder(a, b);
    if remainder != 0.0 && (remainder < 0.0) != (b < 0.0) {
        remainder + b
    } else {
        remainder
    }
}

/// `⌊a/b⌋` from the exact remainder, so that a quotient just below an integer is not rounded up to it.
fn floor_divide(a: f32, b: f32) -> f32 {
    let remainder = math::remainder(a, b);
    let quotient = if b == 0.0 { a } else { a - remainder } / b;
    if remainder != 0.0 && (remainder < 0.0) != (b < 0.0) {
        (quotient - 1.0).round_ties_even()
    } else {
        quotient.round_ties_even()
    }
}

#[inline(never)]
pub(super) fn kernel_of(function: BinaryFunction) -> Kernel {
    kernels! { function;
        light {
            Add => |a, b, _, _| a.add(b),
            Sub => |a, b, _, _| a.sub(b),
            Mul => |a, b, _, _| a.mul(b),
            ReluGradient => |dy, y, _, _| splat(0.0).lt(y).select(dy, splat(0.0)),
        }
        Maximum => |a, b, _, _| a.max(b),
        Minimum => |a, b, _, _| a.min(b),
        SigmoidGradient => |dy, y, _, _| dy.mul(y.mul(splat(1.0).sub(y))),
        TanhGradient => |dy, y, _, _| dy.mul(splat(1.0).sub(y.mul(y))),
        Div => |a, b, _, _| a.div(b),
        SquaredDifference => |a, b, _, _| { let d = a.sub(b); d.mul(d) },
        WeightedSum => |a, b, alpha, beta| alpha.mul(a).add(beta.mul(b)),
        Relu6Gradient => |dy, y, _, _| between(y, 0.0, 6.0, dy),
        LeakyReluGradient => |dy, x, alpha, _| splat(0.0).le(x).select(dy, dy.mul(alpha)),
        FloorDivide => |a, b, _, _| lanes(a, b, floor_divide),
        Mod => |a, b, _, _| lanes(a, b, floor_mod),
        Pow => |a, b, _, _| math::pow(a, b),
        Atan2 => |a, b, _, _| math::atan2(a, b),
        DivideNoNan => |a, b, _, _| b.eq(splat(0.0)).select(splat(0.0), a.div(b)),
        EluGradient => |dy, y, alpha, _| splat(0.0).lt(y).select(dy, dy.mul(y.add(alpha))),
        SeluGradient => |dy, y, _, _| {
            dy.mul(splat(0.0).lt(y).select(splat(SELU_SCALE), y.add(splat(SELU_SCALE_ALPHA))))
        },
        SoftplusGradient => |dy, x, _, _| dy.mul(math::sigmoid(x)),
        SoftsignGradient => |dy, x, _, _| { let d = splat(1.0).add(x.abs()); dy.div(d.mul(d)) },
        SiluGradient => |dy, x, _, _| {
            let s = math::sigmoid(x);
            dy.mul(s.mul(splat(1.0).add(x.mul(splat(1.0).sub(s)))))
        },
        GeluGradient => |dy, x, _, _| dy.mul(math::gelu_derivative(x)),
        GeluTanhGradient => |dy, x, _, _| dy.mul(math::gelu_tanh_derivative(x)),
        MishGradient => |dy, x, _, _| dy.mul(math::mish_derivative(x)),
        HardSigmoidGradient => |dy, x, _, _| between(x, -3.0, 3.0, dy.div(splat(6.0))),
        HardSiluGradient => |dy, x, _, _| {
            let middle = x.add(x).add(splat(3.0)).div(splat(6.0));
            let slope = x.le(splat(-3.0)).select(splat(0.0), middle);
            dy.mul(splat(3.0).le(x).select(splat(1.0), slope))
        },
        HardTanhGradient => |dy, x, _, _| x.abs().le(splat(1.0)).select(dy, splat(0.0)),
        LogSigmoidGradient => |dy, x, _, _| dy.mul(math::sigmoid(x.neg())),
        SqrtGradient => |dy, y, _, _| dy.mul(splat(0.5)).div(y),
        AbsGradient => |dy, x, _, _| {
            let positive = splat(0.0).lt(x).select(dy, splat(0.0));
            x.lt(splat(0.0)).select(dy.neg(), positive)
        },
        ClipGradient => |dy, x, alpha, beta| alpha.le(x).and(x.le(beta)).select(dy, splat(0.0)),
        ErfGradient => |dy, x, _, _| {
            dy.mul(splat(core::f32::consts::FRAC_2_SQRT_PI).mul(math::exp(x.mul(x).neg())))
        },
    }
}

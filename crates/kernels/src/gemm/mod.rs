//! Matrix product C = act(A·B + bias), f32, with transposes, row strides, batches and a fused epilogue.
//! Blocking after Goto and van de Geijn, "Anatomy of high-performance matrix multiplication" (2008).
//!
//! Every element of C has one order of accumulation, which depends on K alone: K is cut in blocks of
//! [`DEPTH`]; a block is summed from zero, k ascending, with `mul_add`; block sums are added in order;
//! then comes the old C (`accumulate`), then the bias, then the activation. All paths keep to it
//! (packed, direct, one row, one column, any orientation, any number of threads), so all give the same bits.

mod epilogue;
mod kernel;
mod pack;
mod packed;
mod plan;
pub mod reference;
mod tile;
mod tiles;
mod vector;

#[cfg(test)]
mod tests;

pub use epilogue::Activation;
pub(crate) use pack::{Matrix, MatrixA};
pub use pack::{Operand, Packer, Part};
pub use packed::PackedB;
pub use tile::{COLUMNS, DEPTH, ROWS};

use crate::pool::{Pool, Serial};
use crate::promise::promise;
use plan::{Plan, Problem};

/// Products with fewer multiply-adds than this run on the calling thread: waking others costs 2–5 µs.
pub const PARALLEL_THRESHOLD: usize = 1 << 18;

/// A matrix product without its pointers. Strides count `f32` elements.
#[derive(Clone, Copy, Debug)]
pub struct Gemm {
    /// Rows of C.
    pub m: usize,
    /// Columns of C.
    pub n: usize,
    /// Length of the sums.
    pub k: usize,
    /// A is stored as K rows of M.
    pub transpose_a: bool,
    /// B is stored as N rows of K.
    pub transpose_b: bool,
    /// Distance of A's stored rows: at least K, or M when A is transposed.
    pub lda: usize,
    /// Distance of B's stored rows: at least N, or K when B is transposed.
    pub ldb: usize,
    /// Distance of C's rows: at least N.
    pub ldc: usize,
    /// Number of products.
    pub batch: usize,
    /// Distance of successive A; 0 uses one A for all.
    pub batch_stride_a: usize,
    /// Distance of successive B; 0 uses one B for all.
    pub batch_stride_b: usize,
    /// Distance of successive C; their elements must not overlap.
    pub batch_stride_c: usize,
    /// Adds to C what it held before.
    pub accumulate: bool,
    /// Applied last, to every element.
    pub activation: Activation,
}

impl Gemm {
    /// One product of dense row-major matrices: C (m, n) = A (m, k) · B (k, n).
    pub fn dense(m: usize, n: usize, k: usize) -> Self {
        Self {
            m,
            n,
            k,
            transpose_a: false,
            transpose_b: false,
            lda: k,
            ldb: n,
            ldc: n,
            batch: 1,
            batch_stride_a: 0,
            batch_stride_b: 0,
            batch_stride_c: 0,
            accumulate: false,
            activation: Activation::None,
        }
    }
}

/// How many `f32` of scratch [`gemm`] needs, whatever the number of threads: the panels are shared.
pub fn scratch_len(gemm: &Gemm) -> usize {
    scratch_len_with(gemm, false, false)
}

/// [`scratch_len`] where A or B (`true`) comes from a [`Packer`].
pub fn scratch_len_with(gemm: &Gemm, packer_a: bool, packer_b: bool) -> usize {
    let null = core::ptr::null();
    let mut problem = Problem::new(gemm, null, null, null, core::ptr::null_mut());
    Plan::new(&mut problem, packer_a, packer_b).scratch_len()
}

/// C = act(A·B + bias), for every product of the batch. `bias` (length N) may be null.
///
/// # Safety
/// `a`, `b`, `bias` must be readable and `c` readable and writable over all elements that `gemm` spans;
/// `c` must overlap none of the others; `scratch` must be writable for [`scratch_len`] elements.
pub unsafe fn gemm(
    gemm: &Gemm,
    a: *const f32,
    b: *const f32,
    bias: *const f32,
    c: *mut f32,
    scratch: *mut f32,
    pool: &dyn Pool,
) {
    // SAFETY: the caller's promise is the one asked for.
    unsafe {
        gemm_with(
            gemm,
            Operand::Matrix(a),
            Operand::Matrix(b),
            bias,
            c,
            scratch,
            pool,
        )
    }
}

/// [`gemm`] whose A and B may be written into panels by the caller (a convolution's virtual im2col).
///
/// # Safety
/// As [`gemm`], with scratch for [`scratch_len_with`]; a packer must keep the promise of [`Packer::pack`].
pub unsafe fn gemm_with(
    gemm: &Gemm,
    a: Operand,
    b: Operand,
    bias: *const f32,
    c: *mut f32,
    scratch: *mut f32,
    pool: &dyn Pool,
) {
    let mut problem = Problem::new(gemm, a.pointer(), b.pointer(), bias, c);
    if problem.m == 0 || problem.n == 0 || problem.batch == 0 {
        return;
    }
    let work = (problem.m * problem.n)
        .saturating_mul(problem.batch)
        .saturating_mul(problem.k);
    let pool = if work < PARALLEL_THRESHOLD {
        &Serial
    } else {
        pool
    };
    let plan = Plan::new(&mut problem, a.is_packer(), b.is_packer());
    debug_assert!(gemm.m < 2 || gemm.ldc >= gemm.n, "rows of C overlap");
    promise!(c => gemm.batch * gemm.m * gemm.n, scratch => plan.scratch_len());
    // SAFETY: pointers and extents are the caller's; `plan` is the one that `scratch_len` measures.
    unsafe {
        match plan {
            Plan::Vector => vector::run(&problem, pool),
            Plan::Tiles(rounds) => tiles::run(&problem, &rounds, a, b, scratch, pool),
        }
    }
}

//! The numbers of oxigrad: every loop over elements, one folder a family. Each SIMD kernel has a plain
//! scalar reference beside it, and a native test that compares the two. Nothing here knows about
//! WebAssembly's host, instructions or threads.
#![deny(unsafe_op_in_unsafe_fn)]

pub mod attention;
pub mod chunks;
pub mod codec;
pub mod convolution;
pub mod elementwise;
pub mod gemm;
pub mod index;
pub mod int8;
pub mod linalg;
pub mod math;
pub mod normalization;
pub mod optimizers;
pub mod pool;
pub mod pooling;
mod promise;
pub mod random;
pub mod recurrent;
pub mod reduce;
pub mod simd;
pub mod softmax;
pub(crate) mod tails;

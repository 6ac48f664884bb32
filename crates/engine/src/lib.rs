//! The engine of oxigrad: the instruction table, its decoder, memory and the thread pool.
//! It turns words into calls of kernels and knows no shapes, gradients or layers.
#![deny(unsafe_op_in_unsafe_fn)]
#![cfg_attr(
    all(target_arch = "wasm32", target_feature = "atomics"),
    feature(stdarch_wasm_atomic_wait)
)]

pub mod context;
pub mod families;
pub mod fault;
pub mod heap;
pub mod instructions;
pub mod memory;
pub mod pace;
pub mod run;
pub mod table;
pub mod threads;

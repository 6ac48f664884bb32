//! Kernels that treat every element alike: functions of one, two or three operands with broadcasting,
//! conversion, filling and strided copies.
//!
//! Elements that do not fill a vector run through the same SIMD code in a padded one, so a result never
//! depends on where in a tensor its element lies. All take raw pointers, because an output may be one of
//! the inputs; it may not overlap an input in any other way.

mod binary;
mod bytes;
mod cast;
mod chain;
mod compare;
mod copy;
mod fill;
mod functions;
mod integer;
mod select;
#[cfg(test)]
pub(crate) mod tests;
mod unary;
pub(crate) mod walk;

pub use binary::binary;
pub use bytes::{binary_u8, logical_not};
pub use cast::cast;
pub use chain::{chain, is_chain_step, ChainStep, CHAIN_INPUTS, CHAIN_STEPS};
pub use compare::{classify, compare, compare_i32};
pub use copy::strided_copy;
pub use fill::{fill, iota_f32, iota_i32};
pub(crate) use functions::functions;
pub use functions::{
    BinaryFunction, ClassifyFunction, CompareFunction, ElementType, IntegerFunction,
    IntegerUnaryFunction, LogicalFunction, UnaryFunction,
};
pub(crate) use integer::accumulate;
pub use integer::{binary_i32, unary_i32};
pub use select::select;
pub use unary::unary;
pub use walk::{Operand, MAX_RANK};

//! Softmax over rows, its gradients, and the cross-entropies that are fused with it.

mod binary;
mod cross_entropy;
mod groups;
mod rows;
mod sparse;
#[cfg(test)]
mod tests;

pub(crate) use groups::Row;

pub use binary::{
    binary_cross_entropy, binary_cross_entropy_gradient, binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_gradient,
};
pub use cross_entropy::{
    categorical_cross_entropy, categorical_cross_entropy_gradient, softmax_cross_entropy,
    softmax_cross_entropy_gradient,
};
pub use rows::{log_softmax, log_softmax_gradient, softmax, softmax_gradient};
pub use sparse::{
    sparse_categorical_cross_entropy, sparse_categorical_cross_entropy_gradient,
    sparse_softmax_cross_entropy, sparse_softmax_cross_entropy_gradient,
};

/// A label that names no class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelFault {
    /// Which row.
    pub row: usize,
    /// The label found there.
    pub label: i32,
}

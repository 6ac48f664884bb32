//! Normalisation over the batch (Ioffe and Szegedy, 2015) and over each row (Ba et al., 2016; root mean square:
//! Zhang and Sennrich, 2019), forward and backward. Tensors are (rows, columns): columns are channels.

mod affine;
mod batch;
mod columns;
mod layer;
#[cfg(test)]
mod tests;

pub use batch::{
    batch_normalize, batch_normalize_gradient, batch_normalize_training, batch_scratch_len,
};
pub use layer::{layer_normalize, layer_normalize_gradient, LayerNormalization};

//! Linear algebra in f64, for what is computed once: rounding weights with the curvature of their errors.

pub mod gptq;

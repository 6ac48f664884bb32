//! Products of 8-bit weights with activations that are quantised on the fly: f32 in, f32 out.
//!
//! Weights are signed bytes with a scale per output channel. Activations are quantised per row of the left operand
//! (of a convolution per sample), in one of two precisions: 7 bits unsigned with a zero point, and 12 bits signed. The
//! sums are integers, so they are exact, and the same on every build and for every number of threads:
//!
//! ```text
//! y[m][n] = activation(a_scale[m] · w_scale[n] · Σₖ (q[m][k] − zero[m]) · w[k][n] + bias[n])
//! ```
//!
//! A row with a NaN or an infinity comes out as NaN, a row of zeros as the bias.

mod convolution;
mod dot;
mod gemm;
mod pack;
mod quantize;
pub mod reference;

#[cfg(test)]
mod tests;

pub use convolution::{convolution, convolution_scratch};
pub use gemm::{gemm, gemm_scratch, Product};
pub use pack::{pack, packed_len};

/// Columns of a panel of weights.
pub(super) const COLUMNS: usize = 8;

/// How activations are quantised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// 7 bits unsigned, 0 to 127, with a zero point: the fastest. Exact for K up to 133,143.
    Seven,
    /// 12 bits signed, −2,047 to 2,047: about as accurate as f32 activations. Exact for K up to 8,260.
    Twelve,
}

impl Precision {
    /// The precision of a code.
    pub fn from_code(code: u32) -> Option<Self> {
        [Self::Seven, Self::Twelve].get(code as usize).copied()
    }

    /// The longest sums that stay exact in 32 bits.
    pub fn longest(self) -> usize {
        match self {
            Self::Seven => i32::MAX as usize / (127 * 127),
            Self::Twelve => i32::MAX as usize / (127 * 2047),
        }
    }

    /// Whether this build multiplies bytes, four at a time, instead of numbers of 16 bits, two at a time.
    #[inline(always)]
    pub(super) fn by_fours(self) -> bool {
        // Natively too, so that tests reach both.
        self == Self::Seven
            && cfg!(any(
                target_feature = "relaxed-simd",
                not(target_arch = "wasm32")
            ))
    }

    /// Bytes of one quantised activation.
    #[inline(always)]
    pub(super) fn activation_size(self) -> usize {
        if self.by_fours() {
            1
        } else {
            2
        }
    }
}

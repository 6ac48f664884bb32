//! From instructions to kernels, one file a family.

#[cfg(not(all(feature = "networks", feature = "int8", feature = "deploy")))]
mod absent;
#[cfg(feature = "networks")]
mod attention;
#[cfg(feature = "networks")]
mod convolution;
#[cfg(feature = "deploy")]
mod deploy;
mod elementwise;
mod index;
#[cfg(feature = "int8")]
mod int8;
mod linear;
mod loss;
#[cfg(feature = "networks")]
mod normalization;
mod optimizers;
mod random;
#[cfg(feature = "networks")]
mod recurrent;
mod reduce;

pub use linear::ACTIVATIONS;

use crate::fault::{Fault, FaultCode};
use crate::table::List;

/// The most axes that a strided instruction may have; TypeScript merges axes first and checks.
pub const MAX_RANK: usize = 8;

/// A list of dimensions as the kernels take it.
pub(crate) struct Dims {
    values: [usize; MAX_RANK],
    rank: usize,
}

impl Dims {
    pub(crate) fn get(&self) -> &[usize] {
        &self.values[..self.rank]
    }
}

/// A list of strides as the kernels take it.
pub(crate) struct Strides {
    values: [isize; MAX_RANK],
    rank: usize,
}

impl Strides {
    pub(crate) fn get(&self) -> &[isize] {
        &self.values[..self.rank]
    }
}

#[inline(never)]
pub(crate) fn dims(list: &List) -> Dims {
    let mut values = [0; MAX_RANK];
    let words = list.unsigned();
    let rank = words.len().min(MAX_RANK);
    for (value, word) in values.iter_mut().zip(words) {
        *value = *word as usize;
    }
    Dims { values, rank }
}

#[inline(never)]
pub(crate) fn strides(list: &List) -> Strides {
    let mut values = [0; MAX_RANK];
    let words = list.signed();
    let rank = words.len().min(MAX_RANK);
    for (value, word) in values.iter_mut().zip(words) {
        *value = *word as isize;
    }
    Strides { values, rank }
}

/// The function of a code, or the fault that there is none.
pub(crate) fn known<F>(function: Option<F>, code: u32) -> Result<F, Fault> {
    function.ok_or(Fault::new(FaultCode::UnknownFunction, [code, 0, 0]))
}

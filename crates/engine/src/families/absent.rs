//! The instructions that a build without the features `networks`, `int8` or `deploy` does not have: they say so.

use crate::context::Context;
use crate::fault::{Fault, FaultCode};
#[cfg(not(feature = "networks"))]
use crate::instructions::{
    Attention, AttentionGradient, BatchNormalization, BatchNormalizationGradient,
    BatchNormalizationTraining, Convolution, ConvolutionFilterGradient, ConvolutionInputGradient,
    LayerNormalization, LayerNormalizationGradient, MaxPoolSelect, Pool, PoolGradient, Recurrent,
    RecurrentGradient,
};
#[cfg(not(feature = "int8"))]
use crate::instructions::{ConvolutionInt8, GemmInt8, PackInt8};
#[cfg(not(feature = "deploy"))]
use crate::instructions::{Decode, Gptq};
use crate::table::Execute;

macro_rules! absent {
    ($($name:ident),*) => {
        $(impl Execute for $name {
            fn execute(self, _: &mut Context) -> Result<(), Fault> {
                Err(Fault::new(FaultCode::AbsentInstruction, [0; 3]))
            }
        })*
    };
}

#[cfg(not(feature = "deploy"))]
absent!(Decode, Gptq);
#[cfg(not(feature = "int8"))]
absent!(ConvolutionInt8, GemmInt8, PackInt8);
#[cfg(not(feature = "networks"))]
absent!(
    Attention,
    AttentionGradient,
    BatchNormalization,
    BatchNormalizationGradient,
    BatchNormalizationTraining,
    Convolution,
    ConvolutionFilterGradient,
    ConvolutionInputGradient,
    LayerNormalization,
    LayerNormalizationGradient,
    MaxPoolSelect,
    Pool,
    PoolGradient,
    Recurrent,
    RecurrentGradient
);

//! The instructions that a build without the feature `networks` does not have: they say so.

use crate::context::Context;
use crate::fault::{Fault, FaultCode};
use crate::instructions::{
    Attention, AttentionGradient, BatchNormalization, BatchNormalizationGradient,
    BatchNormalizationTraining, Convolution, ConvolutionFilterGradient, ConvolutionInputGradient,
    LayerNormalization, LayerNormalizationGradient, MaxPoolSelect, Pool, PoolGradient, Recurrent,
    RecurrentGradient,
};
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

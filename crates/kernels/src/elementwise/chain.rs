//! Several functions of tensors of one size, block by block: what is between them stays in the first-level cache.
//! Each block runs the kernels that the functions have of their own, so that the bits are the same.

use super::walk::Run;
use super::{binary, unary, BinaryFunction, UnaryFunction};
use crate::chunks::{for_chunks, Shared, CHUNK};
use crate::pool::Pool;
use crate::promise::promise;
use core::mem::MaybeUninit;

/// The most inputs of a chain.
pub const CHAIN_INPUTS: usize = 6;
/// The most steps of a chain.
pub const CHAIN_STEPS: usize = 8;
/// Elements of a block.
const BLOCK: usize = 512;

/// `y = function(a, b)`: the function's code, that of one of two operands with bit 8 set; the numbers of a, b and y
/// (the inputs come first, then the chain's y, then a block for each step but the last); the bits of α and β.
pub type ChainStep = [u32; 6];

/// Whether a step's function is known.
pub fn is_chain_step(&[code, ..]: &ChainStep) -> bool {
    if code & 0x100 == 0 {
        UnaryFunction::from_code(code).is_some()
    } else {
        BinaryFunction::from_code(code & 0xff).is_some()
    }
}

/// Runs `steps` over `count` elements. Inputs whose bit in `scalars` is set are one element; `y` may be one of the
/// others.
///
/// # Safety
/// The inputs that are named must be readable, and `y` writable, for `count` elements; steps name operands that
/// there are, and read only blocks that were written.
pub unsafe fn chain(
    pool: &dyn Pool,
    steps: &[ChainStep],
    inputs: [*const f32; CHAIN_INPUTS],
    scalars: u32,
    y: *mut f32,
    count: usize,
) {
    promise!(y => count);
    const OPERANDS: usize = CHAIN_INPUTS + CHAIN_STEPS;
    let inputs = inputs.map(Shared::read);
    let y = Shared::new(y);
    for_chunks(pool, count, CHUNK, &|start, length| {
        let mut between = [MaybeUninit::<[f32; BLOCK]>::uninit(); CHAIN_STEPS - 1];
        let mut repeated = [[0.0f32; 4]; CHAIN_INPUTS];
        let mut operands = [Run {
            pointer: core::ptr::null(),
            step: 1,
        }; OPERANDS];
        let (given, own) = operands.split_at_mut(CHAIN_INPUTS);
        for (i, (operand, input)) in given.iter_mut().zip(inputs).enumerate() {
            operand.pointer = input.get().wrapping_add(start) as *const u8;
            if scalars >> i & 1 == 1 {
                operand.step = 0;
                operand.pointer = repeated.as_ptr().wrapping_add(i) as *const u8;
                // SAFETY: the input is one element; the copies are our own, as many as inputs.
                unsafe { *repeated.get_unchecked_mut(i) = [*input.get(); 4] }
            }
        }
        for (i, operand) in own.iter_mut().enumerate() {
            operand.pointer = match i {
                0 => y.get().wrapping_add(start) as *const u8,
                _ => between.as_mut_ptr().wrapping_add(i - 1) as *const u8,
            };
        }
        for at in (start..start + length).step_by(BLOCK) {
            let elements = BLOCK.min(start + length - at);
            for &[code, a, b, to, alpha, beta] in steps {
                // SAFETY: the caller's promise; every operand has as many elements, or copies of one.
                unsafe {
                    let [a, b, to] = [a, b, to].map(|i| *operands.get_unchecked(i as usize));
                    let to = to.pointer as *mut f32;
                    let (alpha, beta) = (f32::from_bits(alpha), f32::from_bits(beta));
                    if let (0, Some(function)) = (code & 0x100, UnaryFunction::from_code(code)) {
                        let x = a.pointer as *const f32;
                        unary::run(unary::kernel_of(function), x, to, elements, alpha, beta);
                    } else if let Some(function) = BinaryFunction::from_code(code & 0xff) {
                        binary::run(binary::kernel_of(function), a, b, to, elements, alpha, beta);
                    }
                }
            }
            for operand in operands.iter_mut().take(CHAIN_INPUTS + 1) {
                operand.pointer = operand.pointer.wrapping_add(operand.step * BLOCK * 4);
            }
        }
    });
}

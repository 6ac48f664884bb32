//! A chain against its steps one by one: the same bits.

use super::super::*;
use super::{numbers, same, Backwards};
use crate::pool::Serial;

const COUNT: usize = if cfg!(miri) { 1030 } else { 2 * 16384 + 1030 };

#[test]
fn a_chain_has_the_bits_of_its_steps_also_in_place() {
    let [a, b, scalar] = [numbers(COUNT, 1), numbers(COUNT, 2), vec![0.75f32]];
    let mut product = a.clone();
    let binary = |function, first: &Vec<f32>, second: &Vec<f32>, strides: &[isize]| {
        let mut y = vec![7.0f32; COUNT];
        let (p, q) = (
            Operand::new(first.as_ptr(), &[1]),
            Operand::new(second.as_ptr(), strides),
        );
        // SAFETY: all have COUNT elements, or a stride of 0.
        unsafe { binary(&Serial, function, &[COUNT], p, q, y.as_mut_ptr(), 2.0, 0.5) };
        y
    };
    // 2·tanh(a·b + scalar) + 0.5·b, by steps.
    let multiplied = binary(BinaryFunction::Mul, &a, &b, &[1]);
    let mut bent = binary(BinaryFunction::Add, &multiplied, &scalar, &[0]);
    let to = bent.as_mut_ptr();
    // SAFETY: in place.
    unsafe { unary(&Serial, UnaryFunction::Tanh, to, to, COUNT, 0.0, 0.0) };
    let truth = binary(BinaryFunction::WeightedSum, &bent, &b, &[1]);
    let (y, block) = (CHAIN_INPUTS, CHAIN_INPUTS + 1);
    let step = |code: u32, operands: [usize; 3]| {
        let [a, b, y] = operands.map(|operand| operand as u32);
        [code, a, b, y, 2.0f32.to_bits(), 0.5f32.to_bits()]
    };
    let two = |function: BinaryFunction| function as u32 | 0x100;
    let steps = [
        step(two(BinaryFunction::Mul), [0, 1, block]),
        step(two(BinaryFunction::Add), [block, 2, block + 1]),
        step(UnaryFunction::Tanh as u32, [block + 1, 0, block + 2]),
        step(two(BinaryFunction::WeightedSum), [block + 2, 1, y]),
    ];
    assert!(steps.iter().all(is_chain_step));
    assert!(!is_chain_step(&step(255, [0, 0, y])));
    let to = product.as_mut_ptr();
    let mut inputs = [core::ptr::null(); CHAIN_INPUTS];
    inputs[..3].copy_from_slice(&[to as *const f32, b.as_ptr(), scalar.as_ptr()]);
    // SAFETY: the inputs have COUNT elements, but for the scalar; a is overwritten.
    unsafe { chain(&Backwards, &steps, inputs, 1 << 2, to, COUNT) };
    assert!(product
        .iter()
        .zip(&truth)
        .all(|(y, truth)| same(*y, *truth)));
}

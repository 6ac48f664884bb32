//! Runs a program: instruction after instruction until its end or the first fault.

use crate::context::{Context, RESERVE};
use crate::fault::Fault;
use crate::instructions::dispatch;

/// A fault and the instruction (its number in the program) that raised it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Why.
    pub fault: Fault,
    /// Which instruction, counted from 0.
    pub instruction: u32,
}

/// Runs the `length` words at `program`. A header word is `opcode | words << 8`, the words counting itself.
/// # Safety
/// The program must be well-formed (the encoder's output), and every slot of the context that it names
/// must hold the address of memory as large as its tensors.
pub unsafe fn run(program: *const u32, length: usize, context: &mut Context) -> Result<(), Stop> {
    let mut position = 0;
    let mut instruction = 0;
    let scratch = context.scratch.floats(RESERVE);
    scratch.map_err(|fault| Stop { fault, instruction })?;
    while position < length {
        // SAFETY: `position` is within the program, at a header that its operands follow.
        let (header, result) = unsafe {
            let header = *program.add(position);
            let operands = program.add(position + 1);
            (header, dispatch(header & 0xff, operands, context))
        };
        result.map_err(|fault| Stop { fault, instruction })?;
        // At least one, so that a program which was written over ends.
        position += ((header >> 8) as usize).max(1);
        instruction += 1;
    }
    Ok(())
}

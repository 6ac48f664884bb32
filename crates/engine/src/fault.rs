//! Why a program stopped: a code and the values, from which TypeScript makes the text.

/// What went wrong. The numbers are part of the instruction table's contract with TypeScript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum FaultCode {
    /// An opcode that the table does not have; values: opcode.
    UnknownInstruction = 1,
    /// A function code that a kernel does not have; values: code.
    UnknownFunction = 2,
    /// No memory for scratch; values: bytes wanted.
    OutOfMemory = 3,
    /// An index outside its axis; values: position, index (as i32), length of the axis.
    IndexOutOfRange = 4,
    /// A class label outside `0..classes`; values: row, label (as i32), classes.
    LabelOutOfRange = 5,
    /// An instruction that this build goes without.
    AbsentInstruction = 6,
}

/// A fault: its code and up to three values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What went wrong.
    pub code: FaultCode,
    /// The values, as the code's documentation lists them.
    pub values: [u32; 3],
}

impl Fault {
    /// A fault with its values; those not given are 0.
    pub fn new(code: FaultCode, values: [u32; 3]) -> Self {
        Self { code, values }
    }
}

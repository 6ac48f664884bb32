//! The machinery of the instruction table: what an operand may be, how words become operands, and the
//! macro that turns one declaration into decoder, dispatcher and the description that the TypeScript
//! encoder is generated from.

use crate::context::Context;
use crate::fault::{Fault, FaultCode};

/// The slot number that stands for "no tensor".
pub const NO_SLOT: u32 = u32::MAX;

/// The most operands of one instruction.
pub const MAX_OPERANDS: usize = 32;

/// What words become a kind of operand, so that one loop decodes all instructions.
#[derive(Clone, Copy)]
#[repr(u64)]
pub enum Form {
    /// One word as it is.
    Word = 1,
    /// A slot and an offset, which become an address.
    Tensor = 2,
    /// A length and as many words, which become the address of the length.
    List = 3,
}

/// The forms of an instruction's operands in one number, two bits each, the first lowest.
pub const fn pack(forms: &[Form]) -> u64 {
    let (mut packed, mut i) = (0, forms.len());
    assert!(i <= MAX_OPERANDS);
    while i > 0 {
        i -= 1;
        packed = packed << 2 | forms[i] as u64;
    }
    packed
}

/// The address of a tensor, 0 of an absent one.
///
/// # Safety
/// `slots` must hold an address for the slot.
#[inline(always)]
unsafe fn address(slot: u32, offset: u32, slots: *const usize) -> usize {
    if slot == NO_SLOT {
        return 0;
    }
    // SAFETY: the caller's promise.
    unsafe { *slots.add(slot as usize) + offset as usize }
}

/// Reads operands of these forms off a program: numbers, addresses of tensors and of lists.
///
/// # Safety
/// `words` must start the operands of a well-formed instruction of these forms, and `slots` hold an address for every slot
/// that they name.
pub unsafe fn decode(
    mut forms: u64,
    mut words: *const u32,
    slots: *const usize,
    operands: &mut [usize; MAX_OPERANDS],
) {
    for operand in operands {
        // SAFETY: the program is well-formed, so its instruction has as many words as its operands take.
        unsafe {
            let word = *words as usize;
            *operand = match forms & 3 {
                0 => return,
                1 => word,
                2 => {
                    words = words.add(1);
                    address(word as u32, *words, slots)
                }
                _ => {
                    let list = words;
                    words = words.add(word);
                    list as usize
                }
            };
            words = words.add(1);
        }
        forms >>= 2;
    }
}

/// A kind of operand.
pub trait Field: Sized {
    /// The kind's name in the description.
    const KIND: &'static str;
    /// What it is read from.
    const FORM: Form;
    /// The operand that was decoded to this.
    fn of(decoded: usize) -> Self;
}

/// A tensor that is read; null where an optional one is absent.
#[derive(Clone, Copy)]
pub struct In(*mut u8);

/// A tensor that is written.
#[derive(Clone, Copy)]
pub struct Out(*mut u8);

macro_rules! views {
    ($name:ident, $($method:ident: $type:ty),*) => {
        impl $name {
            $(/// Its elements.
            #[inline(always)]
            pub fn $method(self) -> $type { self.0 as $type })*
            /// Whether there is none.
            #[inline(always)]
            pub fn is_absent(self) -> bool { self.0.is_null() }
        }
    };
}
views!(In, f32: *const f32, i32: *const i32, u8: *const u8, i8: *const i8, u32: *const u32);
views!(Out, f32: *mut f32, i32: *mut i32, u8: *mut u8, i8: *mut i8, u32: *mut u32);

/// A list of 32-bit words: its length, then the words.
#[derive(Clone, Copy)]
pub struct List(*const u32);

impl List {
    /// As unsigned integers (dimensions).
    pub fn unsigned(&self) -> &[u32] {
        // SAFETY: the list lies in the program, which outlives its run.
        unsafe { core::slice::from_raw_parts(self.0.add(1), *self.0 as usize) }
    }
    /// As signed integers (strides).
    pub fn signed(&self) -> &[i32] {
        // SAFETY: as above; i32 and u32 have one layout.
        unsafe { core::slice::from_raw_parts(self.0.add(1) as *const i32, *self.0 as usize) }
    }
}

/// A list of tensors: the number of its words, then a slot and an offset for each.
#[derive(Clone, Copy)]
pub struct Tensors(*const u32);

impl Tensors {
    /// The address of one of them; null where it is absent.
    ///
    /// # Safety
    /// There must be so many, and `slots` be the table of the program that they lie in.
    pub unsafe fn get(self, index: usize, slots: *const usize) -> *mut f32 {
        // SAFETY: the caller's promise.
        unsafe {
            let words = self.0.add(1 + 2 * index);
            address(*words, *words.add(1), slots) as *mut f32
        }
    }
}

macro_rules! fields {
    ($($type:ty, $kind:literal, $form:ident, $decoded:ident => $operand:expr;)*) => {
        $(impl Field for $type {
            const KIND: &'static str = $kind;
            const FORM: Form = Form::$form;
            #[inline(always)]
            fn of($decoded: usize) -> Self {
                $operand
            }
        })*
    };
}
fields! {
    In, "input", Tensor, decoded => Self(decoded as *mut u8);
    Out, "output", Tensor, decoded => Self(decoded as *mut u8);
    u32, "u32", Word, decoded => decoded as u32;
    i32, "i32", Word, decoded => decoded as i32;
    f32, "f32", Word, decoded => f32::from_bits(decoded as u32);
    List, "list", List, decoded => Self(decoded as *const u32);
    Tensors, "tensors", List, decoded => Self(decoded as *const u32);
}

/// One row of the table, as the generator sees it.
pub struct Row {
    /// The instruction's name, in Rust's spelling.
    pub name: &'static str,
    /// Its documentation, one entry a line.
    pub doc: &'static [&'static str],
    /// Its fields in order: name and kind.
    pub fields: &'static [(&'static str, &'static str)],
}

/// A hash over all names and kinds in order (FNV-1a); TypeScript compares it at load.
pub const fn hash(rows: &[Row]) -> u32 {
    let mut h = 0x811c_9dc5;
    let mut row = 0;
    while row < rows.len() {
        h = hash_text(h, rows[row].name);
        let fields = rows[row].fields;
        let mut field = 0;
        while field < fields.len() {
            h = hash_text(h, fields[field].0);
            h = hash_text(h, fields[field].1);
            field += 1;
        }
        row += 1;
    }
    h
}

/// Continues an FNV-1a hash over the bytes of `text` and a separator.
pub const fn hash_text(mut h: u32, text: &str) -> u32 {
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        h = (h ^ bytes[i] as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    (h ^ 0xff).wrapping_mul(0x0100_0193)
}

/// Runs one instruction.
pub trait Execute {
    /// Does the work, or says why not; state is written only after every check has passed.
    fn execute(self, context: &mut Context) -> Result<(), Fault>;
}

/// Runs one instruction whose operands were decoded.
pub type Run = fn(&[usize; MAX_OPERANDS], &mut Context) -> Result<(), Fault>;

/// The fault of an opcode that the table does not have.
pub fn unknown_instruction(opcode: u32) -> Fault {
    Fault::new(FaultCode::UnknownInstruction, [opcode, 0, 0])
}

/// Declares instructions: for each a struct with its fields; together the table and the dispatcher.
#[macro_export]
macro_rules! instructions {
    ($($(#[doc = $doc:literal])+ $name:ident { $($field:ident: $type:ty),* $(,)? })+) => {
        $($(#[doc = $doc])+
        #[allow(missing_docs)]
        pub struct $name { $(pub $field: $type),* })+

        /// Every instruction in the order of its opcode.
        pub const TABLE: &[$crate::table::Row] = &[$($crate::table::Row {
            name: stringify!($name),
            doc: &[$($doc),+],
            fields: &[$((stringify!($field), <$type as $crate::table::Field>::KIND)),*],
        }),+];

        /// The forms of every instruction's operands.
        const FORMS: &[u64] = &[$($crate::table::pack(&[
            $(<$type as $crate::table::Field>::FORM),*
        ])),+];

        /// What runs every instruction, a function each: one that held them all would be compiled whole before the first
        /// instruction runs.
        const EXECUTE: &[$crate::table::Run] = &[$(|operands, context| {
            let [$($field),*, ..] = *operands;
            let instruction = $name { $($field: $crate::table::Field::of($field)),* };
            $crate::table::Execute::execute(instruction, context)
        }),+];

        /// Decodes and runs the instruction `opcode` whose operands start at `words`.
        ///
        /// # Safety
        /// The instruction must be well-formed, and the context's slots hold the address of every slot that it names.
        pub unsafe fn dispatch(
            opcode: u32,
            words: *const u32,
            context: &mut $crate::context::Context,
        ) -> Result<(), $crate::fault::Fault> {
            let mut operands = [0; $crate::table::MAX_OPERANDS];
            let (Some(&forms), Some(execute)) =
                (FORMS.get(opcode as usize), EXECUTE.get(opcode as usize))
            else {
                return Err($crate::table::unknown_instruction(opcode));
            };
            // SAFETY: the caller's promise.
            unsafe { $crate::table::decode(forms, words, context.slots, &mut operands) };
            execute(&operands, context)
        }
    };
}

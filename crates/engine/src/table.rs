//! The machinery of the instruction table: what an operand may be, how words become operands, and the
//! macro that turns one declaration into decoder, dispatcher and the description that the TypeScript
//! encoder is generated from.

use crate::context::Context;
use crate::fault::{Fault, FaultCode};

/// The slot number that stands for "no tensor".
pub const NO_SLOT: u32 = u32::MAX;

/// Reads operands off a program.
pub struct Reader {
    words: *const u32,
    slots: *const usize,
}

impl Reader {
    /// A reader at `words`, resolving tensors through `slots`.
    /// # Safety
    /// `words` must start a well-formed instruction, and `slots` hold an address for every slot it names.
    pub unsafe fn new(words: *const u32, slots: *const usize) -> Self {
        Self { words, slots }
    }

    #[inline]
    fn word(&mut self) -> u32 {
        // SAFETY: the program is well-formed, so its instruction has as many words as its fields read.
        unsafe {
            let word = *self.words;
            self.words = self.words.add(1);
            word
        }
    }

    // One copy: most of the words of a program are tensors.
    #[inline(never)]
    fn address(&mut self) -> *mut u8 {
        let slot = self.word();
        let offset = self.word();
        if slot == NO_SLOT {
            return core::ptr::null_mut();
        }
        // SAFETY: the slot table has an address for every slot that the program names.
        let base = unsafe { *self.slots.add(slot as usize) };
        (base + offset as usize) as *mut u8
    }
}

/// A kind of operand.
pub trait Field: Sized {
    /// The kind's name in the description.
    const KIND: &'static str;
    /// Reads one.
    fn read(reader: &mut Reader) -> Self;
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
pub struct List {
    words: *const u32,
    length: usize,
}

impl List {
    /// As unsigned integers (dimensions).
    pub fn unsigned(&self) -> &[u32] {
        // SAFETY: the words lie in the program, which outlives its run.
        unsafe { core::slice::from_raw_parts(self.words, self.length) }
    }
    /// As signed integers (strides).
    pub fn signed(&self) -> &[i32] {
        // SAFETY: as above; i32 and u32 have one layout.
        unsafe { core::slice::from_raw_parts(self.words as *const i32, self.length) }
    }
}

impl Field for In {
    const KIND: &'static str = "input";
    #[inline]
    fn read(reader: &mut Reader) -> Self {
        Self(reader.address())
    }
}
impl Field for Out {
    const KIND: &'static str = "output";
    #[inline]
    fn read(reader: &mut Reader) -> Self {
        Self(reader.address())
    }
}
impl Field for u32 {
    const KIND: &'static str = "u32";
    #[inline]
    fn read(reader: &mut Reader) -> Self {
        reader.word()
    }
}
impl Field for i32 {
    const KIND: &'static str = "i32";
    #[inline]
    fn read(reader: &mut Reader) -> Self {
        reader.word() as i32
    }
}
impl Field for f32 {
    const KIND: &'static str = "f32";
    #[inline]
    fn read(reader: &mut Reader) -> Self {
        f32::from_bits(reader.word())
    }
}
impl Field for List {
    const KIND: &'static str = "list";
    #[inline]
    fn read(reader: &mut Reader) -> Self {
        let length = reader.word() as usize;
        let words = reader.words;
        // SAFETY: the program is well-formed, so `length` words follow.
        reader.words = unsafe { words.add(length) };
        Self { words, length }
    }
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

        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[repr(u32)]
        enum Opcode { $($name),+ }

        /// Decodes and runs the instruction `opcode` at the reader.
        pub fn dispatch(
            opcode: u32,
            reader: &mut $crate::table::Reader,
            context: &mut $crate::context::Context,
        ) -> Result<(), $crate::fault::Fault> {
            match opcode {
                $(x if x == Opcode::$name as u32 => {
                    let instruction = $name { $($field: $crate::table::Field::read(reader)),* };
                    $crate::table::Execute::execute(instruction, context)
                })+
                _ => Err($crate::table::unknown_instruction(opcode)),
            }
        }
    };
}

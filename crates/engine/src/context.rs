//! What an instruction may use besides its operands: threads, scratch memory and the slot table.

use crate::fault::{Fault, FaultCode};
use crate::memory;
use oxigrad_kernels::pool::Pool;

/// Scratch that grows to the largest need and then stays.
pub struct Scratch {
    address: *mut u8,
    bytes: usize,
}

impl Scratch {
    /// None yet.
    pub const fn new() -> Self {
        Self {
            address: core::ptr::null_mut(),
            bytes: 0,
        }
    }

    /// At least `count` floats, 64-byte aligned, with whatever they last held.
    pub fn floats(&mut self, count: usize) -> Result<*mut f32, Fault> {
        let wanted = count * core::mem::size_of::<f32>();
        if wanted > self.bytes {
            // SAFETY: null at first, then what `reserve` gave for `bytes`.
            unsafe { memory::release(self.address, self.bytes) };
            self.address = memory::reserve(wanted);
            self.bytes = if self.address.is_null() { 0 } else { wanted };
        }
        if self.address.is_null() && wanted > 0 {
            return Err(Fault::new(FaultCode::OutOfMemory, [wanted as u32, 0, 0]));
        }
        Ok(self.address as *mut f32)
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

impl Default for Scratch {
    fn default() -> Self {
        Self::new()
    }
}

/// What an instruction may use.
pub struct Context<'a> {
    /// The addresses of the program's slots.
    pub slots: *const usize,
    /// The threads.
    pub pool: &'a dyn Pool,
    /// The scratch.
    pub scratch: &'a mut Scratch,
}

//! What an instruction may use besides its operands: threads, scratch memory and the slot table.

use crate::fault::{Fault, FaultCode};
use crate::memory;
use oxigrad_kernels::pool::Pool;

/// Floats of scratch that every program finds. Optimizers come last in theirs, when metrics may be written: for up to
/// 1,400 variables this is all they need, so that they cannot run out of memory half way through a step.
pub const RESERVE: usize = 16 << 10;

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
        let wanted = count.saturating_mul(core::mem::size_of::<f32>());
        if wanted > self.bytes {
            // The old one first, since near the limit there is no room for both.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scratch_that_cannot_grow_is_a_fault_and_the_next_is_served() {
        let mut scratch = Scratch::new();
        assert!(scratch.floats(16).is_ok());
        for count in [usize::MAX / 8, usize::MAX / 2, usize::MAX] {
            assert!(scratch.floats(count).is_err());
            assert_eq!(scratch.bytes(), 0);
        }
        let served = scratch.floats(16).unwrap();
        // SAFETY: it was served that many.
        unsafe { served.add(15).write(1.0) };
        assert_eq!(scratch.bytes(), 64);
    }
}

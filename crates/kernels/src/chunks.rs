//! Cuts long flat loops into chunks for the pool, by length alone.

use crate::pool::Pool;

/// Elements of one chunk of an elementwise loop: 64 KiB of `f32`, enough work to outweigh a hand-over.
pub const CHUNK: usize = 16384;

/// A pointer that may cross to another thread: every chunk touches only its own part of what it points to.
pub(crate) struct Shared<T>(*mut T);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Shared<T> {}

// SAFETY: kernels hand disjoint parts to the chunks, and the caller keeps the whole alive until all are done.
unsafe impl<T> Sync for Shared<T> {}
// SAFETY: as above.
unsafe impl<T> Send for Shared<T> {}

impl<T> Shared<T> {
    /// Wraps a pointer that chunks write through.
    #[inline(always)]
    pub(crate) fn new(pointer: *mut T) -> Self {
        Self(pointer)
    }
    /// Wraps a pointer that chunks only read.
    #[inline(always)]
    pub(crate) fn read(pointer: *const T) -> Self {
        Self(pointer as *mut T)
    }
    /// The pointer.
    #[inline(always)]
    pub(crate) fn get(self) -> *mut T {
        self.0
    }
}

/// Calls `task(start, length)` over `0..count` in chunks of `chunk`; one chunk runs on the caller at once.
pub(crate) fn for_chunks(
    pool: &dyn Pool,
    count: usize,
    chunk: usize,
    task: &(dyn Fn(usize, usize) + Sync),
) {
    if count <= chunk {
        if count > 0 {
            task(0, count);
        }
        return;
    }
    pool.run(count.div_ceil(chunk), &|index| {
        let start = index * chunk;
        task(start, chunk.min(count - start));
    });
}

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

/// A task without its type: what to call, and the closure that it is called with. A `dyn Fn` would carry two
/// more copies of the closure's body in its table, which the size of the module feels.
#[derive(Clone, Copy)]
struct Task {
    call: unsafe fn(*const (), usize, usize),
    closure: Shared<()>,
}

/// Calls `task(start, length)` over `0..count` in chunks of `chunk`; one chunk runs on the caller at once.
#[inline(always)]
pub(crate) fn for_chunks<F: Fn(usize, usize) + Sync>(
    pool: &dyn Pool,
    count: usize,
    chunk: usize,
    task: &F,
) {
    unsafe fn call<F: Fn(usize, usize)>(closure: *const (), start: usize, length: usize) {
        // SAFETY: the pointer was made from an `F` below, which lives until all chunks are done.
        unsafe { (*(closure as *const F))(start, length) }
    }
    let closure = Shared::read(task as *const F as *const ());
    run(
        pool,
        count,
        chunk,
        Task {
            call: call::<F>,
            closure,
        },
    );
}

#[inline(never)]
fn run(pool: &dyn Pool, count: usize, chunk: usize, task: Task) {
    let one = |start: usize, length: usize| {
        // SAFETY: `call` and the closure belong together, and the closure may be called from any thread.
        unsafe { (task.call)(task.closure.get(), start, length) }
    };
    if count > chunk {
        pool.run(count.div_ceil(chunk), &|index| {
            let start = index * chunk;
            one(start, chunk.min(count - start));
        });
    } else if count > 0 {
        one(0, count);
    }
}

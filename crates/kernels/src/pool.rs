//! How a kernel asks for threads, without knowing any.

/// Runs the chunks of one kernel, on as many threads as there are.
///
/// A kernel cuts its work into chunks by its shape alone, and a chunk writes only what is its own,
/// so that the result does not depend on the number of threads.
pub trait Pool: Sync {
    /// Threads that may take part, the caller included; at least 1. Only a hint for how finely to cut.
    fn threads(&self) -> usize;
    /// Calls `task(chunk)` once for every `chunk` in `0..chunks`, in any order, and returns when all are done.
    fn run(&self, chunks: usize, task: &(dyn Fn(usize) + Sync));
}

/// The pool of one thread: the caller does every chunk in order.
pub struct Serial;

impl Pool for Serial {
    fn threads(&self) -> usize {
        1
    }
    fn run(&self, chunks: usize, task: &(dyn Fn(usize) + Sync)) {
        for chunk in 0..chunks {
            task(chunk);
        }
    }
}

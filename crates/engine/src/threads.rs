//! The thread pool: one job at a time, cut in chunks that whoever has checked in takes one by one. Each thread starts
//! with a share of its own, and then helps with the others': what one job leaves in a thread's cache (packed panels, the
//! first half of a tensor) is where the next needs it.
//!
//! The caller works too, sleeps only where it may (a browser's main thread may not) and waits for nobody to start:
//! a worker that comes late finds the job closed. No lock is involved: a worker announces itself (`active`)
//! before it looks whether a job is open, and the caller closes the job before it waits for `active` to be 0,
//! so either the worker sees the job closed or the caller sees the worker.
//!
//! A worker that is not running is not waited for, unless it holds a chunk: how many threads share a job follows from what
//! waiting for them costs (`pace.rs`), and the workers left out sleep until there is room for them again.

use crate::pace::{Job, Pace};
use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering::SeqCst};
use oxigrad_kernels::pool::Pool;

/// The most threads, the caller included.
pub const MAX_THREADS: usize = 64;

/// Milliseconds for which a thread looks out before it sleeps: longer than what a training step does between two
/// jobs, since waking takes 50 to 100 µs.
const PATIENCE: f64 = 0.4;
/// The same where threads have to share processors: there, looking out takes time from those who work.
const CROWDED_PATIENCE: f64 = 0.02;
/// Jobs for which processors are taken to be shared, once a thread lost its own.
const CROWDED_JOBS: u32 = 1024;
/// A thread that did nothing for so many milliseconds had lost its processor.
const LOST: f64 = 1.0;
/// Looks between two looks at the clock.
const LOOKS: u32 = 256;

type Task = *const (dyn Fn(usize) + Sync);

/// Threads and the job that they share.
pub struct ThreadPool {
    /// Threads prepared for, the caller included.
    threads: AtomicUsize,
    /// Threads that share jobs now; workers beyond wait for it to change.
    limit: AtomicU32,
    /// Chooses the limit; only the caller touches it, and the place of the next job in the program that runs.
    pace: UnsafeCell<Pace>,
    place: AtomicUsize,
    /// Workers that have checked in.
    workers: AtomicU32,
    /// Workers asleep.
    sleepers: AtomicU32,
    /// Counts jobs; workers wait for it to change.
    epoch: AtomicU32,
    /// Whether the job may be joined.
    open: AtomicBool,
    /// Workers that look at the job or work on it.
    active: AtomicU32,
    /// The next chunk to take of each thread's share.
    next: [AtomicUsize; MAX_THREADS],
    chunks: AtomicUsize,
    task: UnsafeCell<Option<Task>>,
    ended: AtomicBool,
    /// Whether a worker has trapped in its chunk.
    failed: AtomicBool,
    /// Whether a job was run that more threads would have helped.
    wanted: AtomicBool,
    /// Whether the caller may sleep, and whether it is about to: then the last worker to leave wakes it.
    may_sleep: AtomicBool,
    caller_sleeps: AtomicBool,
    /// Jobs to come for which processors are taken to be shared.
    crowded: AtomicU32,
    /// Chunks executed by each thread, the caller first.
    executed: [AtomicU32; MAX_THREADS],
}

// SAFETY: the task is written by the caller alone while no job is open and no worker active, the pace is the caller's alone, and
// the rest is atomic.
unsafe impl Sync for ThreadPool {}

impl ThreadPool {
    /// A pool of the caller alone.
    pub const fn new() -> Self {
        Self {
            threads: AtomicUsize::new(1),
            limit: AtomicU32::new(1),
            pace: UnsafeCell::new(Pace::new(1)),
            place: AtomicUsize::new(0),
            workers: AtomicU32::new(0),
            sleepers: AtomicU32::new(0),
            epoch: AtomicU32::new(0),
            open: AtomicBool::new(false),
            active: AtomicU32::new(0),
            next: [const { AtomicUsize::new(0) }; MAX_THREADS],
            chunks: AtomicUsize::new(0),
            task: UnsafeCell::new(None),
            ended: AtomicBool::new(false),
            failed: AtomicBool::new(false),
            wanted: AtomicBool::new(false),
            may_sleep: AtomicBool::new(false),
            caller_sleeps: AtomicBool::new(false),
            crowded: AtomicU32::new(0),
            executed: [const { AtomicU32::new(0) }; MAX_THREADS],
        }
    }

    /// Says how many threads there will be, the caller included, and whether the caller may sleep. Said again, all share jobs anew.
    pub fn prepare(&self, threads: usize, may_sleep: bool) {
        let threads = threads.clamp(1, MAX_THREADS);
        self.threads.store(threads, SeqCst);
        self.limit.store(threads as u32, SeqCst);
        self.may_sleep.store(may_sleep, SeqCst);
        // SAFETY: only the caller prepares the pool, and not while it runs a job.
        unsafe { *self.pace.get() = Pace::new(threads) };
        wake(&self.limit);
    }

    /// Says that the program at an address starts: its jobs are compared with those of its last run.
    pub fn begin(&self, program: usize) {
        self.place.store(program, SeqCst);
    }

    /// Workers that have checked in.
    pub fn workers(&self) -> u32 {
        self.workers.load(SeqCst)
    }

    /// Chunks that a thread has executed; the caller is 0.
    pub fn executed(&self, thread: usize) -> u32 {
        self.executed
            .get(thread)
            .map_or(0, |count| count.load(SeqCst))
    }

    /// Whether, since the last call, a job was run that had more chunks than threads to take them.
    pub fn take_wanted(&self) -> bool {
        self.wanted.load(SeqCst) && self.wanted.swap(false, SeqCst)
    }

    /// Lets all workers return.
    pub fn end(&self) {
        self.ended.store(true, SeqCst);
        self.epoch.fetch_add(1, SeqCst);
        wake(&self.epoch);
        self.limit.store(u32::MAX, SeqCst);
        wake(&self.limit);
    }

    /// The body of worker `thread` (from 1): checks in, then works until the pool ends.
    pub fn work(&self, thread: usize) {
        let mut seen = self.epoch.load(SeqCst);
        self.workers.fetch_add(1, SeqCst);
        while !self.ended.load(SeqCst) {
            let limit = self.limit.load(SeqCst);
            if thread < limit as usize {
                self.join(thread);
                seen = self.await_epoch(seen);
            } else {
                sleep(&self.limit, limit);
            }
        }
        self.workers.fetch_sub(1, SeqCst);
    }

    /// Takes chunks of the open job, if there is one.
    fn join(&self, thread: usize) {
        self.active.fetch_add(1, SeqCst);
        if self.open.load(SeqCst) {
            // SAFETY: the job is open and this worker active, so the caller keeps the task alive until it leaves.
            if let Some(task) = unsafe { *self.task.get() } {
                self.take_chunks(thread, task);
            }
        }
        self.leave();
    }

    fn leave(&self) {
        if self.active.fetch_sub(1, SeqCst) == 1 && self.caller_sleeps.load(SeqCst) {
            wake(&self.active);
        }
    }

    /// For a worker that has trapped in a chunk: it leaves the job, which can never be completed.
    pub fn fail(&self) {
        self.failed.store(true, SeqCst);
        self.workers.fetch_sub(1, SeqCst);
        self.leave();
    }

    /// Takes chunks until there are none: how many.
    fn take_chunks(&self, thread: usize, task: Task) -> u32 {
        let (chunks, threads) = (self.chunks.load(SeqCst), self.sharing());
        let mut taken = 0;
        for helped in 0..threads {
            let share = (thread + helped) % threads;
            let end = share_start(share + 1, chunks, threads);
            // Looked at before it is counted up: at the end all look at all shares, and looking disturbs nobody.
            while self.next[share].load(SeqCst) < end {
                let chunk = self.next[share].fetch_add(1, SeqCst);
                if chunk >= end {
                    break;
                }
                // SAFETY: the caller is still in `run`, which borrows the task.
                unsafe { (*task)(chunk) };
                taken += 1;
            }
        }
        if let Some(count) = self.executed.get(thread) {
            count.fetch_add(taken, SeqCst);
        }
        taken
    }

    /// Threads that share the job.
    fn sharing(&self) -> usize {
        self.threads().min(self.limit.load(SeqCst) as usize)
    }

    /// Takes account of a job, which may change how many threads share the next.
    fn account(&self, chunks: usize, own_chunks: u32, start: f64, done: f64, end: f64) {
        let place = self.place.load(SeqCst);
        let job = Job {
            place: place ^ (place >> 9) ^ chunks,
            chunks,
            own_chunks: own_chunks as usize,
            own_time: done - start,
            waited: end - done,
            crowded: self.crowded.load(SeqCst) > 0,
        };
        self.place.store(place.wrapping_add(1), SeqCst);
        // SAFETY: only the caller runs jobs, one at a time.
        let limit = unsafe { (*self.pace.get()).after(&job) } as u32;
        if self.limit.swap(limit, SeqCst) < limit {
            wake(&self.limit);
        }
    }

    fn await_epoch(&self, seen: u32) -> u32 {
        if !self.look_out(&|| self.epoch.load(SeqCst) != seen) {
            self.sleepers.fetch_add(1, SeqCst);
            sleep(&self.epoch, seen);
            self.sleepers.fetch_sub(1, SeqCst);
        }
        self.epoch.load(SeqCst)
    }

    /// Waits until no worker is active.
    fn await_workers(&self) {
        let left = || self.active.load(SeqCst) == 0;
        if self.look_out(&left) {
            return;
        }
        if self.may_sleep.load(SeqCst) {
            self.caller_sleeps.store(true, SeqCst);
            loop {
                match self.active.load(SeqCst) {
                    0 => break,
                    active => sleep(&self.active, active),
                }
            }
            self.caller_sleeps.store(false, SeqCst);
        }
        while !left() {
            core::hint::spin_loop();
        }
    }

    /// Looks until `done`, or no longer than is good: whether it was done.
    #[inline(never)]
    fn look_out(&self, done: &dyn Fn() -> bool) -> bool {
        let (mut start, mut last) = (f64::NAN, f64::NAN);
        loop {
            for _ in 0..LOOKS {
                if done() {
                    return true;
                }
                core::hint::spin_loop();
            }
            let time = now();
            if time - last > LOST {
                self.crowded.store(CROWDED_JOBS, SeqCst);
            }
            last = time;
            if start.is_nan() {
                start = time;
            }
            let patience = if self.crowded.load(SeqCst) > 0 {
                CROWDED_PATIENCE
            } else {
                PATIENCE
            };
            if time - start > patience {
                return false;
            }
        }
    }
}

/// The first chunk of a thread's share.
fn share_start(share: usize, chunks: usize, threads: usize) -> usize {
    (share as u64 * chunks as u64 / threads as u64) as usize
}

impl Default for ThreadPool {
    fn default() -> Self {
        Self::new()
    }
}

impl Pool for ThreadPool {
    fn threads(&self) -> usize {
        self.threads.load(SeqCst)
    }

    fn run(&self, chunks: usize, task: &(dyn Fn(usize) + Sync)) {
        if chunks < 2 || self.workers.load(SeqCst) == 0 {
            if chunks > 1 && self.threads() > 1 {
                self.wanted.store(true, SeqCst);
            }
            for chunk in 0..chunks {
                task(chunk);
            }
            return;
        }
        let start = now();
        if self.sharing() == 1 {
            for chunk in 0..chunks {
                task(chunk);
            }
            let done = now();
            return self.account(chunks, chunks as u32, start, done, done);
        }
        // SAFETY: only the lifetime changes; the job is closed and left by all before this call returns.
        let task: Task = unsafe { core::mem::transmute::<&(dyn Fn(usize) + Sync), Task>(task) };
        // SAFETY: no job is open and no worker active (the end of the last call saw to it): nobody reads the task.
        unsafe { *self.task.get() = Some(task) };
        let threads = self.sharing();
        for (share, next) in self.next.iter().take(threads).enumerate() {
            next.store(share_start(share, chunks, threads), SeqCst);
        }
        self.chunks.store(chunks, SeqCst);
        self.open.store(true, SeqCst);
        self.epoch.fetch_add(1, SeqCst);
        if self.sleepers.load(SeqCst) > 0 {
            wake(&self.epoch);
        }
        let own_chunks = self.take_chunks(0, task);
        self.open.store(false, SeqCst);
        let done = now();
        self.await_workers();
        assert!(!self.failed.load(SeqCst), "a worker has trapped");
        self.account(chunks, own_chunks, start, done, now());
        let crowded = self.crowded.load(SeqCst);
        if crowded > 0 {
            self.crowded.store(crowded - 1, SeqCst);
        }
    }
}

/// Milliseconds since some moment of this thread.
#[cfg(all(target_arch = "wasm32", target_feature = "atomics"))]
fn now() -> f64 {
    #[link(wasm_import_module = "oxigrad")]
    unsafe extern "C" {
        safe fn now() -> f64;
    }
    now()
}

/// Sleeps while the word has the value seen.
#[cfg(all(target_arch = "wasm32", target_feature = "atomics"))]
fn sleep(word: &AtomicU32, seen: u32) {
    // SAFETY: the address is that of a live atomic; only threads that may wait get here.
    unsafe { core::arch::wasm32::memory_atomic_wait32(word.as_ptr() as *mut i32, seen as i32, -1) };
}

/// Wakes all who sleep on the word.
#[cfg(all(target_arch = "wasm32", target_feature = "atomics"))]
fn wake(word: &AtomicU32) {
    // SAFETY: the address is that of a live atomic.
    unsafe { core::arch::wasm32::memory_atomic_notify(word.as_ptr() as *mut i32, u32::MAX) };
}

/// Natively the pool only runs in tests, where the clock counts the looks at it.
#[cfg(not(all(target_arch = "wasm32", target_feature = "atomics")))]
fn now() -> f64 {
    static LOOKED: AtomicU32 = AtomicU32::new(0);
    f64::from(LOOKED.fetch_add(1, SeqCst)) / 100.0
}

/// Natively yielding is enough.
#[cfg(not(all(target_arch = "wasm32", target_feature = "atomics")))]
fn sleep(word: &AtomicU32, seen: u32) {
    while word.load(SeqCst) == seen {
        std::thread::yield_now();
    }
}

/// Nobody sleeps natively.
#[cfg(not(all(target_arch = "wasm32", target_feature = "atomics")))]
fn wake(_: &AtomicU32) {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{catch_unwind, AssertUnwindSafe};

    fn with_workers(count: usize, may_sleep: bool, body: impl FnOnce(&ThreadPool)) {
        let pool = ThreadPool::new();
        pool.prepare(count + 1, may_sleep);
        std::thread::scope(|scope| {
            for worker in 1..=count {
                let pool = &pool;
                scope.spawn(move || pool.work(worker));
            }
            while pool.workers() < count as u32 {
                std::thread::yield_now();
            }
            body(&pool);
            pool.end();
        });
    }

    #[test]
    fn runs_every_chunk_once_for_any_number_of_workers() {
        for (workers, may_sleep) in [(0, false), (1, true), (2, false), (2, true), (6, true)] {
            with_workers(workers, may_sleep, |pool| {
                for chunks in [0, 1, 2, 3, 17, 100] {
                    for _ in 0..if cfg!(miri) { 2 } else { 50 } {
                        let counts: Vec<AtomicU32> =
                            (0..chunks).map(|_| AtomicU32::new(0)).collect();
                        pool.run(chunks, &|chunk| {
                            counts[chunk].fetch_add(1, SeqCst);
                        });
                        assert!(counts.iter().all(|count| count.load(SeqCst) == 1));
                    }
                }
            });
        }
    }

    #[test]
    fn a_worker_that_traps_ends_the_job_with_a_trap_of_the_caller() {
        for may_sleep in [false, true] {
            let pool = ThreadPool::new();
            pool.prepare(2, may_sleep);
            std::thread::scope(|scope| {
                let worker = scope.spawn(|| {
                    let work = || pool.work(1);
                    if catch_unwind(AssertUnwindSafe(work)).is_err() {
                        pool.fail();
                    }
                });
                while pool.workers() == 0 {
                    std::thread::yield_now();
                }
                let trapped = AtomicBool::new(false);
                let caller = std::thread::current().id();
                let job = || {
                    pool.run(2, &|_| {
                        if std::thread::current().id() != caller {
                            trapped.store(true, SeqCst);
                            panic!("a trap in a worker, as this test wants it");
                        }
                        while !trapped.load(SeqCst) {
                            std::thread::yield_now();
                        }
                    });
                };
                assert!(catch_unwind(AssertUnwindSafe(job)).is_err());
                worker.join().unwrap();
            });
        }
    }

    #[test]
    fn wants_workers_only_when_a_job_could_have_used_them() {
        let pool = ThreadPool::new();
        pool.run(8, &|_| {});
        assert!(!pool.take_wanted(), "one thread wants nobody");
        pool.prepare(2, false);
        pool.run(1, &|_| {});
        assert!(!pool.take_wanted(), "one chunk wants nobody");
        pool.run(8, &|_| {});
        assert!(pool.take_wanted());
        assert!(!pool.take_wanted());
    }
}

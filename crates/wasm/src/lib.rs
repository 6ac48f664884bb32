//! The door between TypeScript and the engine: reserve and release memory, run a program, the last fault, the
//! hash of the instruction table. Nothing else crosses. Addresses are 32-bit; codes and words cross, no text.
#![deny(unsafe_op_in_unsafe_fn)]

use core::cell::UnsafeCell;
use oxigrad_engine::context::{Context, Scratch};
use oxigrad_engine::{instructions, memory, run as engine, table};
use wasm_bindgen::prelude::wasm_bindgen;

/// All memory that is reserved: by TypeScript, as scratch, and for the stacks of workers.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static HEAP: oxigrad_engine::heap::Heap<oxigrad_engine::heap::Linear> =
    oxigrad_engine::heap::Heap::new(oxigrad_engine::heap::Linear);

/// The pool of the build: threads where memory can be shared.
#[cfg(target_feature = "atomics")]
static POOL: oxigrad_engine::threads::ThreadPool = oxigrad_engine::threads::ThreadPool::new();
/// The pool of the build: the caller alone.
#[cfg(not(target_feature = "atomics"))]
static POOL: oxigrad_kernels::pool::Serial = oxigrad_kernels::pool::Serial;

/// What the door remembers between calls. Only the thread that loaded the module calls it.
struct State {
    scratch: Scratch,
    fault: [u32; 5],
}

struct Shared(UnsafeCell<State>);

// SAFETY: only the main thread touches the state; workers enter through the pool alone.
unsafe impl Sync for Shared {}

static STATE: Shared = Shared(UnsafeCell::new(State {
    scratch: Scratch::new(),
    fault: [0; 5],
}));

fn state() -> &'static mut State {
    // SAFETY: one thread, and no export of the door calls another.
    unsafe { &mut *STATE.0.get() }
}

/// Reserves `bytes`, aligned to 64; 0 when there is no room.
#[wasm_bindgen]
pub fn reserve(bytes: u32) -> u32 {
    memory::reserve(bytes as usize) as usize as u32
}

/// Releases what `reserve` gave for the same size.
#[wasm_bindgen]
pub fn release(address: u32, bytes: u32) {
    // SAFETY: TypeScript releases what it reserved, once, with the size it asked for.
    unsafe { memory::release(address as usize as *mut u8, bytes as usize) };
}

/// Runs `length` words at `program` with the slot table at `slots`: 0, 1 after a fault, or 2 where workers that
/// are not there yet would have helped.
#[wasm_bindgen]
pub fn run(program: u32, length: u32, slots: u32) -> i32 {
    let state = state();
    let slots = slots as usize as *const usize;
    let mut context = Context {
        slots,
        pool: &POOL,
        scratch: &mut state.scratch,
    };
    #[cfg(target_feature = "atomics")]
    POOL.begin(program as usize);
    // SAFETY: TypeScript writes programs with the encoder generated from the table, over memory it reserved.
    let result = unsafe {
        engine::run(
            program as usize as *const u32,
            length as usize,
            &mut context,
        )
    };
    match result {
        Ok(()) => workers_wanted(),
        Err(stop) => {
            let [a, b, c] = stop.fault.values;
            state.fault = [stop.fault.code as u32, stop.instruction, a, b, c];
            1
        }
    }
}

/// Address of the last fault: code, number of the instruction, three values.
#[wasm_bindgen]
pub fn fault_address() -> u32 {
    state().fault.as_ptr() as usize as u32
}

/// The hash of the instruction table.
#[wasm_bindgen]
pub fn table_hash() -> u32 {
    const HASH: u32 = table::hash(instructions::TABLE);
    HASH
}

/// Bytes of scratch that kernels hold.
#[wasm_bindgen]
pub fn scratch_bytes() -> u32 {
    state().scratch.bytes() as u32
}

#[cfg(not(target_feature = "atomics"))]
fn workers_wanted() -> i32 {
    0
}

#[cfg(target_feature = "atomics")]
fn workers_wanted() -> i32 {
    if POOL.take_wanted() {
        2
    } else {
        0
    }
}

#[cfg(target_feature = "atomics")]
mod threads {
    //! What the pool needs of the door.

    use super::POOL;
    use wasm_bindgen::prelude::wasm_bindgen;

    /// Says how many threads there will be, the caller included, and whether the caller may sleep.
    #[wasm_bindgen]
    pub fn pool_prepare(threads: u32, may_sleep: bool) {
        POOL.prepare(threads as usize, may_sleep);
    }

    /// The body of a worker: returns when the pool ends.
    #[wasm_bindgen]
    pub fn pool_work(worker: u32) {
        POOL.work(worker as usize);
    }

    /// Says that the calling worker has trapped.
    #[wasm_bindgen]
    pub fn pool_fail() {
        POOL.fail();
    }

    /// Workers that have checked in.
    #[wasm_bindgen]
    pub fn pool_workers() -> u32 {
        POOL.workers()
    }

    /// Chunks that a thread has executed; the caller is 0.
    #[wasm_bindgen]
    pub fn pool_chunks(thread: u32) -> u32 {
        POOL.executed(thread as usize)
    }

    /// Lets all workers return.
    #[wasm_bindgen]
    pub fn pool_end() {
        POOL.end();
    }
}

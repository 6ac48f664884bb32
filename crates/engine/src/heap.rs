//! The allocator of the WebAssembly builds: holes in one list, ordered by address and merged with their neighbours.
//! It has a tenth of dlmalloc's code, suits few and large reservations, and keeps nothing beside the blocks themselves,
//! since whoever releases one says its size.

use crate::memory::ALIGNMENT;
use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicBool, Ordering};

/// Memory that grows at its end.
pub trait Source {
    /// Where it ends, a multiple of [`ALIGNMENT`]; addresses may end there too, at 2³² = null. What another thread has
    /// grown may be missing: V8 tells a thread of it some time later.
    fn end(&self) -> *mut u8;
    /// Moves the end by at least `bytes`; where it was, and by how many it moved: by none when there are not as many.
    fn grow(&self, bytes: usize) -> (*mut u8, usize);
}

/// What is free, written at its own start.
struct Hole {
    size: usize,
    next: *mut Hole,
}

struct Holes {
    first: *mut Hole,
    /// A hole before those that were released last (or null): releases mostly go upwards, and need not walk from the first.
    hint: *mut Hole,
}

/// Blocks of any size, aligned to [`ALIGNMENT`], for any number of threads: one at a time, and none ever sleeps.
pub struct Heap<S> {
    source: S,
    busy: AtomicBool,
    holes: UnsafeCell<Holes>,
}

// SAFETY: the holes are touched only between `lock` and its end.
unsafe impl<S: Sync> Sync for Heap<S> {}
// SAFETY: the holes lie in memory that belongs to no thread.
unsafe impl<S: Send> Send for Heap<S> {}

impl<S: Source> Heap<S> {
    /// Without memory yet.
    pub const fn new(source: S) -> Self {
        let holes = Holes {
            first: null_mut(),
            hint: null_mut(),
        };
        Self {
            source,
            busy: AtomicBool::new(false),
            holes: UnsafeCell::new(holes),
        }
    }

    fn locked<T>(&self, work: impl FnOnce(&mut Holes) -> T) -> T {
        while self.busy.swap(true, Ordering::Acquire) {
            core::hint::spin_loop();
        }
        // SAFETY: `busy` was false, and everybody else waits until it is again.
        let result = work(unsafe { &mut *self.holes.get() });
        self.busy.store(false, Ordering::Release);
        result
    }
}

/// What a block of `bytes` takes: whole cache lines. More than half of all addresses, Rust's limit, it never is.
fn rounded(bytes: usize) -> usize {
    bytes.max(1).next_multiple_of(ALIGNMENT)
}

impl Holes {
    /// Takes `size` bytes from the start of the first hole that has them; else null, and how much is free before `end`.
    fn take(&mut self, size: usize, end: *mut u8) -> (*mut u8, usize) {
        let mut link: *mut *mut Hole = &mut self.first;
        let mut tail = 0;
        // SAFETY: `link` is the first link or that of a hole, and holes are well-formed and ours alone.
        unsafe {
            while !(*link).is_null() {
                let hole = *link;
                if (*hole).size >= size {
                    let mut rest = (*hole).next;
                    if (*hole).size > size {
                        let left = (hole as *mut u8).add(size) as *mut Hole;
                        (*left).size = (*hole).size - size;
                        (*left).next = rest;
                        rest = left;
                    }
                    *link = rest;
                    if self.hint == hole {
                        self.hint = null_mut();
                    }
                    return (hole as *mut u8, 0);
                }
                if (hole as *mut u8).wrapping_add((*hole).size) == end {
                    tail = (*hole).size;
                }
                link = &raw mut (*hole).next;
            }
        }
        (null_mut(), tail)
    }

    /// Makes the `size` bytes at `block` a hole, one with the holes that it touches.
    /// # Safety
    /// The block must be nobody's, a multiple of [`ALIGNMENT`], and at least that long.
    unsafe fn put(&mut self, block: *mut u8, size: usize) {
        if size == 0 {
            return;
        }
        let hole = block as *mut Hole;
        let mut before = if self.hint < hole {
            self.hint
        } else {
            null_mut()
        };
        // SAFETY: all holes are well-formed and ours alone, and so is the block.
        unsafe {
            let mut after = if before.is_null() {
                self.first
            } else {
                (*before).next
            };
            while !after.is_null() && after < hole {
                before = after;
                after = (*after).next;
            }
            // The last block may end where addresses do, at 2³² = 0, which is no hole.
            if !after.is_null() && block.wrapping_add(size) == after as *mut u8 {
                (*hole).size = size + (*after).size;
                (*hole).next = (*after).next;
            } else {
                (*hole).size = size;
                (*hole).next = after;
            }
            if before.is_null() {
                self.first = hole;
            } else if (before as *mut u8).wrapping_add((*before).size) == block {
                (*before).size += (*hole).size;
                (*before).next = (*hole).next;
            } else {
                (*before).next = hole;
            }
        }
        self.hint = before;
    }
}

// SAFETY: blocks are disjoint, as large and aligned as asked for, and null says that there is none.
unsafe impl<S: Source> GlobalAlloc for Heap<S> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() > ALIGNMENT {
            return null_mut();
        }
        let size = rounded(layout.size());
        self.locked(|holes| {
            let (mut block, mut tail) = holes.take(size, self.source.end());
            while block.is_null() {
                let (start, grown) = self.source.grow(size - tail);
                if grown == 0 {
                    break;
                }
                // SAFETY: what the source adds at its end is nobody's.
                unsafe { holes.put(start, grown) };
                // Where the end was further than it seemed, the hole before it did not count.
                (block, tail) = holes.take(size, start.wrapping_add(grown));
            }
            block
        })
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise: `alloc` gave the block for this layout, and nobody uses it any more.
        self.locked(|holes| unsafe { holes.put(block, rounded(layout.size())) });
    }
}

/// The linear memory of a WebAssembly instance.
#[cfg(target_arch = "wasm32")]
pub struct Linear;

#[cfg(target_arch = "wasm32")]
impl Source for Linear {
    fn end(&self) -> *mut u8 {
        (core::arch::wasm32::memory_size(0) << 16) as *mut u8
    }
    fn grow(&self, bytes: usize) -> (*mut u8, usize) {
        let pages = bytes.div_ceil(1 << 16);
        match core::arch::wasm32::memory_grow(0, pages) {
            usize::MAX => (null_mut(), 0),
            before => ((before << 16) as *mut u8, pages << 16),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::cell::Cell;

    /// A region of this process that grows, page by page, up to a limit.
    struct Region {
        memory: *mut u8,
        layout: Layout,
        used: Cell<usize>,
        /// How much of it this thread has not heard of.
        unheard: Cell<usize>,
    }

    const PAGE: usize = 4096;

    impl Region {
        fn new(limit: usize) -> Self {
            let layout = Layout::from_size_align(limit, PAGE).unwrap();
            // SAFETY: the size is not 0.
            let memory = unsafe { std::alloc::alloc(layout) };
            let used = Cell::new(0);
            Self {
                memory,
                layout,
                used,
                unheard: Cell::new(0),
            }
        }
    }

    impl Drop for Region {
        fn drop(&mut self) {
            // SAFETY: allocated in `new` with this layout.
            unsafe { std::alloc::dealloc(self.memory, self.layout) };
        }
    }

    impl Source for Region {
        fn end(&self) -> *mut u8 {
            self.memory
                .wrapping_add(self.used.get() - self.unheard.get())
        }
        fn grow(&self, bytes: usize) -> (*mut u8, usize) {
            let bytes = bytes.next_multiple_of(PAGE);
            if bytes > self.layout.size() - self.used.get() {
                return (null_mut(), 0);
            }
            let start = self.memory.wrapping_add(self.used.get());
            self.used.set(self.used.get() + bytes);
            self.unheard.set(0);
            (start, bytes)
        }
    }

    fn layout(bytes: usize) -> Layout {
        Layout::from_size_align(bytes, ALIGNMENT).unwrap()
    }

    fn take(heap: &Heap<Region>, bytes: usize) -> *mut u8 {
        // SAFETY: the tests give no size of 0.
        unsafe { heap.alloc(layout(bytes)) }
    }

    fn give(heap: &Heap<Region>, block: *mut u8, bytes: usize) {
        // SAFETY: the tests give back what they took, once, with its size.
        unsafe { heap.dealloc(block, layout(bytes)) };
    }

    /// Sizes of the holes, after a look that they are in order and do not touch.
    fn holes(heap: &Heap<Region>) -> Vec<usize> {
        heap.locked(|holes| {
            let mut sizes = Vec::new();
            let mut hole = holes.first;
            while !hole.is_null() {
                // SAFETY: holes are well-formed and the lock is held.
                let Hole { size, next } = unsafe { hole.read() };
                assert!(next.is_null() || (hole as *mut u8).wrapping_add(size) < next as *mut u8);
                sizes.push(size);
                hole = next;
            }
            sizes
        })
    }

    #[test]
    fn random_blocks_are_aligned_apart_and_all_come_back() {
        let heap = Heap::new(Region::new(1 << 20));
        let mut random = 88_172_645_463_325_252_u64;
        let mut draw = |below: usize| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            (random % below as u64) as usize
        };
        let mut blocks: Vec<(*mut u8, usize, u8)> = Vec::new();
        let mut refused = 0;
        for round in 0..if cfg!(miri) { 300 } else { 20_000 } {
            if draw(100) < 48 && !blocks.is_empty() {
                let (block, bytes, mark) = blocks.swap_remove(draw(blocks.len()));
                for offset in [0, bytes / 2, bytes - 1] {
                    // SAFETY: within a block that is ours.
                    assert_eq!(unsafe { *block.add(offset) }, mark, "round {round}");
                }
                give(&heap, block, bytes);
            } else {
                let longest = [64, 500, 20_000][draw(3)];
                let bytes = 1 + draw(longest);
                let block = take(&heap, bytes);
                if block.is_null() {
                    refused += 1;
                    continue;
                }
                assert_eq!(block as usize % ALIGNMENT, 0);
                let mark = round as u8;
                // SAFETY: the block has that many bytes.
                unsafe { block.write_bytes(mark, bytes) };
                blocks.push((block, bytes, mark));
            }
            if round % 64 == 0 {
                holes(&heap);
            }
        }
        assert!(cfg!(miri) || refused > 0, "the limit was never met");
        for (block, bytes, _) in blocks {
            give(&heap, block, bytes);
        }
        assert_eq!(holes(&heap), [heap.source.used.get()]);
    }

    #[test]
    fn an_arena_that_grows_takes_no_more_than_its_largest_size() {
        let heap = Heap::new(Region::new(1 << 20));
        let weights = take(&heap, 1000);
        for pages in 1..100 {
            let arena = take(&heap, pages * PAGE);
            assert!(!arena.is_null());
            give(&heap, arena, pages * PAGE);
        }
        assert_eq!(heap.source.used.get(), 100 * PAGE);
        give(&heap, weights, 1000);
        assert_eq!(holes(&heap), [100 * PAGE]);
    }

    #[test]
    fn memory_that_another_thread_has_grown_is_not_given_twice() {
        let heap = Heap::new(Region::new(8 * PAGE));
        // A hole before the end that this thread knows; the other thread's block behind it.
        let small = take(&heap, PAGE);
        let hole = take(&heap, PAGE);
        give(&heap, hole, PAGE);
        let others = take(&heap, 2 * PAGE);
        heap.source.unheard.set(PAGE);
        let ours = take(&heap, 2 * PAGE);
        assert_eq!(ours as usize - others as usize, 2 * PAGE);
        for (block, bytes) in [(small, PAGE), (others, 2 * PAGE), (ours, 2 * PAGE)] {
            give(&heap, block, bytes);
        }
        assert_eq!(holes(&heap), [heap.source.used.get()]);
    }

    #[test]
    fn says_no_and_goes_on_when_there_is_no_room() {
        let heap = Heap::new(Region::new(4 * PAGE));
        assert!(take(&heap, 4 * PAGE + 1).is_null());
        let all = take(&heap, 4 * PAGE);
        assert!(!all.is_null());
        assert!(take(&heap, 1).is_null());
        give(&heap, all, 4 * PAGE);
        assert!(!take(&heap, 1).is_null());
        // SAFETY: the size is not 0.
        assert!(unsafe { heap.alloc(Layout::from_size_align(64, 128).unwrap()) }.is_null());
    }

    #[test]
    fn blocks_released_in_any_order_become_one_hole() {
        for order in [
            [0, 1, 2, 3],
            [3, 2, 1, 0],
            [0, 2, 1, 3],
            [2, 0, 3, 1],
            [1, 3, 0, 2],
        ] {
            let heap = Heap::new(Region::new(4 * PAGE));
            let blocks = [(); 4].map(|()| take(&heap, PAGE));
            for index in order {
                give(&heap, blocks[index], PAGE);
            }
            assert_eq!(holes(&heap), [4 * PAGE], "{order:?}");
        }
    }
}

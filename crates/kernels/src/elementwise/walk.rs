//! Walks a broadcast: hands an elementwise kernel flat runs of its operands in the order of the output.
//!
//! A run of an operand is either consecutive elements or one element repeated (step 0). Rows that are
//! neither are gathered into a small buffer first, as are short rows, so that the one inner loop of a
//! kernel is SIMD whatever the strides, and the walk itself exists once for all kernels.

use crate::chunks::{for_chunks, Shared, CHUNK};
use crate::pool::Pool;
use crate::promise::promise;

/// Most dimensions that a strided kernel takes.
pub const MAX_RANK: usize = 8;
/// Most operands that are walked together.
pub(crate) const MAX_OPERANDS: usize = 3;
/// Bytes of the buffer an operand is gathered into.
const BUFFER_BYTES: usize = 1024;
/// Rows shorter than this are gathered, longer ones are used where they lie.
const SHORT_ROW: usize = 48;

/// An input of a broadcasting kernel: where it starts, and how many elements it moves on for one step of
/// each output dimension (0 = broadcast, negative = backwards).
#[derive(Clone, Copy)]
pub struct Operand<'a, T> {
    /// The element at index 0 of every dimension.
    pub pointer: *const T,
    /// One stride a dimension of the output, in elements.
    pub strides: &'a [isize],
}

impl<'a, T> Operand<'a, T> {
    /// An operand of these strides.
    pub fn new(pointer: *const T, strides: &'a [isize]) -> Self {
        Self { pointer, strides }
    }
    /// Checks what callers promise: a stride per dimension, of which there are not too many, and an aligned pointer.
    pub(crate) fn promise(&self, dims: &[usize]) {
        debug_assert!(dims.len() <= MAX_RANK && self.strides.len() == dims.len());
        promise!(self.pointer => dims.iter().product());
    }
    pub(crate) fn source(&self) -> Source<'a> {
        Source {
            pointer: self.pointer as *const u8,
            size: core::mem::size_of::<T>(),
            strides: self.strides,
        }
    }
}

/// An operand without its type: `size` is 1 or 4 bytes an element.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub pointer: *const u8,
    pub size: usize,
    pub strides: &'a [isize],
}

/// One operand's part of a run: consecutive elements (`step` 1), or at least 16 bytes of copies of one
/// element (`step` 0).
#[derive(Clone, Copy)]
pub(crate) struct Run {
    pub pointer: *const u8,
    pub step: usize,
}

/// Receives the runs: operands, first element of the output, number of elements. Without its type, as a task
/// of [`for_chunks`] is.
#[derive(Clone, Copy)]
struct Visit {
    call: unsafe fn(*const (), &[Run; MAX_OPERANDS], usize, usize),
    closure: Shared<()>,
}

#[derive(Clone, Copy)]
struct Plan {
    rank: usize,
    operands: usize,
    dims: [usize; MAX_RANK],
    /// In bytes, innermost last.
    strides: [[isize; MAX_RANK]; MAX_OPERANDS],
    sizes: [usize; MAX_OPERANDS],
    pointers: [Shared<u8>; MAX_OPERANDS],
    total: usize,
}

/// Walks `dims` over `sources` (1–3), calling `visit` for runs that together cover the output once. Neighbouring
/// dimensions that every operand crosses in one stride are faster as one.
///
/// # Safety
/// `dims` has at most [`MAX_RANK`] entries, every source as many strides, and all elements that they
/// reach are readable.
#[inline(always)]
pub(crate) unsafe fn walk<F: Fn(&[Run; MAX_OPERANDS], usize, usize) + Sync>(
    pool: &dyn Pool,
    dims: &[usize],
    sources: &[Source],
    visit: &F,
) {
    unsafe fn call<F: Fn(&[Run; MAX_OPERANDS], usize, usize)>(
        closure: *const (),
        runs: &[Run; MAX_OPERANDS],
        offset: usize,
        count: usize,
    ) {
        // SAFETY: the pointer was made from an `F` below, which lives until the walk is done.
        unsafe { (*(closure as *const F))(runs, offset, count) }
    }
    let closure = Shared::read(visit as *const F as *const ());
    // SAFETY: the caller's promise.
    unsafe {
        start(
            pool,
            dims,
            sources,
            Visit {
                call: call::<F>,
                closure,
            },
        )
    }
}

/// [`walk`], once for all visits.
#[inline(never)]
unsafe fn start(pool: &dyn Pool, dims: &[usize], sources: &[Source], visit: Visit) {
    let plan = Plan::new(dims, sources);
    for_chunks(pool, plan.total, CHUNK, &|start: usize, count: usize| {
        // SAFETY: the caller's promise; the range lies within the total.
        unsafe { plan.visit(start, count, visit) }
    });
}

impl Plan {
    fn new(dims: &[usize], sources: &[Source]) -> Self {
        let mut plan = Plan {
            rank: dims.len().clamp(1, MAX_RANK),
            operands: sources.len().min(MAX_OPERANDS),
            dims: [1; MAX_RANK],
            strides: [[0; MAX_RANK]; MAX_OPERANDS],
            sizes: [4; MAX_OPERANDS],
            pointers: [Shared::read(core::ptr::null()); MAX_OPERANDS],
            total: 1,
        };
        for (own, &size) in plan.dims.iter_mut().zip(dims) {
            *own = size;
            plan.total *= size;
        }
        let own = plan
            .sizes
            .iter_mut()
            .zip(&mut plan.pointers)
            .zip(&mut plan.strides);
        for (((size, pointer), strides), source) in own.zip(sources) {
            *size = source.size;
            *pointer = Shared::read(source.pointer);
            for (stride, &elements) in strides.iter_mut().zip(source.strides) {
                *stride = elements * source.size as isize;
            }
        }
        plan
    }

    /// Visits elements `start..start + count` of the output.
    ///
    /// ```text
    /// until all are visited:
    ///     length = what is left, of this row where rows are long, of a buffer where an operand is gathered
    ///     each operand's run: where it lies, or copies of its one element, or a buffer
    ///     fill the buffers, row by row, and move on by length
    ///     visit the runs
    /// ```
    ///
    /// # Safety
    /// As for [`walk`]; the range must lie within the total.
    unsafe fn visit(&self, start: usize, count: usize, visit: Visit) {
        // SAFETY: `rank` is 1..=MAX_RANK, and operand indices stay below MAX_OPERANDS.
        unsafe {
            let row = *self.dims.get_unchecked(self.rank - 1);
            let in_rows = row >= SHORT_ROW || self.rank == 1;
            let mut gathered = [false; MAX_OPERANDS];
            for (operand, gathered) in gathered.iter_mut().enumerate().take(self.operands) {
                *gathered = self.is_gathered(operand, in_rows);
            }
            let any_gathered = gathered.iter().any(|gathered| *gathered);
            let mut cursor = Cursor::at(self, start);
            let mut buffers = [[0u32; BUFFER_BYTES / 4]; MAX_OPERANDS];
            let mut runs = [Run {
                pointer: core::ptr::null(),
                step: 1,
            }; MAX_OPERANDS];
            let mut done = 0;
            while done < count {
                let mut length = count - done;
                if in_rows {
                    length = length.min(row - cursor.inner);
                }
                if any_gathered {
                    length = length.min(BUFFER_BYTES / 4);
                }
                for operand in 0..self.operands {
                    let buffer = buffers.get_unchecked_mut(operand).as_mut_ptr() as *mut u8;
                    let gathered = *gathered.get_unchecked(operand);
                    *runs.get_unchecked_mut(operand) = self.run(operand, gathered, &cursor, buffer);
                }
                let mut filled = 0;
                while filled < length {
                    let piece = (length - filled).min(row - cursor.inner);
                    for operand in 0..self.operands {
                        if *gathered.get_unchecked(operand) {
                            let buffer = buffers.get_unchecked_mut(operand).as_mut_ptr() as *mut u8;
                            self.gather(operand, &cursor, buffer, filled, piece);
                        }
                    }
                    filled += piece;
                    cursor.advance(self, piece);
                }
                (visit.call)(visit.closure.get(), &runs, start + done, length);
                done += length;
            }
        }
    }

    /// Whether an operand has to be gathered in a buffer: along a row where runs end with rows, else anywhere.
    unsafe fn is_gathered(&self, operand: usize, in_rows: bool) -> bool {
        if !in_rows {
            // SAFETY: the caller's operand is below MAX_OPERANDS.
            return unsafe { !self.is_flat(operand) };
        }
        // SAFETY: as above.
        let (stride, size) = unsafe { (self.stride(operand), *self.sizes.get_unchecked(operand)) };
        stride != 0 && stride != size as isize
    }

    /// An operand's distance of neighbours in a row, in bytes.
    #[inline(always)]
    unsafe fn stride(&self, operand: usize) -> isize {
        // SAFETY: the caller's operand is below MAX_OPERANDS, and `rank` is 1..=MAX_RANK.
        unsafe {
            *self
                .strides
                .get_unchecked(operand)
                .get_unchecked(self.rank - 1)
        }
    }

    /// An operand's run from the cursor on: its buffer where it is gathered or one element repeated, else where it lies.
    #[inline(always)]
    unsafe fn run(&self, operand: usize, gathered: bool, cursor: &Cursor, buffer: *mut u8) -> Run {
        // SAFETY: the caller's operand is below MAX_OPERANDS, its buffer has BUFFER_BYTES, and the cursor's element is
        // readable.
        unsafe {
            if gathered {
                return Run {
                    pointer: buffer,
                    step: 1,
                };
            }
            let from = cursor.pointer(self, operand);
            if self.stride(operand) != 0 {
                return Run {
                    pointer: from,
                    step: 1,
                };
            }
            if *self.sizes.get_unchecked(operand) == 1 {
                core::ptr::write_bytes(buffer, *from, 16);
            } else {
                let value = (from as *const u32).read_unaligned();
                (buffer as *mut [u32; 4]).write([value; 4]);
            }
            Run {
                pointer: buffer,
                step: 0,
            }
        }
    }

    /// Copies `count` elements of an operand's row, from the cursor on, to the buffer behind those `filled` before.
    #[inline(always)]
    unsafe fn gather(
        &self,
        operand: usize,
        cursor: &Cursor,
        buffer: *mut u8,
        filled: usize,
        count: usize,
    ) {
        // SAFETY: the caller's operand is below MAX_OPERANDS, its row holds `count` elements from the cursor on, and its
        // buffer has room for them.
        unsafe {
            let size = *self.sizes.get_unchecked(operand);
            let from = cursor.pointer(self, operand);
            let to = buffer.add(filled * size);
            copy_strided(from, self.stride(operand), to, size as isize, size, count);
        }
    }

    /// Whether an operand lies in the order of the output (or is one element): used where it lies.
    unsafe fn is_flat(&self, operand: usize) -> bool {
        // SAFETY: indices are below rank and MAX_OPERANDS.
        unsafe {
            let strides = self.strides.get_unchecked(operand);
            let innermost = *strides.get_unchecked(self.rank - 1);
            if innermost != 0 && innermost != *self.sizes.get_unchecked(operand) as isize {
                return false;
            }
            let mut expected = innermost;
            for dimension in (0..self.rank).rev() {
                if *strides.get_unchecked(dimension) != expected {
                    return false;
                }
                expected *= *self.dims.get_unchecked(dimension) as isize;
            }
            true
        }
    }
}

/// A place in the output, and each operand's byte offset of the row it lies in.
struct Cursor {
    coordinates: [usize; MAX_RANK],
    inner: usize,
    offsets: [isize; MAX_OPERANDS],
}

impl Cursor {
    unsafe fn at(plan: &Plan, start: usize) -> Self {
        let mut cursor = Cursor {
            coordinates: [0; MAX_RANK],
            inner: 0,
            offsets: [0; MAX_OPERANDS],
        };
        // SAFETY: indices are below rank and MAX_OPERANDS.
        unsafe {
            let row = *plan.dims.get_unchecked(plan.rank - 1);
            cursor.inner = start % row;
            let mut rest = start / row;
            for dimension in (0..plan.rank - 1).rev() {
                let size = *plan.dims.get_unchecked(dimension);
                let index = rest % size;
                rest /= size;
                *cursor.coordinates.get_unchecked_mut(dimension) = index;
                for (offset, strides) in cursor.offsets.iter_mut().zip(&plan.strides) {
                    *offset += *strides.get_unchecked(dimension) * index as isize;
                }
            }
        }
        cursor
    }

    #[inline(always)]
    unsafe fn pointer(&self, plan: &Plan, operand: usize) -> *const u8 {
        // SAFETY: operand < MAX_OPERANDS; the offset stays within what the caller of `walk` promised.
        unsafe {
            let offset =
                *self.offsets.get_unchecked(operand) + plan.stride(operand) * self.inner as isize;
            (plan.pointers.get_unchecked(operand).get() as *const u8).offset(offset)
        }
    }

    /// Moves on by `piece` elements, which do not cross more than the end of the row.
    unsafe fn advance(&mut self, plan: &Plan, piece: usize) {
        // SAFETY: indices are below rank and MAX_OPERANDS.
        unsafe {
            self.inner += piece;
            if self.inner < *plan.dims.get_unchecked(plan.rank - 1) {
                return;
            }
            self.inner = 0;
            for dimension in (0..plan.rank - 1).rev() {
                let index = self.coordinates.get_unchecked_mut(dimension);
                *index += 1;
                let wrapped = *index == *plan.dims.get_unchecked(dimension);
                let back = if wrapped { *index as isize - 1 } else { 0 };
                if wrapped {
                    *index = 0;
                }
                for (offset, strides) in self.offsets.iter_mut().zip(&plan.strides) {
                    let stride = *strides.get_unchecked(dimension);
                    *offset += if wrapped { -stride * back } else { stride };
                }
                if !wrapped {
                    return;
                }
            }
        }
    }
}

/// Copies `count` elements of `size` (1 or 4) bytes; strides in bytes.
///
/// # Safety
/// All elements that the strides reach must be readable and writable, without overlap.
#[inline]
pub(crate) unsafe fn copy_strided(
    from: *const u8,
    from_stride: isize,
    to: *mut u8,
    to_stride: isize,
    size: usize,
    count: usize,
) {
    // SAFETY: the caller's promise.
    unsafe {
        if from_stride == size as isize && to_stride == size as isize && count > 8 {
            core::ptr::copy_nonoverlapping(from, to, count * size);
        } else if size == 4 {
            for i in 0..count as isize {
                let value = (from.offset(i * from_stride) as *const u32).read_unaligned();
                (to.offset(i * to_stride) as *mut u32).write_unaligned(value);
            }
        } else {
            for i in 0..count as isize {
                *to.offset(i * to_stride) = *from.offset(i * from_stride);
            }
        }
    }
}

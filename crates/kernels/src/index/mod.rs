//! Kernels that move elements by index: gather, scatter, one-hot, sorting and the largest k.

mod elements;
mod gather;
mod one_hot;
mod scatter;
mod sort;
#[cfg(test)]
mod tests;

pub use elements::{gather_elements, scatter_add_elements};
pub use gather::gather;
pub use one_hot::one_hot;
pub use scatter::{scatter_add, scatter_set};
pub use sort::{argsort, sort, top_k};

/// An index outside the axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexFault {
    /// Which of the indices, counted flat.
    pub position: usize,
    /// The index found there.
    pub index: i32,
}

/// Checks that all indices lie in `-axis..axis` (negative ones count from the end, as in NumPy).
///
/// # Safety
/// `indices` must be readable for `count` elements.
unsafe fn check(indices: *const i32, count: usize, axis: usize) -> Result<(), IndexFault> {
    for position in 0..count {
        // SAFETY: position < count.
        let index = unsafe { *indices.add(position) };
        if resolve(index, axis) >= axis {
            return Err(IndexFault { position, index });
        }
    }
    Ok(())
}

/// The place an index names; at least `axis` when it names none.
#[inline(always)]
fn resolve(index: i32, axis: usize) -> usize {
    if index < 0 {
        (index as isize as usize).wrapping_add(axis)
    } else {
        index as usize
    }
}

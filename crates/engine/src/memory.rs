//! Reserving and releasing linear memory, aligned to cache lines.

use std::alloc::{alloc, dealloc, Layout};

/// Alignment of every reservation: a cache line.
pub const ALIGNMENT: usize = 64;

fn layout(bytes: usize) -> Option<Layout> {
    Layout::from_size_align(bytes.max(1), ALIGNMENT).ok()
}

/// Reserves `bytes` (not zeroed); null when there is no room.
pub fn reserve(bytes: usize) -> *mut u8 {
    match layout(bytes) {
        // SAFETY: the layout's size is at least 1.
        Some(layout) => unsafe { alloc(layout) },
        None => core::ptr::null_mut(),
    }
}

/// Releases what [`reserve`] gave for the same `bytes`; null is ignored.
///
/// # Safety
/// `address` must be null, or come from `reserve(bytes)` and not have been released.
pub unsafe fn release(address: *mut u8, bytes: usize) {
    if address.is_null() {
        return;
    }
    if let Some(layout) = layout(bytes) {
        // SAFETY: the caller's promise: `address` came from `alloc` with this layout.
        unsafe { dealloc(address, layout) }
    }
}

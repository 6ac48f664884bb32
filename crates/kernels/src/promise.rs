//! What callers of kernels promise of their pointers, checked where `debug_assertions` are on: in tests, and in debug
//! builds of the module.

/// Whether `count` elements from a pointer on may be accessed, as far as a pointer tells: it is aligned and not null.
/// Of no elements the pointer may be anything.
pub(crate) fn holds<T>(pointer: *const T, count: usize) -> bool {
    count == 0
        || !pointer.is_null()
            && pointer.is_aligned()
            && count <= isize::MAX as usize / size_of::<T>().max(1)
}

/// Checks `pointer: count` for each: that many elements can be accessed. Costs nothing in release builds.
macro_rules! promise {
    ($($pointer:expr => $count:expr),+ $(,)?) => {
        $(debug_assert!(
            $crate::promise::holds($pointer as *const _, $count),
            concat!("`", stringify!($pointer), "` is not `", stringify!($count), "` elements"),
        );)+
    };
}
pub(crate) use promise;

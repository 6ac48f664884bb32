//! Reductions of contiguous (outer, axis, inner) tensors along the axis.
//!
//! One order of accumulation for `f32`, which depends on (outer, axis, inner) only. The axis is cut into
//! blocks of 512 elements. Within a block the sum is `f32`: along a row (inner = 1) sixteen partial sums take
//! the elements in turn; down columns (inner > 1) four rows are added as two pairs, then to the column's sum.
//! Sums of blocks are added in `f64`, in order, within segments of the axis, and those of segments (at most
//! 16) again in `f64`, in order; the result is rounded once. So an error is that of adding about 32 (row) or
//! 128 (column) numbers, whatever the length, and threads may take rows, tiles of columns or segments.

mod arg;
mod block;
mod cumulative;
mod discrete;
mod float;
#[cfg(test)]
mod tests;

pub use arg::{arg_extreme, ArgFunction};
pub(crate) use block::{row_sum, sum_of, BLOCK};
pub use cumulative::{cumulative, cumulative_i32, CumulativeFunction};
pub use discrete::{reduce_bool, reduce_i32, IntegerReduceFunction};
pub use float::{reduce, ReduceFunction};

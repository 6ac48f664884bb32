//! Reductions of contiguous (outer, axis, inner) tensors along the axis.

mod arg;
mod boolean;
mod cumulative;
mod float;
mod integer;

pub use arg::{arg_extreme, ArgFunction};
pub use boolean::reduce_bool;
pub use cumulative::{cumulative, cumulative_i32, CumulativeFunction};
pub use float::{reduce, ReduceFunction};
pub use integer::{reduce_i32, IntegerReduceFunction};

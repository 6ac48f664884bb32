//! Random numbers from Philox 4×32-10: a counter in, four words out, in any order and on any thread.
//!
//! Every filler draws element `4·i + j` from word `j` of block `counter + i`, so that it reserves exactly
//! [`blocks`]`(count)` blocks, whatever the values.

mod fill;
mod philox;
#[cfg(test)]
mod tests;

pub use fill::{
    bernoulli, dropout, dropout_apply, integers, normal, truncated_normal, uniform, Stream,
};
pub use philox::philox;

/// Blocks of the counter that a filler reserves for `count` elements: `⌈count/4⌉`.
pub fn blocks(count: usize) -> u64 {
    count.div_ceil(4) as u64
}

//! Optimizer updates in one pass over variable, slots and gradient, by Keras 3's formulas.
//!
//! Slots below 2⁻¹⁰⁰ in size become 0: a decayed moment would else stay in denormals for ever, and those
//! are slow.

mod adam;
mod rmsprop;
mod sgd;

pub use adam::{adam, AdamStep};
pub use rmsprop::{rmsprop, RmspropStep};
pub use sgd::{sgd, SgdStep};

fn flush(x: f32) -> f32 {
    if x.abs() < f32::from_bits(27 << 23) {
        0.0
    } else {
        x
    }
}

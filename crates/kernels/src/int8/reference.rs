//! The plain form of what the kernels compute: the same numbers, one at a time.

use super::Precision;

/// A run's scale and zero point, and its numbers quantised.
pub fn quantize(precision: Precision, x: &[f32]) -> (f32, i32, Vec<i32>) {
    let least = x.iter().fold(0.0f32, |a, b| a.min(*b));
    let most = x.iter().fold(0.0f32, |a, b| a.max(*b));
    let (low, high) = match precision {
        Precision::Seven => (0.0, 127.0),
        Precision::Twelve => (-2047.0, 2047.0f32),
    };
    if x.iter().any(|x| !x.is_finite()) {
        return (f32::NAN, 0, vec![0; x.len()]);
    }
    let scale = match precision {
        Precision::Seven => most / high - least / high,
        Precision::Twelve => most.max(-least) / high,
    };
    let inverse = 1.0 / scale;
    if !inverse.is_finite() {
        return (0.0, 0, vec![0; x.len()]);
    }
    let zero = match precision {
        Precision::Seven => (-least * inverse).round_ties_even().clamp(low, high),
        Precision::Twelve => 0.0,
    };
    let q = x
        .iter()
        .map(|x| ((x * inverse).round_ties_even() + zero).clamp(low, high) as i32)
        .collect();
    (scale, zero as i32, q)
}

/// One element of a product before its activation: a quantised row, a column of weights with its scale and bias.
pub fn element(
    (scale, zero, row): &(f32, i32, Vec<i32>),
    column: impl Iterator<Item = i8>,
    column_scale: f32,
    bias: Option<f32>,
) -> f32 {
    let sum: i64 = row
        .iter()
        .zip(column)
        .map(|(q, w)| (q - zero) as i64 * w as i64)
        .sum();
    let value = sum as i32 as f32 * (column_scale * scale);
    bias.map_or(value, |bias| value + bias)
}

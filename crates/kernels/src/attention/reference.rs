//! The scalar reference: all scores in `f64`. Gradients to compare with are central differences of it.

use super::Shape;

/// The output (B, T, N, V).
pub fn forward(shape: &Shape, mask: &[u8], q: &[f64], k: &[f64], v: &[f64]) -> Vec<f64> {
    let group = shape.heads / shape.key_heads;
    let (size, width) = (shape.size, shape.value_size);
    let mut output = vec![0.0; shape.batch * shape.rows * shape.heads * width];
    for sample in 0..shape.batch {
        for head in 0..shape.heads {
            for row in 0..shape.rows {
                let query = ((sample * shape.rows + row) * shape.heads + head) * size;
                let key_at =
                    |key: usize| (sample * shape.keys + key) * shape.key_heads + head / group;
                let [a, b, c] = shape.mask_strides;
                let seen = |key: usize| {
                    let given = mask.is_empty() || mask[sample * a + head * b + row * c + key] != 0;
                    given && (!shape.causal || key <= row)
                };
                let none = !(0..shape.keys).any(seen);
                let scores: Vec<f64> = (0..shape.keys)
                    .map(|key| {
                        let dot: f64 = (0..size)
                            .map(|i| q[query + i] * k[key_at(key) * size + i])
                            .sum();
                        if none {
                            0.0
                        } else if seen(key) {
                            dot * shape.scale as f64
                        } else {
                            f64::NEG_INFINITY
                        }
                    })
                    .collect();
                let max = scores.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(b));
                let total: f64 = scores.iter().map(|x| (x - max).exp()).sum();
                for i in 0..width {
                    output[((sample * shape.rows + row) * shape.heads + head) * width + i] = scores
                        .iter()
                        .enumerate()
                        .map(|(key, x)| (x - max).exp() / total * v[key_at(key) * width + i])
                        .sum();
                }
            }
        }
    }
    output
}

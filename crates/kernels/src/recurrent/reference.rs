//! The scalar reference: the formulas of [`super::Cell`] in `f64`, one row and step after the other. Gradients
//! to compare with are central differences of it.

use super::{Cell, Sizes};

/// Inputs of a sequence, as [`super::Sequence`]; empty where absent.
#[derive(Clone)]
pub struct Inputs {
    pub x: Vec<f64>,
    pub kernel: Vec<f64>,
    pub recurrent_kernel: Vec<f64>,
    pub bias: Vec<f64>,
    pub recurrent_bias: Vec<f64>,
    pub initial: Vec<f64>,
    pub initial_cell: Vec<f64>,
    pub mask: Vec<u8>,
}

/// Results of a sequence.
pub struct Outputs {
    pub sequence: Vec<f64>,
    pub last: Vec<f64>,
    pub last_cell: Vec<f64>,
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// All steps.
pub fn forward(sizes: &Sizes, x: &Inputs) -> Outputs {
    let Sizes {
        cell,
        steps,
        batch,
        size,
        units,
    } = *sizes;
    let columns = cell.gates() * units;
    let mut sequence = vec![0.0; steps * batch * units];
    let mut last = vec![0.0; batch * units];
    let mut last_cell = last.clone();
    for row in 0..batch {
        let state = |all: &[f64]| -> Vec<f64> {
            if all.is_empty() {
                vec![0.0; units]
            } else {
                all[row * units..][..units].to_vec()
            }
        };
        let (mut h, mut c) = (state(&x.initial), state(&x.initial_cell));
        for step in 0..steps {
            let at = step * batch + row;
            if x.mask.is_empty() || x.mask[at] != 0 {
                let input = |j: usize| -> f64 {
                    let bias = x.bias.get(j).copied().unwrap_or(0.0);
                    (0..size)
                        .map(|k| x.x[at * size + k] * x.kernel[k * columns + j])
                        .sum::<f64>()
                        + bias
                };
                let product = |h: &[f64], j: usize| -> f64 {
                    let bias = x.recurrent_bias.get(j).copied().unwrap_or(0.0);
                    (0..units)
                        .map(|k| h[k] * x.recurrent_kernel[k * columns + j])
                        .sum::<f64>()
                        + bias
                };
                let gate = |n: usize, i: usize| input(n * units + i) + product(&h, n * units + i);
                let before = h.clone();
                let reset: Vec<f64> = match cell {
                    Cell::Gru => (0..units)
                        .map(|i| sigmoid(gate(1, i)) * before[i])
                        .collect(),
                    _ => Vec::new(),
                };
                let mut next = vec![0.0; units];
                for (i, next) in next.iter_mut().enumerate() {
                    *next = match cell {
                        Cell::Simple => gate(0, i).tanh(),
                        Cell::Lstm => {
                            let new = sigmoid(gate(0, i)) * gate(2, i).tanh();
                            c[i] = sigmoid(gate(1, i)) * c[i] + new;
                            sigmoid(gate(3, i)) * c[i].tanh()
                        }
                        Cell::Gru | Cell::GruResetAfter => {
                            let j = 2 * units + i;
                            let inner = match cell {
                                Cell::Gru => product(&reset, j),
                                _ => sigmoid(gate(1, i)) * product(&h, j),
                            };
                            let update = sigmoid(gate(0, i));
                            update * h[i] + (1.0 - update) * (input(j) + inner).tanh()
                        }
                    };
                }
                h = next;
            }
            sequence[at * units..][..units].copy_from_slice(&h);
        }
        last[row * units..][..units].copy_from_slice(&h);
        last_cell[row * units..][..units].copy_from_slice(&c);
    }
    Outputs {
        sequence,
        last,
        last_cell,
    }
}

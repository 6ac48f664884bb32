//! Sequences against the reference: values and gradients over odd sizes, masks, missing states, and threads.

use super::gates::activate;
use super::reference::{self, Inputs, Outputs};
use super::*;
use crate::math::tests::ulp;
use crate::pool::Serial;
use crate::simd::{F32x4, Floats};

/// Bound of the error relative to max(1, |expected|): sums of up to 40 products and some 10 steps of states
/// below 1, each rounded to 2⁻²⁴, and functions within 2.5 ULP.
const BOUND: f64 = 4e-6;

const CELLS: [Cell; 4] = [Cell::Simple, Cell::Lstm, Cell::Gru, Cell::GruResetAfter];

struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        ((self.0 >> 40) as f64 / (1u64 << 24) as f64) * 2.0 - 1.0
    }
    /// Values that `f32` holds exactly.
    fn values(&mut self, count: usize, scale: f64) -> Vec<f64> {
        (0..count)
            .map(|_| (self.next() * scale) as f32 as f64)
            .collect()
    }
}

fn narrow(values: &[f64]) -> Vec<f32> {
    values.iter().map(|&x| x as f32).collect()
}

fn pointer(values: &[f32]) -> *const f32 {
    if values.is_empty() {
        core::ptr::null()
    } else {
        values.as_ptr()
    }
}

/// Several chunks at a time, in reversed order.
struct Reversed(usize);

impl Pool for Reversed {
    fn threads(&self) -> usize {
        self.0
    }
    fn run(&self, chunks: usize, task: &(dyn Fn(usize) + Sync)) {
        for chunk in (0..chunks).rev() {
            task(chunk);
        }
    }
}

struct Ran {
    sequence: Vec<f32>,
    last: Vec<f32>,
    last_cell: Vec<f32>,
    gates: Vec<f32>,
    extra: Vec<f32>,
}

fn run(sizes: &Sizes, x: &Inputs, pool: &dyn Pool) -> Ran {
    let states = sizes.batch * sizes.units;
    let all = sizes.steps * states;
    let [xs, kernel, recurrent_kernel] = [&x.x, &x.kernel, &x.recurrent_kernel].map(|v| narrow(v));
    let (initial, initial_cell) = (narrow(&x.initial), narrow(&x.initial_cell));
    let (bias, recurrent_bias) = (narrow(&x.bias), narrow(&x.recurrent_bias));
    let mut ran = Ran {
        sequence: vec![f32::NAN; all],
        last: vec![f32::NAN; states],
        last_cell: vec![f32::NAN; states],
        gates: vec![f32::NAN; sizes.steps * sizes.batch * sizes.columns()],
        extra: vec![f32::NAN; all],
    };
    let mask = if x.mask.is_empty() {
        core::ptr::null()
    } else {
        x.mask.as_ptr()
    };
    let sequence = Sequence {
        sizes: *sizes,
        x: xs.as_ptr(),
        kernel: kernel.as_ptr(),
        recurrent_kernel: recurrent_kernel.as_ptr(),
        bias: pointer(&bias),
        recurrent_bias: pointer(&recurrent_bias),
        initial: pointer(&initial),
        initial_cell: pointer(&initial_cell),
        mask,
        sequence: ran.sequence.as_mut_ptr(),
        gates: ran.gates.as_mut_ptr(),
        extra: ran.extra.as_mut_ptr(),
        last: ran.last.as_mut_ptr(),
        last_cell: ran.last_cell.as_mut_ptr(),
    };
    let mut scratch = vec![f32::NAN; forward_scratch(sizes)];
    // SAFETY: all tensors have their shapes.
    unsafe { forward(pool, &sequence, scratch.as_mut_ptr()) };
    ran
}

struct Weights {
    sequence: Vec<f64>,
    last: Vec<f64>,
    last_cell: Vec<f64>,
}

struct Gradients {
    gates: Vec<f32>,
    kernel: Vec<f32>,
    recurrent_kernel: Vec<f32>,
    bias: Vec<f32>,
    recurrent_bias: Vec<f32>,
    initial: Vec<f32>,
    initial_cell: Vec<f32>,
    extra: Vec<f32>,
}

fn run_back(
    sizes: &Sizes,
    x: &Inputs,
    ran: &Ran,
    up: &Weights,
    pool: &dyn Pool,
    in_place: bool,
) -> Gradients {
    let states = sizes.batch * sizes.units;
    let (xs, recurrent_kernel) = (narrow(&x.x), narrow(&x.recurrent_kernel));
    let (initial, initial_cell) = (narrow(&x.initial), narrow(&x.initial_cell));
    let (ds, dl, dc) = (
        narrow(&up.sequence),
        narrow(&up.last),
        narrow(&up.last_cell),
    );
    let mut found = Gradients {
        gates: if in_place {
            ran.gates.clone()
        } else {
            vec![f32::NAN; ran.gates.len()]
        },
        kernel: vec![f32::NAN; x.kernel.len()],
        recurrent_kernel: vec![f32::NAN; x.recurrent_kernel.len()],
        bias: vec![f32::NAN; x.bias.len()],
        recurrent_bias: vec![f32::NAN; x.recurrent_bias.len()],
        initial: vec![f32::NAN; states],
        initial_cell: vec![f32::NAN; states],
        extra: if in_place {
            ran.extra.clone()
        } else {
            vec![f32::NAN; ran.extra.len()]
        },
    };
    let after = sizes.cell == Cell::GruResetAfter;
    let d_gates = found.gates.as_mut_ptr();
    let d_extra = found.extra.as_mut_ptr();
    let gradient = Gradient {
        sizes: *sizes,
        x: xs.as_ptr(),
        recurrent_kernel: recurrent_kernel.as_ptr(),
        initial: pointer(&initial),
        initial_cell: pointer(&initial_cell),
        mask: if x.mask.is_empty() {
            core::ptr::null()
        } else {
            x.mask.as_ptr()
        },
        sequence: ran.sequence.as_ptr(),
        gates: if in_place {
            d_gates
        } else {
            ran.gates.as_ptr()
        },
        extra: if in_place && after {
            d_extra
        } else {
            ran.extra.as_ptr()
        },
        d_sequence: pointer(&ds),
        d_last: pointer(&dl),
        d_last_cell: pointer(&dc),
        d_gates,
        d_extra: if after {
            d_extra
        } else {
            core::ptr::null_mut()
        },
        d_kernel: found.kernel.as_mut_ptr(),
        d_recurrent_kernel: found.recurrent_kernel.as_mut_ptr(),
        d_bias: pointer(&found.bias) as *mut f32,
        d_recurrent_bias: pointer(&found.recurrent_bias) as *mut f32,
        d_initial: found.initial.as_mut_ptr(),
        d_initial_cell: found.initial_cell.as_mut_ptr(),
    };
    let mut scratch = vec![f32::NAN; backward_scratch(&gradient)];
    // SAFETY: all tensors have their shapes.
    unsafe { backward(pool, &gradient, scratch.as_mut_ptr()) };
    found
}

fn close(what: &str, found: &[f32], expected: &[f64], scale: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (&found, &expected)) in found.iter().zip(expected).enumerate() {
        let error = (found as f64 - expected).abs();
        let bound = BOUND * scale.max(expected.abs());
        assert!(error <= bound, "{what}[{i}]: {found} for {expected}");
    }
}

fn example(sizes: &Sizes, with: usize, random: &mut Random) -> Inputs {
    let states = sizes.batch * sizes.units;
    let columns = sizes.columns();
    let optional = |bit: usize, count: usize| if with & bit != 0 { count } else { 0 };
    let scale = 1.0 / (sizes.units as f64).sqrt();
    let after = sizes.cell == Cell::GruResetAfter;
    let lstm = sizes.cell == Cell::Lstm;
    let mask: Vec<u8> = (0..optional(2, sizes.steps * sizes.batch))
        .map(|_| u8::from(random.next() > -0.4))
        .collect();
    Inputs {
        x: random.values(sizes.steps * sizes.batch * sizes.size, 1.0),
        kernel: random.values(sizes.size * columns, 1.0),
        recurrent_kernel: random.values(sizes.units * columns, 1.5 * scale),
        bias: random.values(optional(8, columns), 0.5),
        recurrent_bias: random.values(if after { optional(4, columns) } else { 0 }, 0.5),
        initial: random.values(optional(1, states), 1.0),
        initial_cell: random.values(if lstm { optional(1, states) } else { 0 }, 1.0),
        mask,
    }
}

fn loss(outputs: &Outputs, up: &Weights) -> f64 {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    dot(&outputs.sequence, &up.sequence)
        + dot(&outputs.last, &up.last)
        + dot(&outputs.last_cell, &up.last_cell)
}

/// Central differences of the reference, whose own error is below 1e-8 here.
fn differences(
    sizes: &Sizes,
    x: &Inputs,
    up: &Weights,
    field: impl Fn(&mut Inputs) -> &mut Vec<f64>,
) -> Vec<f64> {
    let mut moved = x.clone();
    let step = 1e-5;
    (0..field(&mut moved).len())
        .map(|i| {
            let value = field(&mut moved)[i];
            field(&mut moved)[i] = value + step;
            let above = loss(&reference::forward(sizes, &moved), up);
            field(&mut moved)[i] = value - step;
            let below = loss(&reference::forward(sizes, &moved), up);
            field(&mut moved)[i] = value;
            (above - below) / (2.0 * step)
        })
        .collect()
}

const SHAPES: [(usize, usize, usize); 6] = [
    (1, 1, 1),
    (3, 2, 3),
    (2, 5, 4),
    (4, 1, 7),
    (1, 6, 9),
    (5, 7, 2),
];

#[test]
fn values_are_those_of_the_reference() {
    let mut random = Random(1);
    for cell in CELLS {
        for (steps, batch, units) in SHAPES.into_iter().chain([(3, 70, 5), (2, 9, 40)]) {
            for with in 0..16 {
                let sizes = Sizes {
                    cell,
                    steps,
                    batch,
                    size: 1 + with % 5,
                    units,
                };
                let x = example(&sizes, with, &mut random);
                let expected = reference::forward(&sizes, &x);
                let ran = run(&sizes, &x, &Serial);
                let what = format!("{cell:?} {steps}x{batch}x{units} with {with}");
                close(&what, &ran.sequence, &expected.sequence, 1.0);
                close(&what, &ran.last, &expected.last, 1.0);
                if cell == Cell::Lstm {
                    close(&what, &ran.last_cell, &expected.last_cell, 1.0);
                }
            }
        }
    }
}

#[test]
fn gradients_are_those_of_the_reference() {
    let mut random = Random(2);
    for cell in CELLS {
        for (steps, batch, units) in SHAPES {
            for with in 0..16 {
                let sizes = Sizes {
                    cell,
                    steps,
                    batch,
                    size: 1 + with % 5,
                    units,
                };
                let x = example(&sizes, with, &mut random);
                let states = batch * units;
                let lstm = cell == Cell::Lstm;
                // Each result has a gradient in some of the cases.
                let given = |yes: bool, count: usize| if yes { count } else { 0 };
                let up = Weights {
                    sequence: random.values(given(with % 3 != 1, steps * states), 1.0),
                    last: random.values(given(with % 3 != 0, states), 1.0),
                    last_cell: random.values(given(lstm && with % 2 == 0, states), 1.0),
                };
                let ran = run(&sizes, &x, &Serial);
                let found = run_back(&sizes, &x, &ran, &up, &Serial, with % 2 == 1);
                let what = format!("{cell:?} {steps}x{batch}x{units} with {with}");
                let scale = (steps * batch) as f64;
                let slopes =
                    |field: fn(&mut Inputs) -> &mut Vec<f64>| differences(&sizes, &x, &up, field);
                let check = |name: &str, found: &[f32], expected: Vec<f64>| {
                    if !expected.is_empty() {
                        close(&format!("{what}, {name}"), found, &expected, scale);
                    }
                };
                let (recurrent, bias) = (&found.recurrent_kernel, &found.bias);
                check("kernel", &found.kernel, slopes(|x| &mut x.kernel));
                check("recurrent", recurrent, slopes(|x| &mut x.recurrent_kernel));
                check("bias", bias, slopes(|x| &mut x.bias));
                let inner = slopes(|x| &mut x.recurrent_bias);
                check("recurrent bias", &found.recurrent_bias, inner);
                // The gradient of x is d_gates·Wᵀ.
                let columns = sizes.columns();
                let dx: Vec<f32> = (0..x.x.len())
                    .map(|i| {
                        let (at, k) = (i / sizes.size, i % sizes.size);
                        let product =
                            |j| found.gates[at * columns + j] * x.kernel[k * columns + j] as f32;
                        (0..columns).map(product).sum()
                    })
                    .collect();
                check("x", &dx, slopes(|x| &mut x.x));
                check("initial", &found.initial, slopes(|x| &mut x.initial));
                check(
                    "initial cell",
                    &found.initial_cell,
                    slopes(|x| &mut x.initial_cell),
                );
            }
        }
    }
}

#[test]
fn activations_stay_within_their_bounds() {
    let (mut worst, mut worst_tanh) = (0.0f64, 0.0f64);
    // Every exponent, some fractions; a sigmoid of less than -87 is that of -87.
    for bits in (0x2000_0000..0x42ae_0000).step_by(4099) {
        for x in [f32::from_bits(bits), -f32::from_bits(bits)] {
            let [y, tanh] = activate([F32x4::splat(x); 2], [false, true]).map(|y| y.to_array()[0]);
            worst = worst.max(ulp(y, 1.0 / (1.0 + (-f64::from(x)).exp())));
            worst_tanh = worst_tanh.max(ulp(tanh, f64::from(x).tanh()));
        }
    }
    assert!(worst <= 2.5, "sigmoid: {worst} ULP");
    assert!(worst_tanh <= 3.0, "tanh: {worst_tanh} ULP");
    for (x, low) in [(f32::INFINITY, 1.0), (f32::NEG_INFINITY, 0.0)] {
        let [y, tanh] = activate([F32x4::splat(x); 2], [false, true]).map(|y| y.to_array()[0]);
        assert!((y - low).abs() < 1e-37 && tanh == x.signum());
    }
    let [y, tanh] = activate([F32x4::splat(f32::NAN); 2], [false, true]).map(|y| y.to_array()[0]);
    assert!(y.is_nan() && tanh.is_nan());
}

#[test]
fn bits_do_not_depend_on_chunks_of_rows() {
    let mut random = Random(3);
    for cell in CELLS {
        let sizes = Sizes {
            cell,
            steps: 3,
            batch: 67,
            size: 30,
            units: 41,
        };
        let x = example(&sizes, 15, &mut random);
        let states = sizes.batch * sizes.units;
        let up = Weights {
            sequence: random.values(sizes.steps * states, 1.0),
            last: random.values(states, 1.0),
            last_cell: random.values(if cell == Cell::Lstm { states } else { 0 }, 1.0),
        };
        let once = run(&sizes, &x, &Serial);
        let back = run_back(&sizes, &x, &once, &up, &Serial, false);
        for threads in [2, 3, 7] {
            let again = run(&sizes, &x, &Reversed(threads));
            assert!(again.sequence == once.sequence && again.last == once.last);
            let found = run_back(&sizes, &x, &again, &up, &Reversed(threads), true);
            assert!(found.gates == back.gates && found.kernel == back.kernel);
            assert!(found.recurrent_kernel == back.recurrent_kernel && found.bias == back.bias);
            assert!(found.initial == back.initial);
        }
    }
}

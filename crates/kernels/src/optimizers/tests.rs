//! The updates against Keras's formulas in `f64`, over several steps, and the flush of tiny slots.

use super::*;
use crate::elementwise::tests::Backwards;
use crate::pool::Serial;

const COUNT: usize = if cfg!(miri) { 9 } else { 20_001 };

fn smooth(seed: f32) -> Vec<f32> {
    (0..COUNT)
        .map(|i| ((i as f32 * 0.7 + seed) * 1.3).sin() * 0.8 + 0.05)
        .collect()
}

fn close(values: &[f32], truth: &[f64], bound: f64) {
    for (i, (value, truth)) in values.iter().zip(truth).enumerate() {
        let error = (*value as f64 - truth).abs();
        assert!(
            error <= bound * truth.abs().max(0.1),
            "{i}: {value}, expected {truth}"
        );
    }
}

/// Runs `step(weights, three slots, gradient)` five times on `f32` and `reference` on `f64`, and compares
/// weights and slots within 2e-6 relative.
fn five_steps(
    mut step: impl FnMut(&mut [f32], [&mut [f32]; 3], &[f32], usize),
    reference: impl Fn(&mut f64, [&mut f64; 3], f64, usize),
) {
    let mut w = smooth(1.0);
    let mut slots = [
        vec![0.0f32; COUNT],
        vec![0.0f32; COUNT],
        vec![0.0f32; COUNT],
    ];
    let mut w64: Vec<f64> = w.iter().map(|w| *w as f64).collect();
    let mut slots64 = vec![[0.0f64; 3]; COUNT];
    for t in 1..=5 {
        let g = smooth(t as f32 * 3.1);
        let [a, b, c] = &mut slots;
        step(&mut w, [a, b, c], &g, t);
        for i in 0..COUNT {
            let [a, b, c] = &mut slots64[i];
            reference(&mut w64[i], [a, b, c], g[i] as f64, t);
        }
    }
    close(&w, &w64, 2e-6);
    for (k, slot) in slots.iter().enumerate() {
        close(
            slot,
            &slots64.iter().map(|s| s[k]).collect::<Vec<_>>(),
            2e-6,
        );
    }
}

#[test]
fn sgd_follows_keras() {
    for (momentum, nesterov, decay) in [
        (0.0, false, 0.0),
        (0.9, false, 0.0),
        (0.9, true, 0.0),
        (0.5, true, 0.01),
    ] {
        five_steps(
            |w, [m, _, _], g, _| {
                let step = SgdStep {
                    learning_rate: 0.01,
                    momentum: momentum as f32,
                    nesterov,
                    weight_decay: decay as f32,
                };
                // SAFETY: all have COUNT elements.
                unsafe {
                    sgd(
                        &Backwards,
                        &step,
                        w.as_mut_ptr(),
                        m.as_mut_ptr(),
                        g.as_ptr(),
                        COUNT,
                    )
                }
            },
            |w, [m, _, _], g, _| {
                *w -= *w * decay * 0.01;
                if momentum == 0.0 {
                    *w -= 0.01 * g;
                } else {
                    *m = *m * momentum - g * 0.01;
                    *w += if nesterov {
                        *m * momentum - g * 0.01
                    } else {
                        *m
                    };
                }
            },
        );
    }
}

#[test]
fn rmsprop_follows_keras() {
    for (momentum, centered, decay) in [(0.0, false, 0.0), (0.9, false, 0.004), (0.5, true, 0.0)] {
        five_steps(
            |w, [v, m, a], g, _| {
                let step = RmspropStep {
                    learning_rate: 0.001,
                    rho: 0.9,
                    one_minus_rho: 0.1,
                    momentum: momentum as f32,
                    epsilon: 1e-3,
                    centered,
                    weight_decay: decay as f32,
                };
                let (w, v, m, a) = (
                    w.as_mut_ptr(),
                    v.as_mut_ptr(),
                    m.as_mut_ptr(),
                    a.as_mut_ptr(),
                );
                // SAFETY: all have COUNT elements.
                unsafe { rmsprop(&Backwards, &step, w, v, m, a, g.as_ptr(), COUNT) }
            },
            |w, [v, m, a], g, _| {
                *w -= *w * decay * 0.001;
                *v = 0.9 * *v + 0.1 * g * g;
                let mut d = *v + 1e-3;
                if centered {
                    *a = 0.9 * *a + 0.1 * g;
                    d -= *a * *a;
                }
                let mut u = 0.001 * g / d.sqrt();
                if momentum != 0.0 {
                    *m = momentum * *m + u;
                    u = *m;
                }
                *w -= u;
            },
        );
    }
}

#[test]
fn adam_follows_keras() {
    for (amsgrad, decay) in [(false, 0.0), (true, 0.0), (false, 0.004)] {
        let alpha = |t: usize| {
            0.001 * (1.0 - 0.999f64.powi(t as i32)).sqrt() / (1.0 - 0.9f64.powi(t as i32))
        };
        five_steps(
            |w, [m, v, l], g, t| {
                let step = AdamStep {
                    alpha: alpha(t) as f32,
                    one_minus_beta1: (1.0 - 0.9f64) as f32,
                    one_minus_beta2: (1.0 - 0.999f64) as f32,
                    epsilon: 1e-7,
                    learning_rate: 0.001,
                    weight_decay: decay as f32,
                };
                let l = if amsgrad {
                    l.as_mut_ptr()
                } else {
                    core::ptr::null_mut()
                };
                let (w, m, v) = (w.as_mut_ptr(), m.as_mut_ptr(), v.as_mut_ptr());
                // SAFETY: all have COUNT elements.
                unsafe { adam(&Backwards, &step, w, m, v, l, g.as_ptr(), COUNT) }
            },
            |w, [m, v, l], g, t| {
                *w -= *w * decay * 0.001;
                *m += (g - *m) * (1.0 - 0.9);
                *v += (g * g - *v) * (1.0 - 0.999);
                let mut spread = *v;
                if amsgrad {
                    *l = l.max(*v);
                    spread = *l;
                }
                *w -= *m * alpha(t) / (spread.sqrt() + 1e-7);
            },
        );
    }
}

#[test]
fn tiny_slots_become_zero_and_nan_stays() {
    let tiny = 2f32.powi(-101);
    let (mut w, mut m) = ([1.0f32; 3], [tiny, 2f32.powi(-98), f32::NAN]);
    let step = SgdStep {
        learning_rate: 0.1,
        momentum: 0.5,
        nesterov: false,
        weight_decay: 0.0,
    };
    // SAFETY: all have three elements.
    unsafe {
        sgd(
            &Serial,
            &step,
            w.as_mut_ptr(),
            m.as_mut_ptr(),
            [0.0f32; 3].as_ptr(),
            3,
        );
    }
    assert_eq!((m[0], m[1]), (0.0, 2f32.powi(-99)));
    assert!(m[2].is_nan() && w[2].is_nan());
}

#[test]
fn the_sum_of_squares_is_that_of_all_elements() {
    let x = smooth(0.3);
    let truth: f64 = x.iter().map(|x| *x as f64 * *x as f64).sum();
    // SAFETY: x has COUNT elements.
    let sum = unsafe { sum_of_squares(&Backwards, x.as_ptr(), COUNT) };
    assert!((sum as f64 - truth).abs() <= 1e-6 * truth);
}

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

/// One step of a rule for one variable; empty slots are absent.
fn one(rule: &dyn Rule, w: &mut [f32], slots: [&mut [f32]; 3], g: &[f32]) {
    let [a, b, c] = slots.map(|slot| match slot {
        [] => core::ptr::null_mut(),
        slot => slot.as_mut_ptr(),
    });
    let state = [w.as_mut_ptr(), a, b, c];
    let target = Target {
        count: w.len(),
        old: state.map(|tensor| tensor as *const f32),
        new: state,
        gradient: g.as_ptr(),
        scale: 1.0,
    };
    // SAFETY: all have as many elements as w.
    unsafe { update(&Backwards, rule, &[target], f32::INFINITY) }
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
            |w, slots, g, _| {
                let step = SgdStep {
                    learning_rate: 0.01,
                    momentum: momentum as f32,
                    nesterov,
                    weight_decay: decay as f32,
                };
                one(&step, w, slots, g);
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
            |w, slots, g, _| {
                let step = RmspropStep {
                    learning_rate: 0.001,
                    rho: 0.9,
                    one_minus_rho: 0.1,
                    momentum: momentum as f32,
                    epsilon: 1e-3,
                    centered,
                    weight_decay: decay as f32,
                };
                one(&step, w, slots, g);
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
            |w, slots, g, t| {
                let step = AdamStep {
                    alpha: alpha(t) as f32,
                    one_minus_beta1: (1.0 - 0.9f64) as f32,
                    one_minus_beta2: (1.0 - 0.999f64) as f32,
                    amsgrad,
                    epsilon: 1e-7,
                    learning_rate: 0.001,
                    weight_decay: decay as f32,
                };
                one(&step, w, slots, g);
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
    one(&step, &mut w, [&mut m, &mut [], &mut []], &[0.0; 3]);
    assert_eq!((m[0], m[1]), (0.0, 2f32.powi(-99)));
    assert!(m[2].is_nan() && w[2].is_nan());
}

/// Momentum on several variables at once, of sizes around vectors, blocks and chunks.
struct Several {
    w: Vec<Vec<f32>>,
    m: Vec<Vec<f32>>,
    g: Vec<Vec<f32>>,
    scales: Vec<f32>,
}

const MOMENTUM: SgdStep = SgdStep {
    learning_rate: 0.1,
    momentum: 0.5,
    nesterov: false,
    weight_decay: 0.0,
};

impl Several {
    fn new() -> Self {
        let sizes = if cfg!(miri) {
            vec![3, 0, 1, 9]
        } else {
            vec![3, 0, 1, 2 * CHUNK + 5, BLOCK, BLOCK + 1, 4, 4 * CHUNK, 7]
        };
        let draw = |seed: f32, size: usize| smooth(seed).into_iter().cycle().take(size).collect();
        let all = |seed| sizes.iter().map(|size| draw(seed, *size)).collect();
        Self {
            w: all(1.0),
            m: all(2.0),
            g: all(3.0),
            scales: (0..sizes.len()).map(|i| [1.0, 0.3, 2.5][i % 3]).collect(),
        }
    }

    /// One step into `w` and `m`, or, not in place, into memory of its own that then takes their place.
    fn step(&mut self, pool: &dyn Pool, clip_value: f32, in_place: bool) {
        let (mut new_w, mut new_m) = (self.w.clone(), self.m.clone());
        for fresh in new_w.iter_mut().chain(&mut new_m) {
            fresh.fill(f32::NAN);
        }
        let null = core::ptr::null_mut();
        let targets: Vec<Target> = (0..self.w.len())
            .map(|i| {
                let old = [self.w[i].as_mut_ptr(), self.m[i].as_mut_ptr(), null, null];
                let new = [new_w[i].as_mut_ptr(), new_m[i].as_mut_ptr(), null, null];
                Target {
                    count: self.w[i].len(),
                    old: old.map(|tensor| tensor as *const f32),
                    new: if in_place { old } else { new },
                    gradient: self.g[i].as_ptr(),
                    scale: self.scales[i],
                }
            })
            .collect();
        // SAFETY: the tensors of a variable have as many elements.
        unsafe { update(pool, &MOMENTUM, &targets, clip_value) };
        if !in_place {
            (self.w, self.m) = (new_w, new_m);
        }
    }
}

#[test]
fn all_variables_are_updated_in_one_call_with_their_gradients_clipped() {
    for clip_value in [f32::INFINITY, 0.4] {
        let before = Several::new();
        let mut after = Several::new();
        after.step(&Backwards, clip_value, true);
        for i in 0..before.w.len() {
            for k in 0..before.w[i].len() {
                let g = (before.g[i][k] * before.scales[i]).clamp(-clip_value, clip_value);
                let m = before.m[i][k] * 0.5 - g * 0.1;
                assert_eq!(after.m[i][k], m, "slot {k} of variable {i}");
                assert_eq!(
                    after.w[i][k],
                    before.w[i][k] + m,
                    "element {k} of variable {i}"
                );
            }
        }
    }
}

#[test]
fn the_order_of_chunks_and_where_results_go_change_nothing() {
    for clip_value in [f32::INFINITY, 0.4] {
        let mut results = [(true, true), (true, false), (false, true), (false, false)].map(
            |(backwards, in_place)| {
                let mut several = Several::new();
                let pool: &dyn Pool = if backwards { &Backwards } else { &Serial };
                several.step(pool, clip_value, in_place);
                (several.w, several.m)
            },
        );
        let first = results[0].clone();
        for other in &mut results[1..] {
            assert_eq!(*other, first);
        }
    }
}

#[test]
fn a_clip_keeps_nan_and_cuts_infinity() {
    for count in [4, 3] {
        let mut several = Several {
            w: vec![vec![0.0; count]],
            m: vec![vec![0.0; count]],
            g: vec![[f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.5][..count].to_vec()],
            scales: vec![1.0],
        };
        several.step(&Serial, 2.0, true);
        assert!(several.w[0][0].is_nan());
        assert_eq!(several.w[0][1..3], [-0.2, 0.2]);
    }
}

#[test]
fn no_variables_are_no_work() {
    // SAFETY: there is nothing.
    unsafe { update(&Backwards, &MOMENTUM, &[], 1.0) };
}

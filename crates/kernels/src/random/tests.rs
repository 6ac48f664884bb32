//! The generator against its published answers, the fillers against scalar references and their moments.

use super::*;
use crate::elementwise::tests::Backwards;
use crate::pool::Serial;

const STREAM: Stream = Stream {
    key: [0x1234_5678, 0x9abc_def0],
    counter: 0xffff_fffd,
};
const COUNT: usize = if cfg!(miri) { 41 } else { 200_003 };

/// Random123's kat_vectors, "philox4x32 10".
#[test]
fn philox_gives_the_known_answers_of_random123() {
    let ones = u32::MAX;
    let cases = [
        (
            [0; 4],
            [0; 2],
            [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
        ),
        (
            [ones; 4],
            [ones; 2],
            [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
        ),
        (
            [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
            [0xa4093822, 0x299f31d0],
            [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
        ),
    ];
    for (counter, key, answer) in cases {
        assert_eq!(philox(counter, key), answer);
    }
}

/// Word `i` of the stream, straight from the definition.
fn word(i: usize) -> u32 {
    let block = STREAM.counter.wrapping_add(i as u64 / 4);
    philox([block as u32, (block >> 32) as u32, 0, 0], STREAM.key)[i % 4]
}

fn unit(i: usize) -> f64 {
    (word(i) >> 8) as f64 / 16_777_216.0
}

fn floats(fill: impl Fn(*mut f32, usize)) -> Vec<f32> {
    let mut y = vec![9.0; COUNT + 1];
    fill(y.as_mut_ptr(), COUNT);
    assert_eq!(y.pop(), Some(9.0));
    // A shorter filling is the beginning of a longer one: tails are no other code.
    for count in [0, 1, 2, 3, 5, 18] {
        let mut short = vec![9.0; count + 1];
        fill(short.as_mut_ptr(), count);
        assert_eq!(short[..count], y[..count]);
        assert_eq!(short[count], 9.0);
    }
    y
}

fn moments(y: &[f32]) -> (f64, f64) {
    let mean = y.iter().map(|y| *y as f64).sum::<f64>() / y.len() as f64;
    let variance = y.iter().map(|y| (*y as f64 - mean).powi(2)).sum::<f64>() / y.len() as f64;
    (mean, variance)
}

#[test]
fn uniform_numbers_follow_the_words_and_stay_below_the_high_end() {
    // SAFETY: `floats` gives room for as many elements as it says.
    let y = floats(|y, n| unsafe { uniform(&Backwards, STREAM, -2.0, 6.0, y, n) });
    for (i, y) in y.iter().enumerate().step_by(97) {
        assert!((*y as f64 - (-2.0 + 8.0 * unit(i))).abs() < 1e-6);
    }
    assert!(y.iter().all(|y| (-2.0..6.0).contains(y)));
    // SAFETY: as above.
    let y = floats(|y, n| unsafe { uniform(&Serial, STREAM, 1.0, 1.000_000_2, y, n) });
    assert!(y.iter().all(|y| (1.0..1.000_000_2).contains(y)));
}

#[test]
fn normal_numbers_are_box_and_mullers_and_have_the_moments() {
    // SAFETY: `floats` gives room for as many elements as it says.
    let y = floats(|y, n| unsafe { normal(&Backwards, STREAM, 1.0, 2.0, y, n) });
    for (i, y) in y.iter().enumerate() {
        let (block, lane) = (i / 4 * 4, i % 4);
        let radius = (-2.0 * (1.0 - unit(block + lane % 2)).ln()).sqrt();
        let angle = core::f64::consts::TAU * unit(block + 2 + lane % 2);
        let truth = 1.0 + 2.0 * radius * if lane < 2 { angle.cos() } else { angle.sin() };
        assert!((*y as f64 - truth).abs() < 4e-6, "{y}, expected {truth}");
    }
    if cfg!(miri) {
        return;
    }
    let (mean, variance) = moments(&y);
    assert!(
        (mean - 1.0).abs() < 0.02 && (variance - 4.0).abs() < 0.06,
        "{mean} {variance}"
    );
}

#[test]
fn truncated_normal_numbers_stay_within_two_deviations_and_have_the_variance() {
    // SAFETY: `floats` gives room for as many elements as it says.
    let y = floats(|y, n| unsafe { truncated_normal(&Backwards, STREAM, 0.0, 1.0, y, n) });
    assert!(y.iter().all(|y| y.abs() <= 2.0));
    if cfg!(miri) {
        return;
    }
    let (mean, variance) = moments(&y);
    // 1 - 4·φ(2)/(2Φ(2) - 1), the variance of the distribution.
    assert!(
        mean.abs() < 0.01 && (variance - 0.773_741).abs() < 0.01,
        "{mean} {variance}"
    );
}

#[test]
fn integers_cover_their_range_evenly() {
    for (low, high) in [(-3, 4), (0, 1), (i32::MIN, i32::MAX), (5, 6)] {
        let mut y = vec![0; COUNT];
        // SAFETY: y has COUNT elements.
        unsafe { integers(&Backwards, STREAM, low, high, y.as_mut_ptr(), COUNT) }
        assert!(y.iter().all(|y| (low..high).contains(y)));
        for (i, y) in y.iter().enumerate().step_by(131) {
            let truth = low as f64
                + (word(i) as f64 * (high as f64 - low as f64) / 4_294_967_296.0).floor();
            assert_eq!(*y as f64, truth);
        }
    }
}

#[test]
fn bernoulli_and_dropout_keep_the_share_they_should() {
    let x: Vec<f32> = (0..COUNT).map(|i| i as f32 - 100.0).collect();
    let (mut mask, mut y, mut again) = (vec![9u8; COUNT], x.clone(), x.clone());
    let mut coin = vec![9u8; COUNT];
    // SAFETY: all have COUNT elements.
    unsafe {
        let to = y.as_mut_ptr();
        dropout(&Backwards, STREAM, 0.3, to, to, mask.as_mut_ptr(), COUNT);
        let to = again.as_mut_ptr();
        dropout_apply(&Serial, 0.3, to, mask.as_ptr(), to, COUNT);
        bernoulli(&Serial, STREAM, 0.3, coin.as_mut_ptr(), COUNT);
    }
    assert_eq!(y, again);
    for i in 0..COUNT {
        assert_eq!(mask[i], (unit(i) >= 0.3f32 as f64) as u8);
        assert_eq!(coin[i], 1 - mask[i]);
        assert_eq!(
            y[i],
            if mask[i] == 1 {
                x[i] * (1.0 / (1.0 - 0.3))
            } else {
                0.0
            }
        );
    }
    let kept = mask.iter().map(|m| *m as usize).sum::<usize>() as f64 / COUNT as f64;
    assert!(cfg!(miri) || (kept - 0.7).abs() < 0.005, "{kept}");
}

#[test]
fn a_rate_of_one_drops_everything_and_zero_nothing() {
    let x = [1.0f32, f32::INFINITY, -3.0];
    let (mut y, mut mask) = ([9.0f32; 3], [9u8; 3]);
    // SAFETY: all have three elements.
    unsafe {
        dropout(
            &Serial,
            STREAM,
            1.0,
            x.as_ptr(),
            y.as_mut_ptr(),
            mask.as_mut_ptr(),
            3,
        );
        assert_eq!((y, mask), ([0.0; 3], [0; 3]));
        dropout(
            &Serial,
            STREAM,
            0.0,
            x.as_ptr(),
            y.as_mut_ptr(),
            mask.as_mut_ptr(),
            3,
        );
    }
    assert_eq!((y, mask), (x, [1; 3]));
    assert_eq!([blocks(0), blocks(1), blocks(4), blocks(5)], [0, 1, 1, 2]);
}

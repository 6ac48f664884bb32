//! Pooling over edge and random geometries against plain loops.

use super::*;
use crate::convolution::reference::for_taps;
use crate::convolution::tests::{extent, Random, Threads, NONE};
use crate::convolution::Extent;
use crate::pool::Serial;

fn geometry(batch: usize, channels: usize, axes: [Extent; 3]) -> Geometry {
    Geometry {
        batch,
        channels,
        filters: channels,
        groups: 1,
        axes,
    }
}

/// (element of y, element of x) of every tap, windows in order.
fn pairs(geometry: &Geometry) -> Vec<(usize, usize)> {
    let [d, h, w] = geometry.axes;
    let mut found = Vec::new();
    for_taps(geometry, &mut |sample, [od, oh, ow], _, [id, ih, iw]| {
        let y = ((sample * d.output + od) * h.output + oh) * w.output + ow;
        let x = ((sample * d.input + id) * h.input + ih) * w.input + iw;
        for channel in 0..geometry.channels {
            found.push((
                y * geometry.channels + channel,
                x * geometry.channels + channel,
            ));
        }
    });
    found
}

fn sizes(geometry: &Geometry) -> (usize, usize) {
    let all = geometry.batch * geometry.channels;
    let pixels: usize = geometry.axes.iter().map(|axis| axis.input).product();
    let positions: usize = geometry.axes.iter().map(|axis| axis.output).product();
    (all * pixels, all * positions)
}

/// y, and the gradient of x from that of y.
fn run(
    threads: &dyn Pool,
    function: PoolFunction,
    geometry: &Geometry,
    x: &[f32],
    dy: &[f32],
) -> (Vec<f32>, Vec<f32>) {
    let (inputs, outputs) = sizes(geometry);
    assert_eq!((x.len(), dy.len()), (inputs, outputs));
    let (mut y, mut dx) = (vec![9.0; outputs], vec![9.0; inputs]);
    // SAFETY: the tensors have the sizes of the geometry.
    unsafe {
        pool(threads, function, geometry, x.as_ptr(), y.as_mut_ptr());
        let given = [x.as_ptr(), y.as_ptr(), dy.as_ptr()];
        pool_gradient(threads, function, geometry, given, dx.as_mut_ptr());
    }
    (y, dx)
}

fn check(random: &mut Random, geometry: &Geometry, threads: &dyn Pool) {
    let (inputs, outputs) = sizes(geometry);
    // Few distinct values, so that windows have ties.
    let x: Vec<f32> = random
        .values(inputs)
        .iter()
        .map(|x| (x * 4.0).round())
        .collect();
    let (dy, values) = (random.values(outputs), random.values(inputs));
    let pairs = pairs(geometry);
    let mut most = vec![f32::NEG_INFINITY; outputs];
    let (mut sum, mut count) = (vec![0.0; outputs], vec![0.0; outputs]);
    let mut first = vec![usize::MAX; outputs];
    for &(to, from) in &pairs {
        if x[from] > most[to] || first[to] == usize::MAX {
            (most[to], first[to]) = (x[from], from);
        }
        sum[to] += x[from];
        count[to] += 1.0;
    }
    let mean: Vec<f32> = sum
        .iter()
        .zip(&count)
        .map(|(sum, count)| sum / count)
        .collect();
    let (y, dx) = run(threads, PoolFunction::Max, geometry, &x, &dy);
    assert_eq!(y, most, "{geometry:?}");
    let mut expected = vec![0.0; inputs];
    for (to, &from) in first.iter().enumerate() {
        expected[from] += dy[to];
    }
    assert_eq!(dx, expected, "{geometry:?}");
    let mut selected = vec![9.0; outputs];
    // SAFETY: as above.
    unsafe {
        let given = [x.as_ptr(), y.as_ptr(), values.as_ptr()];
        max_pool_select(threads, geometry, given, selected.as_mut_ptr());
    }
    let expected: Vec<f32> = first.iter().map(|&from| values[from]).collect();
    assert_eq!(selected, expected, "{geometry:?}");
    let (y, dx) = run(threads, PoolFunction::Average, geometry, &x, &dy);
    assert_eq!(y, mean, "{geometry:?}");
    let mut expected = vec![0.0; inputs];
    for &(to, from) in &pairs {
        expected[from] += dy[to] / count[to];
    }
    assert_eq!(dx, expected, "{geometry:?}");
}

#[test]
fn pooling_equals_plain_loops_bit_for_bit() {
    let mut random = Random(1);
    for channels in [1, 3, 4, 19] {
        for axes in [
            [NONE, NONE, NONE],
            [NONE, extent(4, 2, 2, 1, [0, 0]), extent(6, 2, 2, 1, [0, 0])],
            [NONE, extent(5, 3, 2, 1, [1, 1]), extent(7, 3, 1, 1, [1, 1])],
            [NONE, NONE, extent(9, 4, 3, 1, [0, 2])],
            [NONE, extent(9, 2, 3, 1, [0, 0]), extent(8, 8, 1, 1, [0, 0])],
            [
                extent(3, 2, 1, 1, [0, 1]),
                extent(4, 2, 2, 1, [0, 0]),
                extent(5, 3, 2, 1, [1, 1]),
            ],
        ] {
            for batch in [1, 3] {
                check(&mut random, &geometry(batch, channels, axes), &Serial);
            }
        }
    }
}

#[test]
fn the_number_of_threads_does_not_change_a_bit() {
    let mut random = Random(2);
    let size = if cfg!(miri) { 6 } else { 40 };
    let axis = extent(size, 3, 2, 1, [0, 1]);
    for threads in [2, 3, 7] {
        check(
            &mut random,
            &geometry(3, 21, [NONE, axis, axis]),
            &Threads(threads),
        );
    }
}

#[test]
fn nan_is_the_largest_and_takes_the_gradient() {
    let geometry = geometry(1, 1, [NONE, NONE, extent(4, 2, 2, 1, [0, 0])]);
    let x = [1.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY];
    let (y, dx) = run(&Serial, PoolFunction::Max, &geometry, &x, &[2.0, 3.0]);
    assert!(y[0].is_nan() && y[1] == f32::INFINITY);
    assert_eq!(dx, [0.0, 2.0, 3.0, 0.0]);
}

#[test]
fn no_value_hides_nan_from_the_largest() {
    // What folds many channels at once sees NaN by a sum of products, which these values make NaN without one.
    let special = [f32::INFINITY, f32::NEG_INFINITY, 0.0, 3e38, -3e38, 1.0];
    let geometry = geometry(
        2,
        35,
        [NONE, extent(5, 3, 2, 1, [0, 0]), extent(7, 3, 2, 1, [0, 0])],
    );
    let (inputs, outputs) = sizes(&geometry);
    let mut random = Random(3);
    for every in [1, 2, 40, usize::MAX] {
        let values = random.values(2 * inputs);
        let x: Vec<f32> = (0..inputs)
            .map(|i| match (values[2 * i].abs() * 1e4) as usize {
                n if n % 300 == 0 => f32::NAN,
                n if n % every == 0 => special[n / every % special.len()],
                _ => values[2 * i + 1],
            })
            .collect();
        let mut most = vec![f32::NEG_INFINITY; outputs];
        for (to, from) in pairs(&geometry) {
            if x[from].is_nan() || x[from] > most[to] {
                most[to] = x[from];
            }
        }
        let (y, _) = run(
            &Serial,
            PoolFunction::Max,
            &geometry,
            &x,
            &vec![0.0; outputs],
        );
        for (y, most) in y.iter().zip(&most) {
            assert!(y == most || y.is_nan() && most.is_nan(), "{y} for {most}");
        }
        assert!(y.iter().any(|y| y.is_nan()) && y.iter().any(|y| !y.is_nan()));
    }
}

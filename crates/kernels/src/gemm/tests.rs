//! Products over edge and random shapes: every path against the scalar reference, bit for bit.

use super::*;
use crate::pool::{Pool, Serial};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A pool of real threads, whose chunks are handed out as threads come.
struct Threads(usize);

impl Pool for Threads {
    fn threads(&self) -> usize {
        self.0
    }
    fn run(&self, chunks: usize, task: &(dyn Fn(usize) + Sync)) {
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..self.0 {
                scope.spawn(|| loop {
                    let chunk = next.fetch_add(1, Ordering::Relaxed);
                    if chunk >= chunks {
                        return;
                    }
                    task(chunk);
                });
            }
        });
    }
}

/// xorshift; values in −1..1 with 16 random bits.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    fn below(&mut self, limit: usize) -> usize {
        (self.next() >> 11) as usize % limit
    }
    fn values(&mut self, length: usize) -> Vec<f32> {
        (0..length)
            .map(|_| (self.next() >> 48) as f32 / 32768.0 - 1.0)
            .collect()
    }
}

/// Marks elements of C that no product may touch.
const UNTOUCHED: f32 = 12345.5;

struct Case {
    gemm: Gemm,
    a: Vec<f32>,
    b: Vec<f32>,
    bias: Vec<f32>,
    c: Vec<f32>,
}

impl Case {
    /// Random operands for a shape; `slack` widens all row strides, bit 0 of `flags` transposes A, bit 1 B,
    /// bit 2 adds a bias, bit 3 accumulates, bit 4 applies an activation.
    fn new(
        random: &mut Random,
        [m, n, k]: [usize; 3],
        flags: usize,
        slack: usize,
        batch: usize,
    ) -> Self {
        let (transpose_a, transpose_b) = (flags & 1 != 0, flags & 2 != 0);
        let (rows_a, width_a) = if transpose_a { (k, m) } else { (m, k) };
        let (rows_b, width_b) = if transpose_b { (n, k) } else { (k, n) };
        let gemm = Gemm {
            m,
            n,
            k,
            transpose_a,
            transpose_b,
            lda: width_a + slack,
            ldb: width_b + slack,
            ldc: n + slack,
            batch,
            batch_stride_a: rows_a * (width_a + slack),
            batch_stride_b: rows_b * (width_b + slack),
            batch_stride_c: m * (n + slack),
            accumulate: flags & 8 != 0,
            activation: if flags & 16 != 0 {
                [Activation::Relu, Activation::Sigmoid, Activation::Tanh][random.below(3)]
            } else {
                Activation::None
            },
        };
        Self {
            gemm,
            // Nothing past the last element: a read beyond it is an error under Miri.
            a: random.values((batch * gemm.batch_stride_a).saturating_sub(slack)),
            b: random.values((batch * gemm.batch_stride_b).saturating_sub(slack)),
            bias: random.values(if flags & 4 != 0 { n } else { 0 }),
            c: vec![UNTOUCHED; batch * gemm.batch_stride_c],
        }
        .filled(random)
    }

    /// Gives C's elements values; those between its rows stay marked.
    fn filled(mut self, random: &mut Random) -> Self {
        let Gemm { m, n, ldc, .. } = self.gemm;
        for row in 0..m * self.gemm.batch {
            self.c[row * ldc..row * ldc + n].copy_from_slice(&random.values(n));
        }
        self
    }

    fn run(&self, pool: &dyn Pool) -> Vec<f32> {
        self.run_with(
            Operand::Matrix(self.a.as_ptr()),
            Operand::Matrix(self.b.as_ptr()),
            pool,
        )
    }

    fn run_with(&self, a: Operand, b: Operand, pool: &dyn Pool) -> Vec<f32> {
        let mut c = self.c.clone();
        let mut scratch =
            vec![f32::NAN; scratch_len_with(&self.gemm, a.is_packer(), b.is_packer())];
        let bias = if self.bias.is_empty() {
            core::ptr::null()
        } else {
            self.bias.as_ptr()
        };
        // SAFETY: the vectors hold all elements that the case's strides span.
        unsafe {
            gemm_with(
                &self.gemm,
                a,
                b,
                bias,
                c.as_mut_ptr(),
                scratch.as_mut_ptr(),
                pool,
            )
        };
        c
    }

    fn ordered(&self) -> Vec<f32> {
        let mut c = self.c.clone();
        reference::ordered(&self.gemm, &self.a, &self.b, &self.bias, &mut c);
        c
    }

    /// The product with A and B through packers, which takes the packed path at every size.
    fn run_packed(&self, pool: &dyn Pool) -> Vec<f32> {
        let problem = plan::Problem::new(
            &self.gemm,
            self.a.as_ptr(),
            self.b.as_ptr(),
            core::ptr::null(),
            core::ptr::null_mut(),
        );
        let a = pack::MatrixA(pack::Matrix {
            pointer: problem.a,
            step: problem.a_step,
            lane: problem.a_row,
            batch: problem.a_batch,
        });
        let b = pack::MatrixB(pack::Matrix {
            pointer: problem.b,
            step: problem.b_step,
            lane: problem.b_column,
            batch: problem.b_batch,
        });
        self.run_with(Operand::Packer(&a), Operand::Packer(&b), pool)
    }

    fn name(&self) -> String {
        format!("{:?} bias {}", self.gemm, !self.bias.is_empty())
    }
}

/// Equal bits; any NaN equals any other, since hardware chooses their payloads.
fn same_bits(x: &[f32], y: &[f32]) -> bool {
    x.len() == y.len()
        && x.iter()
            .zip(y)
            .all(|(x, y)| x.to_bits() == y.to_bits() || (x.is_nan() && y.is_nan()))
}

fn check(case: &Case) {
    let expected = case.ordered();
    assert!(same_bits(&case.run(&Serial), &expected), "{}", case.name());
    assert!(
        same_bits(&case.run_packed(&Serial), &expected),
        "packed {}",
        case.name()
    );
}

const EDGES: [usize; 19] = [
    1,
    2,
    3,
    4,
    5,
    7,
    8,
    9,
    15,
    16,
    17,
    127,
    255,
    256,
    257,
    DEPTH - 1,
    DEPTH,
    DEPTH + 1,
    600,
];

#[test]
fn edge_shapes_equal_the_reference_bit_for_bit() {
    let mut random = Random(1);
    let small = if cfg!(miri) { 4 } else { 11 };
    for m in &EDGES[..small] {
        for n in &EDGES[..small] {
            for k in &EDGES[..small] {
                let flags = random.below(32);
                check(&Case::new(&mut random, [*m, *n, *k], flags, flags % 3, 1));
            }
        }
    }
}

#[test]
fn every_orientation_and_epilogue_equals_the_reference_bit_for_bit() {
    let mut random = Random(2);
    for shape in [
        [1, 1, 1],
        [1, 37, 300],
        [37, 1, 300],
        [6, 11, 5],
        [21, 19, 259],
        // More than one block of K.
        [1, 37, DEPTH + 44],
        [37, 1, DEPTH + 44],
        [21, 19, DEPTH + 3],
        [2, 3, 0],
    ] {
        for flags in 0..32 {
            if cfg!(miri) && shape[2] > 10 && flags % 7 != 0 {
                continue;
            }
            check(&Case::new(&mut random, shape, flags, 0, 1));
            check(&Case::new(&mut random, shape, flags, 3, 2));
        }
    }
}

#[test]
#[cfg_attr(
    miri,
    ignore = "too slow under Miri; the other tests reach the same code"
)]
fn large_edges_equal_the_reference_bit_for_bit() {
    let mut random = Random(3);
    for &size in &EDGES[11..] {
        for other in [1, 5, 33, 130] {
            for shape in [
                [size, other, 9],
                [other, size, 9],
                [other, 9, size],
                [13, other, size],
                [17, 40, size],
            ] {
                let flags = random.below(32);
                check(&Case::new(&mut random, shape, flags, flags % 2, 1));
            }
        }
    }
    // More than one round of rows, columns and K steps.
    check(&Case::new(&mut random, [20, 1100, 1300], 4 + 16, 0, 1));
    check(&Case::new(
        &mut random,
        [600, 40, 1300],
        1 + 2 + 4 + 16,
        0,
        1,
    ));
    check(&Case::new(&mut random, [40, 600, 1300], 2 + 8, 0, 1));
}

#[test]
fn random_shapes_equal_the_reference_bit_for_bit() {
    let mut random = Random(4);
    for _ in 0..if cfg!(miri) { 5 } else { 300 } {
        let limit = if cfg!(miri) { 12 } else { 70 };
        let shape = [
            random.below(limit),
            random.below(limit),
            random.below(2 * limit),
        ];
        let (flags, slack, batch) = (random.below(32), random.below(4), random.below(4));
        check(&Case::new(&mut random, shape, flags, slack, batch));
    }
}

#[test]
fn one_operand_serves_a_whole_batch() {
    let mut random = Random(5);
    for flags in [0, 1, 2, 3, 12] {
        for shape in [[5, 6, 7], [1, 20, 9], [20, 1, 9], [18, 33, 20]] {
            let mut case = Case::new(&mut random, shape, flags, 0, 3);
            case.gemm.batch_stride_b = 0;
            check(&case);
            case.gemm.batch_stride_a = 0;
            check(&case);
        }
    }
}

#[test]
fn the_number_of_threads_does_not_change_a_bit() {
    let mut random = Random(6);
    let shapes: &[([usize; 3], usize)] = if cfg!(miri) {
        &[([9, 10, 30], 1)]
    } else {
        &[
            ([130, 140, 300], 1),
            ([130, 140, DEPTH + 44], 1),
            ([1, 2000, 600], 1),
            ([2000, 1, 600], 1),
            ([3, 700, 400], 1),
            ([40, 30, 50], 9),
        ]
    };
    for &(shape, batch) in shapes {
        for flags in [0, 1, 2, 3, 4 + 8 + 16] {
            let case = Case::new(&mut random, shape, flags, 1, batch);
            let expected = case.ordered();
            for threads in [1, 2, 3, 7] {
                assert!(
                    same_bits(&case.run(&Threads(threads)), &expected),
                    "{threads} {}",
                    case.name()
                );
                assert!(
                    same_bits(&case.run_packed(&Threads(threads)), &expected),
                    "{threads} {}",
                    case.name()
                );
            }
        }
    }
}

#[test]
fn the_error_is_below_k_epsilon_times_the_size_of_the_terms() {
    let mut random = Random(7);
    for shape in [
        [3, 5, 2],
        [9, 17, 100],
        [5, 12, if cfg!(miri) { 20 } else { 3000 }],
    ] {
        for flags in [0, 4 + 8] {
            let case = Case::new(&mut random, shape, flags, 0, 1);
            let c = case.run(&Serial);
            for i in 0..shape[0] {
                for j in 0..shape[1] {
                    let (expected, bound) = reference::exact(
                        &case.gemm,
                        &case.a,
                        &case.b,
                        &case.bias,
                        &case.c,
                        [0, i, j],
                    );
                    let error = (c[i * case.gemm.ldc + j] as f64 - expected).abs();
                    assert!(
                        error <= bound,
                        "{error} > {bound} at {i}, {j} of {}",
                        case.name()
                    );
                }
            }
        }
    }
}

#[test]
fn nan_and_infinity_stay_in_their_rows_and_columns() {
    let mut random = Random(8);
    for shape in [
        [1, 21, 13],
        [21, 1, 13],
        [6, 11, 13],
        [19, 27, 300],
        [19, 27, DEPTH + 44],
    ] {
        for flags in 0..4 {
            for special in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
                let mut case = Case::new(&mut random, shape, flags, 0, 1);
                let last = case.a.len() - 1;
                case.a[last] = special;
                let last = case.b.len() - 1;
                case.b[last] = special;
                check(&case);
                let [m, n, _] = shape;
                let finite = case.run(&Serial).iter().filter(|x| x.is_finite()).count();
                assert_eq!(finite, (m - 1) * (n - 1), "{}", case.name());
            }
        }
    }
}

#[test]
fn an_empty_sum_stores_the_epilogue_alone() {
    let mut gemm = Gemm::dense(2, 3, 0);
    let (bias, empty) = ([1.0, -2.0, 3.0], core::ptr::null());
    let mut c = [9.0; 6];
    gemm.activation = Activation::Relu;
    // SAFETY: with K = 0 neither A nor B nor scratch has an element.
    unsafe {
        super::gemm(
            &gemm,
            empty,
            empty,
            bias.as_ptr(),
            c.as_mut_ptr(),
            core::ptr::null_mut(),
            &Serial,
        );
    }
    assert_eq!(c, [1.0, 0.0, 3.0, 1.0, 0.0, 3.0]);
    gemm.activation = Activation::None;
    // SAFETY: as above.
    unsafe {
        super::gemm(
            &gemm,
            empty,
            empty,
            empty,
            c.as_mut_ptr(),
            core::ptr::null_mut(),
            &Serial,
        )
    };
    assert_eq!(c, [0.0; 6]);
}

#[test]
fn a_product_without_elements_touches_nothing() {
    for (m, n, batch) in [(0, 3, 1), (3, 0, 1), (3, 3, 0)] {
        let mut gemm = Gemm::dense(m, n, 4);
        gemm.batch = batch;
        let null = core::ptr::null_mut();
        // SAFETY: there is no element to touch.
        unsafe { super::gemm(&gemm, null, null, null, null, null, &Serial) };
        assert_eq!(scratch_len(&gemm).min(1 << 20), scratch_len(&gemm));
    }
}
